# SPDX-License-Identifier: GPL-3.0-or-later
"""FTP and FTPS (pyftpdlib): one thread and one loop for all download servers that speak them."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

from .ftp_session import Authorizer, MemoryHandler, MemoryTlsHandler

if TYPE_CHECKING:
    from .files import Files
    from .identities import Identity

POLL_SECONDS = 0.05


class FtpThread:
    """The loop of pyftpdlib and its thread, started with the first server."""

    def __init__(self) -> None:
        self._loop = IOLoop()
        self._orders: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

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
    """One FTP server or, with `identity`, FTPS server. `anonymous`: phones read here; `account`: administrators log in
    and write, over TLS where there is an identity."""

    def __init__(
        self,
        thread: FtpThread,
        files: Files,
        address: str,
        port: int,
        *,
        anonymous: bool = True,
        account: bool = False,
        identity: Identity | None = None,
    ) -> None:
        self._thread = thread
        self._files = files
        self._place = (address, port)
        self._authorizer = Authorizer(files, anonymous=anonymous, account=account, tls=identity is not None)
        self._context = _context(identity) if identity else None
        self._server: FTPServer | None = None

    async def open(self) -> None:
        self._server = await self._thread.run(self._start)

    async def close(self) -> None:
        if self._server is not None:
            await self._thread.run(self._close)

    def _start(self) -> FTPServer:
        base = MemoryHandler if self._context is None else MemoryTlsHandler
        bound = {"files": self._files, "authorizer": self._authorizer, "ssl_context": self._context}
        return FTPServer(self._place, type("Handler", (base,), bound), ioloop=self._thread._loop)

    def _close(self) -> None:
        """This server's sockets only: `FTPServer.close_all` would close the whole loop."""
        assert self._server is not None
        for channel in list(self._thread._loop.socket_map.values()):
            session = getattr(channel, "cmd_channel", channel)
            if session is self._server or getattr(session, "server", None) is self._server:
                channel.close()


def _context(identity: Identity) -> SSL.Context:
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.use_certificate(identity.certificate)
    context.use_privatekey(identity.key)
    return context
