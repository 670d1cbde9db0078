# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a file of authorities verifies the chain a server shows (INV-44, INV-47, CERT-28).

Own walk over checked signatures. ``cryptography.x509.verification`` was tried (50.0.2) and holds to the rules of
public web servers: it forbids SHA-1 signatures whatever its policies say (CERT-2 names them), its server check wants
alternative names where this product is content with an address in the CN (CERT-15), and without hand-made policies it
refuses a certificate that has no AuthorityKeyIdentifier. Phones take all of these; "refused" here would stop a rollout
that works.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509

from .bundle import Entry
from .facts import extension
from .issuers import Issuers
from .x509_loading import damage


def verifies(
    chain_certificates: Sequence[x509.Certificate], authorities: Iterable[x509.Certificate], *, at: datetime
) -> str | None:
    """Why ``authorities`` do not verify the chain shown, leaf first, at that time; None: they do.

    ``at`` is aware of its time zone. An authority may be a root or an intermediate (BCRT-1). Every certificate of the
    path has to be in date, every one above the leaf a CA that may sign certificates and has its path length kept, every
    signature right. What cannot be judged (damaged extensions, name constraints, unknown critical extensions) is a
    reason too: unknown is never good. A self-signed certificate is never verified, not even by itself (INV-47).
    """
    if not chain_certificates:
        return "no certificate was shown"
    anchors = [Entry(certificate, 0) for certificate in authorities]
    if not anchors:
        return "the file of authorities holds no certificate"
    leaf, *others = (Entry(certificate, 0) for certificate in chain_certificates)
    pool = {entry.fingerprint: entry for entry in (*others, *anchors)}
    return _walk(leaf, Issuers(pool.values()), {anchor.fingerprint for anchor in anchors}, at)


def _walk(leaf: Entry, issuers: Issuers, anchors: set[str], at: datetime) -> str | None:
    """Breadth first: each certificate is met where it is nearest, and a path length least likely to forbid it."""
    reasons = [reason] if (reason := _not_usable(leaf, at)) else []
    queue = deque([(leaf, 0)] if not reasons else [])
    visited = {leaf.fingerprint}
    dead_end = leaf
    while queue:
        dead_end, below = queue.popleft()
        for signer in issuers.of(dead_end):
            if signer.fingerprint in visited:
                continue
            visited.add(signer.fingerprint)
            if reason := _not_usable(signer, at) or _may_not_sign(signer, below):
                reasons.append(reason)
            elif signer.fingerprint in anchors:
                return None
            else:
                queue.append((signer, below + (not _self_issued(signer))))
    if reasons:
        return "; ".join(dict.fromkeys(reasons))
    return _no_anchor(leaf, dead_end, issuers)


def _no_anchor(leaf: Entry, dead_end: Entry, issuers: Issuers) -> str:
    if issuers.exhausted:
        return f"too many certificates named {dead_end.issuer!r} to check them all"
    if leaf in issuers.of(leaf) or leaf.certificate.issuer == leaf.certificate.subject:
        return f"{leaf.subject!r} is self-signed, and not issued by one of the authorities"
    if issuers.namesakes(dead_end):
        return f"{dead_end.subject!r} was signed by another key than that of the authority named {dead_end.issuer!r}"
    return f"{dead_end.subject!r} was issued by {dead_end.issuer!r}, which is not one of the authorities"


def _not_usable(entry: Entry, at: datetime) -> str | None:
    certificate = entry.certificate
    if at < certificate.not_valid_before_utc:
        return f"{entry.subject!r} is not valid before {certificate.not_valid_before_utc.isoformat()}"
    if at > certificate.not_valid_after_utc:
        return f"{entry.subject!r} expired at {certificate.not_valid_after_utc.isoformat()}"
    return _not_judged(entry)


def _not_judged(entry: Entry) -> str | None:
    try:
        with damage():
            extensions = list(entry.certificate.extensions)
    except ValueError as broken:
        return f"{entry.subject!r} has extensions that cannot be read ({broken})"
    understood = (
        x509.BasicConstraints,
        x509.KeyUsage,
        x509.ExtendedKeyUsage,
        x509.SubjectAlternativeName,
        x509.CertificatePolicies,
    )
    for found in extensions:
        name = found.oid._name if found.oid._name != "Unknown OID" else found.oid.dotted_string
        if isinstance(found.value, x509.NameConstraints) or (
            found.critical and not isinstance(found.value, understood)
        ):
            return f"{entry.subject!r} has the extension {name}, whose effect is not judged here"
    return None


def _may_not_sign(entry: Entry, below: int) -> str | None:
    """``below``: how many CAs, self-issued ones aside, stand between this one and the leaf (RFC 5280, 4.2.1.9)."""
    basic = extension(entry.certificate, x509.BasicConstraints)
    usage = extension(entry.certificate, x509.KeyUsage)
    if basic is None or not basic.ca:
        return f"{entry.subject!r} signed a certificate but is no CA (CERT-24)"
    if usage is not None and not usage.key_cert_sign:
        return f"{entry.subject!r} signed a certificate without the Key Cert Sign usage (CERT-25)"
    if basic.path_length is not None and below > basic.path_length:
        return f"{entry.subject!r} allows {basic.path_length} CAs below it, and there are {below}"
    return None


def _self_issued(entry: Entry) -> bool:
    return entry.certificate.issuer == entry.certificate.subject
