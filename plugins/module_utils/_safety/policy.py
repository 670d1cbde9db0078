# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may lift which rule (spec section 7, head): data, no logic.

Basis E: no override. D and E/D: ``override: [{rule, reason}]``, rule by rule, reported. Whatever the basis, the rules
about losing phones are lifted only phone by phone, with ``written_off: [{phone, reason}]``.
"""

from __future__ import annotations

from typing import NamedTuple


class Policy(NamedTuple):
    """``basis``: E, D or E/D. ``phone_by_phone``: only ``written_off`` lifts it. ``stops``: False = report only."""

    basis: str
    phone_by_phone: bool = False
    stops: bool = True

    @property
    def overridable(self) -> bool:
        return self.basis != "E" and not self.phone_by_phone


POLICIES: dict[str, Policy] = {
    "INV-11": Policy("E"),
    "INV-12": Policy("D"),
    "INV-14": Policy("E/D"),
    "INV-15": Policy("E", phone_by_phone=True),
    "INV-16": Policy("E", phone_by_phone=True),
    "INV-18": Policy("E"),
    "INV-23": Policy("D"),
    "INV-24": Policy("D"),
    "INV-26": Policy("D"),
    "INV-27": Policy("E/D"),
    "INV-28": Policy("E"),
    "INV-29": Policy("D"),
    "INV-30": Policy("E"),
    "INV-36": Policy("D"),
    "INV-37": Policy("D", stops=False),
    "INV-38": Policy("D"),
    "INV-39": Policy("D"),
    "INV-40": Policy("D"),
    "INV-42": Policy("D"),
    "INV-45": Policy("D"),
    "INV-46": Policy("D"),
    "SCOPE": Policy("E"),
}
"""SCOPE is TMA-1 with design section 3: a TMA moves a whole multi-site, so nobody may cut it short.

INV-37 allows "or reported as incomplete": its verdict is handed back, it does not stop.
"""
