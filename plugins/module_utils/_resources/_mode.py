# SPDX-License-Identifier: GPL-3.0-or-later
"""The mode found on a system, computed and never stored (MOD-16, Annex B)."""

from __future__ import annotations

_BY_KIND = {"self_signed": "pbx_cert_self_signed", "trusted": "pbx_cert_trusted"}


def mode_found(bothway: bool | None, certificate: bool | None, kind: str | None) -> str:
    """Token of Annex B. ``kind`` is ``self_signed``, ``trusted`` or None (screens do not tell: only 5061 does)."""
    if bothway is None or certificate is None:
        return "unknown"
    if not certificate:
        return "bothway_no_cert" if bothway else "no_tls"
    if bothway:
        return "bothway" if kind == "trusted" else "unknown"  # MOD-14
    return _BY_KIND.get(kind or "", "unknown")
