# SPDX-License-Identifier: GPL-3.0-or-later
"""Making certificates: by a system for itself (CERT-2), by an authority for systems and for authorities (CERT-9)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
BOTH_ROLES = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)  # CERT-18
_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Authority:
    """A CA that can sign. `issuers`: the certificates above it, nearest first."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)
    issuers: tuple[x509.Certificate, ...] = ()

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Itself and everything above it."""
        return (self.certificate, *self.issuers)

    def certify(
        self,
        common_name: str,
        addresses: Iterable[str],
        start: datetime,
        end: datetime,
        roles: Iterable[x509.ObjectIdentifier] = BOTH_ROLES,
    ) -> tuple[x509.Certificate, PrivateKey]:
        """Certificate and new EC key of a system: its addresses as alternative names (CERT-17), `roles` as extended key
        usage, no CA (CERT-19)."""
        key = new_key("ec")
        builder = _builder(_name(common_name), self.certificate.subject, key, start, end)
        for extension, critical in (
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_alternatives(addresses), False),
            (x509.ExtendedKeyUsage(roles), False),
            (_key_usage("digital_signature", "key_agreement"), True),
            (x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False),
        ):
            builder = builder.add_extension(extension, critical)
        return builder.sign(self.key, hashes.SHA256()), key


def new_authority(common_name: str, start: datetime, end: datetime, issuer: Authority | None = None) -> Authority:
    """A CA (CERT-24, CERT-25): a root, or one below `issuer`."""
    key = new_key("ec")
    name = _name(common_name)
    signer = issuer.key if issuer else key
    made = (
        _builder(name, issuer.certificate.subject if issuer else name, key, start, end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return Authority(made, key, issuer.chain if issuer else ())


def self_sign(
    key: PrivateKey, common_name: str, addresses: Iterable[str], start: datetime, end: datetime
) -> x509.Certificate:
    """A self-signed certificate, as a system makes its own."""
    name = _name(common_name, "Mitel France")
    return (
        _builder(name, name, key, start, end)
        .add_extension(_alternatives(addresses), critical=False)
        .add_extension(x509.ExtendedKeyUsage(BOTH_ROLES), critical=False)
        .sign(key, hashes.SHA256())
    )


def new_key(key_type: str) -> PrivateKey:
    """A key: "rsa" (2048 bits) or "ec" (P-256)."""
    if key_type == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def pem(certificate: x509.Certificate) -> str:
    """A certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def key_pem(key: PrivateKey) -> str:
    """A private key as PEM (PKCS#8, clear)."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )


def _name(common_name: str, organisation: str | None = None) -> x509.Name:
    parts = {NameOID.ORGANIZATION_NAME: organisation, NameOID.COMMON_NAME: common_name}
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts.items() if text])


def _alternatives(addresses: Iterable[str]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(one)) for one in addresses])


def _key_usage(*usages: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in usages for name in _KEY_USAGES})
