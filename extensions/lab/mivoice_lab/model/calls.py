# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls in progress, and those that BOTHWAY leaves hanging (TRN-6, INV-9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .events import Event

if TYPE_CHECKING:
    from .phone import Phone
    from .system_state import SystemState
    from .world import World


class CallError(ValueError):
    """There can be no such call."""


@dataclass
class Call:
    """Between two phones. `deaf_since`: the write after which no release of it is answered."""

    caller: str
    called: str
    begun: str
    deaf_since: Event | None = None

    @property
    def parties(self) -> tuple[str, str]:
        """MAC addresses."""
        return self.caller, self.called


class Calls:
    """Calls of a fleet. A SIP service that restarts into BOTHWAY keeps the calls of its phones, and answers no release
    of them by either party: event "hanging_call" {phones, numbers, cause}. After any other restart calls go on and are
    released as usual (assumed)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._running: list[Call] = []

    def begin(self, caller: Phone, called: Phone) -> Call:
        """A call between two registered phones that are in none. Raises CallError."""
        for phone in (caller, called):
            if phone.state != "registered":
                raise CallError(f"{phone.number} is not registered")
            if self.of(phone):
                raise CallError(f"{phone.number} is in a call already")
        if caller is called:
            raise CallError(f"{caller.number} cannot call itself")
        call = Call(caller.mac, called.mac, self._world.clock.now().isoformat())
        self._running.append(call)
        self._world.events.append("call", caller.mac, on=True, **self._told(call))
        return call

    def of(self, phone: Phone) -> Call | None:
        """The call that a phone is in."""
        return next((call for call in self._running if phone.mac in call.parties), None)

    def release(self, phone: Phone) -> bool:
        """A party hangs up; False: its request gets no answer and the call hangs. Raises CallError without a call."""
        call = self.of(phone)
        if call is None:
            raise CallError(f"{phone.number} is in no call")
        self._running.remove(call)
        if call.deaf_since is None:
            self._world.events.append("call", phone.mac, on=False, **self._told(call))
            return True
        self._world.events.append("hanging_call", phone.mac, cause=call.deaf_since, **self._told(call))
        return False

    def powered_off(self, phone: Phone) -> None:
        """The call of a phone without power ends like any other."""
        if self.of(phone):
            self.release(phone)

    def into_bothway(self, system: SystemState, write: Event) -> None:
        """BOTHWAY was ticked on a system, by `write`."""
        for call in self._running:
            if call.deaf_since is None and any(mac in system.registrations for mac in call.parties):
                call.deaf_since = write

    def running(self) -> list[dict[str, Any]]:
        """Calls in progress, for /state."""
        return [{**self._told(call), "begun": call.begun} for call in self._running]

    def hanging(self) -> list[Event]:
        """Calls whose release got no answer, with the write behind it."""
        return self._world.events.of_kind("hanging_call")

    def _told(self, call: Call) -> dict[str, Any]:
        return {"phones": list(call.parties), "numbers": [self._world.phones[mac].number for mac in call.parties]}
