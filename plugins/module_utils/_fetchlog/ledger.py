# SPDX-License-Identifier: GPL-3.0-or-later
"""Who fetched what, when: what is known of each phone and file after the lines of one log.

A phone is known by its User-Agent, by the name of its file, or, for other files, by its address: one that has just
fetched a phone's own file. An address that fetches the own files of several phones within WINDOW seconds is none of
them (somebody reads or backs up the files, or a router hides several phones): nothing of it is believed.

A log may hold millions of requests that differ in their second only: these share one :class:`Request`, and what an
address fetched is put together once for each of its visits, not line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress
from typing import NamedTuple, TypeAlias

from .formats import COMPLETE, REQUESTED
from .names import Agent, Name

MAPPED = b"::ffff:"
"""What servers that listen on IPv6 put before an IPv4 address."""

WINDOW = 60
"""Seconds between a phone's fetch of its own file and those of its other files at one boot; ours, not documented."""
MOST_ADDRESSES = 100_000
MOST_WAITING, MOST_ASKED = 16, 96
NEVER = -(1 << 60)

BOTH, BY_NAME, BY_AGENT, BY_ADDRESS = "file_name and user_agent", "file_name", "user_agent", "address"
CONTRADICTORY = "its name is another phone's than the User-Agent's"
OTHER_CLIENT = "the User-Agent is no phone's"
SHARED = "its address fetched the files of several phones at the same time"

DONE, OPEN, UNDONE, DOUBTFUL = "fetched", "requested", "unsuccessful", "doubtful"
"""Sorts of events: those without a known end, those with a bad one, and those that are not believed stand apart."""

GIVEN, NOT_BELIEVED, OWN, COMMON = range(4)
"""How a request finds its phone: it is told, it is not believed, by its name and visit, or by the visit alone."""


class Request:
    """Requests for one file that ended alike, by clients that call themselves alike. ``reason``: why they are not
    believed, '' if they are.
    """

    __slots__ = ("agent", "by", "file", "mac", "name", "outcome", "reason", "sort", "way")

    def __init__(self, name: Name, agent: Agent, outcome: str) -> None:
        self.name, self.file, self.outcome = name, name.file, outcome
        self.agent = agent if agent.said else None
        self.mac, self.by, self.reason, self.way = name.mac, BY_NAME, "", GIVEN
        self.sort = DONE if outcome in COMPLETE else OPEN if outcome == REQUESTED else UNDONE
        if agent.mac and name.mac in ("", agent.mac):
            self.mac, self.by = agent.mac, BOTH if name.mac else BY_AGENT
        elif agent.said:
            self.way, self.reason = NOT_BELIEVED, CONTRADICTORY if agent.mac else OTHER_CLIENT
        elif name.own:
            self.way = OWN
        elif not name.mac:
            self.way, self.by = COMMON, BY_ADDRESS


class Event(NamedTuple):
    """The last request of a sort, for a phone and file; ``seconds`` as :mod:`.stamps` counts them in this log."""

    seconds: int
    address: bytes
    request: Request
    reason: str = ""

    def beats(self, other: Event | None) -> bool:
        """Whether it is the later one; of several in one second the same is told whatever the order of the lines."""
        if other is None or self.seconds != other.seconds:
            return other is None or self.seconds > other.seconds
        return self._rank() >= other._rank()

    def _rank(self) -> tuple[bytes, str]:
        request = self.request
        return self.address, f"{request.outcome} {request.by} {request.agent} {self.reason}"


Key: TypeAlias = "tuple[str, str, str] | tuple[str, str, str, int]"
"""Sort, phone and file; when all events are kept, the second as well."""


class Visit:
    """What one address without User-Agent fetched around a phone's own file: from ``since`` to ``until``, for the last.

    ``asked``, ``at``: requests of all visits of that phone from here and the second of each, this visit's from
    ``start`` on. ``shared``: another phone's own file was fetched from here meanwhile. ``waiting``, ``waiting_at``:
    files that name no phone, until the address fetches one that does: phones ask for that one last. ``most``: how
    many requests to keep before looking for those that only differ in their second.
    """

    __slots__ = ("asked", "at", "mac", "most", "shared", "since", "start", "until", "waiting", "waiting_at")

    def __init__(self) -> None:
        self.mac, self.shared, self.start, self.most = "", False, 0, MOST_ASKED
        self.since = self.until = NEVER
        self.asked: list[Request] = []
        self.at: list[int] = []
        self.waiting: list[Request] = []
        self.waiting_at: list[int] = []


class Ledger:
    """What one log tells of phones and files. ``every_event``: keep all events, not the last of each sort."""

    def __init__(self, every_event: bool = False) -> None:
        self._every_event = every_event
        self._events: dict[Key, Event] = {}
        self._visits: dict[bytes, Visit] = {}
        self._most_visits = MOST_ADDRESSES

    def note(self, request: Request, address: bytes, seconds: int) -> None:
        """Note one request by a client that calls itself a phone, or for a file that names one, or, where clients are
        not told, for any file that phones fetch.
        """
        if request.way == COMMON:
            visit = self._visits.get(address) or self._first_visit(address, seconds)
            if not visit.since <= seconds <= visit.until:
                waiting = visit.waiting
                waiting.append(request)
                visit.waiting_at.append(seconds)
                if len(waiting) > MOST_WAITING:
                    del waiting[0], visit.waiting_at[0]
            elif not visit.shared:
                self._ask(visit, request, seconds)
        elif request.way == OWN:
            self._own_file(request, address, seconds)
        else:
            sort = request.sort if request.way == GIVEN else DOUBTFUL
            self._put(sort, request.mac, Event(seconds, address, request, request.reason))

    def withdraw(self, request: Request, address: bytes, seconds: int) -> None:
        """The request of that second did not stay without a known end. An earlier one like it may be forgotten too."""
        visit = self._visits.get(address) or Visit()
        for asked, at in ((visit.asked, visit.at), (visit.waiting, visit.waiting_at)):
            for number in reversed(range(len(at))):
                if asked[number] is request and at[number] == seconds:
                    del asked[number], at[number]
                    visit.start -= asked is visit.asked and number < visit.start
                    return
        key = self._key(request.sort, request.mac or visit.mac, request.file, seconds)
        event = self._events.get(key)
        if event is not None and event.seconds == seconds and event.address == address:
            del self._events[key]

    def entries(self) -> Iterator[tuple[str, str, Event]]:
        """Sort, phone and event of all that is known so far; a visit that is not over yet may still turn doubtful."""
        known = dict(self._events)
        for address, visit in self._visits.items():
            self._add(known, address, visit)
        for key, event in known.items():
            yield key[0], key[1], event

    def _key(self, sort: str, mac: str, file: str, seconds: int) -> Key:
        return (sort, mac, file, seconds) if self._every_event else (sort, mac, file)

    def _put(self, sort: str, mac: str, event: Event) -> None:
        key = self._key(sort, mac, event.request.file, event.seconds)
        if event.beats(self._events.get(key)):
            self._events[key] = event

    def _ask(self, visit: Visit, request: Request, seconds: int) -> None:
        visit.asked.append(request)
        visit.at.append(seconds)
        if len(visit.at) > visit.most and not self._every_event:
            _forget_repeated(visit)

    def _own_file(self, request: Request, address: bytes, seconds: int) -> None:
        """A phone's own file begins a visit, or goes on with it, or tells that it is no phone's."""
        visit = self._visits.get(address) or self._first_visit(address, seconds)
        if not visit.since <= seconds <= visit.until:
            if visit.mac != request.mac:
                self._add(self._events, address, visit)
                visit.mac, visit.asked, visit.at = request.mac, [], []
            visit.shared, visit.start = False, len(visit.at)
            if len(visit.at) > visit.most // 2 and not self._every_event:
                _forget_repeated(visit)
        elif visit.mac != request.mac:  # what was noted for the first phone was not surely its own
            visit.shared = True
            for earlier, moment in zip(visit.asked[visit.start :], visit.at[visit.start :], strict=True):
                self._put(DOUBTFUL, visit.mac, Event(moment, address, earlier, SHARED))
            del visit.asked[visit.start :], visit.at[visit.start :]
        visit.since, visit.until = seconds - WINDOW, seconds + WINDOW
        if visit.shared:
            self._put(DOUBTFUL, request.mac, Event(seconds, address, request, SHARED))
            return
        waiting, waiting_at = visit.waiting, visit.waiting_at
        if waiting:
            if min(waiting_at) < visit.since or max(waiting_at) > visit.until:
                near_by = [visit.since <= moment <= visit.until for moment in waiting_at]
                waiting, waiting_at = list(compress(waiting, near_by)), list(compress(waiting_at, near_by))
            visit.asked += waiting
            visit.at += waiting_at
            visit.waiting.clear()
            visit.waiting_at.clear()
        self._ask(visit, request, seconds)

    def _add(self, known: dict[Key, Event], address: bytes, visit: Visit) -> None:
        for request, seconds in zip(reversed(visit.asked), reversed(visit.at), strict=True):
            key = self._key(request.sort, visit.mac, request.file, seconds)
            before = known.get(key)
            if before is None or before.seconds <= seconds:  # seldom: most come after a later one
                event = Event(seconds, address, request)
                if event.beats(before):
                    known[key] = event

    def _first_visit(self, address: bytes, now: int) -> Visit:
        if len(self._visits) >= self._most_visits:
            self._forget_old(now)
        visit = self._visits[address] = Visit()
        return visit

    def _forget_old(self, now: int) -> None:
        """Bound the memory of a log with very many addresses at different times."""
        kept = {}
        for address, visit in self._visits.items():
            if visit.since <= now <= visit.until:
                kept[address] = visit
            else:
                self._add(self._events, address, visit)
        self._visits = kept
        self._most_visits = max(MOST_ADDRESSES, 2 * len(kept))


def _forget_repeated(visit: Visit) -> None:
    """Keep the last of each request only, in this visit and in those before."""
    start = visit.start
    now: dict[Request, int] = {}
    if start < len(visit.at):
        now = _last_of_each(visit.asked[start:], visit.at[start:])
        del visit.asked[start:], visit.at[start:]
    before = _last_of_each(visit.asked, visit.at)
    visit.asked, visit.at, visit.start = [*before, *now], [*before.values(), *now.values()], len(before)
    visit.most = max(MOST_ASKED, 3 * len(visit.at))


def _last_of_each(asked: list[Request], at: list[int]) -> dict[Request, int]:
    if at != sorted(at):
        pairs = sorted(zip(at, range(len(at)), asked, strict=True))
        at, asked = [pair[0] for pair in pairs], [pair[2] for pair in pairs]
    return dict(zip(asked, at, strict=True))
