# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain facts about one certificate, in JSON types (CERT-12 to CERT-25, CERT-29, VER-35)."""

from __future__ import annotations

from typing import Any

try:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, SignatureAlgorithmOID

    KEY_TYPES = (
        (rsa.RSAPublicKey, "RSA"),
        (ec.EllipticCurvePublicKey, "EC"),
        (ed25519.Ed25519PublicKey, "Ed25519"),
        (ed448.Ed448PublicKey, "Ed448"),
        (dsa.DSAPublicKey, "DSA"),
    )
    FIXED_BITS = {"Ed25519": 256, "Ed448": 456}
except ImportError:  # the doors name the missing package before anything here runs
    pass

from .quiet import quietly
from .signatures import signed_by
from .x509_loading import damage

USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
)


def describe(certificate: x509.Certificate) -> dict[str, Any]:
    """Everything a rule or a report asks of a certificate.

    Times are ISO 8601 in UTC, ``san`` entries read "IP:..." or "DNS:...", the fingerprint and the key identifiers are
    lower-case hex. ``self_signed`` is None when subject and issuer are alike but the signature is not its own or cannot
    be checked. ``ca``, ``key_usage`` and ``extended_key_usage`` are None where the certificate has no such extension;
    ``unreadable`` says why the extensions could not be read, and then all of them are None or empty without meaning
    "absent". ``key_usage`` names follow RFC 5280 ("key_cert_sign"), ``extended_key_usage`` too ("server_auth").
    """
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    key_type, key_bits = key_of(certificate)
    return {
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "cn": str(names[0].value) if names else None,
        "not_before": certificate.not_valid_before_utc.isoformat(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
        "fingerprint_sha256": certificate.fingerprint(hashes.SHA256()).hex(),
        "self_signed": self_signed(certificate),
        "serial": f"{serial_of(certificate):X}",
        "signature_algorithm": _signature_algorithm(certificate),
        "hash": hash_of(certificate),
        "key_type": key_type,
        "key_bits": key_bits,
        **_extensions(certificate),
    }


def self_signed(certificate: x509.Certificate) -> bool | None:
    """Whether the certificate's own key signed it; None when it only looks so or nobody can tell."""
    if certificate.issuer != certificate.subject:
        return False
    return True if signed_by(certificate, certificate) else None


def serial_of(certificate: x509.Certificate) -> int:
    """The serial number, without the library's warning of one that is zero or negative."""
    with quietly():
        return certificate.serial_number


def hash_of(certificate: x509.Certificate) -> str | None:
    """Name of the signature's hash ("sha256", "md5"); None for a signature without one, or an unknown one."""
    try:
        algorithm = certificate.signature_hash_algorithm
    except (UnsupportedAlgorithm, ValueError):
        return None
    return algorithm.name if algorithm else None


def key_of(certificate: x509.Certificate) -> tuple[str | None, int | None]:
    """Kind of the public key ("RSA", "EC", ...) and its size in bits; None each where unknown."""
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return None, None
    kind = next((name for cls, name in KEY_TYPES if isinstance(key, cls)), None)
    return kind, getattr(key, "key_size", FIXED_BITS.get(kind or ""))


def extension(certificate: x509.Certificate, kind: type[Any]) -> Any:
    """The value of one extension, or None when the certificate has none; ValueError when they cannot be read."""
    try:
        with damage():
            return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether a certificate is that of an authority, by its basic constraints."""
    try:
        basic = extension(certificate, x509.BasicConstraints)
    except ValueError:
        return False
    return basic is not None and bool(basic.ca)


def _extensions(certificate: x509.Certificate) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "san": [],
        "ca": None,
        "path_length": None,
        "key_usage": None,
        "extended_key_usage": None,
        "subject_key_id": None,
        "authority_key_id": None,
        "unreadable": None,
    }
    try:
        basic = extension(certificate, x509.BasicConstraints)
        subject_id = extension(certificate, x509.SubjectKeyIdentifier)
        authority_id = extension(certificate, x509.AuthorityKeyIdentifier)
        return facts | {
            "san": _alternative_names(extension(certificate, x509.SubjectAlternativeName)),
            "ca": basic.ca if basic else None,
            "path_length": basic.path_length if basic else None,
            "key_usage": _usages(extension(certificate, x509.KeyUsage)),
            "extended_key_usage": _purposes(extension(certificate, x509.ExtendedKeyUsage)),
            "subject_key_id": subject_id.digest.hex() if subject_id else None,
            "authority_key_id": authority_id.key_identifier.hex()
            if authority_id and authority_id.key_identifier
            else None,
        }
    except ValueError as broken:
        return facts | {"unreadable": str(broken)}


def _alternative_names(names: x509.SubjectAlternativeName | None) -> list[str]:
    if names is None:
        return []
    addresses = [f"IP:{address}" for address in names.get_values_for_type(x509.IPAddress)]
    return addresses + [f"DNS:{name}" for name in names.get_values_for_type(x509.DNSName)]


def _usages(usage: x509.KeyUsage | None) -> list[str] | None:
    return None if usage is None else [name for name in USAGES if getattr(usage, name)]


def _purposes(purposes: x509.ExtendedKeyUsage | None) -> list[str] | None:
    if purposes is None:
        return None
    known = {value: name.lower() for name, value in vars(ExtendedKeyUsageOID).items() if name.isupper()}
    return [known.get(purpose, purpose.dotted_string) for purpose in purposes]


def _signature_algorithm(certificate: x509.Certificate) -> str:
    oid = certificate.signature_algorithm_oid
    names = (name for name, value in vars(SignatureAlgorithmOID).items() if value == oid and not name.startswith("_"))
    return next(names, oid.dotted_string)
