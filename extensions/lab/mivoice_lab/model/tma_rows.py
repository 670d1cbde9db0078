# SPDX-License-Identifier: GPL-3.0-or-later
"""What TMA's screens list (spec 2.3, 2.4)."""

from __future__ import annotations

from dataclasses import dataclass

from .parameters import PARAMETERS

Scope = tuple[str, str]
"""(region, multi-site or standalone site), as chosen in T0 (TMA-1)."""

ALL = "All"
"""The default list: every terminal of the family in the inventory (SCR-T3.2, TMA-16)."""


@dataclass(frozen=True)
class ParameterRow:
    """Row of T2. `block`: upper or lower (TMA-6); `range`: specific, global or ignored; `default`: value shown;
    `fixed`: the range cannot be changed (DIS-25)."""

    tab: str
    block: str
    name: str
    range: str
    default: str
    fixed: bool


@dataclass(frozen=True)
class SpecificRow:
    """Row of T3: a parameter distributed as specific. `value`: what every phone of the list has, None when they
    differ; `default`: the canonical value; `pattern`: format, for the tooltip."""

    tab: str
    name: str
    value: str | None
    default: str
    pattern: str


@dataclass(frozen=True)
class InventoryRow:
    """Row of T6. `encryption`: srtp_tls, tls, none or unknown, from TMA's files (VER-12), not from the phone."""

    mac: str
    number: str
    model: str
    software: str
    site: str
    address: str
    encryption: str


@dataclass
class Distribution:
    """Ranges in one package: (name, block) -> range (TMA-3)."""

    ranges: dict[tuple[str, str], str]

    def range_of(self, name: str) -> str:
        """Range of the upper, or only, row."""
        return self.ranges[name, "upper"]


def at_delivery(family: str) -> Distribution:
    """Ranges before anybody distributed anything; lower rows are ignored (TMA-6)."""
    ranges = {(p.name, "upper"): p.range for p in PARAMETERS[family]}
    return Distribution(ranges | {(p.name, "lower"): "ignored" for p in PARAMETERS[family] if p.lower is not None})


def tab_order(family: str) -> list[str]:
    """Tabs of a family, in TMA's order (TMA-5)."""
    return list(dict.fromkeys(p.tab for p in PARAMETERS[family]))
