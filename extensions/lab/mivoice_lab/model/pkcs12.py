# SPDX-License-Identifier: GPL-3.0-or-later
"""PKCS#12 files as systems and Manager take them (CERT-4, CERT-5, CERT-23): what they hold, or the words of refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from . import refusal
from .certificate import Certificate, from_pem
from .issue import Authority, PrivateKey, key_pem, pem
from .refusal import Texts
from .trust import addresses_of, common_name, is_ca, path_of, signed_by


class Unfit(Exception):
    """The file is refused with `texts`."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(*texts)
        self.texts = texts


@dataclass(frozen=True)
class Opened:
    """A PKCS#12 file: its key, the certificate of that key, and the certificates above it, nearest first."""

    leaf: x509.Certificate
    key: PrivateKey = field(repr=False)
    issuers: tuple[x509.Certificate, ...]


def open_file(data: bytes, password: str) -> Opened:
    """Raises Unfit: no file or no PKCS#12 (ERR-1), wrong password, no key, no certificate of the key."""
    if not _is_pkcs12(data):
        raise Unfit(refusal.PKCS12_NOT_FOUND)
    try:
        found = pkcs12.load_pkcs12(data, password.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Unfit(refusal.WRONG_PKCS12_PASSWORD) from None
    held = [one.certificate for one in (found.cert, *found.additional_certs) if one is not None]
    if not isinstance(found.key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise Unfit(refusal.NO_PRIVATE_KEY)
    mine = _public_bytes(found.key.public_key())
    leaf = next((one for one in held if _public_bytes(one.public_key()) == mine), None)
    if leaf is None:
        raise Unfit(refusal.KEY_OF_NO_CERTIFICATE)
    return Opened(leaf, found.key, tuple(path_of(leaf, held)[1:]))


def system_certificate(opened: Opened, address: str, now: datetime, *, in_common_name: bool) -> Certificate:
    """The file of one system. `address`: its TEL address; `in_common_name`: alternative names do not count, a 5300 is
    in use (CERT-15). Raises Unfit (CERT-2, CERT-13, CERT-19, CERT-20)."""
    leaf = opened.leaf
    if signed_by(leaf, leaf):
        raise Unfit(refusal.SELF_SIGNED_IMPORT)
    if is_ca(leaf):
        raise Unfit(refusal.AUTHORITY_IMPORT)
    _check_dates(leaf, now)
    names = {common_name(leaf)} | (set() if in_common_name else addresses_of(leaf))
    if address not in names:
        raise Unfit(refusal.CERTIFICATE_WRONG_ADDRESS)
    return from_pem(pem(leaf), key_pem(opened.key), [pem(one) for one in opened.issuers])


def signing_authority(opened: Opened, now: datetime) -> Authority:
    """The file of a Manager: a CA that can sign (CERT-23; OPEN-4). Raises Unfit."""
    if not is_ca(opened.leaf):
        raise Unfit(refusal.NOT_AN_AUTHORITY)
    _check_dates(opened.leaf, now)
    return Authority(opened.leaf, opened.key, opened.issuers)


def write_file(leaf: x509.Certificate, key: PrivateKey, issuers: Iterable[x509.Certificate], password: str) -> bytes:
    """A PKCS#12 file: AES-256 and HMAC-SHA-256, as OpenSSL 3 writes."""
    encryption = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2048)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password.encode())
    )
    return pkcs12.serialize_key_and_certificates(common_name(leaf).encode(), key, leaf, list(issuers), encryption)


def _check_dates(certificate: x509.Certificate, now: datetime) -> None:
    if now > certificate.not_valid_after_utc:
        raise Unfit(refusal.CERTIFICATE_EXPIRED)
    if now < certificate.not_valid_before_utc:
        raise Unfit(refusal.NOT_VALID_YET)


def _is_pkcs12(data: bytes) -> bool:
    """Outermost: a SEQUENCE that begins with INTEGER 3 (RFC 7292 4, PFX)."""
    return data[:1] == b"\x30" and b"\x02\x01\x03" in data[2:9]


def _public_bytes(key: object) -> bytes:
    return key.public_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
