# SPDX-License-Identifier: GPL-3.0-or-later
"""Who would be cut off by BOTHWAY and why, by name, before anything is written (spec 6.8, WARN-16, WARN-17).

It is what the interlocks themselves have to say, of terminals given up on as well: being accepted does not keep a
terminal connected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .engine import vote
from .evidence import given_up
from .facts import Facts, listed, phone_id, phone_text
from .verdict import Objection

CUTTING_OFF = ("INV-2", "INV-1", "INV-6", "INV-7", "INV-5")
"""Rules that speak of single terminals, the plainest reason first."""

OF_SYSTEMS = ("INV-3", "INV-4", "INV-8")
CALLS = "Calls in progress are kept, and nobody can release them (TRN-6)."
NO_PEERS = "none is named: whoever else uses it would be filtered"
WARN_17 = "[WARN-17] no peer on port 5060 is named: in BOTHWAY it serves declared SIP trunks only"


def radius(facts: Facts) -> dict[str, Any]:
    """``{terminals, others, trunks, text}``.

    ``terminals``: {phone, number, model, family, part: main|backup|none, reasons: [{rule, certain, text}], accepted}.
    ``certain`` False: nothing shows that it would stay connected. ``accepted``: why it was given up on, None when it
    was not. ``others``: {rule, certain, system, text}, what concerns no single terminal.
    """
    without = {**facts, "written_off": []}
    terminals: dict[str, dict[str, Any]] = {}
    others = []
    for rule in (*CUTTING_OFF, *OF_SYSTEMS):
        for certain, objection in _objections(rule, without):
            reason = {"rule": rule, "certain": certain, "text": objection.text}
            if objection.phone is None:
                others.append(reason | {"system": objection.system})
            else:
                entry = terminals.setdefault(objection.phone, _described(objection.phone, facts))
                entry["reasons"].append(reason)
    found = {"terminals": list(terminals.values()), "others": others, "trunks": list(facts.get("sip_trunks") or [])}
    return found | {"text": _text(found)}


def _objections(rule: str, facts: Facts) -> Iterator[tuple[bool, Objection]]:
    ballot = vote(rule, facts)
    yield from ((True, objection) for objection in ballot.refusals)
    yield from ((False, objection) for objection in ballot.doubts)


def _described(called: str, facts: Facts) -> dict[str, Any]:
    known = [*(facts.get("phones") or []), *_lines(facts)]
    phone: Mapping[str, Any] = next((phone for phone in known if phone_id(phone) == called), {})
    return {
        "phone": called,
        "number": phone.get("number"),
        "model": phone.get("model"),
        "family": phone.get("family"),
        "part": _part(phone, facts),
        "reasons": [],
        "accepted": given_up(phone, facts.get("written_off") or []),
    }


def _lines(facts: Facts) -> Iterator[Mapping[str, Any]]:
    for system in facts.get("systems") or []:
        yield from system.get("registrations") or []


def _part(phone: Mapping[str, Any], facts: Facts) -> str:
    targets = facts.get("targets") or []
    return next((part for part in ("main", "backup") if phone.get(part) in targets), "none")


def _text(found: Mapping[str, Any]) -> str:
    terminals = found["terminals"]
    certain = [entry for entry in terminals if any(reason["certain"] for reason in entry["reasons"])]
    unsure = [entry for entry in terminals if entry not in certain]
    lines = [
        f"{title} {len(entries)}: {listed(map(_told, entries), 200)}."
        for title, entries in (("Cut off by BOTHWAY", certain), ("Not shown to stay connected", unsure))
        if entries
    ]
    if not terminals:
        lines.append("No terminal is known that BOTHWAY would cut off.")
    lines += [_of_system(entry) for entry in found["others"]]
    trunks = listed(map(str, found["trunks"])) or NO_PEERS
    return " ".join([*lines, f"Port 5060 will serve declared SIP trunks only: {trunks}.", CALLS])


def _told(entry: Mapping[str, Any]) -> str:
    reasons = sorted(entry["reasons"], key=lambda reason: not reason["certain"])
    what = " ".join(str(part) for part in (phone_text({**entry, "mac": _mac(entry)}), entry["model"]) if part)
    part = ", this is its backup system" if entry["part"] == "backup" else ""
    accepted = f", accepted: {entry['accepted']}" if entry["accepted"] else ""
    return f"{what}: {reasons[0]['text']} ({reasons[0]['rule']}{part}{accepted})"


def _mac(entry: Mapping[str, Any]) -> Any:
    return entry["phone"] if entry["phone"] != entry["number"] else None


def _of_system(entry: Mapping[str, Any]) -> str:
    where = f"{entry['system']}: " if entry["system"] else ""
    return f"[{entry['rule']}] {where}{entry['text']}."
