# SPDX-License-Identifier: GPL-3.0-or-later
"""Roots and intermediates, keys and signatures, revocation (CERT-5, CERT-23 to CERT-29, CRL-2, OPEN-20)."""

from __future__ import annotations

from collections.abc import Iterator

from . import crl
from .case import Case, Subject, shown
from .chain import verifies
from .findings import Problem

CHAIN = (
    "Ask the CA for its certification chain, from the issuer of this certificate up to its root, and export it with it"
)
NEW_AUTHORITY = "Ask the CA for the certificate of its signing authority, not that of a server"


def chain_present(case: Case) -> Iterator[Problem]:  # CERT-5, DIS-7
    """The chain is part of the file; only the end that a phone may hold itself may be missing (BCRT-1)."""
    chain = case.chain
    if case.leaf is None or chain.root is not None or case.leaf.self_signed:
        return
    last = chain.path[-1]
    gap = any(entry.issuer == entry.subject for entry in chain.unused)
    alone = len(chain.path) == 1
    found = f"the path ends at {shown(last.subject)}; its issuer {shown(chain.missing_issuer or '')} is not in the file"
    if chain.exhausted:
        found += " (too many certificates of one name to check them all)"
    yield Problem(
        "error" if alone or gap else "warning",
        f"{found}{', though a root is: an intermediate is missing' if gap else ''}",
        "server certificate, private key and the CA's whole chain in one file",
        CHAIN,
        case.leaf.where,
    )


def able_to_sign(case: Case) -> Iterator[Problem]:  # CERT-23
    """Manager makes the systems' certificates itself: it needs an authority and that authority's key (CERT-9)."""
    leaf = case.leaf
    wanted = "a CA certificate able to sign, with its private key, from which Manager makes the systems' certificates"
    if not case.bundle.keys:
        yield Problem("error", "no private key in the file", wanted, "Export the authority with its private key")
    elif leaf is not None and not leaf.facts["ca"]:
        yield Problem(
            "error",
            "the certificate that the key belongs to is a server's, not an authority's (no CA:TRUE)",
            wanted,
            f"{NEW_AUTHORITY}; if this Manager takes a server certificate, say file_role system (OPEN-4)",
            leaf.where,
        )


def is_authority(subject: Subject, _case: Case) -> Iterator[Problem]:  # CERT-24
    if not subject.facts["ca"]:
        told = "no Basic Constraints" if subject.facts["ca"] is None else "Basic Constraints with CA:FALSE"
        yield Problem("error", told, "Basic Constraints with CA:TRUE", NEW_AUTHORITY, subject.where)


def path_length_kept(case: Case) -> Iterator[Problem]:  # CERT-24
    """Basic Constraints may limit how many authorities stand below (RFC 5280, 4.2.1.9)."""
    below = int(bool(case.leaf and case.leaf.facts["ca"]))
    for subject in case.issuers if case.leaf else ():
        limit = subject.facts["path_length"]
        if limit is not None and below > limit:
            yield Problem(
                "error",
                f"Basic Constraints allow {limit} authorities below this one, and there are {below}",
                "a chain within the path length of its authorities",
                "Ask the CA for a certificate from an authority nearer to this one",
                subject.where,
            )
        below += subject.facts["self_signed"] is False


def may_sign(subject: Subject, _case: Case) -> Iterator[Problem]:  # CERT-25
    usage = subject.facts["key_usage"]
    if usage is not None and "key_cert_sign" not in usage:
        yield Problem(
            "error",
            f"Key Usage {', '.join(usage) or 'empty'}, without Key Cert Sign",
            "Key Cert Sign in the Key Usage of an authority, or no Key Usage at all",
            NEW_AUTHORITY,
            subject.where,
        )


def known_to_receiver(case: Case) -> Iterator[Problem]:  # CERT-28, BCRT-9
    """Do the authorities that the other side holds verify this certificate? Asked only when they were given."""
    if not case.known.authorities or case.leaf is None:
        return
    chain = [entry.certificate for entry in (*case.chain.path, *case.chain.unused)]
    reason = verifies(chain, case.known.authorities, at=case.now)
    if reason:
        yield Problem(
            "error",
            f"the authorities given do not verify it: {shown(reason, 300)}",
            "a certificate that the CA file on the other side verifies",
            "Put the right CA file there first, or ask the CA that is held there for a certificate",
            case.leaf.where,
        )


def signed_by_namesake(case: Case) -> Iterator[Problem]:  # CERT-29
    """The issuer's name is there, its key is another: what a renewed CA leaves behind."""
    if case.chain.namesakes:
        last = case.chain.path[-1]
        yield Problem(
            "error",
            f"{shown(last.subject)} was signed by another key than that of the certificate named {shown(last.issuer)}",
            "the issuer's certificate with the key that signed",
            "Ask the CA for the certificate of the authority as it was when it signed, or for a new certificate",
        )


def readable(subject: Subject, _case: Case) -> Iterator[Problem]:  # CERT-29
    """Nothing can be said of names, roles and uses of a certificate whose extensions cannot be read (INV-46)."""
    if subject.facts["unreadable"]:
        yield Problem(
            "error",
            f"extensions that cannot be read: {shown(str(subject.facts['unreadable']))}",
            "a certificate whose every extension can be read",
            "Ask the CA to issue it again",
            subject.where,
        )


def not_revoked(case: Case) -> Iterator[Problem]:  # CRL-2, OPEN-17
    """What the lists given say. A certificate that none of them clears is not known to be good (INV-46)."""
    if case.leaf is None or case.leaf.self_signed:
        return
    for answer in crl.revoked(case.chain, case.known.crls, case.now):
        if answer.status != "good":
            revoked, own = answer.status == "revoked", answer.entry is case.chain.leaf
            yield Problem(
                "error" if revoked else "warning" if own else "info",
                f"{shown(answer.entry.subject)}: {shown(answer.detail, 300)}",
                "a certificate that its CA has not revoked: connections with it are not set up, running ones are cut",
                "Ask the CA for a new certificate, with a new key" if revoked else "Give the present list of that CA",
            )


def key_strong(subject: Subject, case: Case) -> Iterator[Problem]:  # OPEN-20
    policy = case.known.policy
    kind, bits = subject.facts["key_type"], subject.facts["key_bits"]
    least = {"RSA": policy.min_rsa_bits, "EC": policy.min_ec_bits}.get(kind or "")
    if bits is not None and least is not None and bits < least:
        yield Problem("error", f"a {kind} key of {bits} bits", f"at least {least} bits", _new_key(least), subject.where)
    if kind not in policy.key_types:
        yield Problem(
            "warning",
            f"a public key of kind {kind or 'unknown'}",
            f"{' or '.join(policy.key_types)}: the manuals name no other",
            f"Ask the CA for a certificate over a {policy.key_types[0] if policy.key_types else 'RSA'} key, "
            "or add the kind to the policy once it is known to work",
            subject.where,
        )


def _new_key(bits: int) -> str:
    return f"Make a new key of {bits} bits or more and ask the CA for a certificate over it"


def signature_strong(subject: Subject, case: Case) -> Iterator[Problem]:  # OPEN-20
    """Hash and kind of the CA's signature. That of a root over itself protects nothing and is not judged."""
    if subject is not case.leaf and subject.facts["self_signed"]:
        return
    policy, used = case.known.policy, subject.facts["hash"]
    if used not in policy.accepted_hashes:
        yield Problem(
            "warning" if used in policy.warned_hashes else "error",
            f"signed with {used or subject.facts['signature_algorithm']}",
            f"a signature with {', '.join(policy.accepted_hashes)}",
            "Ask the CA for a certificate signed with SHA-256",
            subject.where,
        )
    elif subject.facts["signature_algorithm"] == "RSASSA_PSS":
        yield Problem(
            "warning",
            "an RSA-PSS signature, which older systems and phones do not know",
            "an RSA signature of the usual kind (PKCS#1 v1.5)",
            "Ask the CA for a certificate signed with sha256WithRSAEncryption",
            subject.where,
        )


def path_short(case: Case) -> Iterator[Problem]:  # OPEN-20
    limit, length = case.known.policy.max_chain_length, len(case.chain.path)
    if limit and length > limit:
        yield Problem(
            "warning",
            f"a path of {length} certificates",
            f"at most {limit}, by the policy given",
            "Ask the CA for a certificate from an authority nearer to its root",
        )
