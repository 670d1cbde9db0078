# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows: when work may be done, in the time zone of the site, through every change of the clocks.

A window is ``{start, end}`` with RFC 3339 times, which opens once, or ``{days, start, end, timezone}`` with times of
day, which opens on these days of the week. It may run across midnight: it belongs to the day on which it opens.

A change of the clocks never makes a window wider than its words: at every moment of an opening the clock on the wall
shows a time of the window. A start or end that the clocks skip is the moment of the change. A start that comes twice is
the second one, an end that comes twice the first one; a window that lies wholly in the repeated hour opens the first
time.

Not in ``_safety``: there is no fact of a telephone here, only a calendar. No library: those for recurrence rules
(RFC 5545) say nothing of an end that is skipped or comes twice, which is all that is hard about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._errors import UsageError
from .._safety.facts import as_moment

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BEHIND, AHEAD = timedelta(days=3), timedelta(days=22)
"""How far around a moment openings are looked for. A weekly window that a change of the clocks swallows opens again a
week later; a zone that skips a whole day may swallow another one."""
DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Opening:
    """From ``start`` until just before ``end``, both aware and in UTC."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


class Window(Protocol):
    """Something that opens."""

    def openings(self, earliest: datetime, latest: datetime) -> Iterator[Opening]:
        """Those that reach into the time from ``earliest`` to ``latest``; more may be told."""


@dataclass(frozen=True)
class Once:
    """A window that opens once."""

    opening: Opening

    def openings(self, earliest: datetime, latest: datetime) -> Iterator[Opening]:
        yield self.opening


@dataclass(frozen=True)
class Weekly:
    """A window that opens on ``days`` (0 is Monday); ``start`` equal to ``end`` is a whole day."""

    days: frozenset[int]
    start: time
    end: time
    zone: ZoneInfo

    def openings(self, earliest: datetime, latest: datetime) -> Iterator[Opening]:
        day, last = (earliest.astimezone(self.zone) - DAY).date(), latest.astimezone(self.zone).date()
        while day <= last:
            if day.weekday() in self.days and (opening := self._on(day)):
                yield opening
            day += DAY

    def _on(self, day: date) -> Opening | None:
        starts = occurrences(datetime.combine(day, self.start), self.zone)
        closing_day = day if self.end > self.start else day + DAY
        end = occurrences(datetime.combine(closing_day, self.end), self.zone)[0]
        start = starts[-1] if starts[-1] < end else starts[0]
        return Opening(start, end) if start < end else None


def occurrences(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments, in UTC and in order, at which clocks of ``zone`` show ``wall`` (naive): one or two.

    For a time that they skip, the one moment at which they are put forward.
    """
    both = sorted({wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)})
    shown = [moment for moment in both if moment.astimezone(zone).replace(tzinfo=None) == wall]
    return shown or [_change(both[0], both[-1], zone)]


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """First whole second after ``before`` at which the clocks have been changed."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds() // 2))
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after


def around(windows: Iterable[Window], moment: datetime) -> list[Opening]:
    """Openings from a little before ``moment`` on, in order; those that touch or overlap are one."""
    found = sorted(opening for window in windows for opening in window.openings(moment - BEHIND, moment + AHEAD))
    merged: list[Opening] = []
    for opening in found:
        if merged and opening.start <= merged[-1].end:
            merged[-1] = Opening(merged[-1].start, max(merged[-1].end, opening.end))
        else:
            merged.append(opening)
    return merged


def open_at(windows: Iterable[Window], moment: datetime) -> Opening | None:
    """The opening that holds ``moment``."""
    return next((opening for opening in around(windows, moment) if opening.holds(moment)), None)


def first_room(windows: Iterable[Window], moment: datetime, takes: timedelta) -> tuple[datetime, Opening] | None:
    """Earliest time, not before ``moment``, from which an opening stays open for ``takes``; None when there is none."""
    for opening in around(windows, moment):
        start = max(opening.start, moment)
        if start < opening.end and opening.end - start >= takes:
            return start, opening
    return None


def read_all(given: Any) -> tuple[Window, ...]:
    """One window or a list of them; raises UsageError that names the one that is wrong."""
    listed = [given] if isinstance(given, Mapping) else given
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise UsageError(problem="A window is a dictionary, or a list of them", found=repr(given))
    return tuple(read(one) for one in listed)


def read(given: Any) -> Window:
    """A window as it stands in an inventory; raises UsageError."""
    if not isinstance(given, Mapping) or not {"start", "end"} <= {key for key, value in given.items() if value}:
        raise UsageError(problem="A window needs start and end", found=repr(given))
    weekly = given.get("days") is not None or given.get("timezone") is not None
    return _weekly(given) if weekly else _once(given)


def _once(given: Mapping[str, Any]) -> Once:
    start, end = (as_moment(given[key]) for key in ("start", "end"))
    if start is None or end is None:
        raise UsageError(
            problem="The window has times without a zone",
            found=f"{given['start']} to {given['end']}",
            wanted="RFC 3339 times such as 2026-03-02T22:00:00+01:00, or times of day with days and timezone",
        )
    if end <= start:
        raise UsageError(problem="The window ends before it starts", found=f"{given['start']} to {given['end']}")
    return Once(Opening(start, end))


def _weekly(given: Mapping[str, Any]) -> Weekly:
    name = given.get("timezone")
    if not name:
        raise UsageError(
            problem="A window with days needs the zone of its times", found=repr(dict(given)), wanted="timezone"
        )
    days: Any = DAYS if given.get("days") is None else given["days"]
    if not isinstance(days, Sequence) or not days or any(day not in DAYS for day in days):
        raise UsageError(problem="The window has no such days", found=repr(days), wanted=f"some of {', '.join(DAYS)}")
    numbers = frozenset(DAYS.index(day) for day in days)
    return Weekly(numbers, _time_of_day(given["start"]), _time_of_day(given["end"]), zone_named(str(name)))


def _time_of_day(given: Any) -> time:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(given)):
        raise UsageError(
            problem="The window has no such time of day",
            found=repr(given),
            wanted="HH:MM between 00:00 and 23:59, in quotes (YAML takes 22:00 without them for a number)",
        )
    return time.fromisoformat(str(given))


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name; raises UsageError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(problem="There is no such time zone", found=name, wanted="for example Europe/Paris") from None
