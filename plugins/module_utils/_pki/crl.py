# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate revocation lists that the user gives (CRL-1 to CRL-3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
except ImportError:  # the doors name the missing package before anything here runs
    pass

from . import problems
from .bundle import Entry
from .chain import Chain
from .facts import extension, serial_of
from .pem import blocks
from .x509_loading import damage, revocation_list

MAX_BYTES = 32 * 1024 * 1024
"""Largest list looked at; the list of a large public authority has a few megabytes."""


@dataclass(frozen=True)
class Revocation:
    """What the lists say of one certificate. ``status``: ``revoked``, ``good``, or ``unknown`` with the reason told.

    A list out of date still revokes what it names, but clears nothing: that is unknown, and never good (INV-46).
    """

    entry: Entry
    status: str
    detail: str


def load(data: bytes, *, name: str = "") -> list[x509.CertificateRevocationList]:
    """The lists in a file, PEM (any number) or DER (one); CertificateUnreadable when it holds none."""
    prefix = f"{name}: " if name else ""
    if len(data) > MAX_BYTES:
        raise problems.too_large(len(data), MAX_BYTES, what=f"{prefix}The revocation list")
    lists = [block for label, block in blocks(data) if label == b"X509 CRL"]
    try:
        if lists:
            return [revocation_list(block, pem=True) for block in lists]
        return [revocation_list(data, pem=False)]
    except ValueError:
        raise problems.not_a_revocation_list(prefix) from None


def revoked(chain: Chain, crls: Sequence[x509.CertificateRevocationList], at: datetime) -> tuple[Revocation, ...]:
    """One answer per certificate of the path, its root aside (nobody can revoke that one). Nothing without lists."""
    if not crls:
        return ()
    signers = (*chain.path[1:], None)
    pairs = zip(chain.path, signers, strict=True)
    return tuple(_answer(entry, signer, crls, at) for entry, signer in pairs if entry is not chain.root)


def _answer(
    entry: Entry, signer: Entry | None, crls: Iterable[x509.CertificateRevocationList], at: datetime
) -> Revocation:
    own = [crl for crl in crls if crl.issuer == entry.certificate.issuer]
    if not own:
        return Revocation(entry, "unknown", f"none of the lists given is by {entry.issuer!r}")
    if signer is None:
        return Revocation(entry, "unknown", f"the certificate of {entry.issuer!r}, which signed the list, is missing")
    answers = [_one(entry, signer, crl, at) for crl in own]
    return min(answers, key=lambda answer: ("revoked", "good", "unknown").index(answer.status))


def _one(entry: Entry, signer: Entry, crl: x509.CertificateRevocationList, at: datetime) -> Revocation:
    if not _signed(crl, signer):
        return Revocation(entry, "unknown", f"{signer.subject!r} did not sign the list, or may not sign lists")
    try:
        with damage():
            listed = crl.get_revoked_certificate_by_serial_number(serial_of(entry.certificate))
    except ValueError:
        return Revocation(entry, "unknown", f"the list of {signer.subject!r} is damaged")
    if listed is not None:
        since = listed.revocation_date_utc.isoformat()
        return Revocation(entry, "revoked", f"revoked on {since} by {signer.subject!r}{_stale(crl, at)}")
    if stale := _stale(crl, at):
        return Revocation(entry, "unknown", f"not named in the list of {signer.subject!r}{stale}")
    if limited := _limited(crl):
        return Revocation(entry, "unknown", f"not named in the list of {signer.subject!r}, but {limited}")
    return Revocation(entry, "good", f"not named in the list of {signer.subject!r}")


def _signed(crl: x509.CertificateRevocationList, signer: Entry) -> bool:
    try:
        usage = extension(signer.certificate, x509.KeyUsage)
        key: Any = signer.certificate.public_key()
        return crl.is_signature_valid(key) and (usage is None or usage.crl_sign)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False


def _stale(crl: x509.CertificateRevocationList, at: datetime) -> str:
    if at < crl.last_update_utc:
        return f" (a list of {crl.last_update_utc.isoformat()}, later than now)"
    if crl.next_update_utc is None:
        return " (a list that does not say how long it holds)"
    if at > crl.next_update_utc:
        return f" (a list out of date since {crl.next_update_utc.isoformat()})"
    return ""


def _limited(crl: x509.CertificateRevocationList) -> str | None:
    """Why a list that does not name a certificate need not clear it (RFC 5280, 5.2.4 and 5.2.5)."""
    try:
        with damage():
            critical = [found for found in crl.extensions if found.critical]
    except ValueError:
        return "its extensions cannot be read"
    for found in critical:
        if isinstance(found.value, x509.DeltaCRLIndicator):
            return "it is a delta list, which needs its base list"
        if isinstance(found.value, x509.IssuingDistributionPoint):
            return "it covers a part of the certificates only"
        return f"it has the extension {found.oid.dotted_string}, whose effect is not judged here"
    return None
