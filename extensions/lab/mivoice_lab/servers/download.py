# SPDX-License-Identifier: GPL-3.0-or-later
"""Download servers: the model's files by FTP, TFTP or HTTP, read only, each fetch in the server's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from .ftp import FtpThread
from .tftp import TftpService

if TYPE_CHECKING:
    from ..model.download import DownloadServer
    from ..model.world import World


class Files:
    """The files of one download server as its clients see them."""

    def __init__(self, world: World, server: DownloadServer) -> None:
        self._world = world
        self._server = server

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
        """Content fetched by the `client` address, or None; written in the server's log."""
        with self._world.lock:
            return self._server.read(client, path)


class Service(Protocol):
    """A download server's socket."""

    async def open(self) -> None:
        """Start to listen."""

    async def close(self) -> None:
        """Stop listening."""


class HttpService:
    """GET of the files over plain HTTP."""

    def __init__(self, files: Files, address: str, port: int) -> None:
        self._files = files
        self._place = (address, port)
        self._runner: web.ServerRunner | None = None

    async def open(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, *self._place).start()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        if request.method != "GET":
            return web.Response(status=405)
        data = self._files.read(request.path, request.remote or "")
        return web.Response(status=404) if data is None else web.Response(body=data)


class DownloadServers:
    """All download servers of a world; a disabled one has its port closed (MCK-5)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ftp = FtpThread()
        self._open: dict[str, Service] = {}

    async def reconcile(self) -> None:
        """Open and close ports as the model's `enabled` says. Raises OSError when a port is taken."""
        with self._world.lock:
            wanted = {name: server for name, server in self._world.download_servers.items() if server.enabled}
        for name in self._open.keys() - wanted.keys():
            await self._open.pop(name).close()
        for name in wanted.keys() - self._open.keys():
            service = self._service(wanted[name])
            await service.open()
            self._open[name] = service

    async def close(self) -> None:
        for service in self._open.values():
            await service.close()
        self._open.clear()
        self._ftp.stop()

    def _service(self, server: DownloadServer) -> Service:
        files = Files(self._world, server)
        if server.protocol == "ftp":
            return self._ftp.service(files, server.address, server.port)
        plain = TftpService if server.protocol == "tftp" else HttpService
        return plain(files, server.address, server.port)
