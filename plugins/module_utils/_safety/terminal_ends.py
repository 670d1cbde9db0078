# SPDX-License-Identifier: GPL-3.0-or-later
"""WARN-31: when certificates of terminals end. No alarm of a system tells of it (EXP-7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .facts import Facts, Missing, items, listed, may_be_none, moment, text

RENEWED = "Have new ones issued and deployed before that day (6.4, 6.5), the CA file of the systems first (OPEN-37)."
RENEW, LAST = timedelta(days=30), timedelta(days=14)
"""What is left when it is time to renew one, and when it is the last: as with certificates of systems (EXP-2)."""


def terminal_certificates(_about: Mapping[str, Any], facts: Facts, _wish: Any) -> str | None:
    """Each of ``phone_certificates`` {name, phones, not_before, not_after}, the one that ends first at first."""
    entries = items(facts, "phone_certificates") if facts.get("phone_certificates") else []
    if not entries:
        raise Missing("what the terminals present (mivoice_phone_certificates)")
    now = moment(facts, "now")
    told = [_told(entry, now) for entry in sorted(entries, key=lambda entry: moment(entry, "not_after"))]
    return f"certificates of terminals end, and no alarm of a system tells of it: {listed(told)}"


def _told(entry: Mapping[str, Any], now: datetime) -> str:
    starts, ends = moment(entry, "not_before"), moment(entry, "not_after")
    phones = may_be_none(entry, "phones") or []
    whose = f" of {listed(map(str, phones))}" if phones else ""
    return f"{text(entry, 'name')}{whose} on {ends:%Y-%m-%d} ({_stage(starts, ends, now)})"


def _stage(starts: datetime, ends: datetime, now: datetime) -> str:
    left = ends - now
    days = f"{left.days} day{'' if left.days == 1 else 's'} left"
    if now > ends:
        return "EXPIRED: its phones are cut off"
    if now < starts:
        return f"NOT YET VALID before {starts:%Y-%m-%d}"
    if left < LAST:
        return f"{days}: RENEW NOW"
    return f"{days}: renew soon" if left < RENEW else days
