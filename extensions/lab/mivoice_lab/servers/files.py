# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of one download server as its clients see them, whatever they speak."""

from __future__ import annotations

import errno
import hmac
import os
from typing import TYPE_CHECKING

from ..model.download import ACCOUNT, DENIED, STALL

if TYPE_CHECKING:
    from ..model.download import DownloadServer
    from ..model.world import World
    from .access_log import AccessLog


class Denied(PermissionError):
    """The server keeps the file to itself."""


class Files:
    """Reads are noted by the model. Writes, by the account only, are events of kind "write"; what was written of a file
    before its transfer ended stays, as on a real disk. Paths may start with a slash."""

    def __init__(self, world: World, server: DownloadServer, log: AccessLog) -> None:
        self._world = world
        self._server = server
        self.log = log

    @property
    def listed(self) -> bool:
        """Whether HTTP tells the names."""
        return self._server.listing

    def names(self) -> list[str]:
        """Paths without a leading slash, sorted."""
        with self._world.lock:
            return sorted(path.lstrip("/") for path in self._server.files)

    def size(self, path: str) -> int | None:
        """Bytes of a file, None when there is none."""
        with self._world.lock:
            data = self._server.files.get(path.lstrip("/"))
        return None if data is None else len(data)

    def read(self, path: str, client: str) -> bytes | None:
        """Content fetched by the `client` address, or None. Raises Denied."""
        with self._world.lock:
            if self._server.strikes(DENIED, path):
                raise Denied(errno.EACCES, os.strerror(errno.EACCES))
            return self._server.read(client, path)

    def stalls(self, path: str) -> bool:
        """Whether this transfer is to stop half-way."""
        with self._world.lock:
            return self._server.strikes(STALL, path)

    def admits(self, username: str, password: str) -> bool:
        """Whether these are the account's."""
        with self._world.lock:
            known = self._server.password
        return username == ACCOUNT and hmac.compare_digest(password.encode(), known.encode())

    def nobody_admitted(self) -> bool:
        """Whether every log-in is refused, that of phones too."""
        with self._world.lock:
            return self._server.refuses_login

    def create(self, path: str) -> None:
        """Make a file, or empty it."""
        with self._world.lock:
            self._note("upload", path)
            self._server.files[path.lstrip("/")] = b""

    def write_at(self, path: str, offset: int, data: bytes) -> None:
        """Write into a file. OSError when the disk is full, or the file has gone."""
        with self._world.lock:
            if self._server.disk_full:
                raise _disk_full()
            held = self._server.files[self._present(path)]
            self._server.files[path.lstrip("/")] = (
                held[:offset].ljust(offset, b"\0") + data + held[offset + len(data) :]
            )

    def replace(self, path: str, data: bytes) -> None:
        """Put a whole file in place at once; OSError, and what was there stays, when the disk is full."""
        with self._world.lock:
            if self._server.disk_full:
                raise _disk_full()
            self._note("upload", path)
            self._server.files[path.lstrip("/")] = data

    def remove(self, path: str) -> None:
        """OSError when there is no such file."""
        with self._world.lock:
            del self._server.files[self._present(path)]
            self._note("remove", path)

    def rename(self, path: str, new: str) -> None:
        """Give a file another name, in place of what had that name. OSError when there is no such file."""
        with self._world.lock:
            self._server.files[new.lstrip("/")] = self._server.files.pop(self._present(path))
            self._note("rename", path, new=new.lstrip("/"))

    def _present(self, path: str) -> str:
        name = path.lstrip("/")
        if name not in self._server.files:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return name

    def _note(self, what: str, path: str, **detail: str) -> None:
        self._world.operator_action(ACCOUNT, self._server.name, what, file=path.lstrip("/"), **detail)


def _disk_full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
