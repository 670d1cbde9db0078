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
        "also_fetched": {},
        "sent": sent("disabled"),
        **more,
    }


def sent(mode: str, **more: Any) -> World:
    """What the youngest action of ours gave a phone: it began 130 minutes ago and was seen finished two hours ago."""
    return {
        "mode": mode,
        "origin": "plain",
        "trust": "",
        "begun_at": at(minutes=-130),
        "state": "finished",
        "finished_seen_at": at(hours=-2),
        "everybody": True,
        **more,
    }


def on_tls(**more: Any) -> World:
    return {
        "sent": sent("self_signed"),
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


def trusted_facts() -> World:
    """Facts of a roll-out that is about to make the 6000 trust the authority in one file."""
    held = {"mitel6000": {"ca": "aa" * 32}, "mivoice5300": {"ca": "aa" * 32}}
    shown = {"verified_by": ["cc" * 32], "reasons": []}
    return update_facts(
        mode="trusted",
        systems=[
            system("pbx1", download_servers=["dl1"], shown=shown),
            system("pbx2", download_servers=["dl1", "dl2"], shown=dict(shown)),
        ],
        trusted_files=[{"name": "ca", "sha256": "aa" * 32}],
        deployed={"dl1": held, "dl2": {"mitel6000": {"ca": "aa" * 32}}},
    )


def rows(names: Any, **more: Any) -> list[World]:
    return [{"parameter": name, "block": "upper", "editable": True, **more} for name in names]


def plain_system(name: str) -> World:
    return changed(system(name), {"sip.tls_open": False, "sip.chain": [], "sip.kind": None})


OLD_CA, NEW_CA = "0a" * 32, "0b" * 32
WARNING = {
    "rule": "OPEN-20",
    "severity": "warning",
    "found": "SHA-1",
    "wanted": "SHA-256",
    "blocking": False,
    "interlock": None,
}


def finding(interlock: str | None, **more: Any) -> World:
    """A blocking finding of the linter."""
    told = {"rule": "CERT-99", "severity": "error", "found": "something else", "wanted": "this", "blocking": True}
    return {**told, "interlock": interlock, **more}


def trusted_system(name: str, fingerprint: str = "aa" * 32, verified_by: str = OLD_CA) -> World:
    """A system that shows a good trusted certificate."""
    leaf = {"fingerprint_sha256": fingerprint, "self_signed": False, "not_after": at(days=300)}
    seen = system(name, shown={"verified_by": [verified_by], "faults": []})
    return changed(seen, {"sip.kind": "trusted", "sip.chain": [leaf]})


def trusted_request(**more: Any) -> World:
    """A certificate asked for, of the authority that all systems of :func:`trusted_system` have."""
    request = {"kind": "trusted", "days_left": 14, "fingerprint": None, "authorities": [OLD_CA], **more}
    return {"request": request, "now": NOW.isoformat()}


def holding(*authorities: str, verdict: str = "pass") -> World:
    """6000 phones proved to check against these authorities, and no 5300."""
    return {"mitel6000": {"authorities": list(authorities), "verdict": verdict}, "mivoice5300": None}


PHONE_FILES = ["phone_crt", "phone_key", "terminals_crt"]


def bothway_phone(number: str, **more: Any) -> World:
    """A 6000 in mode bothway that has fetched its certificate, its key and their authority since it was told to."""
    told = on_tls(sent=sent("bothway", trust="mark"), fetched_at=at(minutes=-110))
    fetched = dict.fromkeys(PHONE_FILES, at(minutes=-109))
    return phone(number, **told | {"also_fetched": fetched} | more)


def presented(*phones: str, **more: Any) -> World:
    """A good certificate of phones: of these, or of all."""
    return {
        "name": "phone_crt",
        "phones": list(phones),
        "files": list(PHONE_FILES),
        "not_before": at(days=-10),
        "not_after": at(days=300),
        "verified_by": [OLD_CA],
        "reasons": [],
        "key_matches": True,
        **more,
    }


def bothway_facts(**more: Any) -> World:
    """Facts of a system that is about to enter BOTHWAY: one phone at home there, one that has it as backup system."""
    one, two = bothway_phone("2101"), bothway_phone("2102", main="pbx2", backup="pbx1")
    lines = [{"mac": one["mac"], "number": "2101", "address": "10.0.1.1", "port": 5061, "transport": "tls"}]
    return {
        "state": "enabled",
        "targets": ["pbx1"],
        "systems": [changed(trusted_system("pbx1"), {"registrations": lines}), trusted_system("pbx2")],
        "phones": [one, two, phone("4001", "tdm", model="5370 Digital"), phone("2301", main="pbx2", backup=None)],
        "others_known": True,
        "phone_certificates": [presented()],
        "sip_peers": [{"name": "carrier", "address": "10.9.9.9"}],
        "sip_trunks": ["carrier"],
        "calls_in_progress": 0,
        "actions": {"mitel6000": None},
        "registrations_declared": True,
        "inventory_read_at": at(minutes=-1),
        "inventory_lag": 3600,
        "trust": "mark",
        "operator_done": [{"step": "BWY-2", "by": "Ann"}],
        "written_off": [],
        "now": NOW.isoformat(),
        **more,
    }


def bothway_cluster() -> World:
    """The same with a cluster server as the target, and its node."""
    server = changed(trusted_system("pbx1"), {"role": "cluster_server"})
    node = changed(trusted_system("node1"), {"role": "node", "cluster_server": "pbx1"})
    return bothway_facts(systems=[server, node], cluster_nodes={"pbx1": ["node1"]})


def omm(**more: Any) -> World:
    return {"name": "omm1", "mixed_bases": True, "srtp": False, "tls": True, **more}


def omms() -> World:
    return {"omms": [omm(proxy_port=5061, registrar_port=5061)]}


def server_file(name: str, *holds: str, **more: Any) -> World:
    """A file about to be put on a download server."""
    return {"file": {"name": name, "holds": list(holds)}, **more}


PASSING: dict[str, Callable[[], World]] = {
    **dict.fromkeys(("INV-1", "INV-2", "INV-4", "INV-5", "INV-6", "INV-7", "INV-8", "INV-9"), bothway_facts),
    "INV-3": bothway_cluster,
    "INV-11": lambda: {"mode": "disabled", "systems": [system("pbx1"), system("pbx2")]},
    "INV-12": update_facts,
    "INV-13": trusted_facts,
    "INV-14": update_facts,
    "INV-15": lambda: gate_facts(state="disabled") | {"mode": "disabled"},
    "INV-16": lambda: gate_facts(family="systems"),
    "INV-17": lambda: {"state": "enabled", "network": {"sip_port_pbx_in_dhcp": False}},
    "INV-18": lambda: {"mode": "disabled", "write": {"SIP_PORT_PBX": "5060"}},
    **{rule: lambda: {"findings": [dict(WARNING)]} for rule in ("INV-19", "INV-20", "INV-21", "INV-22")},
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
    "INV-25": lambda: server_file("startup.cfg", "configuration", hand_managed=True),
    "INV-26": gate_facts,
    "INV-27": lambda: {"state": "enabled", "systems": [system("pbx1"), system("pbx2")]},
    "INV-28": update_facts,
    "INV-29": update_facts,
    "INV-30": update_facts,
    "INV-32": lambda: {"file": {"name": "site.CFG"}, "config_file_encryption": False},
    "INV-33": lambda: server_file("phone.key", "key", mock_up="pre_configuration"),
    "INV-34": omms,
    "INV-35": omms,
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
    "INV-41": lambda: {
        "systems": [trusted_system("pbx1"), system("pbx2")],
        "request": {"kind": "self_signed", "days_left": 14},
        "phones_hold": holding(),
    },
    "INV-42": gate_facts,
    "INV-43": lambda: {"findings": [dict(WARNING)]},
    "INV-44": lambda: {
        **trusted_request(authorities=[NEW_CA]),
        "systems": [trusted_system("pbx1"), system("pbx2")],
        "phones_hold": holding(OLD_CA, NEW_CA),
    },
    "INV-45": lambda: {
        "claims": [
            {
                "what": "pbx1 encrypts",
                "evidence": [{"what": "mode", "source": "probe of 10.0.0.1:5061", "read_at": at(), "verified": True}],
            }
        ]
    },
    "INV-46": lambda: {"readings": [{"what": "licence", "where": "pbx1", "value": "authorised"}]},
    "INV-47": trusted_facts,
    "CLEAR-KEY": lambda: server_file("phone.key", "key", protocol="sftp"),
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
