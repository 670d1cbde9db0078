# SPDX-License-Identifier: GPL-3.0-or-later
"""What several preflight looks share, worked out once for the whole fleet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .certificates import needs_new
from .facts import Facts, Missing, moment
from .preflight_core import Wish

System = Mapping[str, Any]


def derive(facts: Facts, wish: Wish) -> dict[str, Any]:
    """Facts that several looks share, worked out once: who needs a certificate, who is registered, what is unlisted."""
    systems = [system for system in facts.get("systems") or [] if isinstance(system, Mapping)]
    return {
        "needs": {system.get("name"): _needs(system, facts, wish) for system in systems},
        "multisite_needs": [_needs(system, facts, wish) for system in systems if system.get("manager")],
        "registered": {
            str(entry.get("mac")).upper() for system in systems for entry in system.get("registrations") or []
        },
        "unlisted": [str(system.get("name")) for system in systems if system.get("registrations") is None],
    }


def _needs(system: System, facts: Facts, wish: Wish) -> bool | None:
    """Does it need a new certificate; None when that cannot be told."""
    try:
        return needs_new(system, {"kind": wish.mode, "days_left": 0}, moment(facts, "now"))
    except Missing:
        return None
