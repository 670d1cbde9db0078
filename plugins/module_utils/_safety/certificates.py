# SPDX-License-Identifier: GPL-3.0-or-later
"""Does a system's certificate already satisfy a request (INV-23)? Shared by the rule, the modules and preflight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .facts import Missing, boolean, items, may_be_none, moment, names, number, one_of, text

KINDS = ("self_signed", "trusted")


def needs_new(system: Mapping[str, Any], request: Mapping[str, Any], now: datetime) -> bool:
    """True when the certificate on port 5061 does not satisfy ``request``; see ``engine`` for its keys.

    A request for one certificate (``fingerprint``) is satisfied by that one alone. Any other trusted request is judged
    by the authorities that verify what the port shows and by what is wrong with it (``shown`` of the system).
    Validity is judged by the system's own clock, the one it issues certificates with. Raises Missing when it cannot
    be told.
    """
    kind = one_of(KINDS, request, "kind")
    days = number(request, "days_left")
    if not boolean(system, "sip", "tls_open"):
        return True
    if one_of(KINDS, system, "sip", "kind") != kind:
        return True
    chain = items(system, "sip", "chain")
    if not chain:
        raise Missing("sip.chain (5061 is open and showed no certificate)")
    if kind == "trusted" and may_be_none(request, "fingerprint") is not None:
        return text(chain[0], "fingerprint_sha256") != text(request, "fingerprint")
    its_now = now + timedelta(seconds=number(system, "clock", "offset"))
    if its_now + timedelta(days=days) > moment(chain[0], "not_after"):
        return True
    return kind == "trusted" and not _fits(system, request)


def _fits(system: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    """True when an authority asked for verifies the chain shown (CERT-7) and no rule of 4.2 objects to it."""
    return same_authority(system, request) and not names(system, "shown", "faults")


def same_authority(system: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    """True when one of the authorities asked for verifies the chain that the system shows."""
    wanted = names(request, "authorities")
    if not wanted:
        raise Missing("request.authorities (no certification authority is named)")
    return bool(set(wanted) & set(names(system, "shown", "verified_by")))
