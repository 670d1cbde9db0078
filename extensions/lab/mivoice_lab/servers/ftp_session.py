# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client of an FTP or FTPS server meets: files in memory, who may log in, what goes wrong."""

from __future__ import annotations

import io
import os
import posixpath
import stat
import time
from typing import TYPE_CHECKING, Any, ClassVar

from pyftpdlib.authorizers import AuthenticationFailed, DummyAuthorizer
from pyftpdlib.filesystems import AbstractedFS, FilesystemError
from pyftpdlib.handlers import DTPHandler, FTPHandler, TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.log import logger

from ..model.download import ACCOUNT
from .files import Denied

if TYPE_CHECKING:
    from .files import Files

READ_ONLY, READ_AND_WRITE = "elr", "elradfw"
ANONYMOUS = "anonymous"


class Download(io.BytesIO):
    """A file on its way to a client. `limit`: a transfer that stalls gets no further."""

    def __init__(self, name: str, data: bytes, limit: int | None) -> None:
        super().__init__(data)
        self.name = name
        self.limit = limit


class Upload:
    """A file on its way from a client, written as it comes. `error`: why it cannot be written on; the rest is then
    taken and dropped, so that the client hears of it."""

    def __init__(self, files: Files, name: str, offset: int) -> None:
        self._files = files
        self._offset = offset
        self.name = name
        self.closed = False
        self.error: str | None = None

    def seek(self, offset: int) -> None:
        self._offset = offset

    def write(self, data: bytes) -> None:
        if self.error is not None:
            return
        try:
            self._files.write_at(self.name, self._offset, bytes(data))
        except OSError as error:
            self.error = error.strerror
        self._offset += len(data)

    def close(self) -> None:
        self.closed = True


class MemoryFilesystem(AbstractedFS):
    """What pyftpdlib asks of a file system, answered from `Files`; directories exist where a path needs them."""

    cmd_channel: Any

    def validpath(self, path: str) -> bool:
        return True

    def ftp2fs(self, ftppath: str) -> str:
        return self.ftpnorm(ftppath)

    def fs2ftp(self, fspath: str) -> str:
        return fspath

    def realpath(self, path: str) -> str:
        return path

    def open(self, filename: str, mode: str) -> Download | Upload:
        return self._read(filename) if mode == "rb" else self._write(filename, mode)

    def _read(self, name: str) -> Download:
        channel = self.cmd_channel
        try:
            data = channel.files.read(name, channel.remote_ip)
        except Denied as error:
            raise FilesystemError("Permission denied") from error
        if data is None:
            channel.files.log.ftp_failure(channel.remote_ip, name, channel.who)
            raise FilesystemError("No such file.")
        channel.opened = time.monotonic()
        return Download(name, data, len(data) // 2 if channel.files.stalls(name) else None)

    def _write(self, name: str, mode: str) -> Upload:
        files, size = self.cmd_channel.files, self._size(name)
        if size is None and mode == "r+b":
            raise FilesystemError("No such file.")
        if size is None or mode == "wb":
            files.create(name)
        self.cmd_channel.opened = time.monotonic()
        return Upload(files, name, (size or 0) if mode == "ab" else 0)

    def remove(self, path: str) -> None:
        self.cmd_channel.files.remove(path)

    def rename(self, src: str, dst: str) -> None:
        self.cmd_channel.files.rename(src, dst)

    def chdir(self, path: str) -> None:
        if not self.isdir(path):
            raise FilesystemError("No such directory.")
        self.cwd = path

    def isfile(self, path: str) -> bool:
        return self._size(path) is not None

    def isdir(self, path: str) -> bool:
        prefix = path.strip("/")
        return not prefix or any(name.startswith(prefix + "/") for name in self.cmd_channel.files.names())

    def islink(self, path: str) -> bool:
        return False

    def lexists(self, path: str) -> bool:
        return self.isfile(path) or self.isdir(path)

    def getsize(self, path: str) -> int:
        return self._size(path) or 0

    def getmtime(self, path: str) -> float:
        return 0.0

    def listdir(self, path: str) -> list[str]:
        prefix = posixpath.join(path.strip("/"), "")
        prefix = "" if prefix == "/" else prefix
        inside = [name.removeprefix(prefix) for name in self.cmd_channel.files.names() if name.startswith(prefix)]
        return sorted({name.split("/", 1)[0] for name in inside})

    def stat(self, path: str) -> os.stat_result:
        kind = stat.S_IFDIR | 0o755 if self.isdir(path) else stat.S_IFREG | 0o644
        return os.stat_result((kind, 0, 0, 1, 0, 0, self.getsize(path), 0, 0, 0))

    lstat = stat

    def get_user_by_uid(self, uid: int) -> str:
        return "owner"

    def get_group_by_gid(self, gid: int) -> str:
        return "group"

    def _size(self, path: str) -> int | None:
        return self.cmd_channel.files.size(path)


class Authorizer(DummyAuthorizer):
    """Phones come in as anonymous where `anonymous`; the account, where `account`, over TLS only where `tls`."""

    def __init__(self, files: Files, *, anonymous: bool, account: bool, tls: bool) -> None:
        super().__init__()
        self._files = files
        self._tls = tls
        if anonymous:
            self.add_anonymous("/", perm=READ_ONLY)
        if account:
            self.add_user(ACCOUNT, "", "/", perm=READ_AND_WRITE)

    def validate_authentication(self, username: str, password: str, handler: Any) -> None:
        if self._files.nobody_admitted() or not self.has_user(username):
            raise AuthenticationFailed("Login incorrect.")
        if username == ANONYMOUS:
            return
        if self._tls and not handler._ssl_established:
            raise AuthenticationFailed("Non-anonymous sessions must use encryption.")
        if not self._files.admits(username, password):
            raise AuthenticationFailed("Login incorrect.")


class MemoryData(DTPHandler):
    """A data connection, with its faults."""

    def initiate_send(self) -> None:
        limit = getattr(self.file_obj, "limit", None)
        if limit is None:
            super().initiate_send()
        elif rest := self.file_obj.getvalue()[self.file_obj.tell() + self.tot_bytes_sent : limit]:
            self.send(rest)
        else:
            self.modify_ioloop_events(self.ioloop.READ)

    def handle_close(self) -> None:
        error = getattr(self.file_obj, "error", None)
        if error is None or self._closed:
            super().handle_close()
        else:
            self._resp = (f"552 {error}; transfer aborted.", logger.debug)
            self.close()


class MemoryTlsData(TLS_DTPHandler, MemoryData):
    """The same, over TLS once the client asks for it."""


class _Session:
    """FTP session on a `Files`; bound to one server by subclassing. Goes before pyftpdlib's own class."""

    files: ClassVar[Files]
    abstracted_fs = MemoryFilesystem
    banner = "TDW ready."
    use_sendfile = False
    auth_failed_timeout = 0
    opened = 0.0
    remote_ip: str
    username: str
    password: str

    @property
    def who(self) -> str:
        """As vsftpd's log names them: phones "ftp", else the account."""
        return "ftp" if self.username == ANONYMOUS else self.username

    def on_connect(self) -> None:
        self.files.log.ftp_connect(self.remote_ip)

    def on_login(self, username: str) -> None:
        self.files.log.ftp_login(self.remote_ip, self.who, self.password if username == ANONYMOUS else None)

    def on_login_failed(self, username: str, password: str) -> None:
        self.files.log.ftp_login_failure(self.remote_ip, username)

    def on_file_sent(self, file: str) -> None:
        self._note("DOWNLOAD", file)

    def on_file_received(self, file: str) -> None:
        self._note("UPLOAD", file)

    def _note(self, what: str, file: str) -> None:
        elapsed = time.monotonic() - self.opened
        self.files.log.ftp_transfer(what, self.remote_ip, file, self.files.size(file) or 0, elapsed, self.who)


class MemoryHandler(_Session, FTPHandler):
    """FTP."""

    dtp_handler = MemoryData


class MemoryTlsHandler(_Session, TLS_FTPHandler):
    """Explicit FTPS; phones may stay in clear (TOP-11), the account's data may not."""

    dtp_handler = MemoryTlsData

    def process_command(self, cmd: str, *args: Any, **kwargs: Any) -> None:
        if cmd in ("PASV", "EPSV", "PORT", "EPRT") and self.username == ACCOUNT and not self._prot:
            self.respond("522 Data connections must be encrypted.")
            return
        super().process_command(cmd, *args, **kwargs)
