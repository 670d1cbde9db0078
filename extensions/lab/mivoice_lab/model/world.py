# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole fleet."""

from __future__ import annotations

import heapq
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any, NoReturn

from .calls import Calls
from .clock import Clock
from .download import DownloadServer
from .events import Event, EventLog
from .loss import LossWatch
from .manager import Manager
from .omm import Omm
from .phone import Phone
from .refusal import LabRefusal
from .state import describe
from .system import System
from .timing import Timing
from .tma import Tma
from .tma_rows import Scope


class World:
    """Every device, on one clock. Callers hold `lock` around each call. `tick()` runs what is due."""

    def __init__(self, clock: Clock | None = None, seed: int = 0, timing: Timing | None = None) -> None:
        self.clock = clock or Clock()
        self.seed = seed
        self.rng = random.Random(seed)
        self.timing = timing or Timing()
        self.lock = threading.RLock()
        self.events = EventLog(self.clock)
        self.systems: dict[str, System] = {}
        self.managers: dict[str, Manager] = {}
        self.download_servers: dict[str, DownloadServer] = {}
        self.phones: dict[str, Phone] = {}
        self.omms: dict[str, Omm] = {}
        self.time_server = ""
        self.network = ""
        self.loss = LossWatch(self)
        self.calls = Calls(self)
        self._by_main: dict[str, list[Phone]] = {}
        self._due: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = count()
        self._keep_house()

    def add_phone(self, phone: Phone) -> None:
        """Put a phone into the fleet."""
        self.phones[phone.mac] = phone
        self._by_main.setdefault(phone.main, []).append(phone)

    def phones_of(self, system: str) -> list[Phone]:
        """Phones whose main system this is."""
        return self._by_main.get(system, [])

    def move_phone(self, phone: Phone, system: System) -> None:
        """Make `system` the main one of a phone that has no power. Its subscriber exists there too (assumed)."""
        held = self.systems[phone.main].subscriptions[phone.number]
        system.subscriptions.setdefault(phone.number, replace(held))
        self._by_main[phone.main].remove(phone)
        self._by_main.setdefault(system.name, []).append(phone)
        phone.main, phone.backup = system.name, system.backup
        phone.download_server = next(iter(system.download_servers), phone.download_server)

    def system_at(self, address: str, near: str) -> str | None:
        """Name of the system that a phone of system `near` finds at this address; platforms share none (MCK-7)."""
        if self.systems[near].login_address == address:
            return near
        return next((name for name, system in self.systems.items() if system.tel_address == address), None)

    def device(self, name: str) -> System | Manager:
        """Manager or system of this inventory name; KeyError when there is none."""
        return self.managers.get(name) or self.systems[name]

    def tma_of(self, system: str) -> tuple[Tma, Scope]:
        """The TMA that manages a system's phones, and the scope to choose in it. KeyError when it has none."""
        found = self.systems[system]
        if found.manager:
            return self.managers[found.manager].tma, (found.region, found.multisite)
        if found.tma is None:
            raise KeyError(system)
        return found.tma, (found.region, found.site_name)

    def tmas(self) -> list[Tma]:
        """Every TMA of the fleet."""
        integrated = [system.tma for system in self.systems.values() if system.tma]
        return [manager.tma for manager in self.managers.values()] + integrated

    def devices_of(self, phone: Phone) -> set[str]:
        """Names of every device on which this phone's service depends."""
        names = set(phone.systems()) | {phone.download_server}
        for system in map(self.systems.__getitem__, phone.systems()):
            names |= {n for n in (system.manager, system.cluster_server) if n}
        return names

    def time_sources(self) -> dict[str, float]:
        """NTP servers: address -> skew in seconds. Managers and systems answer; the reference is always right."""
        sources = {m.admin_address: m.clock_skew for m in self.managers.values()}
        for system in self.systems.values():
            sources |= {system.admin_address: system.clock_skew, system.tel_address: system.clock_skew}
        return sources | {self.time_server: 0.0}

    def schedule(self, at: datetime, call: Callable[[], object]) -> None:
        """Run `call` at the first tick at or after `at`."""
        heapq.heappush(self._due, (at, next(self._order), call))

    def next_due(self) -> datetime | None:
        """When the next scheduled call is due."""
        return self._due[0][0] if self._due else None

    def tick(self) -> None:
        """Run everything due now, oldest first."""
        while self._due and self._due[0][0] <= self.clock.now():
            heapq.heappop(self._due)[2]()

    def operator_action(self, actor: str, target: str, what: str, **detail: Any) -> Event:
        """Log a write on a device. `detail` never holds a secret."""
        return self.events.append("write", target, actor, what=what, **detail)

    def refuse(self, actor: str, target: str, what: str, texts: tuple[str, str]) -> NoReturn:
        """Log a refusal and raise it."""
        title, detail = texts
        self.events.append("refused", target, actor, what=what, title=title, detail=detail)
        raise LabRefusal(title, detail)

    def state(self) -> dict[str, Any]:
        """Everything, as JSON values (GET /state)."""
        return describe(self)

    def _keep_house(self) -> None:
        for system in self.systems.values():
            system.expire_registrations()
            system.look_at_validity()
        self.schedule(self.clock.after(self.timing.register_interval / 4), self._keep_house)
