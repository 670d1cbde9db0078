# SPDX-License-Identifier: GPL-3.0-or-later
"""Which phones are registered where, from the screens a site has declared for that (OPEN-36)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .._context import Context
from .._errors import UsageError
from .._safety.facts import bare
from . import _readings
from ._session import session

SCREEN = "WREG"
AT_ONCE = 8
"""Systems read at the same time; several scopes may be doing so at once."""
FORMATS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
FUTURE = timedelta(seconds=60)
"""A phone seen later than this from now was told of in another time zone."""
NOWHERE = {"transport": None, "port": None, "seen_at": "unclear"}


@dataclass
class Registered:
    """Lines by MAC address, or by number where one has no MAC address. ``declared``: every system has the screen."""

    declared: bool
    by_mac: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, phone: Mapping[str, Any]) -> dict[str, Any] | None:
        """``registration`` of the phone: its latest line; one nobody can understand when two lines disagree."""
        lines = self.by_mac.get(bare(phone.get("mac"))) or self.by_number.get(str(phone.get("number")))
        return _one_of(lines) if lines else None


def read(systems: Sequence[Mapping[str, Any]], context: Context) -> Registered:
    """Lists of all ``systems`` (connection options, ``name``, optionally ``time_zone``), several systems at a time.

    Raises UsageError for a time zone that does not exist, and what sessions and screens raise.
    """
    found = Registered(declared=bool(systems))
    with ThreadPoolExecutor(min(AT_ONCE, len(systems) or 1)) as pool:
        lists = list(pool.map(lambda system: _list_of(system, context), systems))
    for lines in lists:
        if lines is None:
            found.declared = False
        for mac, number, registration in lines or ():
            known = found.by_mac[mac] if mac else found.by_number[number]
            known.append(registration)
    return found


def _list_of(system: Mapping[str, Any], context: Context) -> list[tuple[str, str, dict[str, Any]]] | None:
    """MAC address, number and registration of each line of one system; None when its screen is not declared."""
    zone = zone_of(system.get("time_zone"))
    with session(system, context, read_only=True) as driver:
        if not driver.declared(SCREEN):
            return None
        lines = _readings.registrations(driver, driver.open(SCREEN))["registrations"]
        offset = driver.facts.get("clock_offset")
    times = understood([line["last_seen"] for line in lines], zone, offset, context.clock())
    return [
        (
            bare(line["mac"]),
            line["number"],
            {"system": system["name"], "transport": line["transport"], "port": line["port"], "seen_at": seen_at},
        )
        for line, seen_at in zip(lines, times, strict=True)
    ]


def zone_of(name: str | None) -> tzinfo:
    """Time zone of a system's screens: a name like Europe/Paris, left out UTC."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UsageError(problem=f"Time zone {name!r} does not exist", wanted="a name like Europe/Paris") from error


def understood(shown: Iterable[str | None], zone: tzinfo, offset: float | None, now: datetime) -> list[str | None]:
    """ISO times in UTC of the texts of one screen, put right by the ``offset`` of the system's clock (seconds).

    None stays None (the screen has no times). A text that is no time is given back as it is, and so are all of them
    when the offset is not known or one lies in the future: then the zone is another one, and none can be trusted.
    """
    texts = list(shown)
    moments = [_moment(text, zone, offset) for text in texts]
    if any(moment is not None and moment > now + FUTURE for moment in moments):
        return texts
    return [text if moment is None else moment.isoformat() for text, moment in zip(texts, moments, strict=True)]


def _moment(text: str | None, zone: tzinfo, offset: float | None) -> datetime | None:
    if not text or offset is None:
        return None
    for pattern in FORMATS:
        try:
            shown = datetime.strptime(text, pattern)
        except ValueError:
            continue
        return shown.replace(tzinfo=zone).astimezone(UTC) - timedelta(seconds=offset)
    return None


def _one_of(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The latest line where all have times; without times only lines that agree count."""
    last = lines
    if all(_is_iso(line["seen_at"]) for line in lines):
        latest = max(datetime.fromisoformat(line["seen_at"]) for line in lines)
        last = [line for line in lines if datetime.fromisoformat(line["seen_at"]) == latest]
    elif len(lines) > 1 and any(line["seen_at"] is not None for line in lines):
        last = []
    if len({(line["transport"], line["port"]) for line in last}) == 1:
        return last[0]
    return {"system": ", ".join(str(line["system"]) for line in lines), **NOWHERE}


def _is_iso(text: str | None) -> bool:
    return bool(text and re.match(r"\d{4}-\d\d-\d\dT", text))
