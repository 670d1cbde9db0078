# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates made for one test: small keys, dates and extensions as asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.bundle import Bundle, Entry, KeyEntry, spki
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

START, NOW, END = (datetime(year, 1, 1, tzinfo=UTC) for year in (2020, 2030, 2120))


@dataclass(frozen=True)
class Issued:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def issue(
    name: str,
    issuer: Issued | None = None,
    *,
    ca: bool | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
    path_length: int | None = None,
    key_cert_sign: bool | None = None,
    start: datetime = START,
    end: datetime = END,
    extra: tuple[tuple[x509.ExtensionType, bool], ...] = (),
    identifiers: bool = True,
) -> Issued:
    """A certificate, self-signed without ``issuer``; ``ca`` None leaves Basic Constraints out."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.key if issuer else key
    builder = x509.CertificateBuilder(issuer.certificate.subject if issuer else subject, subject, key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
    extensions: list[tuple[Any, bool]] = list(extra)
    if ca is not None:
        extensions.append((x509.BasicConstraints(ca, path_length), True))
    if key_cert_sign is not None:
        extensions.append((x509.KeyUsage(True, False, False, False, False, key_cert_sign, True, False, False), True))
    if identifiers:
        extensions.append((x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
        extensions.append((x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return Issued(builder.sign(signer, hashes.SHA256()), key)


def bundle(*certificates: x509.Certificate, keys: tuple[Any, ...] = ()) -> Bundle:
    """As read from a file that gives the certificates in this order, with these private keys."""
    entries = tuple(Entry(certificate, position) for position, certificate in enumerate(certificates, start=1))
    held = tuple(KeyEntry(spki(key.public_key()), position, False) for position, key in enumerate(keys, start=1))
    return Bundle("test", "pem", entries, held)
