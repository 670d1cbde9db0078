# SPDX-License-Identifier: GPL-3.0-or-later
"""Download servers on the wire: the model's files by what phones use and by what administrators use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..model.download import PORTS
from .access_log import AccessLog
from .certificates import server_context
from .files import Files
from .ftp import FtpService, FtpThread
from .http_files import HttpService
from .sftp import SftpService
from .tftp import TftpService

if TYPE_CHECKING:
    from ..model.download import DownloadServer
    from ..model.world import World
    from .identities import Identities


class Service(Protocol):
    """A socket of a download server."""

    async def open(self) -> None:
        """Start to listen."""

    async def close(self) -> None:
        """Stop listening."""


class DownloadServers:
    """All download servers of a world; a disabled one has its ports closed (MCK-5). `logs`: the directory of their
    access logs, `<server>.log`; they tell of what phones use, not of what only administrators do."""

    def __init__(self, world: World, identities: Identities, logs: Path | None = None) -> None:
        self._world = world
        self._identities = identities
        if logs:
            logs.mkdir(mode=0o700, exist_ok=True)
        self._logs = {
            name: AccessLog(logs / f"{name}.log" if logs else None, name, world.clock.now)
            for name in world.download_servers
        }
        self._ftp = FtpThread()
        self._open: dict[str, list[Service]] = {}

    async def reconcile(self) -> None:
        """Open and close ports as the model's `enabled` says. Raises OSError when a port is taken."""
        with self._world.lock:
            wanted = {name: server for name, server in self._world.download_servers.items() if server.enabled}
        for name in self._open.keys() - wanted.keys():
            await self._close(name)
        for name in wanted.keys() - self._open.keys():
            self._open[name] = []
            for protocol in _spoken(wanted[name]):
                service = self._service(wanted[name], protocol)
                await service.open()
                self._open[name].append(service)

    async def close(self) -> None:
        for name in list(self._open):
            await self._close(name)
        self._ftp.stop()
        for log in self._logs.values():
            log.close()

    async def _close(self, name: str) -> None:
        for service in self._open.pop(name):
            await service.close()

    def _service(self, server: DownloadServer, protocol: str) -> Service:
        of_phones = server.protocol in (protocol, "ftp" if protocol == "ftps" else protocol)
        of_account = server.files_protocol == protocol
        log = self._logs[server.name] if of_phones else AccessLog(None, server.name, self._world.clock.now)
        files, place = Files(self._world, server, log), (server.address, PORTS[protocol])
        identity = self._identities[server.name]
        if protocol == "tftp":
            return TftpService(files, *place)
        if protocol == "sftp":
            return SftpService(files, *place, identity.host_key)
        if protocol in ("ftp", "ftps"):
            shown = identity if protocol == "ftps" else None
            return FtpService(self._ftp, files, *place, anonymous=of_phones, account=of_account, identity=shown)
        context = server_context(*identity.pem()) if protocol == "https" else None
        return HttpService(files, *place, open_to_all=of_phones, writes=of_account, context=context)


def _spoken(server: DownloadServer) -> set[str]:
    """Protocols that the server speaks; FTP and FTPS are one port."""
    spoken = {server.protocol, server.files_protocol}
    return spoken - {"ftp"} if "ftps" in spoken else spoken
