# SPDX-License-Identifier: GPL-3.0-or-later
"""The mode found on a system, computed from what was read and never stored (MOD-16, Annex B)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_BY_KIND = {"self_signed": "pbx_cert_self_signed", "trusted": "pbx_cert_trusted"}
_FLAG_ON_THE_WIRE = {"required": True, "optional": False, "not_asked": False}


def mode(system: Mapping[str, Any]) -> str:
    """Token of Annex B for system facts (``switches``, ``certificate``, ``sip``; any of them may be absent).

    Screens and wire are both used; where they contradict each other, or one is silent and the other cannot decide
    alone, the answer is ``unknown``. The fault state is reported as ``bothway_no_cert``, never as ``bothway``.
    """
    flag, certificate, kind = bothway_flag(system), has_certificate(system), _part(system, "sip").get("kind")
    if flag is None or certificate is None:
        return "unknown"
    if not certificate:
        return "bothway_no_cert" if flag else "no_tls"
    if flag:
        return "bothway" if kind == "trusted" else "unknown"
    return _BY_KIND.get(str(kind), "unknown")


def _part(system: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = system.get(key)
    return part if isinstance(part, Mapping) else {}


def _agreed(first: bool | None, second: bool | None) -> bool | None:
    """The one that is known; None when none is, or both are and differ."""
    if first is None or second is None:
        return second if first is None else first
    return first if first == second else None


def _bool(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def bothway_flag(system: Mapping[str, Any]) -> bool | None:
    """SCR-W10.3 as read, and whether 5061 refuses a client without certificate (MOD-7, MOD-13); None when in doubt."""
    on_screen = _bool(_part(system, "switches").get("bothway"))
    sip = _part(system, "sip")
    on_wire = _FLAG_ON_THE_WIRE.get(str(sip.get("client_certificate")))
    if on_wire is None and sip.get("tls_open") is False and sip.get("options_answered") is True:
        on_wire = False  # MOD-3: with the flag set, 5060 would have filtered our message
    return _agreed(on_screen, on_wire)


def has_certificate(system: Mapping[str, Any]) -> bool | None:
    """SCR-W11.1 as read, and whether 5061 shows a certificate (MOD-1, MOD-4); None when in doubt."""
    return _agreed(_bool(_part(system, "certificate").get("assigned")), _bool(_part(system, "sip").get("tls_open")))
