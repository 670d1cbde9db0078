# SPDX-License-Identifier: GPL-3.0-or-later
"""Interlocks about systems: licence, certificates, SIP restarts, clusters, inter-site, services, scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .facts import (
    Facts,
    as_moment,
    boolean,
    enabling,
    items,
    may_be_none,
    moment,
    names,
    one_of,
    systems_by_name,
    text,
)
from .modes import bothway_flag
from .verdict import Ballot


def licence_authorised(facts: Facts, ballot: Ballot) -> None:  # INV-27
    if not enabling(facts):
        return
    for name, system in systems_by_name(facts).items():
        with ballot.about(system=name):
            _licence(name, system, ballot)


def _licence(name: str, system: Mapping[str, Any], ballot: Ballot) -> None:
    if one_of(("authorised", "other"), system, "licence", "state") == "other":
        ballot.refuse("the encryption licence is not authorised", system=name)


BOTHWAY_SOURCES = (("switches", "bothway"), ("sip", "tls_open"), ("sip", "client_certificate"))
"""Screen and wire have to have been looked at both, so that they could contradict each other; one may be silent."""


def bothway_left(facts: Facts, ballot: Ballot) -> None:  # INV-11
    if enabling(facts):
        return
    systems = systems_by_name(facts)
    if not systems:
        ballot.doubt("no system was read")
    for name, system in systems.items():
        with ballot.about(system=name):
            for source in BOTHWAY_SOURCES:
                may_be_none(system, *source)
            flag = bothway_flag(system)
            if flag is None:
                ballot.doubt("whether it is in BOTHWAY cannot be told from its screen and port 5061", system=name)
            elif flag:
                ballot.refuse("it is in BOTHWAY, where terminals on port 5060 are cut off", system=name)


def sip_restart_permitted(facts: Facts, ballot: Ballot) -> None:  # INV-24
    restarts = names(facts, "restarts")
    if not restarts:
        return
    permission = one_of(("forbid", "window", "allow"), facts, "sip_restart")
    if permission == "forbid":
        for name in restarts:
            ballot.refuse("this restarts the SIP service, which is not permitted now", system=name)
    elif permission == "window":
        start, end, now = moment(facts, "window", "start"), moment(facts, "window", "end"), moment(facts, "now")
        if not start <= now < end:
            window = f"from {start.isoformat()} to {end.isoformat()}"
            told = f"the SIP service may restart {window} only; it is {now.isoformat()}"
            for name in restarts:
                ballot.refuse(told, system=name)


def nodes_ready(facts: Facts, ballot: Ballot) -> None:  # INV-36
    if not enabling(facts):
        return
    systems = systems_by_name(facts)
    for target in names(facts, "targets"):
        with ballot.about(system=target):
            if (
                one_of(("standalone", "cluster_server", "node", "remote_site"), systems, target, "role")
                == "cluster_server"
            ):
                _nodes_of(target, facts, systems, ballot)


def _nodes_of(server: str, facts: Facts, systems: Mapping[str, Mapping[str, Any]], ballot: Ballot) -> None:
    for name in names(facts, "cluster_nodes", server):
        with ballot.about(system=name):
            if name not in systems:
                ballot.doubt(f"node of {server} that was not read", system=name)
                continue
            moment(systems[name], "read_at")
            _licence(name, systems[name], ballot)


def both_ends(facts: Facts, ballot: Ballot) -> None:  # INV-37
    if not enabling(facts):
        return
    same_run = names(facts, "same_run")
    for peer in items(facts, "peers"):
        name = text(peer, "name")
        with ballot.about(system=name):
            if name not in same_run and not boolean(peer, "switches", "inter_ipbx"):
                ballot.refuse("inter-site encryption is off at the other end: the link stays clear", system=name)


WANTED_TERMINAL_SERVICE = {"with_manager": "stopped", "without_manager": "started"}


def terminal_service_known(facts: Facts, ballot: Ballot) -> None:  # INV-38, CFG-6
    change = may_be_none(facts, "service_change")
    if change is None:
        return
    wanted = WANTED_TERMINAL_SERVICE[one_of(tuple(WANTED_TERMINAL_SERVICE), facts, "configuration_type")]
    asked = one_of(("started", "stopped"), change, "terminal")
    if asked != wanted:
        ballot.refuse(f"{facts['configuration_type']}: the terminal service has to be {wanted}, not {asked}")


def scope_complete(facts: Facts, ballot: Ballot) -> None:  # SCOPE: TMA-1, design section 3
    scope = text(facts, "scope", "name")
    in_run = names(facts, "scope", "in_run")
    members = names(facts, "scope", "members")
    if not members:
        ballot.doubt(f"no member of {scope} is known")
    for member in members:
        if member not in in_run:
            ballot.refuse(f"TMA moves all of {scope}, and this run leaves out a member", system=member)
    for key, told in (("failed", "failed earlier in this run"), ("unreachable", "could not be reached")):
        for member in names(facts, "scope", key):
            ballot.refuse(f"a member of {scope} {told}", system=member)
    for phone in items(facts, "phones"):
        with ballot.about(phone=phone):
            for system in (text(phone, "main"), may_be_none(phone, "backup")):
                if system is not None and system not in members:
                    ballot.refuse(
                        f"home or backup system {system} is not a member of {scope}", system=system, phone=phone
                    )


UNKNOWN_WORDS = ("", "unknown", "ambiguous", "unread", "missing")


def all_known(facts: Facts, ballot: Ballot) -> None:  # INV-46
    for reading in items(facts, "readings"):
        with ballot.about():
            what, where = text(reading, "what"), text(reading, "where")
            value = may_be_none(reading, "value")
            if value is None or (isinstance(value, str) and value.strip().lower() in UNKNOWN_WORDS):
                ballot.doubt(f"{what} could not be read or understood", system=where)


NO_PROOF = ("write", "written", "read back", "read_back", "typed", "planned")


def claims_verified(facts: Facts, ballot: Ballot) -> None:  # INV-45
    claims = items(facts, "claims")
    if not claims:
        ballot.doubt("nothing was claimed")
    for claim in claims:
        what = text(claim, "what")
        proofs = [entry for entry in items(claim, "evidence") if _proves(entry)]
        if not proofs:
            ballot.refuse(f"{what}: nothing but the write itself says so")


def _proves(entry: Mapping[str, Any]) -> bool:
    source = str(entry.get("source") or "").strip().lower()
    return (
        entry.get("verified") is True
        and bool(source)
        and source not in NO_PROOF
        and as_moment(entry.get("read_at")) is not None
    )
