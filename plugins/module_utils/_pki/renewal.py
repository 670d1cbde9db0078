# SPDX-License-Identifier: GPL-3.0-or-later
"""When a certificate is due for renewal, and how a fleet's renewals are spread over days.

A certificate is due at two thirds of its life, or ``days`` before its end when that is given. Systems that one Manager
renews together share a day; the days of different groups are spread, by the group's name, so that the same run on
another day comes to the same answer. Nothing is put off into the product's own notice (EXP-2, 14 days).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

NOTICE = timedelta(days=14)
"""EXP-2: from then on the administrator is told every day."""
LIFE_LEFT = 1 / 3
_CRC_VALUES = 2**32


@dataclass(frozen=True)
class Renewal:
    """``due`` is None when nothing could be told, ``why`` says then what is missing.

    ``days_left``: what a renewing module has to be asked for so that it comes to the same answer: whole days before
    the end from which on the certificate is due. ``due_at`` and ``not_after`` are ISO 8601 in UTC.
    """

    name: str
    group: str
    due: bool | None
    due_at: str | None = None
    not_after: str | None = None
    days_left: int | None = None
    why: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def plan(
    systems: Sequence[Mapping[str, Any]], now: datetime, *, days: int | None = None, spread: int = 0
) -> list[Renewal]:
    """A ``Renewal`` for each of ``systems`` {name, group, not_before, not_after} (aware datetimes or None), same order.

    ``spread``: days over which the groups are spread. Raises ValueError for negative ``days`` or ``spread``.
    """
    if spread < 0 or (days is not None and days < 0):
        raise ValueError("days and spread count days: they cannot be negative")
    return [_one(system, now, days, timedelta(days=spread)) for system in systems]


def _one(system: Mapping[str, Any], now: datetime, days: int | None, spread: timedelta) -> Renewal:
    name, group = str(system["name"]), str(system["group"])
    start, end = system.get("not_before"), system.get("not_after")
    if start is None or end is None or end <= start:
        return Renewal(name, group, None, why="no certificate with a validity was seen on its TLS port")
    lead = timedelta(days=days) if days is not None else (end - start) * LIFE_LEFT
    room = max(timedelta(0), lead - NOTICE)
    lead -= min(spread, room) * (zlib.crc32(group.encode()) / _CRC_VALUES)
    days_left = math.ceil(lead / timedelta(days=1))
    due_at = end - timedelta(days=days_left)
    return Renewal(name, group, now > due_at, due_at.isoformat(), end.isoformat(), days_left)
