# SPDX-License-Identifier: GPL-3.0-or-later
"""Type, date and time of a TMA update (spec 6.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._errors import UsageError

UPDATE: dict[str, dict[str, Any]] = {
    "update": {
        "type": "dict",
        "options": {
            "type": {"type": "str", "choices": ["immediate", "deferred"], "default": "immediate"},
            "date": {"type": "str"},
            "time": {"type": "str"},
            "timezone": {"type": "str"},
        },
    },
}
IMMEDIATE = {"type": "immediate"}


def due(update: Mapping[str, Any] | None, now: datetime) -> datetime:
    """When TMA begins with it: now, or the time of a deferred update as :func:`checked` reads it."""
    checked(update, now)
    return _start(update) if update and update["type"] == "deferred" else now


def checked(update: Mapping[str, Any] | None, now: datetime) -> dict[str, str]:
    """``{type}``, or for a deferred update ``{type, date, time}`` as TMA takes them.

    No manual says whose clock counts (OPEN-11): ``timezone`` names its zone, without it the zone of this controller
    counts. Raises UsageError for a date or time that is none, or not in the future (ACT-2, ACT-4).
    """
    if update is None or update["type"] == "immediate":
        if update and (update.get("date") or update.get("time")):
            raise UsageError(problem="An immediate update has no date and time", wanted="type: deferred")
        return dict(IMMEDIATE)
    date, time = str(update.get("date") or ""), str(update.get("time") or "")
    if not re.fullmatch(r"\d{2}/\d{2}/\d{4}", date) or not re.fullmatch(r"\d{4}", time):
        raise UsageError(
            problem="A deferred update needs a date DD/MM/YYYY and a time HHMM", found=f"{date!r}, {time!r}"
        )
    start = _start(update)
    if start <= now:
        raise UsageError(
            problem="The date of the update is past",
            found=f"{date} {time}",
            wanted=f"later than {now.astimezone(start.tzinfo):%d/%m/%Y %H%M %Z}",
        )
    return {"type": "deferred", "date": date, "time": time}


def _start(update: Mapping[str, Any]) -> datetime:
    shown = f"{update.get('date')} {update.get('time')}"
    try:
        start = datetime.strptime(shown, "%d/%m/%Y %H%M")
    except ValueError:
        raise UsageError(problem="There is no such date or time", found=shown) from None
    zone = _zone(update.get("timezone"))
    return start.replace(tzinfo=zone) if zone else start.astimezone()


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError(problem="There is no such time zone", found=name, wanted="for example Europe/Paris") from None
