# SPDX-License-Identifier: GPL-3.0-or-later
"""Detection of harm: phones that lost service, and phones whose voice became clear, with the writes that caused it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .events import Event

if TYPE_CHECKING:
    from .phone import Phone
    from .system_state import SystemState
    from .world import World

CAUSES = ("write", "operator", "collateral")
SHORTEST_GRACE = timedelta(seconds=3)
"""Wall time: however fast the lab runs, sockets need theirs."""


@dataclass
class _Standing:
    """`stable`: number of the newest event at its last success that ordered no restart."""

    stable: int = 0
    causes: list[int] = field(default_factory=list)
    failing_since: datetime | None = None
    reported: bool = False


class LossWatch:
    """Follows every phone's registrations.

    Event "service_loss" {phone, number, system, reason, cause: [write events]}: a powered phone has failed on main and
    backup systems for longer than the grace, and writes that concern it were made since its last stable success. The
    same without any such write is an "outage". "service_restored" follows when it registers again. Event
    "voice_exposed" {phone, number, system, cause}: a registered phone's voice was encrypted and is clear now by a
    change of its system (INV-15, EXP-4), not by its own move to UDP.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._standings: dict[str, _Standing] = {}
        self._encrypted: dict[str, bool] = {}

    def succeeded(self, phone: Phone, *, restarting: bool) -> None:
        """The phone registered; `restarting`: it was told to restart."""
        standing = self._of(phone)
        if standing.reported:
            self._world.events.append("service_restored", phone.mac, number=phone.number)
        standing.failing_since, standing.reported = None, False
        if not restarting:
            standing.stable, standing.causes = self._world.events.last, []
        self._judge_voice(phone)

    def failed(self, phone: Phone, reason: str) -> None:
        """All tries of the phone failed, once more."""
        standing, now = self._of(phone), self._world.clock.now()
        if standing.failing_since is None:
            standing.failing_since = now
        grace = timedelta(seconds=self._world.timing.loss_grace / self._world.clock.speed)
        if now - standing.failing_since >= max(grace, SHORTEST_GRACE) and not standing.reported:
            self._report(phone, standing, reason)

    def powered_off(self, phone: Phone) -> None:
        """A phone that is off loses nothing."""
        standing = self._of(phone)
        standing.failing_since, standing.reported = None, False
        self._encrypted.pop(phone.mac, None)

    def note_causes(self, phone: Phone, causes: list[int]) -> None:
        """The phone restarts because of these write events."""
        self._of(phone).causes += causes

    def failing(self) -> list[str]:
        """MACs of phones that fail now, reported or still within the grace."""
        return [mac for mac, standing in self._standings.items() if standing.failing_since is not None]

    def voice_changed(self, system: SystemState) -> None:
        """Something on which encrypted voice depends may have changed on a system."""
        for mac in list(system.registrations):
            self._judge_voice(self._world.phones[mac])

    def encrypts(self, phone: Phone) -> bool:
        """Whether the phone's voice can be encrypted now, as far as its own side goes (VOI-1)."""
        return self._encrypted.get(phone.mac, False)

    def _judge_voice(self, phone: Phone) -> None:
        main = self._world.systems[phone.main]
        registration = main.registrations.get(phone.mac)
        willing = registration is not None and registration.transport == "tls" and phone.settings().offers_srtp
        encrypted = willing and main.encrypts_voice_of(phone.number)
        if willing and not encrypted and self._encrypted.get(phone.mac):
            self._world.events.append(
                "voice_exposed",
                phone.mac,
                number=phone.number,
                phone=phone.mac,
                system=main.name,
                cause=self._writes(phone, self._of(phone)),
            )
        self._encrypted[phone.mac] = encrypted

    def _report(self, phone: Phone, standing: _Standing, reason: str) -> None:
        standing.reported = True
        cause = self._writes(phone, standing)
        self._world.events.append(
            "service_loss" if cause else "outage",
            phone.mac,
            number=phone.number,
            phone=phone.mac,
            system=phone.main,
            reason=reason,
            cause=cause,
        )

    def _writes(self, phone: Phone, standing: _Standing) -> list[Event]:
        """Writes that concern the phone: those that ordered its restart, those since its last stable success, and those
        behind a restart of SIP since then."""
        numbers = set(standing.causes)
        for restart in self._world.events.of_kind("sip_restart"):
            if restart["n"] > standing.stable and restart["target"] in phone.systems():
                numbers.update(restart["writes"])
        return [
            event
            for event in self._world.events.of_kind(*CAUSES)
            if event["n"] in numbers or (event["n"] > standing.stable and self._concerns(event, phone))
        ]

    def _concerns(self, event: Event, phone: Phone) -> bool:
        """A device on which the phone depends, and where the write names them, its family and its scope."""
        _unused, scope = self._world.tma_of(phone.main)
        return (
            event["target"] in self._world.devices_of(phone)
            and event.get("family", phone.family) == phone.family
            and event.get("scope", list(scope)) == list(scope)
        )

    def _of(self, phone: Phone) -> _Standing:
        return self._standings.setdefault(phone.mac, _Standing())
