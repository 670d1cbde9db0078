# SPDX-License-Identifier: GPL-3.0-or-later
"""PEM files: certificates and keys in any number and order, whatever text stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .._errors import CertificateUnreadable
from . import keys, problems
from .bundle import Bundle, Entry, KeyEntry
from .x509_loading import certificate_from_pem

# The library's own load_pem_x509_certificates() gives up the whole file for one bad block, does not say which,
# and passes over the keys; so the blocks are cut out here and each is loaded by the library.
BOUNDARY = re.compile(rb"-----(BEGIN|END) ([A-Z0-9 ]{1,64})-----")

CERTIFICATES = (b"CERTIFICATE", b"X509 CERTIFICATE")
MAX_KEYS = 100
"""More encrypted keys than this in one file would cost minutes of key derivation."""


def read(data: bytes, password: str | None) -> Bundle:
    """The certificates and keys of a PEM file; CertificateUnreadable names the block that cannot be read."""
    certificates: list[Entry] = []
    private: list[KeyEntry] = []
    ignored: list[str] = []
    for label, block in blocks(data):
        if label in CERTIFICATES:
            certificates.append(_certificate(block, len(certificates) + 1))
        elif label.endswith(b"PRIVATE KEY"):
            private.append(keys.from_pem(block, label, password, _next_key(private)))
        else:
            ignored.append(label.decode("ascii"))
    if not certificates and not private:
        raise problems.not_a_certificate(
            f"PEM blocks {', '.join(ignored)}" if ignored else "a PEM block without an end"
        )
    return Bundle("", "pem", tuple(certificates), tuple(private), ignored=tuple(ignored))


def blocks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(label, block with its BEGIN and END lines) of every whole block, in one pass over the file."""
    begun, start = b"", 0
    for boundary in BOUNDARY.finditer(data):
        kind, label = boundary.groups()
        if kind == b"BEGIN":
            begun, start = label, boundary.start()
        elif label == begun:
            yield label, data[start : boundary.end()]
            begun = b""


def _certificate(block: bytes, position: int) -> Entry:
    try:
        return Entry(certificate_from_pem(block), position)
    except ValueError:
        raise problems.broken(f"Certificate {position}") from None


def _next_key(private: list[KeyEntry]) -> int:
    if len(private) >= MAX_KEYS:
        raise CertificateUnreadable(
            problem=f"More than {MAX_KEYS} private keys in one file",
            remedy="Give one file per system, with its own key only (CERT-6)",
            details={"reason": "too_many_keys"},
        )
    return len(private) + 1
