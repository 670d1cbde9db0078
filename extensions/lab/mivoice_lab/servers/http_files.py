# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP and HTTPS (aiohttp) on files in memory: GET with ranges, a listing where it is on; PUT and DELETE with the
account, as a server with WebDAV's two simplest methods."""

from __future__ import annotations

import asyncio
import html
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import BasicAuth, web

from .files import Denied

if TYPE_CHECKING:
    from .files import Files

CHALLENGE = {"WWW-Authenticate": 'Basic realm="files"'}
CHANGES = ("PUT", "DELETE")


class HttpService:
    """One HTTP or, with `context`, HTTPS server. `open_to_all`: phones read here, without log-in; `writes`: the account
    may change files."""

    def __init__(
        self,
        files: Files,
        address: str,
        port: int,
        *,
        open_to_all: bool = True,
        writes: bool = False,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._files = files
        self._place = (address, port)
        self._open_to_all = open_to_all
        self._writes = writes
        self._context = context
        self._runner: web.ServerRunner | None = None

    async def open(self) -> None:
        server = web.Server(self._answer, access_log=None, handler_cancellation=True)
        self._runner = web.ServerRunner(server, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, *self._place, ssl_context=self._context).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if refusal := self._refusal(request):
            response = refusal
        elif request.method in CHANGES:
            response = self._change(request, await request.read())
        else:
            response = self._read(request)
        self._log(request, response)
        if response.status < HTTPStatus.BAD_REQUEST and request.method == "GET" and self._files.stalls(request.path):
            return await _by_half(request, response)
        return response

    def _refusal(self, request: web.BaseRequest) -> web.Response | None:
        changing = request.method in CHANGES
        if request.method not in ("GET", "HEAD", *CHANGES) or (changing and not self._writes):
            return web.Response(status=HTTPStatus.METHOD_NOT_ALLOWED)
        needs_account = changing or not self._open_to_all or "Authorization" in request.headers
        if self._files.nobody_admitted() or (needs_account and not self._admitted(request)):
            return web.Response(status=HTTPStatus.UNAUTHORIZED, headers=CHALLENGE)
        return None

    def _admitted(self, request: web.BaseRequest) -> bool:
        try:
            given = BasicAuth.decode(request.headers.get("Authorization", ""), encoding="utf-8")
        except ValueError:
            return False
        return self._files.admits(given.login, given.password)

    def _read(self, request: web.BaseRequest) -> web.Response:
        if request.path == "/":
            listed = self._files.listed
            return _listing(self._files.names()) if listed else web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            data = self._files.read(request.path, request.remote or "")
        except Denied:
            return web.Response(status=HTTPStatus.FORBIDDEN)
        return web.Response(status=HTTPStatus.NOT_FOUND) if data is None else _part(data, request)

    def _change(self, request: web.BaseRequest, body: bytes) -> web.Response:
        present = self._files.size(request.path) is not None
        if request.method == "DELETE":
            if not present:
                return web.Response(status=HTTPStatus.NOT_FOUND)
            self._files.remove(request.path)
            return web.Response(status=HTTPStatus.NO_CONTENT)
        try:
            self._files.replace(request.path, body)
        except OSError:
            return web.Response(status=HTTPStatus.INSUFFICIENT_STORAGE)
        return web.Response(status=HTTPStatus.NO_CONTENT if present else HTTPStatus.CREATED)

    def _log(self, request: web.BaseRequest, response: web.Response) -> None:
        version = f"HTTP/{request.version.major}.{request.version.minor}"
        headers = request.headers
        self._files.log.http(
            request.remote or "",
            f"{request.method} {request.raw_path} {version}",
            response.status,
            len(response.body) if isinstance(response.body, bytes) else 0,
            headers.get("Referer", ""),
            headers.get("User-Agent", ""),
        )


def _part(data: bytes, request: web.BaseRequest) -> web.Response:
    """The whole file, or the range asked for."""
    headers = {"Accept-Ranges": "bytes"}
    try:
        wanted = request.http_range
    except ValueError:
        wanted = slice(None)
    if wanted.start is None and wanted.stop is None:
        return web.Response(body=data, headers=headers)
    first, end, _step = wanted.indices(len(data))
    if first >= end:
        headers["Content-Range"] = f"bytes */{len(data)}"
        return web.Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    headers["Content-Range"] = f"bytes {first}-{end - 1}/{len(data)}"
    return web.Response(status=HTTPStatus.PARTIAL_CONTENT, body=data[first:end], headers=headers)


def _listing(names: list[str]) -> web.Response:
    """As nginx's autoindex writes it, without dates and sizes."""
    links = "".join(f'<a href="{quote(name)}">{html.escape(name)}</a>\n' for name in names)
    page = (
        "<html>\n<head><title>Index of /</title></head>\n<body>\n"
        f'<h1>Index of /</h1><hr><pre><a href="../">../</a>\n{links}</pre><hr></body>\n</html>\n'
    )
    return web.Response(text=page, content_type="text/html")


async def _by_half(request: web.BaseRequest, whole: web.Response) -> web.StreamResponse:
    """Half of the body, then nothing more until the client gives up."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    response = web.StreamResponse(status=whole.status, headers=whole.headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    await asyncio.Event().wait()
    return response
