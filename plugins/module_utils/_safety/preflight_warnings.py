# SPDX-License-Identifier: GPL-3.0-or-later
"""WARN-1 to WARN-34 (spec 8) as a table of looks at the facts. A warning is reported; it never stops a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .facts import Facts, Missing, as_moment, boolean, items, listed, moment, text
from .preflight_checks import GATEWAYS, NO_GATEWAY, classes_without, subscriptions_without
from .preflight_core import (
    BOTHWAY,
    CA_MODES,
    DISABLED,
    EITHER,
    ENABLED,
    SELF_SIGNED,
    Check,
    DoesNotApply,
    Look,
    Wish,
    declared,
    declared_bool,
    with_manager,
)
from .preflight_network import clocks_apart, dhcp_carries_port, ntp_servers_differ
from .terminal_ends import RENEWED, terminal_certificates

System = Mapping[str, Any]


def _always(told: str) -> Look:
    def look(_about: System, _facts: Facts, _wish: Wish) -> str | None:
        return told

    return look


def _if_declared(key: str, why: str, told: str) -> Look:
    """A warning that hangs on something only the site knows (``config.<key>``, a bool)."""

    def look(_about: System, facts: Facts, _wish: Wish) -> str | None:
        return told if declared_bool(facts, "config", key, why) else None

    return look


def _needs_one(system: System, facts: Facts) -> bool:
    needs: bool | None = facts["derived"]["needs"][text(system, "name")]
    if needs is None:
        raise Missing("whether its certificate is right (sip, clock)")
    return needs


def _manager_generates(system: System, facts: Facts) -> bool:
    """True when this system's multi-site needs one: Manager then addresses every member (INV-23)."""
    if not with_manager(system):
        return False
    members = facts["derived"]["multisite_needs"]
    if True not in members and None in members:
        raise Missing("whether the other systems of the multi-site need a certificate")
    return True in members


def _sip_restarts(system: System, facts: Facts, _wish: Wish) -> str | None:
    restarts = _needs_one(system, facts) or _manager_generates(system, facts)
    return "the SIP service will restart (new certificate)" if restarts else None


def _restarts_needlessly(system: System, facts: Facts, _wish: Wish) -> str | None:
    if _needs_one(system, facts) or not _manager_generates(system, facts):
        return None
    return "SIP will restart although its certificate is right: Manager generates for the whole multi-site"


def _rights(system: System, _facts: Facts, _wish: Wish) -> str | None:
    missing = classes_without(system) + [f"subscription {number}" for number in subscriptions_without(system)]
    return f"signalling encrypted, voice clear for: {listed(missing)}" if missing else None


def _tdm(system: System, facts: Facts, _wish: Wish) -> str | None:
    told = "TDM legs, and an external party's leg up to the EIP card, are never encrypted"
    if text(system, "hardware") in GATEWAYS:
        return told
    return told if declared_bool(facts, "config", "tdm", "whether it has TDM terminals or trunks") else None


def _i7xx(phone: System, _facts: Facts, _wish: Wish) -> str | None:
    return "i7xx: no encrypted calls with 5300 and 6000" if text(phone, "family") == "i7xx" else None


def _ends(system: System) -> datetime:
    chain = (system.get("sip") or {}).get("chain") or []
    if chain:
        return moment(chain[0], "not_after")
    ends = as_moment((system.get("certificate") or {}).get("valid_to"))
    if ends is None:
        raise Missing("sip.chain and certificate.valid_to (no certificate, or its dates were not read)")
    return ends


def _certificate_end(system: System, facts: Facts, _wish: Wish) -> str | None:
    ends = _ends(system)
    days = (ends - moment(facts, "now")).days
    return f"its certificate ends {ends.isoformat()} ({days} days left); then voice goes clear"


def _alarms(system: System, _facts: Facts, _wish: Wish) -> str | None:
    silent = [name for name in ("AlmLocPers", "EN ALARME") if not boolean(system, "alarms", name)]
    return f"expiry alarms not sent as SNMP traps: {', '.join(silent)}" if silent else None


def _eip(system: System, _facts: Facts, _wish: Wish) -> str | None:
    if text(system, "hardware") not in GATEWAYS:
        raise DoesNotApply(NO_GATEWAY)
    return f"its EIP address {text(system, 'eip', 'address')} may have been assigned automatically: check the plan"


def _aes256(_about: System, _facts: Facts, wish: Wish) -> str | None:
    return "AES-256 depends on release and terminal model" if wish.aes256 else None


def _not_registered(phone: System, facts: Facts, _wish: Wish) -> str | None:
    if _registered(phone, facts):
        return None
    return "known but not registered: it will not get the change until it registers"


def _registered(phone: System, facts: Facts) -> bool:
    if phone.get("registration") is not None or text(phone, "mac").upper() in facts["derived"]["registered"]:
        return True
    if facts["derived"]["unlisted"] or not facts.get("systems"):
        raise Missing("registrations (a site declares the screen that lists them, OPEN-36)")
    return False


def _one_sided(_about: System, facts: Facts, wish: Wish) -> str | None:
    states = {text(s, "name"): boolean(s, "switches", "inter_ipbx") for s in items(facts, "systems")}
    if wish.inter_ipbx and wish.state == "enabled":
        return None
    on = [name for name, state in states.items() if state]
    off = [name for name, state in states.items() if not state]
    return (
        f"inter-site encryption on {listed(on)} but not on {listed(off)}: those links stay clear"
        if on and off
        else None
    )


def _cluster(system: System, _facts: Facts, _wish: Wish) -> str | None:
    return "a Cluster Server: its nodes follow it" if text(system, "role") == "cluster_server" else None


def _clocks(_about: System, facts: Facts, _wish: Wish) -> str | None:
    return clocks_apart(facts)


def _ntp(_about: System, facts: Facts, _wish: Wish) -> str | None:
    return ntp_servers_differ(facts)


def _dhcp(_about: System, facts: Facts, _wish: Wish) -> str | None:
    return dhcp_carries_port(facts)


def _omm_ports(_about: System, facts: Facts, _wish: Wish) -> str | None:
    ports = declared(facts, "config", "omm_ports", "the ports of the OMM")
    forced = [str(port) for port in ports if port not in (5060, 5061)]
    return f"a realignment will force these OMM ports to 5060: {', '.join(forced)}" if forced else None


def _trunks(_about: System, facts: Facts, _wish: Wish) -> str | None:
    trunks = declared(facts, "config", "sip_trunks", "which SIP trunks are declared: no screen shows it")
    return f"port 5060 will serve declared SIP trunks only: {listed(str(trunk) for trunk in trunks) or 'none'}"


def _cut_off(phone: System, _facts: Facts, _wish: Wish) -> str | None:
    if text(phone, "family") == "mivoice5300":
        return "BOTHWAY cuts off every 5300"
    transport = text(phone, "registration", "transport").lower()
    return None if transport == "tls" else "BOTHWAY cuts off terminals on UDP and TCP"


def _deferred(_about: System, facts: Facts, _wish: Wish) -> str | None:
    kind = declared(facts, "config", "update_type", "whether the update is immediate or deferred")
    return "a deferred action holds back files and update order alike; later steps wait" if kind == "deferred" else None


RESTART, NOT_REGISTERED = "Plan a window (sip_restart, window).", "Power it on, or write it off by name."
CONFERENCE = "whether conferences are used"
GROUPS = "whether listening and intervention groups are split"

WARNINGS: tuple[Check, ...] = (
    Check("WARN-1", "system", _sip_restarts, RESTART, ENABLED),
    Check("WARN-2", "fleet", _always("every updated terminal restarts at its next registration"), "", EITHER),
    Check("WARN-3", "system", _rights, "Tick the right to encryption.", ENABLED),
    Check(
        "WARN-4",
        "fleet",
        _always("self-signed proves no identity: a man in the middle is possible"),
        "",
        ENABLED,
        SELF_SIGNED,
    ),
    Check("WARN-5", "system", _tdm, "", ENABLED),
    Check("WARN-6", "phone", _i7xx, "", ENABLED),
    Check(
        "WARN-7",
        "fleet",
        _if_declared("conference", CONFERENCE, "one clear party makes a conference clear"),
        "",
        ENABLED,
    ),
    Check("WARN-8", "fleet", _always("intrusion is never encrypted"), "", ENABLED),
    Check("WARN-9", "fleet", _if_declared("mixed_groups", GROUPS, "listening groups must be uniform"), "", ENABLED),
    Check(
        "WARN-10", "fleet", _always("a three-way conference may show a padlock over a clear external leg"), "", ENABLED
    ),
    Check("WARN-11", "fleet", _always("the inventory column shows files, up to 1 h ahead of the terminals"), ""),
    Check("WARN-12", "system", _certificate_end, "Renew it before that day.", ENABLED),
    Check(
        "WARN-13", "fleet", _always("self-signed certificates give no notice before they end"), "", ENABLED, SELF_SIGNED
    ),
    Check("WARN-14", "system", _alarms, "Route both alarms to SNMP traps.", ENABLED),
    Check("WARN-15", "system", _eip, "Compare with mivoice_eip_network.", ENABLED),
    Check("WARN-16", "phone", _cut_off, "", ENABLED, BOTHWAY),
    Check("WARN-17", "fleet", _trunks, "", ENABLED, BOTHWAY),
    Check("WARN-18", "fleet", _always("Manager neither manages nor shows BOTHWAY"), "", ENABLED, BOTHWAY),
    Check(
        "WARN-19",
        "fleet",
        _always("TMA keeps no copy of the files it deploys"),
        "Keep them elsewhere.",
        ENABLED,
        CA_MODES,
    ),
    Check("WARN-20", "fleet", _aes256, "", ENABLED),
    Check(
        "WARN-21",
        "fleet",
        _if_declared("dect_mixed_bases", "which DECT bases there are", "mixed DECT bases: SRTP must stay off"),
        "",
        ENABLED,
    ),
    Check("WARN-22", "fleet", _omm_ports, "Set both to 5061 before a realignment.", ENABLED),
    Check("WARN-23", "phone", _not_registered, NOT_REGISTERED),
    Check("WARN-24", "fleet", _one_sided, "Enable it at both ends.", ENABLED),
    Check("WARN-25", "system", _cluster, ""),
    Check("WARN-26", "fleet", _clocks, "Attach all to the same NTP server.", ENABLED),
    Check("WARN-26", "fleet", _ntp, "Attach all to the same NTP server.", ENABLED),
    Check("WARN-27", "fleet", _dhcp, "Take it out of DHCP (INV-17).", ENABLED),
    Check("WARN-28", "fleet", _always("after a stop certificates and inter-site TLS remain"), "", DISABLED),
    Check(
        "WARN-29",
        "fleet",
        _if_declared("crl", "whether a CRL is in use", "revoked certificates cut connections"),
        "",
        ENABLED,
    ),
    Check(
        "WARN-30",
        "fleet",
        _always("the renewal of a self-signed certificate may restart SIP"),
        "",
        ENABLED,
        SELF_SIGNED,
    ),
    Check("WARN-31", "fleet", terminal_certificates, RENEWED, ENABLED, BOTHWAY),
    Check("WARN-32", "fleet", _always("calls fall back to clear voice silently (`sip srtp mode` 1)"), "", ENABLED),
    Check("WARN-33", "fleet", _deferred, ""),
    Check("WARN-34", "system", _restarts_needlessly, RESTART, ENABLED),
)
