# SPDX-License-Identifier: GPL-3.0-or-later
"""Preflight checks about BOTHWAY: what has to be left first, and what a wish for it needs (MOD-14, PAR5-12, BCRT-9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .evidence import given_up
from .facts import KNOWN_FAMILIES, Facts, Missing, boolean, items, may_be_none, moment, names, text
from .modes import mode
from .preflight_core import BOTHWAY, ENABLED, Check, Wish

System = Mapping[str, Any]

LEFT_FIRST = {
    "bothway": "is in BOTHWAY: leave it first (6.12, INV-11)",
    "bothway_no_cert": "is in BOTHWAY without certificates: nobody can register (MOD-16)",
}


def _left_first(system: System, _facts: Facts, wish: Wish) -> str | None:
    found = mode(system)
    wanted = wish.mode == "bothway" and system.get("bothway_wanted") is not False
    return None if found == "bothway" and wanted else LEFT_FIRST.get(found)


def _certificate_first(system: System, _facts: Facts, _wish: Wish) -> str | None:
    return None if boolean(system, "sip", "tls_open") else "has no certificate, and in BOTHWAY it would accept nobody"


def _trusted_first(system: System, _facts: Facts, _wish: Wish) -> str | None:
    if not boolean(system, "sip", "tls_open") or text(system, "sip", "kind") == "trusted":
        return None
    return "shows a self-signed certificate, and BOTHWAY stands on a trusted one"


def _no_5300_there(phone: System, facts: Facts, _wish: Wish) -> str | None:
    """A 5300 may stay on a system that is excepted, unless it falls over to one that is not (PAR5-12)."""
    family = phone.get("family")
    may_be_one = family == "mivoice5300" or family not in KNOWN_FAMILIES
    if not may_be_one or given_up(phone, facts.get("written_off") or []):
        return None
    spared = {str(system.get("name")) for system in items(facts, "systems") if system.get("bothway_wanted") is False}
    homes = {text(phone, "main"), may_be_none(phone, "backup")} - {None}
    if homes <= spared:
        return None
    if family != "mivoice5300":
        raise Missing("family: it may be a 5300")
    return "no 5300 can connect to a system in BOTHWAY"


def _certificates(facts: Facts) -> list[Mapping[str, Any]]:
    if not facts.get("phone_certificates"):
        raise Missing("what the terminals present (mivoice_phone_certificates)")
    return items(facts, "phone_certificates")


def _certificates_good(_about: Facts, facts: Facts, _wish: Wish) -> str | None:
    faults = []
    for entry in _certificates(facts):
        name, end = text(entry, "name"), moment(entry, "not_after")
        if not moment(entry, "not_before") <= moment(facts, "now") <= end:
            faults.append(f"{name} is not in date, it ends on {end:%Y-%m-%d}")
        elif not names(entry, "verified_by"):
            faults.append(f"{name} is not verified by the authorities of the terminals")
        if may_be_none(entry, "key_matches") is False:
            faults.append(f"the key of {name} belongs to another certificate")
    return "; ".join(faults) or None


BOTHWAY_CHECKS: tuple[Check, ...] = (
    Check("PRE-14", "system", _left_first, "Untick it (6.12); the roles do.", cured_by="SBW-1"),
    Check("INV-3", "system", _certificate_first, "Have its certificate made.", ENABLED, BOTHWAY, "ENM-8/ENW-6"),
    Check("INV-4", "system", _trusted_first, "Import a trusted one.", ENABLED, BOTHWAY, "ENM-6T/ENW-6T"),
    Check(
        "INV-2",
        "phone",
        _no_5300_there,
        "Take these phones away, or except their systems (mivoice_bothway.state: disabled).",
        ENABLED,
        BOTHWAY,
    ),
    Check(
        "BCRT-9",
        "fleet",
        _certificates_good,
        "Have it issued anew, or give the file of the authority that issued it (mivoice_terminals_ca).",
        ENABLED,
        BOTHWAY,
    ),
)
