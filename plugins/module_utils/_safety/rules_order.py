# SPDX-License-Identifier: GPL-3.0-or-later
"""Interlocks about order: who has to have moved, and which action has to be over, before the next step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import gate
from .facts import FAMILIES, Facts, enabling, may_be_none, moment, one_of
from .verdict import Ballot


def terminals_stopped(facts: Facts, ballot: Ballot) -> None:  # INV-15
    if enabling(facts):
        return
    for family in FAMILIES:
        _gate_passed(family, facts, ballot)


def stop_order(facts: Facts, ballot: Ballot) -> None:  # INV-16
    if enabling(facts):
        return
    step = one_of((*FAMILIES, "systems"), facts, "family")
    for family in FAMILIES:
        if family == step:
            return
        _gate_passed(family, facts, ballot)


def _gate_passed(family: str, facts: Facts, ballot: Ballot) -> None:
    """Object to every phone of ``family`` that has not moved to UDP and that nobody has settled."""
    action = may_be_none(facts, "actions", family)
    judged = gate.judge({**facts, "family": family, "mode": "disabled", "action": action})
    for entry in judged.stragglers:
        ballot.refuse(f"{family}: phones are still in the old state", phone=_phone(entry))
    for entry in judged.without_evidence:
        ballot.doubt(f"{family}: nothing proves that these phones are back on UDP port 5060", phone=_phone(entry))
    if judged.verdict != "pass" and not (judged.stragglers or judged.without_evidence):
        ballot.doubt(judged.text)


def _phone(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"mac": entry["phone"]}


def column_old_enough(facts: Facts, ballot: Ballot) -> None:  # INV-26
    may_be_none(facts, "action")
    read_at, earliest = moment(facts, "inventory_read_at"), gate.column_counts_from(facts)
    if read_at > moment(facts, "now"):
        ballot.doubt("the inventory's reading lies in the future")
    if read_at < earliest:
        ballot.refuse(
            f"the inventory was read {read_at.isoformat()}, which is too early to believe it;"
            f" a reading counts from {earliest.isoformat()}"
        )


def actions_over(facts: Facts, ballot: Ballot) -> None:  # INV-42
    for family in FAMILIES:
        with ballot.about():
            if may_be_none(facts, "actions", family) is None:
                continue
            state = one_of(("waiting", "running", "finished", "failed"), facts, "actions", family, "state")
            if state != "finished":
                name = facts["actions"][family].get("name")
                ballot.refuse(f"the TMA action {name!r} of {family} is {state}, not seen finished")
            else:
                moment(facts, "actions", family, "finished_seen_at")
