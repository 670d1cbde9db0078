# SPDX-License-Identifier: GPL-3.0-or-later
"""What logs say of downloads, with times that can be compared across logs, and what a gate may take from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache, partial
from typing import Any, NamedTuple

from . import stamps
from .ledger import DONE, MAPPED, OPEN, Event
from .names import own_file
from .reader import Reader


class Fetch(NamedTuple):
    """One request of one phone. ``at`` has no zone when neither the log nor the site tells one, and is None when no
    year fits; ``reason`` is '' unless it is doubtful.
    """

    sort: str
    phone: str
    file: str
    at: datetime | None
    address: str
    model: str | None
    firmware: str | None
    attributed_by: str
    outcome: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        shown = self._asdict() | {"at": self.at.isoformat() if self.at else None}
        del shown["sort"]
        if not self.reason:
            del shown["reason"]
        return shown

    @property
    def timed(self) -> bool:
        """True for a complete download at a known time."""
        return self.sort == DONE and self.at is not None and self.at.tzinfo is not None

    @property
    def proves(self) -> bool:
        """True for what a gate may take as the phone's fetch of its file: complete, its own, at a known time."""
        return self.timed and own_file(self.phone, self.file)


MOST_MOMENTS = 1 << 16
"""Seconds whose time is remembered: a phone fetches several files in one."""
FUTURE = timedelta(seconds=60)
"""A line later than its file tells that the clock or the zone is another one."""


class Story(NamedTuple):
    """What one log says. ``mistimed``: a line is later than it can be, so no time of this log is believed."""

    fetches: list[Fetch]
    mistimed: bool


def story(
    reader: Reader,
    zone: tzinfo | None,
    not_after: datetime,
    count_requests: bool,
) -> Story:
    """What the lines read so far say. ``zone``: of lines that tell none; ``not_after``: aware, of the last line.

    ``count_requests``: the site vouches that what was asked for by TFTP was also got.
    """
    reader.close()
    found = []
    for kind, ledger in reader.ledgers.items():
        moment = lru_cache(MOST_MOMENTS)(partial(_moment, reader, kind, zone=zone, not_after=not_after))
        for sort, phone, event in ledger.entries():
            told = DONE if sort == OPEN and count_requests else sort
            found.append(_fetch(told, phone, event, moment(event.seconds)))
    mistimed = any(fetch.at and fetch.at.tzinfo and fetch.at > not_after + FUTURE for fetch in found)
    if mistimed:
        found = [fetch._replace(at=fetch.at and fetch.at.replace(tzinfo=None)) for fetch in found]
    return Story(found, mistimed)


def _fetch(sort: str, phone: str, event: Event, at: datetime | None) -> Fetch:
    request = event.request
    return Fetch(
        sort,
        phone,
        request.file,
        at,
        event.address.removeprefix(MAPPED).decode("ascii", "backslashreplace"),
        request.agent.model if request.agent else None,
        request.agent.firmware if request.agent else None,
        request.by,
        request.outcome,
        event.reason,
    )


def _moment(reader: Reader, kind: str, seconds: int, zone: tzinfo | None, not_after: datetime) -> datetime | None:
    """In UTC when the zone is known. Of an hour that comes twice, the earlier is meant: it proves less."""
    if kind == stamps.ZONED:
        return stamps.local_moment(seconds).replace(tzinfo=UTC)
    if kind == stamps.LOCAL:
        local: datetime | None = stamps.local_moment(seconds)
    else:
        there = not_after.astimezone(zone or UTC).replace(tzinfo=None)
        local = reader.calendar.moment(seconds, there)
    if local is None or zone is None:
        return local
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def later(first: Fetch | None, second: Fetch) -> Fetch:
    """The one that is known to be the later; a time with zone beats one without, which beats none."""
    return second if first is None or _rank(first) <= _rank(second) else first


def _rank(fetch: Fetch) -> tuple[int, float]:
    if fetch.at is None:
        return (0, 0.0)
    told = fetch.at.tzinfo is not None
    return (2 if told else 1, fetch.at.replace(tzinfo=fetch.at.tzinfo or UTC).timestamp())
