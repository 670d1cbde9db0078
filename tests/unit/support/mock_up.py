# SPDX-License-Identifier: GPL-3.0-or-later
"""Two platforms of the mock-up method in one inventory, and a record as the pre-configuration one leaves it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_record import mock_up_record, mock_up_shown

from .authorities import Authority, pem

CA, OTHER_CA = Authority("Hospital CA"), Authority("Other CA")
LEAF = CA.leaf("phones")
MACS = ["08000F000001", "08000F000002", "08000F000003"]
FILES = ["phone.crt", "phone.key", "ca.crt"]
BEGUN, SEEN, NOW = "2026-03-02T10:00:00+00:00", "2026-03-02T10:20:00+00:00", "2026-03-02T12:00:00+00:00"
ACTION = {"name": "mv5k.6000.bothway.plain.20260302T100000Z", "state": "finished"}
SHARED: dict[str, Any] = {"mivoice_ca": {"src": "/pki/ca.crt", "name": "ca.crt"}, "mivoice_login_address": "10.0.0.1"}
TEXTS = {"/pki/ca.crt": CA.pem, "/pki/other.crt": OTHER_CA.pem}
Hosts = dict[str, dict[str, Any]]


def inventory() -> Hosts:
    hosts: Hosts = {}
    for platform, system, server in (("pre_configuration", "pre1", "pre_dl"), ("working", "pbx1", "dl1")):
        of_platform = {"mivoice_mock_up": platform}
        files = {"protocol": "ftp", "host": "10.0.0.9"}
        hosts[server] = {"inventory_hostname": server, "mivoice_files": files, **of_platform}
        hosts[system] = {
            "inventory_hostname": system,
            "mivoice_tel_address": "10.0.0.1",
            "mivoice_download_servers": [server],
            **SHARED,
            **of_platform,
        }
    return deepcopy(hosts)


def terminal(mac: str, **more: Any) -> dict[str, Any]:
    own = {"mac": mac, "number": f"21{mac[-2:]}", "model": "6867i", "family": "mitel6000", "main": "pre1"}
    return own | {"inventory": "srtp_tls"} | more


def gate(through: int = 3, **lists: list[int]) -> dict[str, Any]:
    """A gate that the first phones have come through; others by the name of their list."""
    found = {"moved": list(range(through)), "settled": [], "stragglers": [], "without_evidence": []} | lists
    told = {name: [said(MACS[one], name) for one in of_it] for name, of_it in found.items()}
    return {"name": "mitel6000-bothway", "action": ACTION, **told}


def said(mac: str, of_list: str) -> dict[str, Any]:
    return {"phone": mac, "number": f"21{mac[-2:]}", "evidence": f"evidence for {of_list}", "source": "a screen"}


def fetched(*macs: str, at: str = SEEN, files: list[str] | None = None) -> list[dict[str, Any]]:
    """Downloads of each phone: its own file and all FILES, or those named."""
    wanted = FILES if files is None else files
    return [{"phone": mac, "file": name, "at": at} for mac in macs for name in (f"{mac}.cfg", *wanted)]


def on(system: str, *macs: str, transport: str = "tls", demanded: bool = False) -> dict[str, Any]:
    lines = [{"mac": mac, "number": None, "transport": transport} for mac in macs]
    return {
        "name": system,
        "registrations": lines,
        "sip": {"client_certificate": "required" if demanded else "not_asked"},
    }


def shown(of: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "terminals": [terminal(mac) for mac in MACS],
        "fetched": fetched(*MACS),
        "presented": {"name": "phone.crt", "content": pem(LEAF), "files": FILES},
        "systems": [on("pre1", *MACS)],
    }
    return mock_up_shown(gate() if of is None else of, **given | more)


def head(authority: Authority = CA) -> dict[str, Any]:
    mark = [authority.fingerprint]
    return {"login_address": "10.0.0.1", "authorities": mark, "terminals_authorities": mark}


def record(previous: str = "", now: str = NOW, **more: Any) -> str:
    return json.dumps(mock_up_record(previous, head(), [shown(**more)], now))
