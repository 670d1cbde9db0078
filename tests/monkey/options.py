# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of one task, made of a choice and of what the monkey knows of its fleet.

Facts may be old or lack a system. What a person vouches for is always true in the lab: a person who lies is no test of
the interlocks. No rule is overridden, and no phone is given up on that is switched on.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from mivoice_lab.model.issue import new_authority
from mivoice_lab.model.pkcs12 import write_file

from monkey.site import DAY, FILE_PASSWORD, KEYCODE, Choice, Options, Site

Told = tuple[str, Options] | None
BY = {"by": "the monkey"}
HOUR = timedelta(hours=1)
WINDOWS = {"open": (-1, 1000), "past": (-3, -1), "coming": (1, 3)}


def reading(site: Site, choice: Choice) -> Told:
    name = site.system(choice["target"]).name
    return name, site.identity(name)


def keycode(site: Site, choice: Choice) -> Told:
    codes = {"none": {}, "right": {"keycode": KEYCODE}, "wrong": {"keycode": "NO-SUCH-KEYCODE"}}
    system = site.system(choice["target"])
    return system.name, {"name": system.site_name} | codes[choice["keycode"]]


def right(site: Site, choice: Choice) -> Told:
    by_manager = choice["via"] and site.manager
    device = site.manager if by_manager else site.system(choice["target"]).name
    told = {"scope": choice["scope"], "state": choice["state"]}
    return str(device), told | {"via": "manager" if by_manager else "system"}


def voice(site: Site, choice: Choice) -> Told:
    name, told = _switch(site, choice)
    if choice["tma"]:
        told |= {"tma": site.tma(), "connections": site.connections()}
    return name, told | _given_up(site, choice)


def links(site: Site, choice: Choice) -> Told:
    name, told = _switch(site, choice)
    others = [facts for facts in site.told(choice["facts"]) if facts["name"] != told["name"]]
    return name, told | ({"peers": others} if choice["peers"] else {})


def multisite(site: Site, choice: Choice) -> Told:
    if site.manager is None:
        return None
    told = {"state": choice["state"], "systems": site.told(choice["facts"]), "days_left": choice["days_left"]}
    told |= _site(site) | _restart(site, choice) | _held(site, choice)
    if choice["authority"] is not None:
        told |= {"type": "import", **_signing(site, choice["authority"])}
    return site.manager, told


def own_certificate(site: Site, choice: Choice) -> Told:
    system = site.system(choice["target"])
    told = {"name": system.site_name, "tel_address": system.tel_address, "days_left": choice["days_left"]}
    told |= {"state": "self_signed"} | _restart(site, choice) | _held(site, choice)
    if choice["authority"] is not None:
        known = {"multisite": site.manager is not None, "has_5300": True, "admin_address": system.admin_address}
        told |= {"state": "trusted", "system": known, **_pkcs12(*own_file(site, system, choice["authority"]))}
    return system.name, told


def deployment(site: Site, choice: Choice) -> Told:
    if not choice["files"]:
        return None
    file, holds = site.file(*choice["files"]), {}
    if choice["own"] is not None:
        file, holds = site.own(choice["files"][0])[choice["own"]], {"holds": choice["own"]}
    if choice["own"] == "key" and choice["key_allowed"]:
        holds["allow_key"] = {"reason": "put in place by the customer"}
    servers = list(site.world.download_servers)
    told = {"family": choice["family"], "server": servers[choice["server"] % len(servers)]}
    told |= {"file_name": file["name"], "content": file["content"], "systems": site.told(choice["facts"])}
    return site.tma_device(), site.scope() | told | holds


def parameters(site: Site, choice: Choice) -> Told:
    told = {"family": choice["family"], "mode": choice["mode"], "systems": site.told(choice["facts"])}
    told |= {"time_server": site.world.time_server, "deployed": site.deployed, "follow": choice["follow"]}
    told |= {"operator_done": _global_steps(site), "trusted_files": _files(site, choice)}
    told |= {"fetched": site.fetched()} | _own(site, choice)
    if choice["connections"]:
        told["connections"] = site.connections()
    if choice["deferred"]:
        due = site.lab.clock.now() + 2 * HOUR
        told["update"] = {"type": "deferred", "date": f"{due:%d/%m/%Y}", "time": f"{due:%H%M}", "timezone": "UTC"}
    return site.tma_device(), site.scope() | told | _given_up(site, choice)


def waiting(site: Site, choice: Choice) -> Told:
    scope = site.tma() | {"name": "scope", "systems": site.connections()}
    scope |= {"family": choice["family"], "mode": choice["mode"], "trusted_files": _files(site, choice)}
    scope |= {"fetched": site.fetched()} | _own(site, choice)
    if choice["family"] in site.actions:
        scope["action"] = site.actions[choice["family"]]
    return site.tma_device(), {"scopes": [scope], "wait_timeout": 7200, "poll": 300, "report_only": True}


def both_ways(site: Site, choice: Choice) -> Told:
    system = site.system(choice["target"])
    _name, told = _switch(site, choice)
    own = site.own(choice["authority"])
    root, shown = own["authorities"], own["certificate"]
    loaded = [{"step": "BWY-2", **BY}] if root["content"] in system.ca_file_pem else []
    told |= {"tel_address": system.tel_address, "tma": site.tma(), "connections": site.connections()}
    told |= {"systems": site.told(choice["facts"]), "terminals_ca": root["content"], "fetched": site.fetched()}
    told |= {"phone_certificates": [shown | {"other_files": [root["name"], own["key"]["name"]]}]}
    told |= {"phones_timeout": 600} | _cluster_of(site, system, choice)
    told |= {"operator_done": [*loaded, {"step": "BWY-7", **BY}]}
    return system.name, told | _restart(site, choice) | _given_up(site, choice)


def _cluster_of(site: Site, system: Any, choice: Choice) -> Options:
    """What a node is told of the cluster that it belongs to."""
    server = system.cluster_server
    if not server:
        return {}
    known = [facts for facts in site.told(choice["facts"]) if server in (facts["name"], facts["cluster_server"])]
    return {"cluster_server": server, "cluster": known}


def _switch(site: Site, choice: Choice) -> tuple[str, Options]:
    """A system, with the role that it has or one that it has not."""
    system = site.system(choice["target"])
    told: Options = {"state": choice["state"], "name": system.site_name}
    if choice["role"] != "unknown":
        told["role"] = system.role if choice["role"] == "right" else choice["role"]
    if told.get("role") == "cluster_server":
        told["cluster"] = [facts for facts in site.told(choice["facts"]) if facts["cluster_server"] == system.name]
    return system.name, told


def _site(site: Site) -> Options:
    return {name: value for name, value in site.scope().items() if name in ("region", "multisite")}


def _restart(site: Site, choice: Choice) -> Options:
    permission = choice["restart"]
    if permission not in WINDOWS:
        return {"sip_restart": permission}
    start, end = (site.lab.clock.now() + hours * HOUR for hours in WINDOWS[permission])
    return {"sip_restart": "window", "window": {"start": start.isoformat(), "end": end.isoformat()}}


def _held(site: Site, choice: Choice) -> Options:
    return {"phones_hold": site.holds} if choice["held"] and site.holds else {}


def _given_up(site: Site, choice: Choice) -> Options:
    reason = {"reason": "switched off"}
    return {"written_off": [{"phone": mac, **reason} for mac in site.off()]} if choice["written_off"] else {}


def _files(site: Site, choice: Choice) -> list[Any]:
    """Of the modes in which phones check certificates."""
    checking = choice["mode"] in ("trusted", "bothway")
    return [site.file(*choice["files"])] if checking and choice["files"] else []


def _own(site: Site, choice: Choice) -> Options:
    """What the 6000 present in BOTHWAY."""
    if choice["mode"] != "bothway" or choice["own"] is None:
        return {}
    own = site.own(choice["own"])
    return {"root_file": own["authorities"], "phone_certificate": own["certificate"] | {"key": own["key"]}}


def _global_steps(site: Site) -> list[Options]:
    """Updates of global data that are made."""
    [tma] = site.world.tmas()
    [scope] = tma.scopes
    ports = {"5061": "T53-7", "5060": "STP-7"}
    steps = [ports[port] for port in [tma.global_data(scope, "mivoice5300").get("SIP_PORT_PBX")] if port in ports]
    if tma.global_data(scope, "mitel6000").get("time server1") == site.world.time_server:
        steps.append("T60-5")
    return [{"step": step, **BY} for step in steps]


def _signing(site: Site, number: int) -> Options:
    now = site.lab.clock.now()
    signing = new_authority("Manager CA", now - DAY, now + 800 * DAY, site.authorities[number])
    return _pkcs12(write_file(signing.certificate, signing.key, signing.issuers, FILE_PASSWORD), FILE_PASSWORD)


def own_file(site: Site, system: Any, number: int) -> tuple[bytes, str]:
    """A certificate of an authority for a system as a PKCS#12 file, and the password of that."""
    now, authority = site.lab.clock.now(), site.authorities[number]
    made, key = authority.certify(system.tel_address, system.addresses(), now - DAY, now + 700 * DAY)
    return write_file(made, key, authority.chain, FILE_PASSWORD), FILE_PASSWORD


def _pkcs12(data: bytes, password: str) -> Options:
    return {"content": base64.b64encode(data).decode(), "pkcs12_password": password}
