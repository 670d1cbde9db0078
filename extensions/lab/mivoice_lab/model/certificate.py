# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of systems, and the checks that phones and systems make on them (spec 4, MOD-6, MOD-7)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SELF_SIGNED_VALIDITY = timedelta(days=365)  # CERT-3
_ROLES = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]  # CERT-18


@dataclass
class Certificate:
    """Certificate of a SIP service. Key and PEM are made when first asked for: a fleet of 200 systems costs nothing.

    `kind`: "self_signed" or "trusted". `key_type`: "ec" or "rsa" (RSA 2048, slow). `pem`: certificate and key when
    they come from elsewhere (trusted).
    """

    kind: str
    common_name: str
    addresses: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    key_type: str = "ec"
    pem: tuple[str, str] | None = field(default=None, repr=False)

    @cached_property
    def _pair(self) -> tuple[str, str]:
        return self.pem or _self_sign(self)

    @property
    def cert_pem(self) -> str:
        """The certificate, PEM."""
        return self._pair[0]

    @property
    def key_pem(self) -> str:
        """Its private key, PEM (PKCS#8, clear)."""
        return self._pair[1]

    def valid_at(self, moment: datetime) -> bool:
        """Whether `moment` lies within the validity."""
        return self.not_before <= moment <= self.not_after


def self_signed(common_name: str, addresses: tuple[str, ...], now: datetime, key_type: str = "ec") -> Certificate:
    """What a system makes for itself (CERT-2, CERT-3): CN = TEL address, valid one year from the system's date."""
    start = now.replace(microsecond=0)
    return Certificate("self_signed", common_name, addresses, start, start + SELF_SIGNED_VALIDITY, key_type)


def from_pem(cert_pem: str, key_pem: str, kind: str = "trusted") -> Certificate:
    """A certificate that was issued elsewhere."""
    read = _load(cert_pem)
    return Certificate(
        kind,
        _common_name(read),
        tuple(sorted(_addresses(read))),
        read.not_valid_before_utc,
        read.not_valid_after_utc,
        pem=(cert_pem, key_pem),
    )


def _self_sign(wanted: Certificate) -> tuple[str, str]:
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    if wanted.key_type == "rsa":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    else:
        key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Mitel France"),
            x509.NameAttribute(NameOID.COMMON_NAME, wanted.common_name),
        ]
    )
    alternatives: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address(a)) for a in wanted.addresses]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wanted.not_before)
        .not_valid_after(wanted.not_after)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.ExtendedKeyUsage(_ROLES), critical=False)
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )


@lru_cache(maxsize=1024)
def _load(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode())


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def _addresses(certificate: x509.Certificate) -> set[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return set()
    return {str(a) for a in names.get_values_for_type(x509.IPAddress)}


def _issued_by_one_of(certificate: x509.Certificate, authorities_pem: list[str]) -> bool:
    for pem in authorities_pem:
        for authority in x509.load_pem_x509_certificates(pem.encode()):
            try:
                certificate.verify_directly_issued_by(authority)
            except Exception:  # noqa: BLE001 - any failure means: not issued by this one
                continue
            return True
    return False


def server_problem(
    cert_pem: str, address: str, now: datetime, trusted: list[str] | None, common_name_only: bool
) -> str | None:
    """Why a phone refuses a system's certificate, or None.

    `now`: the phone's own clock. `trusted`: PEM texts of its trusted list, or None for the simple check of MOD-6
    (validity and name). `common_name_only`: a 5300 looks at the CN alone (CERT-15). An expired certificate does not
    stop telephony (EXP-4); one that is not valid yet, as seen by a phone without time, does (MOD-18).
    """
    certificate = _load(cert_pem)
    if now < certificate.not_valid_before_utc:
        return "certificate not valid yet for the phone's clock"
    names = {_common_name(certificate)} | (set() if common_name_only else _addresses(certificate))
    if address not in names:
        return "certificate does not name the system"
    if trusted is not None and not _issued_by_one_of(certificate, trusted):
        return "certificate not signed by the phone's trusted certificates"
    return None


def client_problem(cert_pem: str | None, now: datetime, authorities: list[str]) -> str | None:
    """Why a system in BOTHWAY refuses a phone's certificate (MOD-7, MOD-13), or None."""
    if cert_pem is None:
        return "no certificate presented"
    certificate = _load(cert_pem)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        return "certificate out of date"
    return None if _issued_by_one_of(certificate, authorities) else "certificate not signed by the CA file"


UNSYNCHRONISED = datetime(2000, 1, 1, tzinfo=UTC)
"""What a phone without a time server believes the date to be (TOP-13)."""
