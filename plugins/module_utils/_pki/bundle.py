# SPDX-License-Identifier: GPL-3.0-or-later
"""What a certificate file holds, once read: certificates, public halves of its keys, how it was protected."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
except ImportError:  # the doors name the missing package before anything here runs
    pass


@dataclass(frozen=True)
class Entry:
    """One certificate of a file. ``position`` counts from 1, in the order in which the file gives them."""

    certificate: x509.Certificate
    position: int
    friendly_name: str | None = None

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the whole certificate, lower-case hex."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @cached_property
    def public_key(self) -> bytes | None:
        """SubjectPublicKeyInfo in DER, to compare with :attr:`KeyEntry.public_key`; None for a key nobody can read."""
        try:
            return spki(self.certificate.public_key())
        except Exception:  # the library raises ValueError, TypeError or UnsupportedAlgorithm, by kind of key
            return None

    @cached_property
    def subject(self) -> str:
        """The subject as text (RFC 4514)."""
        return self.certificate.subject.rfc4514_string()

    @cached_property
    def issuer(self) -> str:
        """The issuer as text (RFC 4514)."""
        return self.certificate.issuer.rfc4514_string()


@dataclass(frozen=True)
class KeyEntry:
    """The public half of one private key of a file: enough to match it, nothing to lose (BCRT-11, INV-33).

    ``public_key`` is its SubjectPublicKeyInfo in DER; ``encrypted`` tells whether the file protects the key.
    """

    public_key: bytes = field(repr=False)
    position: int
    encrypted: bool


@dataclass(frozen=True)
class Pkcs12Facts:
    """How a PKCS#12 file is protected, in the algorithms' usual names ("PBE-SHA1-RC2-40", "PBES2 AES-256-CBC").

    ``mac`` is None without a MAC; the two ``..._encryption`` are empty where nothing is encrypted. ``key_encryption``
    is None when the keys lie inside encrypted content, whose own algorithm is then among ``certificate_encryption``.
    ``password_kind``: ``given`` (the password given opens it), ``empty`` (it opens with the empty password) or
    ``none`` (no password protects it), whatever was given.
    """

    mac: str | None
    mac_iterations: int | None
    certificate_encryption: tuple[str, ...]
    key_encryption: tuple[str, ...] | None
    password_kind: str

    @property
    def has_mac(self) -> bool:
        return self.mac is not None


@dataclass(frozen=True)
class Bundle:
    """One file. ``format`` is ``pkcs12``, ``pem`` or ``der``; ``ignored`` names what else a PEM file held."""

    name: str
    format: str
    certificates: tuple[Entry, ...] = ()
    keys: tuple[KeyEntry, ...] = ()
    pkcs12: Pkcs12Facts | None = None
    ignored: tuple[str, ...] = ()


def spki(public_key: Any) -> bytes:
    """SubjectPublicKeyInfo of a public key in DER."""
    encoded: bytes = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded
