# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain facts about certificates as a server shows them (VER-35)."""

from __future__ import annotations

from typing import Any

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID
except ImportError:  # the doors name the missing package before anything here runs
    pass


def describe(der: bytes) -> dict[str, Any]:
    """``{subject, issuer, cn, san, not_before, not_after, fingerprint_sha256, self_signed, serial}``.

    Times are ISO 8601 in UTC, ``san`` entries read "IP:..." or "DNS:...", the fingerprint is lower-case hex.
    ``self_signed`` is None when subject and issuer are alike but the signature is not its own or cannot be checked.
    Raises ValueError for bytes that are not a certificate.
    """
    certificate = x509.load_der_x509_certificate(der)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return {
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "cn": str(names[0].value) if names else None,
        "san": _alternative_names(certificate),
        "not_before": certificate.not_valid_before_utc.isoformat(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
        "fingerprint_sha256": certificate.fingerprint(hashes.SHA256()).hex(),
        "self_signed": _self_signed(certificate),
        "serial": f"{certificate.serial_number:X}",
    }


def kind_of(leaf: dict[str, Any] | None) -> str | None:
    """``self_signed``, ``trusted`` (issued by another), or None when it cannot be told (CERT-1)."""
    if leaf is None or leaf["self_signed"] is None:
        return None
    return "self_signed" if leaf["self_signed"] else "trusted"


def _alternative_names(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    addresses = [f"IP:{address}" for address in names.get_values_for_type(x509.IPAddress)]
    return addresses + [f"DNS:{name}" for name in names.get_values_for_type(x509.DNSName)]


def _self_signed(certificate: x509.Certificate) -> bool | None:
    if certificate.issuer != certificate.subject:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return None
    return True
