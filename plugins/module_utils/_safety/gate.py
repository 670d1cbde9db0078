# SPDX-License-Identifier: GPL-3.0-or-later
"""What a gate may believe, phone by phone (design section 3; VER-12, VER-15, INV-26, OPEN-36).

A gate belongs to one family and one wanted mode; its name is ``<family>-<mode>``. It passes when every phone of the
family has *moved* (seen by a live proof) or was *settled* by a person. The inventory column shows TMA's files and
moves nobody; it can only tell against a phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .evidence import FILE_SAYS, Finding, Scene, place
from .facts import (
    MODES,
    Facts,
    Missing,
    as_moment,
    family_phones,
    listed,
    moment,
    number,
    one_of,
    phone_id,
    phone_text,
)

TLS_ONLY = "TMA shows only TLS: signalling is encrypted, voice is not (VER-18)"


@dataclass(frozen=True)
class Gate:
    """A gate's answer. ``verdict``: pass | fail (someone is seen in the old state) | inconclusive.

    The four lists hold ``{phone, number, evidence, source}``; ``written_off_entries`` is what to add to
    ``mivoice_written_off`` to go on without the phones that have no evidence. ``awaiting_download`` are those among
    them for which nothing but the log of their download is missing. While a wait is still running, fail
    and inconclusive both mean "not yet". ``would_wait_for`` is filled in check mode only.
    """

    name: str
    verdict: str
    moved: list[dict[str, Any]] = field(default_factory=list)
    settled: list[dict[str, Any]] = field(default_factory=list)
    stragglers: list[dict[str, Any]] = field(default_factory=list)
    without_evidence: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    would_wait_for: list[str] = field(default_factory=list)
    written_off_entries: list[dict[str, str]] = field(default_factory=list)
    awaiting_download: list[str] = field(default_factory=list)
    text: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def gate_name(family: str, mode: str) -> str:
    return f"{family}-{mode}"


def judge(facts: Facts) -> Gate:
    """Judge one gate. A gate whose facts lack the family, the mode or the phones is inconclusive, never open."""
    name = gate_name(str(facts.get("family")), str(facts.get("mode")))
    try:
        family, mode = one_of(("mivoice5300", "mitel6000"), facts, "family"), one_of(MODES, facts, "mode")
        phones = family_phones(facts, family)
    except Missing as missing:
        return Gate(name, "inconclusive", text=f"Gate {name}: not known: {missing.fact}. Nothing may go on from here.")
    if planned_mode(facts, family) == mode:
        return _planned_gate(name, phones)
    scene = _scene(facts, name, mode)
    return _sum_up(name, mode, [(phone, place(phone, scene)) for phone in phones])


def planned_mode(facts: Facts, family: Any) -> Any:
    """Mode in which an earlier stage of the same plan leaves the family; only in check mode."""
    if facts.get("check_mode") is not True:
        return None
    return ((facts.get("planned") or {}).get("phones") or {}).get(family)


def _planned_gate(name: str, phones: Sequence[Mapping[str, Any]]) -> Gate:
    waiting = [phone_id(phone) for phone in phones]
    return Gate(
        name, "pass", would_wait_for=waiting, text=f"Gate {name}: planned; would wait for {len(waiting)} phones."
    )


def _scene(facts: Facts, name: str, mode: str) -> Scene:
    return Scene(
        name=name,
        mode=mode,
        declared=facts.get("registrations_declared") is True,
        no_action="action" in facts and facts["action"] is None,
        finished=_seen_finished(facts),
        column_counts=column_counts(facts),
        trust=facts.get("trust"),
        files=facts.get("files") or (),
        settled_by=_settled_by(facts),
        operator_done=facts.get("operator_done") or [],
        written_off=facts.get("written_off") or [],
    )


def _settled_by(facts: Facts) -> datetime | None:
    try:
        return moment(facts, "now") - timedelta(seconds=number(facts, "inventory_lag"))
    except Missing:
        return None


def column_counts(facts: Facts) -> bool:
    """True when the inventory was read at least ``inventory_lag`` after the action was seen finished (INV-26)."""
    try:
        return moment(facts, "inventory_read_at") >= column_counts_from(facts)
    except Missing:
        return False


def column_counts_from(facts: Facts) -> datetime:
    """Earliest reading of the inventory that counts; an action whose end was not seen counts from ``now``.

    Raises Missing when the lag or ``now`` is not known.
    """
    lag, now = timedelta(seconds=number(facts, "inventory_lag")), moment(facts, "now")
    finished = _seen_finished(facts)
    return (now if finished is None else min(finished, now)) + lag


def _seen_finished(facts: Facts) -> datetime | None:
    action = facts.get("action")
    if not isinstance(action, Mapping) or action.get("state") != "finished":
        return None
    return as_moment(action.get("finished_seen_at"))


_KINDS = {
    "moved": "moved",
    "settled": "settled",
    "straggler": "stragglers",
    "without_evidence": "without_evidence",
}


def _sum_up(name: str, mode: str, placed: Sequence[tuple[Mapping[str, Any], Finding]]) -> Gate:
    lists: dict[str, list[dict[str, Any]]] = {key: [] for key in _KINDS.values()}
    for phone, finding in placed:
        lists[_KINDS[finding.kind]].append(
            {
                "phone": phone_id(phone),
                "number": phone.get("number"),
                "evidence": finding.evidence,
                "source": finding.source,
            }
        )
    verdict = "fail" if lists["stragglers"] else "inconclusive" if lists["without_evidence"] else "pass"
    return Gate(
        name=name,
        verdict=verdict,
        moved=lists["moved"],
        settled=lists["settled"],
        stragglers=lists["stragglers"],
        without_evidence=lists["without_evidence"],
        notes=_notes(mode, placed),
        written_off_entries=[
            {"phone": entry["phone"], "reason": "why this phone may be left behind"}
            for entry in lists["without_evidence"]
        ],
        awaiting_download=[phone_id(phone) for phone, finding in placed if finding.lacks_download],
        text=_text(name, verdict, placed),
    )


def _notes(mode: str, placed: Sequence[tuple[Mapping[str, Any], Finding]]) -> list[str]:
    """What is worth telling about phones that have moved."""
    notes = []
    moved = [phone for phone, finding in placed if finding.kind == "moved"]
    signalling_only = [
        phone_text(phone)
        for phone in moved
        if mode != "disabled" and phone.get("inventory") == "tls" and phone.get("family") == "mitel6000"
    ]
    if signalling_only:
        notes.append(f"{TLS_ONLY}: {listed(signalling_only)}")
    disagreeing = [phone_text(phone) for phone in moved if phone.get("inventory") not in FILE_SAYS[mode]]
    if disagreeing:
        notes.append(f"Seen moved, although TMA's inventory says otherwise: {listed(disagreeing)}")
    return notes


def _text(name: str, verdict: str, placed: Sequence[tuple[Mapping[str, Any], Finding]]) -> str:
    def told(kind: str) -> list[str]:
        return [f"{phone_text(phone)}: {finding.evidence}" for phone, finding in placed if finding.kind == kind]

    moved, settled, behind, silent = (told(kind) for kind in _KINDS)
    lines = [
        f"Gate {name}: {verdict.upper()}. {len(moved)} of {len(placed)} phones moved,"
        f" {len(settled)} settled by a person, {len(behind)} still in the old state, {len(silent)} without evidence."
    ]
    if behind:
        lines.append(
            f"Still in the old state: {listed(behind)}. Nothing may go on while they are: look whether the TMA action"
            f" reached them and whether a local setting overrides it, restart the phone, then run the same again."
        )
    if silent:
        log = any(finding.lacks_download for _phone, finding in placed)
        by_log = " or read the logs of their download servers (mivoice_fetched);" if log else ""
        lines.append(
            f"Without evidence: {listed(silent)}. To settle these: power the phone on and wait for it to register;"
            f"{by_log} or name the phones you have checked in mivoice_operator_done (gate {name}, phones, by);"
            f" or give them up in mivoice_written_off (phone, reason)."
        )
    return " ".join(lines)
