# SPDX-License-Identifier: GPL-3.0-or-later
"""The systems of a multi-site for the interlocks: facts given, ports looked at, certificates judged (INV-23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from .._context import Context
from .._errors import UsageError
from .._safety.certificates import needs_new
from .._safety.facts import Missing
from . import _orders, _ports, _shown
from ._pkcs12 import Pkcs12

System = dict[str, Any]


def given(params: Mapping[str, Any]) -> list[System]:
    """Facts of option ``systems``; raises UsageError when nothing could prove the certificates of one."""
    systems = [dict(system) for system in params["systems"]]
    if not systems:
        raise UsageError(
            problem="Option 'systems' is empty: nothing is known of the systems of this multi-site",
            wanted="facts of all of them",
        )
    missing = [str(system.get("name")) for system in systems if not system.get("tel_address")]
    if missing:
        raise UsageError(
            problem=f"Facts of {', '.join(missing)} have no tel_address, so nothing could prove their certificates",
            remedy="Set mivoice_tel_address of these hosts",
        )
    return systems


def looked_at(
    systems: Sequence[System], file: Pkcs12 | None, context: Context, sips: Mapping[str, Any] | None = None
) -> list[System]:
    """``systems`` with what their ports show now (or in ``sips``), trusted certificates judged against ``file``."""
    seen = [system | {"sip": sips[str(system["name"])] if sips else _ports.look(system, context)} for system in systems]
    if file is None:
        return seen
    return _shown.with_duplicates([system | {"shown": _judged(system, file, context)} for system in seen])


def _judged(system: System, file: Pkcs12, context: Context) -> dict[str, Any] | None:
    known = _orders.known(system | {"multisite": True}, system["tel_address"], "system")
    return _shown.judged(system, file.certificates, known, context.clock())


def lacks(system: Mapping[str, Any], request: Mapping[str, Any], now: datetime) -> bool:
    """True when it needs a certificate; a doubt is left to the interlock (INV-23)."""
    try:
        return needs_new(system, request, now)
    except Missing:
        return True


def all_fit(
    systems: Sequence[System], file: Pkcs12 | None, request: Mapping[str, Any], seconds: float, context: Context
) -> tuple[list[System], dict[str, str]]:
    """ENM-10: look at every port until it shows a certificate as asked for; systems left, with what they show."""
    deadline = context.clock() + timedelta(seconds=seconds)
    while True:
        systems = looked_at(systems, file, context)
        left = {str(system["name"]): _told(system) for system in systems if lacks(system, request, context.clock())}
        if not left or context.clock() >= deadline:
            return systems, left
        context.progress(f"Waiting for TLS on {', '.join(left)}")
        context.sleep(_ports.PAUSE)


def _told(system: Mapping[str, Any]) -> str:
    """What a port shows that does not fit, in words."""
    sip, shown = system["sip"], system.get("shown") or {}
    if not sip.get("tls_open"):
        return "TLS port closed"
    ends = (sip.get("chain") or [{}])[0].get("not_after") or "an unknown time"
    return "; ".join(shown.get("reasons") or []) or f"a {sip.get('kind') or 'strange'} certificate valid until {ends}"
