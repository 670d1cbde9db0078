# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks that phones and systems make on certificates (spec 4.3, BCRT-1, MOD-6, MOD-7, EXP-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

UNSYNCHRONISED = datetime(2000, 1, 1, tzinfo=UTC)
"""What a phone without a time server believes the date to be (TOP-13)."""


_NOT_SIGNED = "certificate not signed by the phone's trusted certificates"


@lru_cache(maxsize=4096)
def load(text: str) -> tuple[x509.Certificate, ...]:
    """Certificates of a PEM text, one or a bundle; none when it cannot be read."""
    try:
        return tuple(x509.load_pem_x509_certificates(text.encode()))
    except ValueError:
        return ()


def common_name(certificate: x509.Certificate) -> str:
    """CN of its subject, "" when it has none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def sha256(text: str) -> str:
    """Fingerprint of the first certificate of a PEM text, lower-case hex."""
    return load(text)[0].fingerprint(hashes.SHA256()).hex()


def addresses_of(certificate: x509.Certificate) -> set[str]:
    """IP addresses among its alternative names."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return set()
    return {str(address) for address in names.get_values_for_type(x509.IPAddress)}


@lru_cache(maxsize=65536)
def signed_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Whether `authority` issued `certificate`: name and signature."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def path_of(leaf: x509.Certificate, others: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """The leaf and those above it as far as `others` hold them, whatever their order."""
    path, left = [leaf], list(others)
    while above := next((one for one in left if one not in path and signed_by(path[-1], one)), None):
        path.append(above)
    return path


def is_ca(certificate: x509.Certificate) -> bool:
    """Whether it is the certificate of an authority that may sign certificates (CERT-24, CERT-25)."""
    constraints = _constraints(certificate)
    if constraints is None or not constraints.ca:
        return False
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True


def server_problem(
    presented: Sequence[str], address: str, now: datetime, trusted: Sequence[str] | None, common_name_only: bool
) -> str | None:
    """Why a phone refuses what a system presents (PEM, leaf first), or None.

    `now`: the phone's own clock. `trusted`: PEM texts of its trusted files, each one certificate or several, or None
    for the simple check of MOD-6 (validity and name). `common_name_only`: a 5300 looks at the CN alone (CERT-15). A
    system certificate that has expired does not stop telephony (EXP-4, said of the system's own certificate only, so an
    expired authority does); one that is not valid yet, as seen by a phone without time, does (MOD-18).
    """
    chain = [certificate for text in presented for certificate in load(text)]
    leaf = chain[0]
    if now < leaf.not_valid_before_utc:
        return "certificate not valid yet for the phone's clock"
    names = {common_name(leaf)} | (set() if common_name_only else addresses_of(leaf))
    if address not in names:
        return "certificate does not name the system"
    if trusted is None:
        return None
    authorities = [certificate for text in trusted for certificate in load(text)]
    if not authorities:
        return f"{_NOT_SIGNED}: it holds none"
    return _chain_problem(path_of(leaf, chain[1:]), authorities, now)


def read_crl(text: str) -> x509.CertificateRevocationList:
    """A revocation list in PEM. ValueError when it is none."""
    return x509.load_pem_x509_crl(text.encode())


def revoked(presented: Sequence[str], lists: Iterable[x509.CertificateRevocationList]) -> bool:
    """Whether one of these lists, signed by the issuer that was shown, names a certificate of the chain (CRL-2)."""
    chain = [certificate for text in presented for certificate in load(text)]
    return any(
        crl.issuer == certificate.issuer
        and any(_signed(crl, above) for above in chain)
        and crl.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
        for crl in lists
        for certificate in chain
    )


def _signed(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    return crl.issuer == authority.subject and crl.is_signature_valid(authority.public_key())  # type: ignore[arg-type]


def client_problem(cert_pem: str | None, now: datetime, authorities: Sequence[str]) -> str | None:
    """Why a system in BOTHWAY refuses a phone's certificate (MOD-7, MOD-13), or None."""
    if cert_pem is None:
        return "no certificate presented"
    certificate = load(cert_pem)[0]
    if not _in_date(certificate, now):
        return "certificate out of date"
    known = [authority for text in authorities for authority in load(text)]
    return None if any(signed_by(certificate, one) for one in known) else "certificate not signed by the CA file"


def _chain_problem(path: list[x509.Certificate], authorities: list[x509.Certificate], now: datetime) -> str | None:
    """Why no trusted authority stands above the leaf. Trust may start at an intermediate as well as at a root
    (BCRT-1); every authority on the way up must be one, in date (CERT-24, CERT-25)."""
    problem = _NOT_SIGNED
    for below, certificate in enumerate(path):
        if below and (unfit := _unfit(certificate, below - 1, now)):
            return f"a certificate of the system's chain {unfit}"
        for authority in authorities:
            if signed_by(certificate, authority):
                unfit = _unfit(authority, below, now)
                if unfit is None:
                    return None
                problem = f"the phone's trusted certificate {unfit}"
    return problem


def _unfit(authority: x509.Certificate, below: int, now: datetime) -> str | None:
    """Why it cannot have issued a chain with `below` authorities under it, or None."""
    if not is_ca(authority):
        return "is not one of an authority"
    constraints = _constraints(authority)
    if constraints and constraints.path_length is not None and below > constraints.path_length:
        return "allows no such long chain"
    if not _in_date(authority, now):
        return "is out of date"
    return None


def _constraints(certificate: x509.Certificate) -> x509.BasicConstraints | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return None


def _in_date(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
