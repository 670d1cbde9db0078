# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading facts so that what is missing can never look good (INV-46).

Facts are plain dictionaries. Everything here raises :class:`Missing` when a value is absent, ``None`` or of the
wrong kind; the engine turns that into an inconclusive verdict that names the fact.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Facts = Mapping[str, Any]

FAMILIES = ("mivoice5300", "mitel6000")
"""Families that TMA moves, in the order of a stop (INV-16)."""

MODES = ("disabled", "self_signed", "trusted", "bothway")
"""Encryption modes one can want (Annex B)."""

KNOWN_FAMILIES = (*FAMILIES, "tdm", "i7xx", "dect_omm", "other_sip")


class Missing(Exception):
    """A fact is not there or cannot be understood; ``fact`` says which, in words."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


def _step(value: Any, key: str, told: str) -> Any:
    if not isinstance(value, Mapping) or key not in value:
        raise Missing(told)
    return value[key]


def may_be_none(facts: Any, *path: str) -> Any:
    """Value at ``path``; the last key has to be there but may hold None (a documented "there is none")."""
    told = ".".join(path)
    for key in path:
        facts = _step(facts, key, told)
    return facts


def need(facts: Any, *path: str) -> Any:
    """Value at ``path``, never None."""
    value = may_be_none(facts, *path)
    if value is None:
        raise Missing(".".join(path))
    return value


def boolean(facts: Any, *path: str) -> bool:
    value = need(facts, *path)
    if not isinstance(value, bool):
        raise Missing(f"{'.'.join(path)} (not a yes or no: {value!r})")
    return value


def one_of(allowed: Sequence[str], facts: Any, *path: str) -> str:
    value = need(facts, *path)
    if value not in allowed:
        raise Missing(f"{'.'.join(path)} (not understood: {value!r})")
    return str(value)


def number(facts: Any, *path: str) -> float:
    value = need(facts, *path)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        raise Missing(f"{'.'.join(path)} (not a number: {value!r})")
    return float(value)


def text(facts: Any, *path: str) -> str:
    value = need(facts, *path)
    if not isinstance(value, str) or not value.strip():
        raise Missing(f"{'.'.join(path)} (no text)")
    return value.strip()


def mapping(facts: Any, *path: str) -> Mapping[str, Any]:
    value = need(facts, *path)
    if not isinstance(value, Mapping):
        raise Missing(f"{'.'.join(path)} (not a dictionary)")
    return value


def items(facts: Any, *path: str) -> list[Mapping[str, Any]]:
    """List of dictionaries at ``path``; it may be empty, which says "read, and there are none"."""
    value = need(facts, *path)
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        raise Missing(f"{'.'.join(path)} (not a list)")
    found = list(value)
    if not all(isinstance(item, Mapping) for item in found):
        raise Missing(f"{'.'.join(path)} (not a list of dictionaries)")
    return found


def names(facts: Any, *path: str) -> list[str]:
    """List of names at ``path``; it may be empty."""
    value = need(facts, *path)
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        raise Missing(f"{'.'.join(path)} (not a list)")
    return [str(item) for item in value]


def moment(facts: Any, *path: str) -> datetime:
    """Aware UTC time from an aware datetime or an ISO 8601 text with a zone."""
    value = need(facts, *path)
    found = as_moment(value)
    if found is None:
        raise Missing(f"{'.'.join(path)} (not a time with a zone: {value!r})")
    return found


def as_moment(value: Any) -> datetime | None:
    """Aware UTC time, or None when ``value`` is not one (a time without zone is not one)."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    return value.astimezone(UTC)


def enabling(facts: Facts) -> bool:
    """True when the change switches encryption on: from ``mode`` (terminals) or else ``state`` (systems)."""
    if "mode" in facts:
        return one_of(MODES, facts, "mode") != "disabled"
    return one_of(("enabled", "disabled"), facts, "state") == "enabled"


def systems_by_name(facts: Facts) -> dict[str, Mapping[str, Any]]:
    return {text(system, "name"): system for system in items(facts, "systems")}


def family_phones(facts: Facts, family: str) -> list[Mapping[str, Any]]:
    """Phones that are of ``family`` or might be: one whose family is not known is never left out."""
    return [phone for phone in items(facts, "phones") if phone.get("family") in (family, None, "", "unknown")]


def with_backups(phones: Iterable[Mapping[str, Any]], systems: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """``phones`` with ``backup``, which no screen of TMA shows: the backup system of their home system (TOP-17).

    A phone whose home was not read, or whose home's facts do not say, goes without that key.
    """
    backups = {str(system.get("name")): system["backup"] for system in systems if "backup" in system}
    return [
        {"backup": backups[home], **phone} if (home := str(phone.get("main"))) in backups else dict(phone)
        for phone in phones
    ]


def phone_id(phone: Mapping[str, Any]) -> str:
    """What reports call a phone: its MAC address, else its number."""
    return str(phone.get("mac") or phone.get("number") or "phone without MAC address or number")


def phone_text(phone: Mapping[str, Any]) -> str:
    number_, mac = phone.get("number"), phone.get("mac")
    return f"{number_} ({mac})" if number_ and mac else phone_id(phone)


def same_phone(phone: Mapping[str, Any], called: Any) -> bool:
    """True when ``called`` (MAC address in any spelling, or number) means ``phone``."""
    wanted = str(called).strip()
    if not wanted:
        return False
    mac = bare(phone.get("mac"))
    return wanted == str(phone.get("number") or "") or bool(mac) and bare(wanted) == mac


def bare(mac: Any) -> str:
    """MAC address as twelve capital hexadecimal digits, '' when it is none."""
    digits = re.sub(r"[\s:.\-]", "", str(mac or "")).upper()
    return digits if re.fullmatch(r"[0-9A-F]{12}", digits) else ""


def listed(told: Iterable[str], most: int = 10) -> str:
    """Names for a message: the first ``most``, then how many more."""
    all_of_them = list(told)
    rest = len(all_of_them) - most
    shown = ", ".join(all_of_them[:most])
    return f"{shown} and {rest} more" if rest > 0 else shown
