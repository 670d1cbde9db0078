# SPDX-License-Identifier: GPL-3.0-or-later
"""All sockets of one world, opened, kept in step with the model, and closed."""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..pages.app import App
from .addresses import AddressError
from .certificates import fingerprint, self_signed, server_context
from .control import Control
from .download import DownloadServers
from .faults import Faults
from .https import PageServer
from .identities import Identities
from .phones import WirePhones
from .sip import SipService

if TYPE_CHECKING:
    from ..model.manager import Manager
    from ..model.system import System
    from ..model.world import World

TICK_SECONDS = 0.05
_log = logging.getLogger(__name__)


@dataclass
class Lab:
    """A fleet on the wire. `fingerprints` (by device name) is filled by `open`; `logs`: where the download servers
    write their access logs."""

    world: World
    app: App
    faults: Faults = field(default_factory=Faults)
    fingerprints: dict[str, str] = field(default_factory=dict)
    logs: Path | None = None

    def __post_init__(self) -> None:
        self._pages: list[PageServer] = []
        self._sip = [SipService(self.world, system) for system in self.world.systems.values()]
        self.identities = Identities(self.world)
        self._downloads = DownloadServers(self.world, self.identities, self.logs)
        self._phones = WirePhones(self.world, self.identities.ca_pem)
        self._changed = asyncio.Event()
        self._stop = asyncio.Event()
        self._control = Control(self.world, self.app, self.faults, changed=self.nudge, stop=self.stop)

    async def open(self, control: socket.socket) -> None:
        """Open every port. Raises AddressError when one is taken; `close` is needed then too."""
        self._prepare_pages()
        await self._reconcile()
        await self._control.open(control)

    async def run(self) -> None:
        """Keep time until `stop`: ask the model at every tick, and at once after every change. Raises AddressError."""
        while not self._stop.is_set():
            with self.world.lock:
                self.world.tick()
            await self._reconcile()
            try:
                async with asyncio.timeout(TICK_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                continue
            self._changed.clear()

    async def registered(self) -> None:
        """Return when every powered phone has registered once; `run` must be running."""
        await self._phones.all_registered()

    def missing(self) -> list[str]:
        """Numbers of powered phones that have not registered yet."""
        return self._phones.missing()

    def nudge(self) -> None:
        """The model may have changed: look at once."""
        self._changed.set()

    def stop(self) -> None:
        """Make `run` return."""
        self._stop.set()
        self._changed.set()

    async def close(self) -> None:
        """Close everything, phones first, so that nothing is reported lost."""
        await self._phones.close()
        for service in self._sip:
            service.close()
        await self._downloads.close()
        self.faults.clear()
        for page in self._pages:
            await page.close()
        await self._control.close()

    def _prepare_pages(self) -> None:
        devices: dict[str, System | Manager] = {**self.world.systems, **self.world.managers}
        for name, device in devices.items():
            cert_pem, key_pem = self_signed(name, device.admin_address, datetime.now(UTC))
            self.fingerprints[name] = fingerprint(cert_pem)
            place = (device.admin_address, device.web_port)
            context = server_context(cert_pem, key_pem)
            page = PageServer(self.world, self.app, name, place, context, self.faults, self.nudge)
            self._pages.append(page)

    async def _reconcile(self) -> None:
        """All that are behind at once: one by one, each would wait for a busy loop to come round."""
        try:
            await self._downloads.reconcile()
            services: list[SipService | PageServer] = [*self._sip, *self._pages]
            await asyncio.gather(*(service.reconcile() for service in services if not service.current()))
        except OSError as error:
            raise AddressError(
                f"{error.strerror or error}: another program holds a port that the lab needs "
                "(8443, 5060, 5061, 2121, 2222, 6969 or 8080 on 127.0.0.0/8); stop it"
            ) from error
        await self._phones.reconcile()
