# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificate file of the inventory is for which system, Manager or phones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._scopes import scopes
from ._trust import moved_families

CA_MODES = ("trusted", "bothway")
AUTHORITY = "authority"
NO_FILE = {
    "rule": "PRE-12",
    "severity": "error",
    "found": "no certificate file is given",
    "wanted": "mivoice_pkcs12 of a system without Manager, mivoice_manager_pkcs12 of a multi-site",
    "remedy": "Name the PKCS#12 file in the inventory",
    "blocking": True,
}


def certificate_files(hostvars: Mapping[str, Any], hosts: Iterable[str]) -> list[dict[str, Any]]:
    """Option ``fleet`` of ``certificate_info`` for all ``hosts`` whose phones are to check certificates.

    One entry for each system without Manager, one for the authority of each multi-site (CERT-23), one for each file of
    authorities that phones are to hold (BCRT-1). A scope whose inventory names no file has no entry.
    """
    found: dict[str, dict[str, Any]] = {}
    every = scopes(hostvars, hosts)
    for name, scope in every.items():
        variables = hostvars[scope["leader"]]
        if (variables.get("mivoice_encryption") or {}).get("mode") not in CA_MODES:
            continue
        given = variables.get("mivoice_manager_pkcs12" if scope["manager"] else "mivoice_pkcs12")
        if given:
            known = known_of(variables, scope["manager"], given)
            if known["file_role"] == "system" and (phones := _has_5300(hostvars, every, scope["members"])) is not None:
                known["has_5300"] = phones
            found[name] = _entry(name, given, known)
        for held in (variables.get("mivoice_ca"), variables.get("mivoice_ca_next")):
            if held:
                label = f"{AUTHORITY} {held['name']}"
                found[label] = _entry(label, {"src": held["src"]}, {"file_role": "ca_file"})
    return list(found.values())


def serves_5300(hostvars: Mapping[str, Any], every: Mapping[str, Any], name: str) -> bool:
    """Whether 5300 phones depend on a system, also as their backup system (INV-43); what nobody read counts as yes."""
    return _has_5300(hostvars, every, [name]) is not False


def _has_5300(hostvars: Mapping[str, Any], every: Mapping[str, Any], members: Iterable[str]) -> bool | None:
    """The same of all ``members``; None while terminals that may fall over to one of them were not read."""
    wanted, unread = set(members), False
    for scope in every.values():
        if not wanted.isdisjoint(scope["needed"]):
            terminals = (hostvars[scope["leader"]].get("mivoice_terminals") or {}).get("terminals")
            if terminals is not None and "mivoice5300" in moved_families(terminals):
                return True
            unread |= terminals is None
    return None if unread else False


def certificate_findings(fleet: Mapping[str, Any], scope: str) -> dict[str, Any]:
    """Those of the result ``fleet`` of ``certificate_info`` that concern one scope: its own file, and authorities."""
    held = {name: found for name, found in fleet.items() if name.startswith(f"{AUTHORITY} ")}
    return {scope: fleet.get(scope, [NO_FILE]), **held}


def _entry(name: str, given: Mapping[str, Any], system: Mapping[str, Any]) -> dict[str, Any]:
    source = {option: given[option] for option in ("src", "content", "password") if given.get(option) is not None}
    return {"name": name, **source, "system": dict(system)}


def known_of(variables: Mapping[str, Any], manager: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the inventory knows of the system, as the linter is told."""
    platform = {"platform": variables["mivoice_mock_up"]} if variables.get("mivoice_mock_up") else {}  # MCK-10
    if manager and given.get("file_role", "signing_ca") == "signing_ca":
        return {"file_role": "signing_ca", "multisite": True, **platform}
    known = {
        "tel_address": variables.get("mivoice_tel_address"),
        "admin_address": variables.get("mivoice_admin_address"),
        "fqdns": variables.get("mivoice_fqdns"),
        "fqdn_only": variables.get("mivoice_fqdn_only"),
        "multisite": bool(manager),
        "file_role": "system",
        **platform,
    }
    return {key: value for key, value in known.items() if value is not None}
