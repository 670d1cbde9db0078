# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of rules, and the three ways to ask them: about a file, about a live port, about a fleet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509

from . import chain as chains
from . import rules_chain, rules_content, rules_dates, rules_file, rules_fleet
from .bundle import Bundle, Entry
from .case import Case, Known, Subject
from .findings import Finding, Problem, worst_first

__all__ = ["FLEET_RULES", "NOT_JUDGED", "RULES", "Known", "lint", "lint_fleet", "lint_shown"]


@dataclass(frozen=True)
class Rule:
    """One rule: ``check`` is called with what ``about`` names (``file``: the case; else a subject and the case).

    ``roles`` are those of a file that it applies to, ``live`` is the role of what a port shows: ``trusted`` leaves out
    self-signed certificates, which the system made itself and nobody checks (CFG-9). ``basis`` as in the specification;
    ``interlock``: the INV rule that refuses a file with this error. ``blocks``: an error of it means "do not install".
    """

    id: str
    check: Callable[..., Iterable[Any]]
    about: str
    roles: tuple[str, ...]
    basis: str = "D"
    interlock: str | None = None
    blocks: bool = True


SYSTEM = ("system",)
IMPORTED = ("system", "signing_ca")
ALL = ("system", "signing_ca", "ca_file", "terminal")
PHONES = ("ca_file", "terminal")
WIRE, TRUSTED = ("live",), ("live_trusted",)

RULES: tuple[Rule, ...] = (
    Rule("PKCS12-1", rules_file.protected_by_old_means, "file", IMPORTED, blocks=False),
    Rule("PKCS12-2", rules_file.protected_by_new_means, "file", IMPORTED, blocks=False),
    Rule("PKCS12-3", rules_file.new_mac, "file", IMPORTED, blocks=False),
    Rule("PKCS12-4", rules_file.has_password, "file", IMPORTED, "E", blocks=False),
    Rule("PKCS12-5", rules_file.in_order, "file", (*IMPORTED, "terminal"), blocks=False),
    Rule("PKCS12-6", rules_file.friendly_names, "file", IMPORTED, blocks=False),
    Rule("PKCS12-7", rules_file.has_key, "file", SYSTEM, "E"),
    Rule("PKCS12-8", rules_file.has_one_leaf, "file", SYSTEM, "E"),
    Rule("PKCS12-9", rules_file.is_pkcs12, "file", IMPORTED, "E"),
    Rule("PKCS12-10", rules_file.one_key, "file", ALL, blocks=False),
    Rule("CERT-5", rules_chain.chain_present, "file", IMPORTED, "E"),
    Rule("CERT-12", rules_content.names_reach, "leaf", (*SYSTEM, *TRUSTED), "E", "INV-20"),
    Rule("CERT-13", rules_content.address_for_sip, "leaf", (*SYSTEM, *TRUSTED), "E", "INV-20"),
    Rule("CERT-14", rules_content.address_in_multisite, "leaf", (*SYSTEM, *TRUSTED), "E", "INV-20"),
    Rule("CERT-15", rules_content.address_in_cn, "leaf", (*SYSTEM, *TRUSTED), "E", "INV-43"),
    Rule("CERT-16", rules_content.cn_is_address, "leaf", (*SYSTEM, *TRUSTED), "E", "INV-20"),
    Rule("CERT-17", rules_content.alternative_names, "leaf", (*SYSTEM, *TRUSTED), "E", "INV-20"),
    Rule("CERT-18", rules_content.purposes, "leaf", (*SYSTEM, *TRUSTED), "E"),
    Rule("CERT-19", rules_content.no_authority, "leaf", (*SYSTEM, *TRUSTED), "E"),
    Rule("CERT-20", rules_dates.valid_now, "leaf", IMPORTED, "E", "INV-20"),
    Rule("CERT-20", rules_dates.not_yet_valid, "leaf", WIRE, "E"),
    Rule("CERT-21", rules_content.key_matches, "file", ALL),
    Rule("CERT-23", rules_chain.able_to_sign, "file", ("signing_ca",), "D", "INV-20"),
    Rule("CERT-24", rules_chain.is_authority, "signer", (*ALL, *WIRE), "E"),
    Rule("CERT-24", rules_chain.path_length_kept, "file", (*ALL, *WIRE), "E"),
    Rule("CERT-25", rules_chain.may_sign, "signer", (*ALL, *WIRE), "E"),
    Rule("CERT-28", rules_chain.known_to_receiver, "file", (*IMPORTED, *WIRE), "E", "INV-22"),
    Rule("CERT-29", rules_dates.issuer_valid_now, "issuer", (*ALL, *WIRE), "E", "INV-20"),
    Rule("CERT-29", rules_chain.signed_by_namesake, "file", (*IMPORTED, "terminal", *WIRE), "E"),
    Rule("CERT-29", rules_chain.readable, "any", (*ALL, *WIRE), "E"),
    Rule("INV-19", rules_content.not_self_signed, "leaf", SYSTEM, "E", "INV-19"),
    Rule("BCRT-1", rules_file.authority_file, "file", ("ca_file",), "E"),
    Rule("BCRT-3", rules_file.terminal_certificate, "file", ("terminal",), "E"),
    Rule("BCRT-4", rules_file.terminal_key, "file", ("terminal",)),
    Rule("BCRT-9", rules_dates.terminal_valid_now, "leaf", ("terminal",)),
    Rule("BCRT-9", rules_chain.known_to_receiver, "file", ("terminal",)),
    Rule("BCRT-11", rules_file.no_key_for_phones, "file", ("ca_file",)),
    Rule("EXP-4", rules_dates.ended, "leaf", WIRE, "E"),
    Rule("EXP-6", rules_dates.ends_soon, "any", (*IMPORTED, "ca_file", *WIRE), blocks=False),
    Rule("EXP-7", rules_dates.terminal_ends_soon, "any", ("terminal",), blocks=False),
    Rule("CRL-2", rules_chain.not_revoked, "file", (*IMPORTED, "terminal", *WIRE), "E"),
    Rule("DIS-28", rules_dates.usual_length, "leaf", WIRE, blocks=False),
    Rule("OPEN-20", rules_chain.key_strong, "any", (*ALL, *WIRE), blocks=False),
    Rule("OPEN-20", rules_chain.signature_strong, "any", (*ALL, *WIRE), blocks=False),
    Rule("OPEN-20", rules_chain.path_short, "file", (*ALL, *WIRE), blocks=False),
)

FLEET_RULES: tuple[Rule, ...] = (
    Rule("CERT-22", rules_fleet.shared_certificates, "fleet", (*SYSTEM, *WIRE), "E", "INV-21"),
    Rule("INV-22", rules_fleet.one_authority, "fleet", (*SYSTEM, *WIRE), "E", "INV-22"),
    Rule("BCRT-9", rules_fleet.keys_at_hand, "fleet", ("terminal",)),
)

NOT_JUDGED = {
    "CERT-1": "which kind it is is told (kind), neither is wrong",
    "CERT-2": "INV-19 asks it",
    "CERT-3": "validity is read, never computed (DIS-28)",
    "CERT-4": "PKCS12-4 and PKCS12-9 ask it",
    "CERT-6": "CERT-22 asks it",
    "CERT-7": "INV-22 asks it",
    "CERT-8": "what Manager does, not what a file holds",
    "CERT-9": "what Manager does, not what a file holds; CERT-23 asks what it needs for it",
    "CERT-10": "seen on the screen after activation",
    "CERT-11": "what a system does, not what a file holds (INV-24)",
    "CERT-26": "it lifts a rule: names are asked of the leaf alone",
    "CERT-27": "chains of any length are read; OPEN-20 warns beyond a length that the site sets",
    "CERT-30": "it forbids a finding",
    "CERT-31": "an example",
    "BCRT-2": "the rules of BCRT-1 apply to the same kind of file",
    "BCRT-5": "either is allowed",
    "BCRT-6": "either is allowed",
    "BCRT-7": "who puts files in place, not what they hold",
    "BCRT-8": "BCRT-9 asks it, with the systems' CA file as authorities",
    "BCRT-10": "where to get a file",
    "EXP-1": "set by the CA",
    "EXP-2": "a stage of the expiry table",
    "EXP-3": "told in the expiry table",
    "EXP-5": "seen on a screen (SCR-W6)",
    "EXP-8": "told in the expiry table",
    "CRL-1": "CRL-2 asks it",
    "CRL-3": "self-signed certificates have no authority that could revoke them",
    "CRL-4": "no screen is described (OPEN-17)",
}
"""Rules of sections 4.1 to 4.6 that no function here asks, and why."""


def lint(bundle: Bundle, known: Known, now: datetime) -> list[Finding]:
    """Everything wrong with one file, the worst first. ``now`` knows its time zone; nothing is raised for content."""
    return _judged(_file_case(bundle, known, now), known.file_role)


def lint_shown(certificates: Sequence[x509.Certificate], known: Known, now: datetime, name: str = "") -> list[Finding]:
    """Everything wrong with the chain that a system's port shows, leaf first. Nothing blocks: it is installed."""
    return _judged(_live_case(certificates, known, now, name), "live")


FleetEntry: TypeAlias = "tuple[str, Bundle | Sequence[Any], Known]"


def lint_fleet(entries: Iterable[FleetEntry], now: datetime) -> list[Finding]:
    """What is wrong between the files, or live chains, of several systems: (name, Bundle or chain as shown, Known).

    Entries of one name belong to one system and are not compared with each other.
    """
    members = [
        rules_fleet.Member(
            name,
            _file_case(holds, known, now) if isinstance(holds, Bundle) else _live_case(holds, known, now, name),
        )
        for name, holds, known in entries
    ]
    return worst_first(
        [
            _finding(rule, problem, member.case, f"{member.name}: ")
            for rule in FLEET_RULES
            for member, problem in rule.check(members)
        ]
    )


def _file_case(bundle: Bundle, known: Known, now: datetime) -> Case:
    return Case(bundle, chains.build(bundle, at=now), known, now)


def _live_case(certificates: Sequence[x509.Certificate], known: Known, now: datetime, name: str) -> Case:
    shown = tuple(Entry(certificate, position) for position, certificate in enumerate(certificates, start=1))
    bundle = Bundle(name or "live port", "der", certificates=shown)
    return Case(bundle, chains.of_shown(certificates, at=now), replace(known, file_role="system"), now, live=True)


def _judged(case: Case, role: str) -> list[Finding]:
    roles = {role}
    if role == "live" and case.leaf is not None and not case.leaf.self_signed:
        roles.add("live_trusted")
    return worst_first(
        [
            _finding(rule, problem, case)
            for rule in RULES
            if roles.intersection(rule.roles)
            for problem in _asked(rule, case)
        ]
    )


def _asked(rule: Rule, case: Case) -> Iterator[Problem]:
    """A certificate whose extensions cannot be read is asked nothing but that: what is missing is not "absent"."""
    if rule.about == "file":
        yield from rule.check(case)
        return
    for subject in _subjects(rule.about, case):
        if not subject.facts["unreadable"] or rule.check is rules_chain.readable:
            yield from rule.check(subject, case)


def _subjects(about: str, case: Case) -> Sequence[Subject]:
    if about == "leaf":
        return (case.leaf,) if case.leaf else ()
    return {"issuer": case.issuers, "signer": case.signers, "any": case.subjects}[about]


def _finding(rule: Rule, problem: Problem, case: Case, prefix: str = "") -> Finding:
    return Finding(
        rule=rule.id,
        severity=problem.severity,
        found=problem.found,
        wanted=problem.wanted,
        remedy=problem.remedy,
        blocking=rule.blocks and problem.severity == "error" and not case.live,
        where=prefix + (problem.where or case.bundle.name or "certificate file"),
        basis=rule.basis,
        interlock=rule.interlock,
    )
