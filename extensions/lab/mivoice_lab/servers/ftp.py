# SPDX-License-Identifier: GPL-3.0-or-later
"""FTP (pyftpdlib) on files in memory: one thread and one loop for all FTP download servers."""

from __future__ import annotations

import asyncio
import io
import os
import posixpath
import queue
import stat
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, ClassVar

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.filesystems import AbstractedFS, FilesystemError
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

if TYPE_CHECKING:
    from .download import Files

POLL_SECONDS = 0.05
READ_ONLY = "elr"


class MemoryFilesystem(AbstractedFS):
    """What pyftpdlib asks of a file system, answered from `Files`; directories exist where a path needs them."""

    cmd_channel: MemoryHandler

    def validpath(self, path: str) -> bool:
        return True

    def ftp2fs(self, ftppath: str) -> str:
        return self.ftpnorm(ftppath)

    def fs2ftp(self, fspath: str) -> str:
        return fspath

    def realpath(self, path: str) -> str:
        return path

    def open(self, filename: str, mode: str) -> io.BytesIO:
        data = self.cmd_channel.files.read(filename, self.cmd_channel.remote_ip)
        if data is None:
            raise FilesystemError("No such file.")
        file = io.BytesIO(data)
        file.name = filename  # type: ignore[attr-defined]
        return file

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
        inside = [name.removeprefix(prefix) for name in self.cmd_channel.files.names() if name.startswith(prefix)]
        return sorted({name.split("/", 1)[0] for name in inside})

    def stat(self, path: str) -> os.stat_result:
        kind = stat.S_IFDIR | 0o555 if self.isdir(path) else stat.S_IFREG | 0o444
        return os.stat_result((kind, 0, 0, 1, 0, 0, self.getsize(path), 0, 0, 0))

    lstat = stat

    def get_user_by_uid(self, uid: int) -> str:
        return "owner"

    def get_group_by_gid(self, gid: int) -> str:
        return "group"

    def _size(self, path: str) -> int | None:
        return self.cmd_channel.files.size(path)


class MemoryHandler(FTPHandler):
    """FTP session on a `Files`; bound to one server by subclassing."""

    files: ClassVar[Files]
    abstracted_fs = MemoryFilesystem
    banner = "TDW ready."
    use_sendfile = False


class FtpThread:
    """The loop of pyftpdlib and its thread, started with the first server."""

    def __init__(self) -> None:
        self._loop = IOLoop()
        self._orders: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def service(self, files: Files, address: str, port: int) -> FtpService:
        return FtpService(self, files, address, port)

    async def run(self, order: Callable[[], Any]) -> Any:
        """Have the thread call `order`; its result or error."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="ftp", daemon=True)
            self._thread.start()
        future: Future[Any] = Future()
        self._orders.put((order, future))
        return await asyncio.wrap_future(future)

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._loop.close()

    def _work(self) -> None:
        while not self._stopping.is_set():
            if self._loop.socket_map:
                self._loop.loop(timeout=POLL_SECONDS, blocking=False)
            self._obey(wait=not self._loop.socket_map)

    def _obey(self, *, wait: bool) -> None:
        try:
            order, future = self._orders.get(wait, POLL_SECONDS if wait else None)
        except queue.Empty:
            return
        try:
            future.set_result(order())
        except Exception as error:
            future.set_exception(error)


class FtpService:
    """One FTP download server: anonymous, read only."""

    def __init__(self, thread: FtpThread, files: Files, address: str, port: int) -> None:
        self._thread = thread
        self._files = files
        self._place = (address, port)
        self._server: FTPServer | None = None

    async def open(self) -> None:
        self._server = await self._thread.run(self._start)

    async def close(self) -> None:
        if self._server is not None:
            await self._thread.run(self._close)

    def _start(self) -> FTPServer:
        authorizer = DummyAuthorizer()
        authorizer.add_anonymous("/", perm=READ_ONLY)
        handler = type("Handler", (MemoryHandler,), {"files": self._files, "authorizer": authorizer})
        return FTPServer(self._place, handler, ioloop=self._thread._loop)

    def _close(self) -> None:
        """This server's sockets only: `FTPServer.close_all` would close the whole loop."""
        assert self._server is not None
        for channel in list(self._thread._loop.socket_map.values()):
            if channel is self._server or getattr(channel, "server", None) is self._server:
                channel.close()
