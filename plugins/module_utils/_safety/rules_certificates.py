# SPDX-License-Identifier: GPL-3.0-or-later
"""Interlocks about certificates: what a file is fit for, and whether the phones are ready for a change of CA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .certificates import KINDS, needs_new, same_authority
from .facts import (
    FAMILIES,
    Facts,
    boolean,
    items,
    mapping,
    may_be_none,
    moment,
    names,
    one_of,
    systems_by_name,
)
from .verdict import Ballot


def beyond(findings: Sequence[Mapping[str, Any]], interlocks: Sequence[str]) -> list[Mapping[str, Any]]:
    """Blocking findings that none of ``interlocks`` speaks for: what the file cannot do, which nobody can permit."""
    return [f for f in findings if boolean(f, "blocking") and may_be_none(f, "interlock") not in interlocks]


def _stops_for(interlock: str, facts: Facts, ballot: Ballot) -> None:
    for finding in items(facts, "findings"):
        with ballot.about():
            if boolean(finding, "blocking") and may_be_none(finding, "interlock") == interlock:
                ballot.refuse(told(finding))


def told(finding: Mapping[str, Any]) -> str:
    """One finding in one sentence."""
    found, wanted = finding.get("found") or "no word about what was found", finding.get("wanted")
    return f"{finding.get('rule')}: {found}" + (f", wanted is {wanted}" if wanted else "")


def own_certificate_not_self_signed(facts: Facts, ballot: Ballot) -> None:  # INV-19
    _stops_for("INV-19", facts, ballot)


def dates_and_names_fit(facts: Facts, ballot: Ballot) -> None:  # INV-20
    _stops_for("INV-20", facts, ballot)


def no_certificate_twice(facts: Facts, ballot: Ballot) -> None:  # INV-21
    _stops_for("INV-21", facts, ballot)


def one_authority(facts: Facts, ballot: Ballot) -> None:  # INV-22
    _stops_for("INV-22", facts, ballot)


def address_in_the_name(facts: Facts, ballot: Ballot) -> None:  # INV-43
    _stops_for("INV-43", facts, ballot)


def certificate_needed(facts: Facts, ballot: Ballot) -> None:  # INV-23
    request, now = mapping(facts, "request"), moment(facts, "now")
    doubts = Ballot()
    satisfied = []
    for name, system in systems_by_name(facts).items():
        with doubts.about(system=name):
            if needs_new(system, request, now):
                return
            satisfied.append(name)
    unsure = doubts.verdict("INV-23", "", False)
    if not unsure.passed:
        ballot.doubt(f"no system is known to need a new certificate; {unsure.text}")
    for name in satisfied if unsure.passed else ():
        ballot.refuse("the certificate already satisfies the request", system=name)
    if not satisfied and unsure.passed:
        ballot.doubt("no system was given")


def _trusted_now(facts: Facts, ballot: Ballot) -> dict[str, Mapping[str, Any]]:
    """Systems that show a trusted certificate: what their phones check it against matters."""
    systems = systems_by_name(facts)
    if not systems:
        ballot.doubt("no system was given")
    found = {}
    for name, system in systems.items():
        with ballot.about(system=name):
            if boolean(system, "sip", "tls_open") and one_of(KINDS, system, "sip", "kind") == "trusted":
                found[name] = system
    return found


def authority_no_longer_checked(facts: Facts, ballot: Ballot) -> None:  # INV-41
    if one_of(KINDS, facts, "request", "kind") != "self_signed":
        return
    held = _held(facts, ballot)
    for name in _trusted_now(facts, ballot):
        if held is None:
            ballot.doubt("it shows a trusted certificate, and whether its phones check it is not known", system=name)
            continue
        for family, authorities in held.items():
            if authorities:
                ballot.refuse(f"{family}: phones still check the certificate against an authority", system=name)


def new_authority_held(facts: Facts, ballot: Ballot) -> None:  # INV-44
    if one_of(KINDS, facts, "request", "kind") != "trusted":
        return
    wanted = set(names(facts, "request", "authorities"))
    if not wanted:
        ballot.doubt("the certification authority of the new certificate is not known")
        return
    held = _held(facts, ballot)
    for family, authorities in (held or {}).items():
        if authorities and not wanted & authorities:
            ballot.refuse(f"{family}: phones check certificates and do not hold the new authority")
    for name, system in _trusted_now(facts, ballot).items():
        with ballot.about(system=name):
            if held is None and not same_authority(system, facts["request"]):
                ballot.doubt("its certification authority changes, and what its phones hold is not known", system=name)


def _held(facts: Facts, ballot: Ballot) -> dict[str, set[str]] | None:
    """Authorities that each family checks against, as its gate proved it; None when nobody looked.

    None for a family says that no phone of it is there. A family whose gate did not pass speaks against in any case.
    """
    given = may_be_none(facts, "phones_hold")
    if given is None:
        return None
    found = {}
    for family in FAMILIES:
        with ballot.about():
            entry = may_be_none(given, family)
            if entry is None:
                continue
            verdict = one_of(("pass", "fail", "inconclusive"), entry, "verdict")
            if verdict == "fail":
                ballot.refuse(f"{family}: phones have not taken over what they were given")
            elif verdict == "inconclusive":
                ballot.doubt(f"{family}: nothing proves that all phones have taken over what they were given")
            found[family] = set(names(entry, "authorities"))
    return found
