# SPDX-License-Identifier: GPL-3.0-or-later
"""Does a system's certificate already satisfy a request (INV-23)? Shared by the rule, the modules and preflight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .facts import Missing, boolean, items, moment, number, one_of


def needs_new(system: Mapping[str, Any], request: Mapping[str, Any], now: datetime) -> bool:
    """True when the certificate on port 5061 does not satisfy ``request`` {kind, days_left}.

    Validity is judged by the system's own clock, the one it issues certificates with. Raises Missing when it cannot
    be told; for a trusted one that is always so while its CA and names are not among the facts.
    """
    kind = one_of(("self_signed", "trusted"), request, "kind")
    days = number(request, "days_left")
    if not boolean(system, "sip", "tls_open"):
        return True
    if one_of(("self_signed", "trusted"), system, "sip", "kind") != kind:
        return True
    chain = items(system, "sip", "chain")
    if not chain:
        raise Missing("sip.chain (5061 is open and showed no certificate)")
    its_now = now + timedelta(seconds=number(system, "clock", "offset"))
    if its_now + timedelta(days=days) > moment(chain[0], "not_after"):
        return True
    if kind == "trusted":
        raise Missing("CA and names of the wanted certificate (a trusted one cannot be judged by dates alone)")
    return False
