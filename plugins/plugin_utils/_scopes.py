# SPDX-License-Identifier: GPL-3.0-or-later
"""Scopes: the systems that one TMA moves together (TMA-1, TOP-7), worked out from the inventory.

A scope is one multi-site of one Manager, or one system without Manager. Its *leader* is the member whose tasks speak
to the TMA for all; its *TMA host* is the inventory host that carries that TMA.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._downloads import logs_here, merge_fetched
from ._trust import trusted_files

CONNECTION_OPTIONS = (
    "host",
    "port",
    "username",
    "password",
    "ca_path",
    "fingerprint",
    "tls_legacy",
    "language",
    "screens",
    "timeout",
)
TMA_OPTIONS = ("tma_username", "tma_password")
CA_MODES = ("trusted", "bothway")
IDENTITY = (
    "tel_address",
    "sip_port",
    "sips_port",
    "role",
    "hardware",
    "manager",
    "multisite",
    "cluster_server",
    "backup",
    "download_servers",
    "admin_address",
    "fqdns",
    "fqdn_only",
    "mock_up",
)


def connection(hostvars: Mapping[str, Any], name: str, options: Iterable[str] = CONNECTION_OPTIONS) -> dict[str, Any]:
    """Connection options of a host, from its ``mivoice_*`` variables; ``host`` falls back to ``ansible_host``."""
    variables = hostvars[name]
    found = {
        option: variables[f"mivoice_{option}"] for option in options if variables.get(f"mivoice_{option}") is not None
    }
    if "host" not in found and variables.get("ansible_host"):
        found["host"] = variables["ansible_host"]
    return found


def scope_name(variables: Mapping[str, Any], name: str) -> str:
    manager = variables.get("mivoice_manager")
    return f"{manager}/{variables.get('mivoice_multisite')}" if manager else name


def scopes(hostvars: Mapping[str, Any], hosts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """All scopes among ``hosts`` (the whole group, not just this run's hosts), by name.

    Returns ``{scope: {name, leader, members, needed, limit, tma_host, manager, region, multisite}}``; lists sorted.
    ``needed`` are the members and the backup systems of all members; ``limit`` covers every scope that these touch.
    """
    found: dict[str, dict[str, Any]] = {}
    for host in sorted(hosts):
        variables = hostvars[host]
        name = scope_name(variables, host)
        manager = variables.get("mivoice_manager")
        scope = found.setdefault(
            name,
            {
                "name": name,
                "leader": host,
                "members": [],
                "tma_host": manager or host,
                "manager": manager,
                "region": variables.get("mivoice_region"),
                "multisite": variables.get("mivoice_multisite") or variables.get("mivoice_site_name") or host,
            },
        )
        scope["members"].append(host)
    for scope in found.values():
        backups = {hostvars[member].get("mivoice_backup") for member in scope["members"]} - {None}
        scope["needed"] = sorted({*scope["members"], *backups})
    for scope in found.values():
        scope["limit"] = _whole(scope, found)
    return found


def _whole(scope: Mapping[str, Any], found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Hosts of a run that covers ``scope``: its own, those of its backup systems' scopes, and so on."""
    covered: set[str] = set()
    more = set(scope["needed"])
    while more - covered:
        covered |= more
        touched = [other["needed"] for other in found.values() if covered.intersection(other["members"])]
        more = set().union(*touched)
    return sorted(covered)


def site_name(hostvars: Mapping[str, Any], name: str) -> str:
    """Name of a system as Manager and TMA show it."""
    return str(hostvars[name].get("mivoice_site_name") or name)


def system_connections(hostvars: Mapping[str, Any], names: Iterable[str]) -> list[dict[str, Any]]:
    """Connection options, ``name``, ``tel_address`` and ``time_zone`` of each system, for ``terminal_wait``."""
    return [
        {
            "name": site_name(hostvars, name),
            **connection(hostvars, name, (*CONNECTION_OPTIONS, "time_zone")),
            "tel_address": hostvars[name].get("mivoice_tel_address"),
        }
        for name in names
    ]


def tma_connection(hostvars: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    """Options that reach the TMA of a scope: connection, TMA log-in, region and multi-site."""
    reached = connection(hostvars, scope["tma_host"], (*CONNECTION_OPTIONS, *TMA_OPTIONS))
    reached |= {key: scope[key] for key in ("region", "multisite") if scope.get(key)}
    return reached


def system_facts(
    hostvars: Mapping[str, Any], name: str, system: Mapping[str, Any], sip: Mapping[str, Any] | None
) -> dict[str, Any]:
    """One system's facts: what its screens and the wire showed, under the identity that the inventory gives it."""
    variables = hostvars[name]
    facts = dict(system)
    facts["name"] = site_name(hostvars, name)
    facts |= {key: variables[f"mivoice_{key}"] for key in IDENTITY if variables.get(f"mivoice_{key}") is not None}
    for other in ("cluster_server", "backup"):
        if facts.get(other) in hostvars:
            facts[other] = site_name(hostvars, facts[other])
    if (variables.get("mivoice_bothway") or {}).get("state") == "disabled":
        facts["bothway_wanted"] = False
    if "download_servers" in facts:
        facts["download_servers"] = [
            site_name(hostvars, server) if server in hostvars else server for server in facts["download_servers"]
        ]
    if sip:
        facts["sip"] = dict(sip)
        facts["mode"] = sip.get("mode", facts.get("mode"))
    return facts


def scope_of(found: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, Any]:
    """The scope among ``found`` that ``name`` is a member of; KeyError when none is."""
    for scope in found.values():
        if name in scope["members"]:
            return dict(scope)
    raise KeyError(f"{name} is in no scope: it is not in the group that the scopes were made from")


def waiting_scopes(hostvars: Mapping[str, Any], hosts: Iterable[str], family: str, mode: str) -> list[dict[str, Any]]:
    """``terminal_wait`` scopes for every leader among ``hosts`` whose scope is not put off (``mivoice_pause``).

    Facts that a role keeps per host: ``mivoice_actions`` {family: action to follow}, ``mivoice_planned`` (check mode),
    ``mivoice_authorities`` [{name, content}] that the phones of the scope are to trust, ``mivoice_fetched`` what logs
    of download servers told, ``mivoice_seen_finished`` when actions were seen finished, ``mivoice_pilot`` the pilot
    that goes first, empty for the whole family. With ``bothway`` the 5300 are asked for ``trusted`` (PAR5-12), the 6000
    for ``mivoice_phone_certificates``, too.
    """
    waiting = []
    mode = "trusted" if (family, mode) == ("mivoice5300", "bothway") else mode
    for host in sorted(hosts):
        variables = hostvars[host]
        scope = variables.get("mivoice_scope")
        if not scope or scope["leader"] != host or variables.get("mivoice_pause"):
            continue
        action = (variables.get("mivoice_actions") or {}).get(family)
        waiting.append(
            {
                "name": scope["name"],
                **tma_connection(hostvars, scope),
                "family": family,
                "mode": mode,
                "action": action,
                "systems": system_connections(hostvars, scope["members"]),
                "pilot": variables.get("mivoice_pilot") or None,
                "fetched": merge_fetched([variables.get("mivoice_fetched") or []]),
                "seen_finished": variables.get("mivoice_seen_finished") or [],
                "download_logs": logs_here(hostvars, scope["members"]),
                "trusted_files": (
                    trusted_files(variables.get("mivoice_authorities") or [], family) if mode in CA_MODES else []
                ),
                **(_own_files(variables) if mode == "bothway" else {}),
                "planned": merge_planned(hostvars[name].get("mivoice_planned") or {} for name in scope["members"]),
            }
        )
    return waiting


def _own_files(variables: Mapping[str, Any]) -> dict[str, Any]:
    """What phones present, as ``terminal_wait`` takes it: of the key, the name is enough."""
    entries = variables.get("mivoice_phone_certificates") or []
    if not entries:
        return {}
    certificate = {name: entries[0][name] for name in ("name", "src", "content") if name in entries[0]}
    certificate["key"] = {"name": entries[0]["key"]["name"]}
    return {"phone_certificate": certificate, "root_file": variables.get("mivoice_root_file")}


def merge_planned(plans: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Deep merge of stage plans; a later stage wins."""
    merged: dict[str, Any] = {}
    for plan in plans:
        merged = _merge(merged, plan)
    return merged


def _merge(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(first)
    for key, value in second.items():
        known = result.get(key)
        result[key] = _merge(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return result
