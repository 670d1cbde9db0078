# SPDX-License-Identifier: GPL-3.0-or-later
"""Running the fleet without sockets, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from .clock import ManualClock
from .download import UNREACHABLE, Unreachable
from .own_certificate import OwnCertificate
from .phone import Phone
from .registrar import RegisterResult
from .world import World


class DirectIO:
    """A `PhoneIO` that calls the model."""

    def __init__(self, world: World, phone: Phone) -> None:
        self._world = world
        self._phone = phone

    def fetch(self, path: str) -> bytes | None | Unreachable:
        """Read from the phone's download server."""
        server = self._world.download_servers[self._phone.download_server]
        return server.read(self._phone.address, path) if server.enabled else UNREACHABLE

    def register(self, system: str, port: int, transport: str) -> RegisterResult:
        """REGISTER, after the TLS handshake where there is one."""
        target = self._world.systems[system]
        if transport == "tls" and target.port_open(port) and target.certificate:
            problem = self._phone.certificate_problem(target.certificate.presented, target.phone_address)
            if problem:
                return RegisterResult(False, 0, problem)
        shown = self._phone.presents()
        own = shown.certificate if isinstance(shown, OwnCertificate) else None
        return target.register(self._phone.mac, self._phone.address, port, transport, own)


class DirectFleet:
    """Runs a world on a `ManualClock`, jumping from one due moment to the next. A TLS or TCP connection breaks when its
    system restarts SIP, and the phone hears of it, as on the wire."""

    def __init__(self, world: World, clock: ManualClock) -> None:
        self._world = world
        self._clock = clock
        self._io = {mac: DirectIO(world, phone) for mac, phone in world.phones.items()}
        self._restarts: dict[str, int] = {}

    def run(self, seconds: float) -> None:
        """Let `seconds` of wall time pass."""
        end = self._clock.now() + timedelta(seconds=seconds)
        while True:
            wake = self._step()
            if wake > end:
                self._clock.advance_to(end)
                self._step()
                return
            self._clock.advance_to(wake)

    def _step(self) -> datetime:
        self._world.tick()
        self._break_connections()
        moments = [phone.step(self._io[mac]) for mac, phone in self._world.phones.items()]
        due = self._world.next_due()
        return min([*moments, due] if due else moments)

    def _break_connections(self) -> None:
        for name, system in self._world.systems.items():
            if self._restarts.get(name, 0) == system.sip_restarts:
                continue
            self._restarts[name] = system.sip_restarts
            for mac, registration in system.registrations.items():
                if registration.transport != "udp":
                    self._world.phones[mac].connection_lost()
