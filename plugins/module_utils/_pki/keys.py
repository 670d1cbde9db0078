# SPDX-License-Identifier: GPL-3.0-or-later
"""Private keys: opened to learn their public half, then forgotten (BCRT-11)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

try:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key
    from pyasn1_modules import rfc5208
except ImportError:  # the doors name the missing package before anything here runs
    pass

from .._errors import CertificateUnreadable
from . import problems
from .bundle import KeyEntry, spki
from .encryption import KEPT, MAX_ITERATIONS, Encryption, encryption_of, malformed_is_value_error, parsed
from .pkcs12_mac import encoded

WHAT = "Private key"


def from_pem(block: bytes, label: bytes, password: str | None, position: int) -> KeyEntry:
    """One PEM block holding a private key; CertificateUnreadable when the password does not open it."""
    if label == b"ENCRYPTED PRIVATE KEY":
        return from_der(_body(block), password, position, encrypted=True)
    # The encryption of old PEM files ("Proc-Type: 4,ENCRYPTED") takes one round and names its cipher in clear.
    return _entry(load_pem_private_key, block, password, position, Encryption("", 0) if b"ENCRYPTED" in block else None)


def from_der(data: bytes, password: str | None, position: int, *, encrypted: bool) -> KeyEntry:
    """A private key in DER, plain or as EncryptedPrivateKeyInfo."""
    return _entry(load_der_private_key, data, password, position, protection_of(data) if encrypted else None)


def protection_of(data: bytes) -> Encryption:
    """The encryption that an EncryptedPrivateKeyInfo names; CertificateUnreadable when it is none."""
    try:
        with malformed_is_value_error():
            return encryption_of(parsed(data, rfc5208.EncryptedPrivateKeyInfo())["encryptionAlgorithm"])
    except ValueError:
        raise problems.broken(WHAT) from None


def _entry(
    load: Callable[[bytes, bytes | None], Any],
    data: bytes,
    password: str | None,
    position: int,
    protection: Encryption | None,
) -> KeyEntry:
    if protection and not password:
        raise problems.password_needed(WHAT)
    if protection and protection.iterations > MAX_ITERATIONS:
        raise problems.too_costly(WHAT, protection.iterations, MAX_ITERATIONS)
    try:
        key = load(data, encoded(password) if protection and password else None)
        return KeyEntry(spki(key.public_key()), position, protection is not None)
    except UnsupportedAlgorithm as unsupported:
        raise problems.unsupported(WHAT, str(unsupported)) from None
    except (ValueError, TypeError) as refused:
        raise _explained(str(refused), protection) from None


def _explained(refused: str, protection: Encryption | None) -> CertificateUnreadable:
    if protection is None:
        return problems.broken(WHAT)
    if "unknown" in refused.lower():  # "Unknown key encryption algorithm: OID", "Key encrypted with unknown cipher."
        return problems.unsupported(WHAT, protection.name or refused)
    if protection.name and protection.name not in KEPT:
        return problems.undecided(WHAT, protection.name)
    return problems.wrong_password(WHAT)


def _body(block: bytes) -> bytes:
    lines = block.splitlines()[1:-1]
    try:
        return base64.b64decode(b"".join(line.strip() for line in lines), validate=True)
    except ValueError:
        raise problems.broken(WHAT) from None
