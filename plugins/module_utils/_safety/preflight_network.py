# SPDX-License-Identifier: GPL-3.0-or-later
"""Clocks, NTP and DHCP: looks that stand in the preflight list and among the warnings alike."""

from __future__ import annotations

from collections.abc import Mapping

from .facts import Facts, Missing, items, number, text
from .preflight_core import declared
from .rules_terminals import CLOCK_TOLERANCE


def tolerance(facts: Facts) -> float:
    return max(CLOCK_TOLERANCE, number(facts, "clock_tolerance") if facts.get("clock_tolerance") is not None else 0.0)


def clocks_apart(facts: Facts) -> str | None:
    """Words for system clocks that differ from each other, None when they agree (VER-21)."""
    offsets = {text(system, "name"): number(system, "clock", "offset") for system in items(facts, "systems")}
    if not offsets:
        raise Missing("systems (none was read)")
    slowest, fastest = min(offsets, key=offsets.__getitem__), max(offsets, key=offsets.__getitem__)
    apart = offsets[fastest] - offsets[slowest]
    return f"the clocks of {slowest} and {fastest} are {apart:.0f} s apart" if apart > tolerance(facts) else None


def ntp_servers_differ(facts: Facts) -> str | None:
    servers = declared(facts, "network", "ntp_servers", "which NTP server each system uses: no screen shows it")
    if not isinstance(servers, Mapping):
        raise Missing("network.ntp_servers (not a dictionary)")
    used = {text(system, "name"): text(servers, text(system, "name")) for system in items(facts, "systems")}
    return (
        f"different NTP servers: {', '.join(f'{k} {v}' for k, v in used.items())}"
        if len(set(used.values())) > 1
        else None
    )


def dhcp_carries_port(facts: Facts) -> str | None:
    found = declared(
        facts, "network", "sip_port_pbx_in_dhcp", "whether DHCP carries `SIP_PORT_PBX`: no screen shows it"
    )
    if not isinstance(found, bool):
        raise Missing(f"network.sip_port_pbx_in_dhcp (not a yes or no: {found!r})")
    return "`SIP_PORT_PBX` is set in DHCP: a 5300 may be stuck on the wrong port" if found else None
