# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone: boots, fetches its files, registers, restarts on order (TMA-14). It drives itself one operation at a time.

Whoever runs it asks `next_operation()`, carries it out, and hands the outcome to `completed()`:

* `Fetch(server, path)`: bytes, None (the server says absent), or `UNREACHABLE`;
* `Register(system, address, port, transport)`: a `RegisterResult`. Over TLS first ask `certificate_problem()`; a
  problem, a closed port or silence is `RegisterResult(False, 0, reason)`;
* `Sleep(until)`: None, once `until` (aware UTC) has come.

`connection_lost()`, `power()` change the pending operation: ask `next_operation()` again after calling them, and give
`completed()` the operation it answers, so that an outcome that comes too late is dropped.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from . import phone_config
from .certificate import UNSYNCHRONISED, server_problem
from .download import UNREACHABLE, Unreachable
from .phone_files import Line, file_names, mac_file, merge, parse
from .registrar import RegisterResult

if TYPE_CHECKING:
    from .system_state import UpdateOrder
    from .world import World


@dataclass(frozen=True)
class Fetch:
    """Get one file from a download server (inventory name)."""

    server: str
    path: str


@dataclass(frozen=True)
class Register:
    """Send a REGISTER to a system (inventory name) at `address:port` over udp, tcp or tls."""

    system: str
    address: str
    port: int
    transport: str


@dataclass(frozen=True)
class Sleep:
    """Nothing to do before `until`."""

    until: datetime


Operation = Fetch | Register | Sleep
Outcome = bytes | None | Unreachable | RegisterResult
_Life = Generator[Operation, Any, None]
_FOREVER = timedelta(days=36500)


class PhoneIO(Protocol):
    """How a phone reaches the world. `fetch` asks the phone's own download server."""

    def fetch(self, path: str) -> bytes | None | Unreachable:
        """What the download server holds at that path."""

    def register(self, system: str, port: int, transport: str) -> RegisterResult:
        """What the system answers to a REGISTER."""


@dataclass(kw_only=True)
class Phone:
    """One terminal. `state`: off, booting, registering, registered or unregistered. `applied`: its effective settings.
    `provisioned` False: TMA has no file of its own for it (VER-14)."""

    world: World = field(repr=False)
    mac: str
    number: str
    family: str
    model: str
    software: str
    address: str = ""
    main: str = ""
    backup: str | None = None
    download_server: str = ""
    powered: bool = True
    provisioned: bool = True
    local_overrides: dict[str, str] = field(default_factory=dict)
    applied: dict[str, str] = field(default_factory=dict)
    state: str = "off"
    booted_at: datetime | None = None
    restarts: int = 0
    registered_with: str | None = None
    trusted_pem: list[str] = field(default_factory=list)
    _global_file: list[Line] = field(default_factory=list)
    _operation: Operation | None = None
    _life: _Life | None = None
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{self.world.seed}/{self.mac}")

    def systems(self) -> list[str]:
        """Main system, then the backup when there is one."""
        return [self.main] if self.backup is None else [self.main, self.backup]

    def identity(self) -> list[tuple[str, str]]:
        """Lines of its own file that say who and where it is."""
        return phone_config.identity(
            self.family, self.number, [self.world.systems[s].tel_address for s in self.systems()]
        )

    def own_file(self) -> str:
        """Name of its own file on the download server."""
        return mac_file(self.family, self.mac)

    def settings(self) -> phone_config.Settings:
        """What `applied` means: transport, ports, trust, time server, SRTP."""
        return phone_config.Settings(self.family, self.applied)

    def now(self) -> datetime:
        """The phone's own date: that of its time server, else the year 2000 (TOP-13)."""
        skew = self.world.time_sources().get(self.settings().time_server)
        return UNSYNCHRONISED if skew is None else self.world.clock.now() + timedelta(seconds=skew)

    def certificate_problem(self, cert_pem: str, address: str) -> str | None:
        """Why it refuses this system certificate (PEM) when connecting to `address`, or None (MOD-6)."""
        settings = self.settings()
        trusted = self.trusted_pem if settings.checks_authority else None
        return server_problem(cert_pem, address, self.now(), trusted, self.family == "mivoice5300")

    def power(self, on: bool) -> None:
        """Switch on or off; event "power"."""
        if on == self.powered:
            return
        self.powered = on
        self.world.events.append("power", self.mac, number=self.number, on=on)
        self._stop()
        if not on:
            self.world.loss.powered_off(self)

    def connection_lost(self) -> None:
        """Its TLS or TCP connection broke while it was registered: it registers again soon."""
        if self.state == "registered" and isinstance(self._operation, Sleep):
            soon = self.world.clock.after(self._random.uniform(0.1, 1) * self.world.timing.retry_interval)
            self._operation = Sleep(min(soon, self._operation.until))

    def note_order(self, order: UpdateOrder) -> None:
        """The system's answer asks it to restart."""
        self.world.loss.note_causes(self, order.causes)

    def next_operation(self) -> Operation:
        """What it wants done now; the same until `completed()`."""
        if not self.powered:
            return Sleep(self.world.clock.now() + _FOREVER)
        if self._life is None or self._operation is None:
            self._life = self._live()
            self._operation = next(self._life)
        return self._operation

    def completed(self, outcome: Outcome, operation: Operation | None = None) -> None:
        """Outcome of the pending operation; ignored when `operation` is given and is no longer the pending one."""
        if self._life is None or (operation is not None and operation is not self._operation):
            return
        self._operation = self._life.send(outcome)

    def step(self, io: PhoneIO) -> datetime:
        """Carry out everything that can be done now through `io`; returns when it wants to be called again."""
        while True:
            operation = self.next_operation()
            if isinstance(operation, Sleep):
                if operation.until > self.world.clock.now():
                    return operation.until
                self.completed(None, operation)
            elif isinstance(operation, Fetch):
                self.completed(io.fetch(operation.path), operation)
            else:
                result = io.register(operation.system, operation.port, operation.transport)
                self.completed(result, operation)

    def _stop(self) -> None:
        self._life = self._operation = None
        self.state = "off"
        self.registered_with = None

    def _live(self) -> _Life:
        cause = "power"
        while True:
            yield from self._boot(cause)
            yield from self._serve()
            cause = "update order"

    def _boot(self, cause: str) -> _Life:
        self.state = "booting"
        self.registered_with = None
        self.restarts += 1
        self.world.events.append("phone_restart", self.mac, number=self.number, cause=cause)
        yield Sleep(self.world.clock.after(self._random.uniform(0.5, 1) * self.world.timing.phone_boot))
        self.booted_at = self.world.clock.now()
        files: list[list[Line]] = []
        for path in file_names(self.family, self.model, self.mac):
            data = yield Fetch(self.download_server, path)
            if not files and not isinstance(data, bytes):
                self._start_from_memory()
                return
            files.append(self._read(path, data))
        self._global_file = files[0]
        self.applied = merge(files, self.local_overrides)
        self.trusted_pem = []
        for path in self.settings().trusted_files:
            data = yield Fetch(self.download_server, path)
            if isinstance(data, bytes):
                self._note_fetch(path)
                self.trusted_pem.append(data.decode("ascii", "replace"))

    def _read(self, path: str, data: Outcome) -> list[Line]:
        if not isinstance(data, bytes):
            return []
        self._note_fetch(path)
        return parse(self.family, data)

    def _note_fetch(self, path: str) -> None:
        self.world.events.append("phone_fetch", self.mac, number=self.number, server=self.download_server, path=path)

    def _start_from_memory(self) -> None:
        """No download server: stored settings go on, but a 5300 takes its port from the global file (DIS-27, STP-7)."""
        if self.family == "mivoice5300":
            port = next((line for line in self._global_file if line.name == "SIP_PORT_PBX"), None)
            if port:
                self.applied["SIP_PORT_PBX"] = port.value

    def _serve(self) -> _Life:
        """Stay registered until told to restart."""
        timing, clock = self.world.timing, self.world.clock
        self.state = "registering"
        while True:
            result = yield from self._register()
            if result.accepted and result.update_order:
                return
            if result.accepted:
                self.state = "registered"
                yield Sleep(clock.after(self._random.uniform(0.8, 1) * timing.register_interval))
            else:
                self.state = "unregistered"
                self.registered_with = None
                self.world.loss.failed(self, result.reason)
                yield Sleep(clock.after(timing.retry_interval))

    def _register(self) -> Generator[Operation, Any, RegisterResult]:
        """Main system, once more after a pause, then the backup."""
        settings = self.settings()
        result = RegisterResult(False, 0, settings.problem or "")
        if settings.problem:
            return result
        attempts = [(self.main, settings.port)] * 2
        if self.backup:
            attempts.append((self.backup, settings.backup_port))
        for number, (system, port) in enumerate(attempts):
            if number == 1:
                yield Sleep(self.world.clock.after(self.world.timing.retry_interval))
            address = self.world.systems[system].tel_address
            result = yield Register(system, address, port, settings.transport)
            result = result if isinstance(result, RegisterResult) else RegisterResult(False, 0, "no answer")
            if result.accepted:
                self.registered_with = system
                return result
        return result


__all__ = ["UNREACHABLE", "Fetch", "Phone", "PhoneIO", "Register", "Sleep"]
