# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain facts about certificates as a server shows them (VER-35)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

from .._pki import facts
from .._pki.x509_loading import certificate_from_der


def readable(chain: Iterable[bytes]) -> tuple[list[x509.Certificate], str | None]:
    """The certificates of a chain in DER as a server shows it, leaf first, and why it ends where it does.

    It is cut at the first one that cannot be read, so that a leaf never changes place.
    """
    found: list[x509.Certificate] = []
    for der in chain:
        try:
            found.append(certificate_from_der(der))
        except ValueError as error:
            return found, f"certificate {len(found) + 1} of the chain cannot be read: {error}"
    return found, None


def with_pem(certificate: x509.Certificate) -> dict[str, Any]:
    """What :func:`_pki.facts.describe` says of it, and itself as ``pem``: how facts carry a chain from task to task."""
    return facts.describe(certificate) | {"pem": certificate.public_bytes(Encoding.PEM).decode()}


def kind_of(leaf: dict[str, Any] | None) -> str | None:
    """``self_signed``, ``trusted`` (issued by another), or None when it cannot be told (CERT-1)."""
    if leaf is None or leaf["self_signed"] is None:
        return None
    return "self_signed" if leaf["self_signed"] else "trusted"
