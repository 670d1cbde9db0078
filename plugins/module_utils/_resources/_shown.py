# SPDX-License-Identifier: GPL-3.0-or-later
"""What port 5061 shows, held against authorities and names (CERT-7, 4.2, INV-21, INV-44, INV-47)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

from .._pki import chain, lint
from .._pki.x509_loading import certificate_from_pem
from . import _ports

ABOUT_NAMES = ("INV-20", "INV-43")
"""Interlocks for what a new certificate mends: names and dates. Nothing else is part of the request (INV-23)."""


def certificates(system: Mapping[str, Any]) -> list[x509.Certificate] | None:
    """What a system shows, from ``sip.chain[].pem``; None when it is not there or cannot be read."""
    sip = system.get("sip")
    shown = sip.get("chain") if isinstance(sip, Mapping) else None
    if not isinstance(shown, Sequence) or isinstance(shown, str) or not shown:
        return None
    try:
        return [certificate_from_pem(str(entry["pem"]).encode()) for entry in shown]
    except (KeyError, TypeError, ValueError):
        return None


def its_time(system: Mapping[str, Any], now: datetime) -> datetime:
    """Certificates are made and judged by the clock of their system; the terminals follow the same time server."""
    offset = (system.get("clock") or {}).get("offset")
    return now + timedelta(seconds=offset) if isinstance(offset, (int, float)) else now


def verification(
    shown: Sequence[x509.Certificate], authorities: Sequence[x509.Certificate], at: datetime
) -> dict[str, Any]:
    """``{verified_by, reasons}``: SHA-256 of each authority that alone verifies the chain, or why none does."""
    every = {authority.fingerprint(hashes.SHA256()).hex(): authority for authority in authorities}
    refused = {name: chain.verifies(shown, [authority], at=at) for name, authority in every.items()}
    verified_by = [name for name, why in refused.items() if why is None]
    return {
        "verified_by": verified_by,
        "reasons": [] if verified_by else [why for why in dict.fromkeys(refused.values()) if why],
    }


def judged(
    system: Mapping[str, Any], authorities: Sequence[x509.Certificate], known: lint.Known, now: datetime
) -> dict[str, Any] | None:
    """:func:`verification` with ``faults``, the rules that object to the certificate; None when it cannot be told."""
    shown = certificates(system)
    if shown is None:
        return None
    at = its_time(system, now)
    found = lint.lint_shown(shown, known, at, str(system["name"]))
    faults = [finding for finding in found if finding.severity == "error" and finding.interlock in ABOUT_NAMES]
    told = verification(shown, authorities, at)
    told["reasons"] += [f"{finding.rule}: {finding.found}" for finding in faults]
    return told | {"faults": [finding.rule for finding in faults]}


def with_duplicates(systems: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """``systems`` with a fault for each one that shows the certificate of another one (INV-21, CERT-22)."""
    owners: dict[str, list[str]] = defaultdict(list)
    for system in systems:
        if name := _ports.fingerprint(system.get("sip") or {}):
            owners[name].append(str(system["name"]))
    return [_alone(system, owners) for system in systems]


def _alone(system: dict[str, Any], owners: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    same = owners.get(_ports.fingerprint(system.get("sip") or {}) or "", ())
    others = [name for name in same if name != str(system["name"])]
    shown = system.get("shown")
    if not others or shown is None:
        return system
    return system | {
        "shown": shown
        | {
            "faults": [*shown["faults"], "CERT-22"],
            "reasons": [*shown["reasons"], f"CERT-22: the same certificate as {', '.join(others)}"],
        }
    }
