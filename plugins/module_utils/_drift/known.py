# SPDX-License-Identifier: GPL-3.0-or-later
"""Declarations of a fleet against what was found: what is left alone, what is drift again, what matched nothing.

Entries go between the tasks of a role as plain dictionaries, as :func:`known` makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from .._safety.facts import bare, same_phone
from .._schedule.windows import zone_named
from .declarations import BOTHWAY, INTER_IPBX, PHONE_FILES, VARIABLE, VOICE, Declaration, read_all

Entry = Mapping[str, Any]
SWITCHES = {VOICE: "voice_encryption", INTER_IPBX: "inter_ipbx", BOTHWAY: "bothway"}
"""The switch of a system's facts that a declaration is about."""


def known(
    hostvars: Mapping[str, Mapping[str, Any]], hosts: Iterable[str], systems: Sequence[str], now: datetime
) -> list[dict[str, Any]]:
    """Declarations that stand with ``hosts``, each once: ``{what, phones, files, systems, owner, until, reason, days,
    over, words, subject, id}``.

    A day begins when it begins where the host is (``mivoice_time_zone``); an entry of several hosts is over as soon as
    it is over with one of them. Raises UsageError for an entry or zone that cannot be understood.
    """
    days: dict[Declaration, int] = {}
    for host in hosts:
        declared = read_all(hostvars[host].get(VARIABLE), host, systems)
        today = now.astimezone(zone_named(str(hostvars[host].get("mivoice_time_zone") or "UTC"))).date()
        for one in declared:
            days[one] = min(days.get(one, one.days_left(today)), one.days_left(today))
    return [_told(one, left) for one, left in days.items()]


def _told(one: Declaration, days: int) -> dict[str, Any]:
    return {
        "what": one.what,
        "phones": list(one.phones),
        "files": list(one.files),
        "systems": list(one.systems),
        "owner": one.owner,
        "until": one.until.isoformat(),
        "reason": one.reason,
        "days": days,
        "over": days <= 0,
        "words": one.words(days),
        "subject": one.subject(),
        "id": f"{one.subject()}, {one.words(days)}",
    }


def of_file(
    declared: Iterable[Entry], name: str, macs: Sequence[str], terminals: Sequence[Mapping[str, Any]]
) -> list[tuple[Entry | None, list[str]]]:
    """Phones that find one difference in file ``name``, by the declaration that speaks of it, None for those of none.

    One in force comes before one that is over. A difference that is no single phone's (no ``macs``) is that of an entry
    that names the file and no phones.
    """
    ours = [one for one in declared if one["what"] == PHONE_FILES and (not one["files"] or name in one["files"])]
    ours.sort(key=lambda one: bool(one["over"]))
    if not macs:
        return [(next((one for one in ours if not one["phones"]), None), [])]
    left, found = list(macs), []
    for one in ours:
        meant = [mac for mac in left if not one["phones"] or _means(one, mac, terminals)]
        left = [mac for mac in left if mac not in meant]
        found += [(one, meant)] if meant else []
    return [*found, *([(None, left)] if left else [])]


def _means(one: Entry, mac: str, terminals: Sequence[Mapping[str, Any]]) -> bool:
    phone = next((phone for phone in terminals if phone.get("mac") and bare(phone["mac"]) == bare(mac)), {"mac": mac})
    return any(same_phone(phone, called) for called in one["phones"])


def of_switches(
    declared: Iterable[Entry], system: str, facts: Mapping[str, Any], desired: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """``{what, system, name, found, over, days, words, id}`` for each declared switch of ``system`` that is not as
    ``desired``.

    A switch that could not be read is never taken for the declared one. BOTHWAY can be declared off only: where it is
    on and is not to be, phones are cut off that the other stages move (SBW-1).
    """
    on = desired.get("state") == "enabled"
    bothway = on and desired.get("mode") == "bothway" and facts.get("bothway_wanted") is not False
    wanted = {VOICE: on, INTER_IPBX: desired.get("inter_ipbx") if on else None, BOTHWAY: bothway or None}
    told: list[dict[str, Any]] = []
    for one in sorted(declared, key=lambda one: bool(one["over"])):
        found = (facts.get("switches") or {}).get(SWITCHES.get(one["what"], ""))
        aim = wanted.get(one["what"])
        if system not in one["systems"] or not isinstance(found, bool) or not isinstance(aim, bool) or found == aim:
            continue
        if one["what"] not in [other["what"] for other in told]:
            shared = {name: one[name] for name in ("what", "over", "days", "words", "id")}
            told.append({**shared, "system": system, "name": facts.get("name"), "found": "on" if found else "off"})
    return told


def in_force(found: Iterable[Entry]) -> list[str]:
    """What is left alone, of what :func:`of_switches` found."""
    return [str(one["what"]) for one in found if not one["over"]]


def stale(declared: Iterable[Entry], matched: Iterable[str]) -> list[str]:
    """Lines on declarations that matched nothing (``matched``: ``id`` of those that did)."""
    seen = set(matched)
    return [
        f"MATCHED NOTHING: {one['id']}. Remove it from {VARIABLE}, or put right what it names."
        for one in declared
        if one["id"] not in seen
    ]
