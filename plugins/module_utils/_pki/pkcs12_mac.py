# SPDX-License-Identifier: GPL-3.0-or-later
"""The password check of a PKCS#12 file: its MAC, made again from the password.

``cryptography`` says the same of a wrong password and of an encryption it cannot read; a MAC that comes out right
settles which. No kept library offers the key derivation of RFC 7292 appendix B (cryptography and OpenSSL's bindings
keep it to themselves), so it stands here, on hashlib.
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from pyasn1_modules import rfc8018

from .encryption import PBKDF2, PBMAC1, parsed

HASHES = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
HMACS = {
    "1.2.840.113549.2.7": "sha1",
    "1.2.840.113549.2.8": "sha224",
    "1.2.840.113549.2.9": "sha256",
    "1.2.840.113549.2.10": "sha384",
    "1.2.840.113549.2.11": "sha512",
}
MAC_KEY = 3
"""The ID byte that asks the derivation for a MAC key (RFC 7292, B.3)."""
MAX_KEY_LENGTH = 1024
"""Bytes; a larger number in a file is an attempt to make PBKDF2 run for ever."""


@dataclass(frozen=True)
class Mac:
    """``hash_name`` makes the MAC; ``prf`` is the PBKDF2 hash of a PBMAC1 (RFC 9579), None in an RFC 7292 MAC.

    ``hash_name`` or ``prf`` are "unknown (...)" for an algorithm that hashlib lacks: nobody can check that one.
    """

    hash_name: str
    salt: bytes
    iterations: int
    digest: bytes
    prf: str | None = None
    key_length: int = 0

    @property
    def name(self) -> str:
        """As reports show it: "HMAC-SHA256", "PBMAC1 HMAC-SHA256"."""
        return f"{'PBMAC1 ' if self.prf else ''}HMAC-{self.hash_name.upper()}"

    @property
    def checkable(self) -> bool:
        return self.hash_name in hashlib.algorithms_available and (
            self.prf is None or self.prf in hashlib.algorithms_available
        )

    def matches(self, password: str | None, content: bytes) -> bool:
        """Whether ``password`` made this MAC over ``content``; None is "no password", which is not the empty one."""
        if not self.checkable:
            return False
        if self.prf:
            key = hashlib.pbkdf2_hmac(self.prf, encoded(password or ""), self.salt, self.iterations, self.key_length)
        else:
            key = derive(self.hash_name, password, self.salt, self.iterations)
        return hmac.compare_digest(hmac.digest(key, content, self.hash_name), self.digest)


def mac_of(data: Any) -> Mac:
    """From a MacData structure; ValueError when it is malformed."""
    identifier = data["mac"]["digestAlgorithm"]
    digest = bytes(data["mac"]["digest"])
    oid = str(identifier["algorithm"])
    if oid == PBMAC1:
        return _pbmac1(identifier, digest)
    return Mac(_named(HASHES, oid), bytes(data["macSalt"]), int(data["iterations"]), digest)


def derive(hash_name: str, password: str | None, salt: bytes, iterations: int) -> bytes:
    """The MAC key of RFC 7292 appendix B.2, for keys no longer than the hash (so that its step 6 runs once)."""
    block = hashlib.new(hash_name).block_size
    secret = b"" if password is None else password.encode("utf-16-be", "surrogatepass") + b"\0\0"
    key = bytes([MAC_KEY]) * block + _filled(salt, block) + _filled(secret, block)
    for _round in range(iterations):
        key = hashlib.new(hash_name, key).digest()
    return key


def encoded(password: str) -> bytes:
    """UTF-8, as PBES2, PBMAC1 and the libraries want it. Never fails: the error would carry the password."""
    return password.encode("utf-8", "surrogatepass")


def _pbmac1(identifier: Any, digest: bytes) -> Mac:
    parameters = parsed(identifier["parameters"], rfc8018.PBMAC1_params())
    scheme, derivation = parameters["messageAuthScheme"], parameters["keyDerivationFunc"]
    hash_name = _named(HMACS, str(scheme["algorithm"]))
    if str(derivation["algorithm"]) != PBKDF2:
        return Mac(hash_name, b"", 0, digest, prf=f"unknown ({derivation['algorithm']})")
    pbkdf2 = parsed(derivation["parameters"], rfc8018.PBKDF2_params())
    if not pbkdf2["keyLength"].isValue or int(pbkdf2["keyLength"]) > MAX_KEY_LENGTH:
        raise ValueError("a PBMAC1 names the length of its key, some bytes (RFC 9579, section 4)")
    return Mac(
        hash_name,
        bytes(pbkdf2["salt"]["specified"]),
        int(pbkdf2["iterationCount"]),
        digest,
        prf=_named(HMACS, str(pbkdf2["prf"]["algorithm"])),
        key_length=int(pbkdf2["keyLength"]),
    )


def _named(names: dict[str, str], oid: str) -> str:
    return names.get(oid, f"unknown ({oid})")


def _filled(data: bytes, block: int) -> bytes:
    """``data`` repeated up to a whole number of blocks; nothing stays nothing."""
    size = -(-len(data) // block) * block
    return (data * (size // len(data) + 1))[:size] if data else b""
