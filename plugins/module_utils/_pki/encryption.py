# SPDX-License-Identifier: GPL-3.0-or-later
"""Password-based encryption named from its AlgorithmIdentifier (RFC 7292 appendix C, RFC 8018)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

try:
    from pyasn1.codec.ber import decoder
    from pyasn1.error import PyAsn1Error
    from pyasn1_modules import rfc7292, rfc8018
except ImportError:  # the doors name the missing package before anything here runs
    pass

MAX_ITERATIONS = 5_000_000
"""Rounds of key derivation accepted: a few seconds. The usual numbers are 2,048 to 600,000."""

_PKCS12 = "1.2.840.113549.1.12.1."
_PKCS5 = "1.2.840.113549.1.5."
PBES2, PBMAC1, PBKDF2, SCRYPT = _PKCS5 + "13", _PKCS5 + "14", _PKCS5 + "12", "1.3.6.1.4.1.11591.4.11"

SCHEMES = {
    _PKCS12 + "1": "PBE-SHA1-RC4-128",
    _PKCS12 + "2": "PBE-SHA1-RC4-40",
    _PKCS12 + "3": "PBE-SHA1-3DES",
    _PKCS12 + "4": "PBE-SHA1-2DES",
    _PKCS12 + "5": "PBE-SHA1-RC2-128",
    _PKCS12 + "6": "PBE-SHA1-RC2-40",
    _PKCS5 + "1": "PBE-MD2-DES",
    _PKCS5 + "3": "PBE-MD5-DES",
    _PKCS5 + "4": "PBE-MD2-RC2-64",
    _PKCS5 + "6": "PBE-MD5-RC2-64",
    _PKCS5 + "10": "PBE-SHA1-DES",
    _PKCS5 + "11": "PBE-SHA1-RC2-64",
}
CIPHERS = {
    "2.16.840.1.101.3.4.1.2": "AES-128-CBC",
    "2.16.840.1.101.3.4.1.22": "AES-192-CBC",
    "2.16.840.1.101.3.4.1.42": "AES-256-CBC",
    "1.2.840.113549.3.7": "3DES-CBC",
    "1.2.392.200011.61.1.1.1.2": "Camellia-128-CBC",
    "1.2.392.200011.61.1.1.1.3": "Camellia-192-CBC",
    "1.2.392.200011.61.1.1.1.4": "Camellia-256-CBC",
    "1.2.840.113549.3.2": "RC2-CBC",
    "1.2.840.113549.3.4": "RC4",
    "1.3.14.3.2.7": "DES-CBC",
}
KEPT = ("PBE-SHA1-3DES", "PBES2 AES-128-CBC", "PBES2 AES-192-CBC", "PBES2 AES-256-CBC", "PBES2 3DES-CBC")
"""Read by every OpenSSL since 1.0.2, in its default provider too; any other may have gone."""


class Encryption(NamedTuple):
    """``name`` as in :data:`KEPT`, "unknown (OID)" outside these tables; ``iterations``: 0 where none are named."""

    name: str
    iterations: int


def encryption_of(identifier: Any) -> Encryption:
    """Names the scheme of an AlgorithmIdentifier; ValueError when its parameters are malformed."""
    oid = str(identifier["algorithm"])
    if oid == PBES2:
        return _pbes2(identifier)
    if oid in SCHEMES:
        return Encryption(SCHEMES[oid], int(parsed(identifier["parameters"], rfc7292.Pkcs_12PbeParams())["iterations"]))
    return Encryption(_unknown(oid), 0)


@contextmanager
def malformed_is_value_error() -> Iterator[None]:
    """What pyasn1 raises on a value that is missing, or not of the kind looked for, becomes a ValueError."""
    try:
        yield
    except (PyAsn1Error, TypeError, IndexError, KeyError, OverflowError, RecursionError) as broken:
        raise ValueError("not the ASN.1 structure wanted") from broken


def parsed(data: Any, spec: Any = None) -> Any:
    """One ASN.1 value, BER or DER; ValueError when ``data`` is not of the kind ``spec``.

    By pyasn1 and pyasn1-modules: both are kept (Christian Heimes's organisation), read BER, and limit nesting.
    asn1crypto reads BER as well but was last released in 2022; the ASN.1 part of ``cryptography`` reads DER only.
    """
    with malformed_is_value_error():
        value, _rest = decoder.decode(bytes(data), asn1Spec=spec)
        return value


def _pbes2(identifier: Any) -> Encryption:
    parameters = parsed(identifier["parameters"], rfc8018.PBES2_params())
    cipher = str(parameters["encryptionScheme"]["algorithm"])
    derivation = parameters["keyDerivationFunc"]
    name = f"PBES2 {CIPHERS.get(cipher) or _unknown(cipher)}"
    kind = str(derivation["algorithm"])
    if kind == PBKDF2:
        return Encryption(name, int(parsed(derivation["parameters"], rfc8018.PBKDF2_params())["iterationCount"]))
    return Encryption(f"{name} with {'scrypt' if kind == SCRYPT else _unknown(kind)}", 0)


def _unknown(oid: str) -> str:
    return f"unknown ({oid})"
