# SPDX-License-Identifier: GPL-3.0-or-later
"""A certification authority for tests: certificates and PKCS#12 files as a site would get them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

START = datetime(2025, 3, 2, tzinfo=UTC)
PASSWORD = "clé du fichier"
BOTH = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)


@lru_cache
def key(owner: str) -> rsa.RSAPrivateKey:
    """The key of one owner, made once: making one takes longer than a test."""
    return rsa.generate_private_key(65537, 2048)


@dataclass(frozen=True)
class Issued:
    """A certificate, its key's owner, and the certificates above it."""

    certificate: x509.Certificate
    owner: str
    above: tuple[x509.Certificate, ...] = ()

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def der(self) -> list[bytes]:
        """The chain as a server shows it."""
        return [certificate.public_bytes(Encoding.DER) for certificate in (self.certificate, *self.above)]

    def file(self, password: str = PASSWORD, *, keyless: bool = False) -> str:
        """PKCS#12 file in base64."""
        made = serialize_key_and_certificates(
            b"system",
            None if keyless else key(self.owner),
            None if keyless else self.certificate,
            [self.certificate, *self.above] if keyless else list(self.above),
            BestAvailableEncryption(password.encode()),
        )
        return base64.b64encode(made).decode()


def authority(name: str, days: int = 3650) -> Issued:
    """A self-signed root."""
    return _signed(name, name, name, days, x509.BasicConstraints(True, None), ())


def intermediate(name: str, by: Issued, days: int = 1825) -> Issued:
    """An authority below another one."""
    return _signed(name, name, by.owner, days, x509.BasicConstraints(True, None), (), (by.certificate, *by.above))


def revocation_list(by: Issued, *revoked: Issued, days: int = 3650) -> bytes:
    """A list of ``by`` in PEM that names ``revoked``, from START for ``days``."""
    builder = x509.CertificateRevocationListBuilder(by.certificate.subject, START, START + timedelta(days=days))
    for each in revoked:
        serial = each.certificate.serial_number
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(START).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key(by.owner), hashes.SHA256()).public_bytes(Encoding.PEM)


def system(address: str, by: Issued, *, cn: str | None = None, days: int = 730, **more: Any) -> Issued:
    """The certificate of a system, with its address as CN and alternative name."""
    return _signed(
        cn or address,
        f"system {address}",
        by.owner,
        days,
        x509.BasicConstraints(False, None),
        (x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), x509.ExtendedKeyUsage(BOTH)),
        (by.certificate, *by.above),
        **more,
    )


def both(first: str, second: str, by: Issued) -> Issued:
    """One certificate that names two systems, as none may."""
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address)) for address in (first, second)])
    purposes = x509.ExtendedKeyUsage(BOTH)
    leaf = x509.BasicConstraints(False, None)
    return _signed(first, f"system {first}", by.owner, 730, leaf, (names, purposes), (by.certificate, *by.above))


def self_signed(address: str) -> Issued:
    """What a system makes itself, with a name of its own so that nothing else fits by chance."""
    return _signed(
        address, f"self {address}", f"self {address}", 730, x509.BasicConstraints(False, None), (), issuer=address
    )


def _signed(
    name: str,
    owner: str,
    signer: str,
    days: int,
    basic: x509.BasicConstraints,
    extensions: tuple[x509.ExtensionType, ...],
    above: tuple[x509.Certificate, ...] = (),
    issuer: str | None = None,
    serial: int | None = None,
) -> Issued:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer or signer))
        .public_key(key(owner).public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=days))
        .add_extension(basic, critical=True)
        .add_extension(_usage(basic.ca), critical=True)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return Issued(builder.sign(key(signer), hashes.SHA256()), owner, above)


def _usage(signs: bool) -> x509.KeyUsage:
    unused = dict.fromkeys(("content_commitment", "data_encipherment", "key_agreement", "encipher_only"), False)
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        decipher_only=False,
        **unused,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
