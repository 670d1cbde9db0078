# SPDX-License-Identifier: GPL-3.0-or-later
"""The expiry table of a fleet out of the facts that roles keep of its systems (EXP-6, WARN-12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import utc_now
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import expiry


def rows(systems: Iterable[Mapping[str, Any]], days: int = 30, now: datetime | None = None) -> list[expiry.Row]:
    """One row for each system's own certificate, from its facts {name, tel_address, sip: {chain, kind, errors}}."""
    return [_row(system, days, now or utc_now()) for system in systems]


def _row(system: Mapping[str, Any], days: int, now: datetime) -> expiry.Row:
    sip = system.get("sip")
    sip = sip if isinstance(sip, Mapping) else {}
    chain = sip.get("chain")
    leaf = chain[0] if isinstance(chain, list) and chain and isinstance(chain[0], Mapping) else None
    return expiry.row(
        str(system.get("name") or "?"),
        leaf,
        now,
        address=system.get("tel_address"),
        kind=sip.get("kind"),
        days=days,
        note=None if leaf else _why(sip),
    )


def _why(sip: Mapping[str, Any]) -> str:
    if not sip:
        return "the port was not looked at"
    if sip.get("tls_open") is False:
        return "no certificate: the TLS port is closed"
    return "; ".join(map(str, sip.get("errors") or [])) or "the TLS port showed no certificate"
