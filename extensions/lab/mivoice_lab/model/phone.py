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
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from . import phone_config
from .download import UNREACHABLE
from .operations import Fetch, Operation, Outcome, PhoneIO, Register, Sleep
from .own_certificate import OwnCertificate, can_hold_one, own_certificate
from .phone_files import Line, file_names, mac_file, merge, parse
from .registrar import RegisterResult
from .trust import UNSYNCHRONISED, load, server_problem

if TYPE_CHECKING:
    from .system import System
    from .system_state import UpdateOrder
    from .world import World


_Life = Generator[Operation, Any, None]
_FOREVER = timedelta(days=36500)


@dataclass(kw_only=True)
class Phone:
    """One terminal. `state`: off, booting, registering, registered or unregistered. `applied`: its effective settings.
    `provisioned` False: TMA has no file of its own for it (VER-14). `line_settings`: settings of one line that TMA
    writes into its file. `trusted`: PEM of its trusted files, by name; `own`: texts of the files of its own
    certificate. `port_offset`: how far its own SIP ports are from the usual ones. `power_cycles`: how often it was
    switched on."""

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
    line_settings: dict[str, str] = field(default_factory=dict)
    applied: dict[str, str] = field(default_factory=dict)
    state: str = "off"
    booted_at: datetime | None = None
    restarts: int = 0
    power_cycles: int = 0
    registered_with: str | None = None
    trusted: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict, repr=False)
    port_offset: int = 0
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
            self.family, self.number, [self.world.systems[s].phone_address for s in self.systems()]
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

    def certificate_problem(self, presented: Sequence[str], address: str) -> str | None:
        """Why it refuses the certificates (PEM, the system's own first) that it is shown when connecting to `address`,
        or None (MOD-6)."""
        settings = self.settings()
        trusted = list(self.trusted.values()) if settings.checks_authority else None
        problem = server_problem(presented, address, self.now(), trusted, self.family == "mivoice5300")
        missing = [name for name in settings.trusted_files if not load(self.trusted.get(name, ""))]
        return f"{problem} (nothing readable in {', '.join(missing)})" if problem and missing else problem

    def presents(self) -> OwnCertificate | str:
        """The certificate that it shows to a system that demands one, or why it shows none (MOD-10, MOD-13)."""
        if not can_hold_one(self.model):
            return f"a {self.model} holds none"
        return own_certificate(self.settings().own_files, self.own)

    def power(self, on: bool) -> None:
        """Switch on or off; event "power"."""
        if on == self.powered:
            return
        self.powered = on
        self.power_cycles += on
        self.world.events.append("power", self.mac, number=self.number, on=on)
        self._stop()
        if not on:
            self.world.loss.powered_off(self)
            self.world.calls.powered_off(self)

    def plug_into(self, system: System) -> None:
        """Unplug it and plug it into the platform of `system`; it keeps what it has stored (MCK-6)."""
        self.power(False)
        self.world.move_phone(self, system)
        self.power(True)

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
            if data is UNREACHABLE or (data is None and not files):
                self._start_from_memory()
                return
            files.append(self._read(path, data))
            self._global_file = files[0]
        self.applied = merge(files, self.local_overrides)
        self.trusted = yield from self._named(self.settings().trusted_files, self.trusted)
        own = self.settings().own_files.values() if can_hold_one(self.model) else ()
        self.own = yield from self._named(own, self.own)

    def _named(self, paths: Iterable[str], held: dict[str, str]) -> Generator[Operation, Any, dict[str, str]]:
        """Texts of the files that its settings name; one that cannot be fetched now stays as it is `held`."""
        found = {}
        for path in paths:
            data = yield Fetch(self.download_server, path)
            if isinstance(data, bytes):
                self._note_fetch(path)
                found[path] = data.decode("ascii", "replace")
            elif data is UNREACHABLE and path in held:
                found[path] = held[path]
        return found

    def _read(self, path: str, data: Outcome) -> list[Line]:
        if not isinstance(data, bytes):
            return []
        self._note_fetch(path)
        return parse(self.family, data)

    def _note_fetch(self, path: str) -> None:
        self.world.events.append("phone_fetch", self.mac, number=self.number, server=self.download_server, path=path)

    def _start_from_memory(self) -> None:
        """No download server, or one that breaks off: stored settings go on, but a 5300 takes its port from the global
        file (DIS-27, STP-7)."""
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
                self.world.loss.failed(self, self._with_its_own_fault(result.reason))
                yield Sleep(clock.after(timing.retry_interval))

    def _with_its_own_fault(self, reason: str) -> str:
        """Why it was refused, and what is wrong with the certificate that it was told to hold."""
        shown = self.presents() if self.settings().own_files else None
        return f"{reason} ({shown})" if isinstance(shown, str) else reason

    def _register(self) -> Generator[Operation, Any, RegisterResult]:
        """Main system, once more after a pause, then the backup."""
        settings = self.settings()
        result = RegisterResult(False, 0, settings.problem or "")
        if settings.problem:
            return result
        attempts = [(settings.address or self._address_of(self.main), settings.port)] * 2
        if self.backup and settings.backup_address is not None:
            attempts.append((settings.backup_address or self._address_of(self.backup), settings.backup_port))
        for number, (address, port) in enumerate(attempts):
            if number == 1:
                yield Sleep(self.world.clock.after(self.world.timing.retry_interval))
            system = self.world.system_at(address, self.main)
            if system is None:
                result = RegisterResult(False, 0, f"nothing answers at {address}")
                continue
            result = yield Register(system, address, port, settings.transport)
            result = result if isinstance(result, RegisterResult) else RegisterResult(False, 0, "no answer")
            if result.accepted:
                self.registered_with = system
                return result
        return result

    def _address_of(self, system: str) -> str:
        """What a phone without a file of its own has from DHCP (assumed)."""
        return self.world.systems[system].phone_address
