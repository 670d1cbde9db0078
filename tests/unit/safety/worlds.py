# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts under which every rule passes; tests change one thing in them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
World = dict[str, Any]
DELETE = object()


def at(**delta: float) -> str:
    """ISO time so far from NOW, such as ``at(hours=-2)``."""
    return (NOW + timedelta(**delta)).isoformat()


def system(name: str, **more: Any) -> World:
    leaf = {
        "subject": "CN=10.0.0.1",
        "issuer": "CN=10.0.0.1",
        "cn": "10.0.0.1",
        "san": ["IP:10.0.0.1"],
        "not_before": at(days=-10),
        "not_after": at(days=300),
        "self_signed": True,
    }
    return {
        "name": name,
        "role": "standalone",
        "hardware": "server",
        "manager": None,
        "multisite": None,
        "cluster_server": None,
        "read_at": at(minutes=-1),
        "release": {"value": "R7.2", "supported": True},
        "clock": {"offset": 1.0},
        "licence": {"state": "authorised", "raw": "Authorised"},
        "services": {"terminal": "started", "tma": "started", "ftp": "started", "raw": {}},
        "cards": [],
        "eip": None,
        "certificate": {"assigned": True, "valid_from": None, "valid_to": None},
        "alarms": {"AlmLocPers": True, "EN ALARME": True},
        "rights": {
            "feature_classes": [{"name": "1", "right": True}],
            "subscriptions": [{"number": "2101", "feature_class": "1", "right": True}],
        },
        "switches": {"voice_encryption": True, "type": None, "bothway": False, "inter_ipbx": True},
        "registrations": [],
        "sip": {
            "plain_open": True,
            "tls_open": True,
            "kind": "self_signed",
            "chain": [leaf],
            "client_certificate": "not_asked",
            "options_answered": True,
        },
        **more,
    }


def phone(number: str, family: str = "mitel6000", **more: Any) -> World:
    """A phone that is where a mode ``disabled`` wants it, seen by its registration."""
    return {
        "mac": f"08000F00{number}",
        "number": number,
        "family": family,
        "model": "6867i" if family == "mitel6000" else "5330 IP",
        "main": "pbx1",
        "backup": "pbx2",
        "inventory": "none",
        "registration": {"system": "pbx1", "transport": "udp", "port": 5060, "seen_at": at(minutes=-1)},
        "answers": None,
        "fetched_at": None,
        **more,
    }


def on_tls(**more: Any) -> World:
    return {
        "registration": {"system": "pbx1", "transport": "tls", "port": 5061, "seen_at": at(minutes=-1)},
        "inventory": "srtp_tls",
        **more,
    }


def silent(**more: Any) -> World:
    return {"registration": None, **more}


def gate_facts(**more: Any) -> World:
    """Facts of a stop that is over: both families back on UDP."""
    finished = {"name": "stop", "state": "finished", "finished_seen_at": at(hours=-2)}
    return {
        "mode": "disabled",
        "family": "mivoice5300",
        "phones": [phone("2101"), phone("2102"), phone("3101", "mivoice5300")],
        "action": finished,
        "actions": {"mivoice5300": finished, "mitel6000": dict(finished)},
        "registrations_declared": True,
        "inventory_read_at": at(minutes=-1),
        "inventory_lag": 3600,
        "operator_done": [],
        "written_off": [],
        "now": NOW.isoformat(),
        **more,
    }


SIX_WRITE = {
    "sip proxy port": "5061",
    "sip registrar port": "5061",
    "sip backup proxy port": "5061",
    "sip backup registrar port": "5061",
    "sip transport protocol": "4",
    "sips persistent tls": "1",
    "sips tls authentication": "0",
    "sips trusted certificates": "",
    "sip srtp mode": "1",
    "sips symmetric tls signaling": "0",
}
FIVE_WRITE = {
    "SIP_PORT_PBX": "5061",
    "SIP_PORT_PBX_BACKUP": "5061",
    "SIP_TRANS_PROTO": "TLS",
    "TRUSTED_CERTS": "",
    "TIME_SERVER": "10.0.0.9",
}


def update_facts(family: str = "mitel6000", **more: Any) -> World:
    """Facts of a roll-out that is about to write self-signed values."""
    return {
        "mode": "self_signed",
        "family": family,
        "systems": [system("pbx1"), system("pbx2")],
        "phones": [phone("2101"), phone("3101", "mivoice5300")],
        "write": dict(SIX_WRITE if family == "mitel6000" else FIVE_WRITE),
        "time_server": "10.0.0.9",
        "time_server_in_place": True,
        "aes256": False,
        **more,
    }


def rows(names: Any, **more: Any) -> list[World]:
    return [{"parameter": name, "block": "upper", "editable": True, **more} for name in names]


def plain_system(name: str) -> World:
    return changed(system(name), {"sip.tls_open": False, "sip.chain": [], "sip.kind": None})


PASSING: dict[str, Callable[[], World]] = {
    "INV-11": lambda: {"mode": "disabled", "systems": [system("pbx1"), system("pbx2")]},
    "INV-12": update_facts,
    "INV-14": update_facts,
    "INV-15": lambda: gate_facts(state="disabled") | {"mode": "disabled"},
    "INV-16": lambda: gate_facts(family="systems"),
    "INV-18": lambda: {"mode": "disabled", "write": {"SIP_PORT_PBX": "5060"}},
    "INV-23": lambda: {
        "systems": [system("pbx1"), plain_system("pbx2")],
        "request": {"kind": "self_signed", "days_left": 14},
        "now": NOW.isoformat(),
    },
    "INV-24": lambda: {
        "restarts": ["pbx1"],
        "sip_restart": "window",
        "window": {"start": at(hours=-1), "end": at(hours=1)},
        "now": NOW.isoformat(),
    },
    "INV-26": gate_facts,
    "INV-27": lambda: {"state": "enabled", "systems": [system("pbx1"), system("pbx2")]},
    "INV-28": update_facts,
    "INV-29": update_facts,
    "INV-30": update_facts,
    "INV-36": lambda: {
        "state": "enabled",
        "targets": ["pbx1"],
        "cluster_nodes": {"pbx1": ["pbx2"]},
        "systems": [system("pbx1", role="cluster_server"), system("pbx2", role="node", cluster_server="pbx1")],
    },
    "INV-37": lambda: {"state": "enabled", "same_run": [], "peers": [system("pbx2")]},
    "INV-38": lambda: {"service_change": {"terminal": "started"}, "configuration_type": "without_manager"},
    "INV-39": lambda: update_facts(
        parameter_rows=[*rows(SIX_WRITE), *rows(SIX_WRITE, block="lower", editable=False)], adapter_block="upper"
    ),
    "INV-40": update_facts,
    "INV-42": gate_facts,
    "INV-45": lambda: {
        "claims": [
            {
                "what": "pbx1 encrypts",
                "evidence": [{"what": "mode", "source": "probe of 10.0.0.1:5061", "read_at": at(), "verified": True}],
            }
        ]
    },
    "INV-46": lambda: {"readings": [{"what": "licence", "where": "pbx1", "value": "authorised"}]},
    "SCOPE": lambda: {
        "scope": {
            "name": "mgr1/Hospital",
            "members": ["pbx1", "pbx2"],
            "in_run": ["pbx1", "pbx2"],
            "failed": [],
            "unreachable": [],
        },
        "phones": [phone("2101"), phone("3101", "mivoice5300", backup=None)],
    },
}
"""Rule -> facts under which it passes."""


def changed(world: World, changes: dict[str, Any]) -> World:
    """Copy of ``world`` with values set (or DELETE) at dotted paths; list places are numbers."""
    result = deepcopy(world)
    for path, value in changes.items():
        *parents, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
        target: Any = result
        for part in parents:
            target = target[part]
        if value is DELETE:
            del target[last]
        else:
            target[last] = value
    return result


def dict_paths(value: Any, above: str = "") -> list[str]:
    """Dotted paths of every fact: every key of every dictionary in ``value``.

    What stands under ``write`` is no fact but the deed itself: who leaves a forbidden value out does not do it.
    """
    if isinstance(value, dict):
        pairs = [(str(key), item) for key, item in value.items()]
    elif isinstance(value, list):
        pairs = [(str(index), item) for index, item in enumerate(value)]
    else:
        return []
    found = [f"{above}{key}" for key, _unused in pairs] if isinstance(value, dict) else []
    for key, item in pairs:
        found += [] if key == "write" else dict_paths(item, f"{above}{key}.")
    return found
