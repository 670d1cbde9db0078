# SPDX-License-Identifier: GPL-3.0-or-later
"""What no manual states about keys and algorithms, as values that a site may change (OPEN-20, EXP-6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """Defaults: RSA of 2048 bits or more, SHA-256 or stronger; SHA-1 is a warning, anything weaker an error.

    ``key_types``: kinds of key that raise no warning; the manuals name RSA only (EN/FR 2.1.2). ``max_chain_length``
    counts every certificate of a path, 0 is no limit (CERT-27). ``days_left``: warn when a certificate ends within so
    many days; above the 14 of the product's own notice (EXP-2). ``old_appliance``: PKCS#12 protected by AES is a
    warning instead of a note, because the system that is to import it may not read it.
    """

    min_rsa_bits: int = 2048
    min_ec_bits: int = 256
    key_types: tuple[str, ...] = ("RSA",)
    accepted_hashes: tuple[str, ...] = ("sha256", "sha384", "sha512")
    warned_hashes: tuple[str, ...] = ("sha1", "sha224")
    max_chain_length: int = 0
    days_left: int = 30
    old_appliance: bool = False
