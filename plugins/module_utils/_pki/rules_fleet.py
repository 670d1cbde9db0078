# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that need several files at once: a certificate for each system, one CA for all (CERT-22, INV-22, BCRT-9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from .case import Case, Subject, listed, shown
from .findings import Problem

LIMIT = 5
"""Names told in one line of a report."""


class Member(NamedTuple):
    """One system of a fleet, or one file of a phone, with what it has or is to get."""

    name: str
    case: Case


class FleetProblem(NamedTuple):
    """A problem with the one member that it is reported for."""

    member: Member
    problem: Problem


def shared_certificates(members: Sequence[Member]) -> Iterator[FleetProblem]:  # CERT-22, INV-21
    """Same certificate, same issuer and serial, or same CN; of each system the strongest likeness is told."""
    groups = [(what, _alike(members, mark)) for what, mark in LIKENESSES]
    for member in members:
        for what, alike in groups:
            others = [name for name in alike.get(member.name, ()) if name != member.name]
            if others:
                yield FleetProblem(member, _shared(what, member, others))
                break


def _alike(members: Sequence[Member], mark: Callable[[Subject], Hashable]) -> dict[str, list[str]]:
    """Name of a system -> names of all that bear the same mark; systems of another platform aside (MCK-1)."""
    groups: dict[Hashable, dict[str, None]] = defaultdict(dict)
    found: dict[str, list[str]] = defaultdict(list)
    for member in members:
        leaf = member.case.leaf
        if leaf is not None and member.case.role == "system" and mark(leaf) is not None:
            groups[member.case.known.platform, mark(leaf)][member.name] = None
    for group in groups.values():
        for name in group:
            found[name].extend(group)
    return found


def _fingerprint(leaf: Subject) -> Hashable:
    return leaf.entry.fingerprint


def _serial(leaf: Subject) -> Hashable:
    return leaf.facts["issuer"], leaf.facts["serial"]


def _common_name(leaf: Subject) -> Hashable:
    return tuple(name.lower() for name in leaf.common_names) or None


LIKENESSES: tuple[tuple[str, Callable[[Subject], Hashable]], ...] = (
    ("the same certificate", _fingerprint),
    ("a certificate of the same issuer with the same serial number", _serial),
    ("a certificate with the same CN", _common_name),
)


def _shared(what: str, member: Member, others: Sequence[str]) -> Problem:
    return Problem(
        "error",
        f"{what} as {_named(others)}",
        "for each system a certificate of its own, with its own CN and serial number",
        "Ask the CA for one certificate for each system, with the TEL address of that system as CN",
        _where(member),
    )


def one_authority(members: Sequence[Member]) -> Iterator[FleetProblem]:  # INV-22
    """Is there one authority, root or intermediate, under which the certificates of all systems stand?

    The authority that most systems have in common is taken for the right one; the others are reported. Authorities are
    told apart by name, and by key where the file holds them. Self-signed certificates have no authority.
    """
    issued = {
        member.name: (member, _authorities(member.case))
        for member in members
        if member.case.role == "system" and member.case.leaf is not None and not member.case.leaf.self_signed
    }
    under = _members_under(above for _member, above in issued.values())
    if not under:
        return
    common = max(under, key=lambda choice: under[choice])
    right = [name for name, (_member, above) in issued.items() if _stands_under(above, *common)]
    for name, (member, above) in issued.items():
        if name not in right:
            yield FleetProblem(member, _foreign(member, list(above)[-1], common[0], right))


Authority: TypeAlias = "tuple[str, bytes | None]"
Above = dict[str, set[bytes]]


def _members_under(systems: Iterator[Above]) -> dict[Authority, int]:
    """Each authority met, the highest of each system first -> how many systems stand under it."""
    everywhere = list(systems)
    met: dict[Authority, None] = {}
    for above in everywhere:
        for name in reversed(above):
            met.update(dict.fromkeys((name, key) for key in sorted(above[name])))
            met.setdefault((name, None), None)
    keyed = {name for name, key in met if key is not None}
    choices = [(name, key) for name, key in met if key is not None or name not in keyed]
    return {choice: sum(_stands_under(above, *choice) for above in everywhere) for choice in choices}


def _authorities(case: Case) -> Above:
    """Names of the authorities above the leaf, lowest first -> their keys; no key for one that is only named."""
    above: Above = {}
    for subject in case.issuers:
        key = subject.entry.public_key
        above.setdefault(subject.entry.subject, set()).update([key] if key else [])
    if case.chain.missing_issuer:
        above.setdefault(case.chain.missing_issuer, set())
    return above


def _stands_under(above: Above, name: str, key: bytes | None) -> bool:
    return name in above and (key is None or not above[name] or key in above[name])


def _foreign(member: Member, own: str, common: str, right: Sequence[str]) -> Problem:
    alike = " (another authority of the same name)" if own == common else ""
    return Problem(
        "error",
        f"issued under {shown(own)}{alike}, while {_named(right)} stand under {shown(common)}",
        "one CA for the certificates of all systems, the one that all phones hold",
        "Ask that one CA for this certificate; where the CA itself is being replaced, follow the order of INV-44",
        _where(member),
    )


def _where(member: Member) -> str | None:
    return member.case.leaf.where if member.case.leaf else None


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - LIMIT} more" if len(names) > LIMIT else ""
    return listed(names[:LIMIT]) + more


def keys_at_hand(members: Sequence[Member]) -> Iterator[FleetProblem]:  # BCRT-9
    """Of phones' files: has every certificate its key, and every key its certificate, in one of the files?"""
    ours = [member for member in members if member.case.role == "terminal"]
    keys = {key.public_key for member in ours for key in member.case.bundle.keys}
    certified = {member.case.leaf.entry.public_key for member in ours if member.case.leaf}
    for member in ours:
        leaf = member.case.leaf
        if leaf is not None and leaf.entry.public_key not in keys:
            yield FleetProblem(member, _unpaired("certificate", "key", bool(keys), leaf.where))
        if any(key.public_key not in certified for key in member.case.bundle.keys):
            yield FleetProblem(member, _unpaired("private key", "certificate", bool(certified), None))


def _unpaired(this: str, other: str, others_given: bool, where: str | None) -> Problem:
    """A mismatch when there was something to match with, else only half of a pair."""
    return Problem(
        "error" if others_given else "warning",
        f"a {this} of a phone, and among the files given no {other} that belongs to it",
        "certificate and private key of a phone as a pair",
        f"Give the file of its {other} too, or export both again from the same request",
        where,
    )
