# SPDX-License-Identifier: GPL-3.0-or-later
"""SFTP (asyncssh) on files in memory, for administrators: one account, no shell."""

from __future__ import annotations

import asyncio
import errno
import os
import posixpath
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import asyncssh
from asyncssh.constants import FXF_CREAT, FXF_EXCL, FXF_TRUNC, FXF_WRITE

if TYPE_CHECKING:
    from .files import Files


@dataclass
class Opened:
    """A file that a client holds open. `data`: what it reads, None for one that it writes; `limit`: a transfer that
    stalls gets no further."""

    path: str
    data: bytes | None = None
    limit: int | None = None


class MemorySftp(asyncssh.SFTPServer):
    """What asyncssh asks of a file system, answered from `Files`. Modes and times are not kept."""

    def __init__(self, chan: asyncssh.SSHServerChannel, files: Files) -> None:
        super().__init__(chan)
        self._files = files
        self._client = str(chan.get_extra_info("peername")[0])

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Opened:
        name = _plain(path)
        if pflags & FXF_WRITE:
            return self._open_to_write(name, pflags)
        data = self._files.read(name, self._client)
        if data is None:
            raise _absent()
        return Opened(name, data, len(data) // 2 if self._files.stalls(name) else None)

    def _open_to_write(self, name: str, pflags: int) -> Opened:
        present = self._files.size(name) is not None
        if present and pflags & FXF_EXCL:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        if not present and not pflags & FXF_CREAT:
            raise _absent()
        if not present or pflags & FXF_TRUNC:
            self._files.create(name)
        return Opened(name)

    def close(self, file_obj: object) -> None:
        """Nothing is held back."""

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        opened = _opened(file_obj)
        if opened.data is None:
            raise asyncssh.SFTPPermissionDenied("opened for writing")
        if opened.limit is not None:
            if offset >= opened.limit:
                await asyncio.Event().wait()
            size = min(size, opened.limit - offset)
        return opened.data[offset : offset + size]

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        self._files.write_at(_opened(file_obj).path, offset, data)
        return len(data)

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        name = _plain(path)
        size = self._files.size(name)
        if size is not None:
            return asyncssh.SFTPAttrs(size=size, permissions=stat.S_IFREG | 0o644, uid=0, gid=0)
        if name and not any(one.startswith(name + "/") for one in self._files.names()):
            raise _absent()
        return asyncssh.SFTPAttrs(permissions=stat.S_IFDIR | 0o755, uid=0, gid=0)

    lstat = stat

    def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        return self.stat(_opened(file_obj).path.encode())

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        self.stat(path)

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        self.fstat(file_obj)

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        folder = posixpath.join(_plain(path), "")
        inside = [name.removeprefix(folder) for name in self._files.names() if name.startswith(folder)]
        for name in sorted({one.split("/", 1)[0] for one in inside}):
            yield asyncssh.SFTPName(name.encode(), attrs=self.stat((folder + name).encode()))

    def remove(self, path: bytes) -> None:
        self._files.remove(_plain(path))

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        if self._files.size(_plain(newpath)) is not None:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        self._files.rename(_plain(oldpath), _plain(newpath))

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        self._files.rename(_plain(oldpath), _plain(newpath))

    def realpath(self, path: bytes) -> bytes:
        return b"/" + _plain(path).encode()

    def _refused(self, *_arguments: object) -> None:
        raise asyncssh.SFTPOpUnsupported("not offered here")

    mkdir = rmdir = symlink = link = readlink = statvfs = fstatvfs = _refused  # type: ignore[assignment]


def _plain(path: bytes) -> str:
    """Path below the root, without a leading slash."""
    return posixpath.normpath("/" + os.fsdecode(path)).lstrip("/")


def _opened(file_obj: object) -> Opened:
    assert isinstance(file_obj, Opened)
    return file_obj


def _absent() -> FileNotFoundError:
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


class _Entrance(asyncssh.SSHServer):
    """The log-in. `connections`: those that are open, itself among them once it is."""

    def __init__(self, files: Files, connections: set[asyncssh.SSHServerConnection]) -> None:
        self._files = files
        self._connections = connections

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._connections.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self._connection)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return not self._files.nobody_admitted() and self._files.admits(username, password)


class SftpService:
    """One SFTP server."""

    def __init__(self, files: Files, address: str, port: int, host_key: asyncssh.SSHKey) -> None:
        self._files = files
        self._place = (address, port)
        self._host_key = host_key
        self._server: asyncssh.SSHAcceptor | None = None
        self._connections: set[asyncssh.SSHServerConnection] = set()

    async def open(self) -> None:
        self._server = await asyncssh.listen(
            *self._place,
            server_factory=lambda: _Entrance(self._files, self._connections),
            server_host_keys=[self._host_key],
            sftp_factory=lambda chan: MemorySftp(chan, self._files),
            allow_scp=False,
            agent_forwarding=False,
        )

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            for connection in list(self._connections):
                connection.abort()
