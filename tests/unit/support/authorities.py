# SPDX-License-Identifier: GPL-3.0-or-later
"""Certification authorities and what they sign, made for a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """A self-signed authority, for some years already and for ``valid`` more days from NOW."""

    def __init__(self, name: str = "Site CA", valid: int = 3650) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name, self.valid = name, valid
        self.certificate = self._signed(name, self.key.public_key(), True)

    def _signed(
        self, subject: str, public: ec.EllipticCurvePublicKey, ca: bool, address: str | None = None
    ) -> x509.Certificate:
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name(self.name))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=2000))
            .not_valid_after(NOW + timedelta(days=self.valid))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(own, critical=False)
        )
        if address:
            names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def leaf(self, address: str = "10.0.0.1") -> x509.Certificate:
        return self._signed(address, ec.generate_private_key(ec.SECP256R1()).public_key(), False)

    def identity(self, address: str) -> str:
        """Certificate and key of a TLS server there, in PEM format."""
        key = ec.generate_private_key(ec.SECP256R1())
        return pem(self._signed(address, key.public_key(), False, address)) + _key_pem(key)

    @property
    def pem(self) -> str:
        return pem(self.certificate)

    @property
    def key_pem(self) -> str:
        return _key_pem(self.key)

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
