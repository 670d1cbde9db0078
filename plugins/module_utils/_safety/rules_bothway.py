# SPDX-License-Identifier: GPL-3.0-or-later
"""Interlocks before BOTHWAY is ticked (spec 6.8): who could no longer connect, and whether a restart is bearable now.

A terminal *depends* on a system that is its main or its backup one. One given up on by name no longer counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from .._phoneconfig.models import capabilities
from . import gate
from .certificates import KINDS
from .evidence import given_up, vouched_for
from .facts import (
    Facts,
    Missing,
    boolean,
    enabling,
    items,
    may_be_none,
    moment,
    names,
    number,
    one_of,
    same_phone,
    systems_by_name,
    text,
)
from .modes import has_certificate
from .own_downloads import not_held
from .verdict import Ballot

Phone = Mapping[str, Any]
FIVE, SIX = "mivoice5300", "mitel6000"
NOT_SIP = ("tdm", "i7xx")
UNKNOWN = (None, "", "unknown")
GATE = gate.gate_name(SIX, "bothway")
ROLES = ("standalone", "cluster_server", "node", "remote_site")


def dependants(facts: Facts, ballot: Ballot) -> list[Phone]:
    """SIP terminals that depend on the targets; one of which that cannot be told is a doubt."""
    targets = names(facts, "targets")
    if not targets:
        ballot.doubt("no system was given")
    found = []
    for phone in items(facts, "phones"):
        if phone.get("family") in NOT_SIP or given_up(phone, facts.get("written_off") or []):
            continue
        with ballot.about(phone=phone):
            if {text(phone, "main"), may_be_none(phone, "backup")} & set(targets):
                found.append(phone)
    return found


def unlisted(facts: Facts) -> Iterator[tuple[str, Phone]]:
    """(target, line) of each line of its own list of registrations that is no known terminal and no declared trunk."""
    systems, known = systems_by_name(facts), items(facts, "phones")
    trunks = facts.get("sip_trunks") or []
    for name in names(facts, "targets"):
        if may_be_none(systems, name, "registrations") is None:
            continue
        for line in items(systems, name, "registrations"):
            called = [called for called in (line.get("mac"), line.get("number")) if called]
            listed = any(same_phone(phone, each) for phone in known for each in called)
            if not (listed or line.get("address") in trunks or given_up(line, facts.get("written_off") or [])):
                yield name, line


def recorded(phone: Phone, facts: Facts) -> bool:
    """Whether the pre-configuration platform of the mock-up method has shown what INV-5 asks of the phone (MCK-9)."""
    return any(same_phone(phone, called) for called in facts.get("recorded_phones") or [])


def nobody_on_udp_or_tcp(facts: Facts, ballot: Ballot) -> None:  # INV-1
    if not enabling(facts):
        return
    for phone in dependants(facts, ballot):
        with ballot.about(phone=phone):
            transport = None if phone.get("bothway") is True else _transport(phone, facts)
            if transport in ("udp", "tcp"):
                ballot.refuse(f"it is on {transport.upper()}, where it could no longer register or call", phone=phone)
    for name, line in unlisted(facts):
        with ballot.about(system=name, phone=line):
            if one_of(("udp", "tcp", "tls"), line, "transport") != "tls":
                ballot.refuse("something registers there without TLS that TMA does not list", name, line)


def _transport(phone: Phone, facts: Facts) -> str:
    """Over what it is planned to be, was seen, or is said to be; raises Missing when nothing tells."""
    if gate.planned_mode(facts, phone.get("family")) == "bothway":
        return "tls"
    seen = "registration" if may_be_none(phone, "registration") is not None else "answers"
    if seen == "registration" or may_be_none(phone, "answers") is not None:
        return one_of(("udp", "tcp", "tls"), phone, seen, "transport")
    if vouched_for(phone, GATE, facts.get("operator_done") or []) or recorded(phone, facts):
        return "tls"
    raise Missing("over what it registers: it was not seen (registration, answers)")


def no_5300(facts: Facts, ballot: Ballot) -> None:  # INV-2
    if not enabling(facts):
        return
    for phone in dependants(facts, ballot):
        family = phone.get("family")
        if family == FIVE:
            ballot.refuse("it is a 5300, and no 5300 can connect in BOTHWAY", phone=phone)
        elif family in UNKNOWN:
            ballot.doubt("its family is not known: it may be a 5300", phone=phone)


def certificates_everywhere(facts: Facts, ballot: Ballot) -> None:  # INV-3
    if not enabling(facts):
        return
    systems = systems_by_name(facts)
    for name in _with_their_clusters(facts, systems, ballot):
        with ballot.about(system=name):
            if name not in systems:
                ballot.doubt("it belongs to the cluster and was not read", system=name)
                continue
            moment(systems[name], "read_at")
            _certificate(name, systems[name], ballot)


def _with_their_clusters(facts: Facts, systems: Mapping[str, Any], ballot: Ballot) -> list[str]:
    found: dict[str, None] = {}
    for target in names(facts, "targets"):
        found[target] = None
        with ballot.about(system=target):
            role = one_of(ROLES, systems, target, "role")
            if role in ("cluster_server", "node"):
                server = target if role == "cluster_server" else text(systems, target, "cluster_server")
                found |= dict.fromkeys([server, *names(facts, "cluster_nodes", server)])
    if not found:
        ballot.doubt("no system was given")
    return list(found)


def _certificate(name: str, system: Mapping[str, Any], ballot: Ballot) -> None:
    may_be_none(system, "certificate", "assigned")
    may_be_none(system, "sip", "tls_open")
    present = has_certificate(system)
    if present is None:
        ballot.doubt("whether it has a certificate cannot be told from its screen and port 5061", system=name)
    elif not present:
        ballot.refuse("it has no certificate: in BOTHWAY it would accept nobody", system=name)


def on_top_of_trusted(facts: Facts, ballot: Ballot) -> None:  # INV-4
    if not enabling(facts):
        return
    systems = systems_by_name(facts)
    targets = names(facts, "targets")
    if not targets:
        ballot.doubt("no system was given")
    for name in targets:
        with ballot.about(system=name):
            if one_of(KINDS, systems, name, "sip", "kind") != "trusted":
                ballot.refuse("its certificate is self-signed, and BOTHWAY stands on a trusted one only", system=name)


def phones_hold_their_files(facts: Facts, ballot: Ballot) -> None:  # INV-5
    if not enabling(facts):
        return
    judged_here = [phone for phone in dependants(facts, ballot) if not recorded(phone, facts)]
    phones = [phone for phone in judged_here if phone.get("family") in (SIX, *UNKNOWN)]
    if not phones:
        return
    action = may_be_none(facts, "actions", SIX)
    judged = gate.judge({**facts, "family": SIX, "mode": "bothway", "phones": phones, "action": action})
    for entry in judged.stragglers:
        ballot.refuse(f"not encrypting with its own certificate: {entry['evidence']}", phone={"mac": entry["phone"]})
    for entry in judged.without_evidence:
        told = f"nothing proves that it encrypts with its own certificate: {entry['evidence']}"
        ballot.doubt(told, phone={"mac": entry["phone"]})
    if judged.verdict != "pass" and not (judged.stragglers or judged.without_evidence):
        ballot.doubt(judged.text)
    if gate.planned_mode(facts, SIX) != "bothway":
        for phone in phones:
            with ballot.about(phone=phone):
                text(phone, "inventory")
                _files_fetched(phone, facts, ballot)


def _files_fetched(phone: Phone, facts: Facts, ballot: Ballot) -> None:
    """The three files of a phone come by download, each after the action that named them; or a person vouches."""
    if vouched_for(phone, GATE, facts.get("operator_done") or []):
        return
    begun = moment(phone, "sent", "begun_at")
    files = sorted({name for entry in _presented(phone, facts) for name in names(entry, "files")})
    for missing in not_held(may_be_none(phone, "also_fetched") or {}, files, begun):
        ballot.doubt(f"nothing shows that it has fetched {missing}", phone=phone)


def _presented(phone: Phone, facts: Facts) -> Sequence[Mapping[str, Any]]:
    """The certificates that name the phone, else those for all; raises Missing when there is none."""
    for called in ("mac", "number"):
        may_be_none(phone, called)
    entries = items(facts, "phone_certificates")
    named = [entry for entry in entries if any(same_phone(phone, called) for called in names(entry, "phones"))]
    found = named or [entry for entry in entries if not names(entry, "phones")]
    if not found:
        raise Missing("the certificate that it presents (phone_certificates)")
    return found


def every_terminal_can(facts: Facts, ballot: Ballot) -> None:  # INV-6
    if not enabling(facts):
        return
    if not boolean(facts, "others_known"):
        ballot.doubt("whether SIP terminals that TMA does not list (OMM, third party) depend on it is not known")
    for phone in dependants(facts, ballot):
        if phone.get("family") == FIVE or phone.get("bothway") is True:
            continue
        able = capabilities(phone.get("model"), facts.get("models") or [])
        if not (able.bothway and phone.get("family") == able.family == SIX):
            told = f"{phone.get('model') or 'its model'} is not known to hold a certificate of its own"
            ballot.refuse(told, phone=phone)
    for name, line in unlisted(facts):
        ballot.refuse("something registers there that TMA does not list, and no certificate of it is known", name, line)


def phone_certificates_good(facts: Facts, ballot: Ballot) -> None:  # INV-7, BCRT-9
    if not enabling(facts):
        return
    phones = [phone for phone in dependants(facts, ballot) if phone.get("family") in (SIX, *UNKNOWN)]
    if phones and not _step_done("BWY-2", facts):
        ballot.doubt("nobody says that the CA file of the terminals is loaded in the system (BWY-2)")
    for phone in phones:
        with ballot.about(phone=phone):
            for entry in _presented(phone, facts):
                for fault in _faults(entry, facts):
                    ballot.refuse(f"{text(entry, 'name')}: {fault}", phone=phone)


def _faults(entry: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    systems = systems_by_name(facts)
    begin, end = moment(entry, "not_before"), moment(entry, "not_after")
    for name in names(facts, "targets"):
        its_now = moment(facts, "now") + timedelta(seconds=number(systems, name, "clock", "offset"))
        if not begin <= its_now <= end:
            yield f"out of date: valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d}"
    if not names(entry, "verified_by"):
        why = "; ".join(names(entry, "reasons")) or "no authority in it verifies it"
        yield f"the CA file of the system does not verify it: {why}"
    if may_be_none(entry, "key_matches") is False:
        yield "its key belongs to another certificate"


def peers_are_trunks(facts: Facts, ballot: Ballot) -> None:  # INV-8
    if not enabling(facts):
        return
    peers = items(facts, "sip_peers")
    trunks = names(facts, "sip_trunks") if peers else []
    for peer in peers:
        if not {text(peer, "name"), peer.get("address")} & set(trunks):
            ballot.refuse(f"{text(peer, 'name')} uses port 5060 and is no declared SIP trunk: it would be filtered")


def no_calls(facts: Facts, ballot: Ballot) -> None:  # INV-9
    if not enabling(facts):
        return
    if may_be_none(facts, "calls_in_progress") is None:
        if not _step_done("BWY-7", facts):
            ballot.doubt("whether calls are in progress is not known; running ones could not be released")
    elif count := number(facts, "calls_in_progress"):
        ballot.refuse(f"{count:.0f} calls are in progress, which could not be released")


def _step_done(step: str, facts: Facts) -> bool:
    return any(
        entry.get("step") == step and str(entry.get("by") or "").strip() for entry in facts.get("operator_done") or []
    )
