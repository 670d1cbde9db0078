# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTPS pages of one device, with the faults armed for it."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from aiohttp import web

from ..pages.http import Request, Response
from .faults import Faults
from .streams import reset

if TYPE_CHECKING:
    from ..model.world import World
    from ..pages.app import App

MAX_BODY = 8 * 1024 * 1024
HANDSHAKE_SECONDS = 10
_HTML = ("Content-Type", "text/html; charset=utf-8")
_ERROR_500 = Response(500, [_HTML], b"<html><body><h1>500 Internal Server Error</h1></body></html>")
_WRONG_PAGE = Response(200, [_HTML], b"<html><body><h1>Service unavailable</h1><p>Error 500</p></body></html>")
_log = logging.getLogger(__name__)


class PageServer:
    """HTTPS of one device. `device` is its name in the world; `written` is called after each write."""

    def __init__(
        self,
        world: World,
        app: App,
        device: str,
        place: tuple[str, int],
        context: ssl.SSLContext,
        faults: Faults,
        written: Callable[[], None],
    ) -> None:
        self._world = world
        self._app = app
        self._device = device
        self._place = place
        self._context = context
        self._faults = faults
        self._http: web.Server | None = None
        self._listener: asyncio.Server | None = None
        self._written = written

    def current(self) -> bool:
        """Whether the port is as the faults say."""
        return (self._listener is None) == self._faults.refusing(self._device)

    async def reconcile(self) -> None:
        """Open the port, or close it while a lasting `refuse` is armed. Raises OSError when it is taken."""
        if self._faults.refusing(self._device):
            await self.close()
        elif self._listener is None:
            loop = asyncio.get_running_loop()
            self._http = web.Server(self._answer, access_log=None)
            self._listener = await loop.create_server(lambda: _Door(self), *self._place)

    async def close(self) -> None:
        if self._listener is None or self._http is None:
            return
        self._listener.close()
        self._listener = None
        await self._http.shutdown(timeout=0)

    def admit(self, transport: asyncio.Transport) -> None:
        """A connection has come in: cut it when a counted `refuse` is armed, else begin TLS."""
        if self._faults.take("refuse", self._device) is not None:
            reset(transport)
            return
        transport.pause_reading()
        task = asyncio.get_running_loop().create_task(self._begin_tls(transport))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _begin_tls(self, transport: asyncio.Transport) -> None:
        loop = asyncio.get_running_loop()
        assert self._http is not None
        protocol = self._http()
        try:
            secured = await loop.start_tls(
                transport, protocol, self._context, server_side=True, ssl_handshake_timeout=HANDSHAKE_SECONDS
            )
        except OSError as error:
            _log.debug("%s: TLS handshake failed: %s", self._device, error)
            return
        if secured is not None:
            protocol.connection_made(secured)

    async def _answer(self, received: web.BaseRequest) -> web.StreamResponse:
        transport = cast(asyncio.Transport, received.transport)
        if received.method == "POST" and self._faults.take("reset", self._device, "before"):
            await received.content.readany()
            reset(transport)
            return web.Response()
        request = await self._read(received)
        response = await self._respond(request, transport)
        if response is None or (request.method == "POST" and self._faults.take("reset", self._device, "after")):
            reset(transport)
            return web.Response()
        return await self._send(received, response)

    async def _read(self, received: web.BaseRequest) -> Request:
        received._client_max_size = MAX_BODY
        return Request(
            method=received.method,
            path=received.path,
            query={key: received.query.getall(key) for key in received.query},
            headers={key.lower(): value for key, value in received.headers.items()},
            body=await received.read(),
            remote=received.remote or "",
        )

    async def _respond(self, request: Request, transport: asyncio.Transport) -> Response | None:
        """The page, after what the faults have to say; None when a held write's client has gone meanwhile."""
        device, faults = self._device, self._faults
        if slow := faults.take("slow", device):
            await asyncio.sleep(slow.seconds)
        if faults.take("error500", device):
            return _ERROR_500
        if faults.take("wrong_page", device):
            return _WRONG_PAGE
        with self._world.lock:
            if faults.take("expire", device):
                self._app.expire_sessions(device)
            writes = self._app.is_write(device, request)
        hold = faults.hold_for_write(device) if writes else None
        if hold is not None and hold.stage == "before":
            await faults.hold(device, "before", request.method, request.path)
            if transport.is_closing():
                return None
        with self._world.lock:
            response = self._app.handle(device, request)
        if writes:
            self._written()
        if hold is not None and hold.stage == "after":
            await faults.hold(device, "after", request.method, request.path)
        return response

    async def _send(self, received: web.BaseRequest, response: Response) -> web.StreamResponse:
        if not self._faults.take("truncate", self._device):
            return web.Response(status=response.status, headers=response.headers, body=response.body)
        answer = web.StreamResponse(status=response.status, headers=response.headers)
        answer.content_length = len(response.body)
        answer.force_close()
        await answer.prepare(received)
        await answer.write(response.body[: len(response.body) // 2])
        return answer


class _Door(asyncio.Protocol):
    """Takes a connection in before TLS, so that it can be refused with a reset."""

    def __init__(self, server: PageServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._server.admit(cast(asyncio.Transport, transport))
