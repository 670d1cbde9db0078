# SPDX-License-Identifier: GPL-3.0-or-later
"""Log-in sessions of one device's areas: one per login name, expiry when idle, lock-out, busy."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

IDLE = timedelta(minutes=10)
LOCK_OUT = timedelta(minutes=5)
ATTEMPTS = 3
KEPT_TOKENS = 50


class Tokens:
    """Tokens given out with pages: each may come back once, the oldest are forgotten."""

    def __init__(self, rng: random.Random, kept: int = KEPT_TOKENS) -> None:
        self._rng = rng
        self._kept = kept
        self._given: dict[str, None] = {}

    def issue(self) -> str:
        token = fresh(self._rng)
        self._given[token] = None
        if len(self._given) > self._kept:
            del self._given[next(iter(self._given))]
        return token

    def valid(self, token: str) -> bool:
        return token in self._given

    def spend(self, token: str) -> None:
        del self._given[token]


def fresh(rng: random.Random) -> str:
    """An identifier that does not follow from another one."""
    return f"{rng.getrandbits(128):032x}"


@dataclass(slots=True)
class Session:
    """An administrator who is logged in. ``area`` is webadmin, manager or tma; ``scope`` is TMA's (region, site)."""

    cookie: str
    device: str
    area: str
    user: str
    address: str
    opened: datetime
    seen: datetime
    scope: tuple[str, str] | None
    tokens: Tokens
    flash: bool = False
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Ticket:
    """A checked log-in that waits for a word about the session it met."""

    device: str
    area: str
    user: str
    scope: tuple[str, str] | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Admission:
    """What came of a log-in: ``other`` is the session in the way, ``ticket`` lets its owner close it."""

    kind: Literal["open", "refused", "locked", "stale", "busy"]
    session: Session | None = None
    other: Session | None = None
    ticket: str = ""


class Sessions:
    """Every session of a lab. Moments are aware UTC datetimes given by the caller."""

    def __init__(self, rng: random.Random, idle: timedelta = IDLE) -> None:
        self._rng = rng
        self._idle = idle
        self._open: dict[tuple[str, str], list[Session]] = {}
        self._tickets: dict[str, Ticket] = {}
        self._failures: dict[tuple[str, str, str], int] = {}
        self._locked: dict[tuple[str, str, str], datetime] = {}

    def log_in(
        self,
        device: str,
        area: str,
        user: str,
        right: bool,
        address: str,
        now: datetime,
        limit: int,
        scope: tuple[str, str] | None = None,
    ) -> Admission:
        """Admit a user whose password was ``right`` or not, while there are fewer than ``limit`` sessions."""
        name = (device, area, user)
        if self._locked.get(name, now) > now:
            return Admission("locked")
        if not right:
            self._failures[name] = self._failures.get(name, 0) + 1
            if self._failures[name] < ATTEMPTS:
                return Admission("refused")
            self._failures.pop(name)
            self._locked[name] = now + LOCK_OUT
            return Admission("locked")
        self._failures.pop(name, None)
        present = self._alive(device, area, now)
        own = next((session for session in present if session.user == user), None)
        if own is not None:
            ticket = fresh(self._rng)
            self._tickets[ticket] = Ticket(device, area, user, scope, now + self._idle)
            return Admission("stale", other=own, ticket=ticket)
        if len(present) >= limit:
            return Admission("busy", other=present[0])
        return Admission("open", session=self._add(device, area, user, address, now, scope))

    def close_stale(
        self, device: str, area: str, ticket: str, address: str, now: datetime
    ) -> tuple[Session | None, Session] | None:
        """Close the owner's open session, open the one that waits: (closed, opened); None for no such ticket."""
        waiting = self._tickets.pop(ticket, None)
        if waiting is None or (waiting.device, waiting.area) != (device, area) or waiting.until < now:
            return None
        own = next((s for s in self._alive(device, area, now) if s.user == waiting.user), None)
        if own is not None:
            self.close(own)
        return own, self._add(device, area, waiting.user, address, now, waiting.scope)

    def find(self, device: str, area: str, cookie: str | None, now: datetime) -> Session | None:
        """The live session of a cookie. Does not touch it."""
        return next((session for session in self._alive(device, area, now) if session.cookie == cookie), None)

    def close(self, session: Session) -> None:
        self._open[(session.device, session.area)].remove(session)

    def expire(self, device: str | None = None) -> None:
        """Forget the sessions of a device, or of all."""
        for key in [key for key in self._open if device in (None, key[0])]:
            del self._open[key]

    def open(self, now: datetime) -> list[Session]:
        """Sessions that are neither closed nor expired."""
        return [session for device, area in list(self._open) for session in self._alive(device, area, now)]

    def _alive(self, device: str, area: str, now: datetime) -> list[Session]:
        present = self._open.get((device, area), [])
        alive = [session for session in present if now - session.seen <= self._idle]
        if len(alive) != len(present):
            self._open[(device, area)] = alive
        return alive

    def _add(
        self, device: str, area: str, user: str, address: str, now: datetime, scope: tuple[str, str] | None
    ) -> Session:
        session = Session(fresh(self._rng), device, area, user, address, now, now, scope, Tokens(self._rng))
        self._open.setdefault((device, area), []).append(session)
        return session
