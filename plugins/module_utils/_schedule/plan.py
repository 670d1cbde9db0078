# SPDX-License-Identifier: GPL-3.0-or-later
"""When a step of a scheduled run may begin: not before a date, and only in a window that has room for it.

``now`` is always an argument: nothing here looks at a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .._errors import UsageError
from .._safety.facts import FAMILIES, as_moment
from . import windows
from .pilot import Pilot

BOTHWAY, SYSTEMS = "bothway", "systems"
PHONES_TAKE, SYSTEMS_TAKE, WAIT = 3600.0, 300.0, 900.0
"""Seconds; the defaults are also those of the role's documentation."""


@dataclass(frozen=True)
class Answer:
    """Whether a step may begin now, else ``at`` when (None: in none of the windows). ``closes``: end of that opening.

    ``why`` it may not, in words; '' when it may.
    """

    now: bool
    at: datetime | None
    closes: datetime | None
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """The schedule of one scope; all times aware and in UTC. ``deadline`` None: there is none.

    ``takes``: what a window has to have left for a step that moves phones or switches systems. ``wait``: seconds that a
    run waits for phones before it leaves them to the next one. ``defer``: zone of TMA's clock, where deferred actions
    may be left for the next opening. ``pilots`` by family.
    """

    not_before: datetime
    deadline: datetime | None
    windows: tuple[windows.Window, ...]
    phones_take: timedelta
    systems_take: timedelta
    wait: float
    defer: ZoneInfo | None
    pilots: Mapping[str, Pilot]

    @classmethod
    def read(cls, given: Any) -> Plan:
        """A plan as it stands in ``mivoice_decommission``; raises UsageError for what contradicts itself."""
        if not isinstance(given, Mapping):
            raise UsageError(problem="mivoice_decommission is not a dictionary", found=repr(given))
        not_before, deadline = _moment(given, "not_before"), _moment(given, "deadline")
        if not_before is None:
            raise UsageError(problem="mivoice_decommission has no not_before", wanted="an RFC 3339 time")
        if deadline is not None and deadline <= not_before:
            raise UsageError(
                problem="The deadline lies before not_before", found=f"{given['deadline']}, {given['not_before']}"
            )
        opened = windows.read_all(given.get("windows") or ())
        if not opened:
            raise UsageError(
                problem="mivoice_decommission has no windows",
                wanted="windows, or mivoice_window, with {days, start, end, timezone} or {start, end}",
            )
        defer = given.get("defer")
        return cls(
            not_before,
            deadline,
            opened,
            _seconds(given, "phones_take", PHONES_TAKE),
            _seconds(given, "systems_take", SYSTEMS_TAKE),
            _seconds(given, "wait", WAIT).total_seconds(),
            windows.zone_named(str(defer["timezone"])) if defer else None,
            Pilot.read_all(given.get("pilot") or ()),
        )

    def takes(self, step: str) -> timedelta:
        """Time that a window has to have left for ``step``: a family, "bothway" or "systems"."""
        if step not in (*FAMILIES, BOTHWAY, SYSTEMS):
            raise UsageError(problem=f"There is no step {step}", wanted=", ".join((*FAMILIES, BOTHWAY, SYSTEMS)))
        return self.phones_take if step in FAMILIES else self.systems_take

    def begun(self, now: datetime) -> bool:
        return now >= self.not_before

    def overdue(self, now: datetime) -> bool:
        """True once phones that nobody has seen move count as failures."""
        return self.deadline is not None and now >= self.deadline

    def may_begin(self, step: str, now: datetime) -> Answer:
        """Whether ``step`` may begin at ``now`` and end before the window closes."""
        takes = self.takes(step)
        room = windows.first_room(self.windows, max(now, self.not_before), takes)
        if room is None:
            return Answer(False, None, None, f"no window that is still to come stays open for {_told(takes)}")
        at, opening = room
        if at <= now:
            return Answer(True, now, opening.end)
        return Answer(False, at, opening.end, self._why(now, takes))

    def _why(self, now: datetime, takes: timedelta) -> str:
        if not self.begun(now):
            return f"nothing begins before {self.not_before.isoformat()}"
        opening = windows.open_at(self.windows, now)
        if opening is None:
            return "no window is open"
        return f"the window closes at {opening.end.isoformat()}, and the step may take {_told(takes)}"

    def deferred(self, step: str, now: datetime) -> dict[str, str] | None:
        """The ``update`` option of a deferred action (ACT-2) that TMA starts when ``step`` may begin.

        None where none is wanted, before ``not_before``, when the step may begin now or never, and when TMA's clock
        shows that minute twice: it might start too early.
        """
        answer = self.may_begin(step, now)
        if self.defer is None or answer.now or answer.at is None or not self.begun(now):
            return None
        shown = _whole_minute(answer.at).astimezone(self.defer)
        if len(windows.occurrences(shown.replace(tzinfo=None, fold=0), self.defer)) > 1:
            return None
        return {
            "type": "deferred",
            "date": f"{shown:%d/%m/%Y}",
            "time": f"{shown:%H%M}",
            "timezone": self.defer.key,
        }


def _whole_minute(moment: datetime) -> datetime:
    """``moment``, or the next whole minute: TMA takes no seconds (ACT-2)."""
    cut = moment.replace(second=0, microsecond=0)
    return cut if cut == moment else cut + timedelta(minutes=1)


def _moment(given: Mapping[str, Any], key: str) -> datetime | None:
    value = given.get(key)
    if value is None:
        return None
    found = as_moment(value)
    if found is None:
        raise UsageError(
            problem=f"{key} is not a time with a zone", found=repr(value), wanted="such as 2026-03-02T22:00:00+01:00"
        )
    return found.astimezone(UTC)


def _seconds(given: Mapping[str, Any], key: str, default: float) -> timedelta:
    value = given.get(key)
    seconds = default if value is None else value
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < 31 * 86400:
        raise UsageError(problem=f"{key} is not a number of seconds", found=repr(value), wanted="0 or more")
    return timedelta(seconds=seconds)


def _told(takes: timedelta) -> str:
    return f"{takes.total_seconds():.0f} s"
