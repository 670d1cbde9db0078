# SPDX-License-Identifier: GPL-3.0-or-later
"""Single files on download servers: which servers there are, and who puts a file there or reads it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._trust import FAMILIES

Hostvars = Mapping[str, Mapping[str, Any]]


def servers_of(hostvars: Hostvars, members: Iterable[str]) -> list[str]:
    """Download servers that phones of the systems use, each once, also those that the inventory does not know."""
    return list(dict.fromkeys(s for name in members for s in hostvars[name].get("mivoice_download_servers") or []))


def readable_servers(hostvars: Hostvars, members: Iterable[str]) -> list[str]:
    """Those of :func:`servers_of` that the inventory says how to read."""
    return [server for server in servers_of(hostvars, members) if declared(hostvars, server)]


def read_back_of(hostvars: Hostvars, members: Sequence[str], shown: str) -> dict[str, Any] | None:
    """Option ``read_back`` of ``terminal_deployment`` for the server that TMA calls ``shown``, None when not known."""
    for server in readable_servers(hostvars, members):
        if shown in (server, hostvars[server].get("mivoice_site_name")):
            return {"server": dict(hostvars[server]["mivoice_files"])}
    return None


def split_copies(
    copies: Iterable[Mapping[str, Any]], hostvars: Hostvars, members: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """``{tma, hand, person}``: copies that TMA makes, that are made directly on hand-managed servers, and the others.

    ``server`` of a copy is the name in TMA; those made directly get ``host``, the name in the inventory. A hand-managed
    server that nobody said how to reach is for a person.
    """
    named = {
        str(hostvars[host].get("mivoice_site_name") or host): host
        for host in servers_of(hostvars, members)
        if host in hostvars
    }
    split: dict[str, list[dict[str, Any]]] = {"tma": [], "hand": [], "person": []}
    for copy in copies:
        host = named.get(str(copy["server"]))
        if host is None or hostvars[host].get("mivoice_hand_managed") is not True:
            split["tma"].append(dict(copy))
        else:
            split["hand" if declared(hostvars, host) else "person"].append({**copy, "host": host})
    return split


def deployed_by_hand(results: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Results of ``download_file`` for copies of :func:`split_copies`, in the form of ``deployed`` (INV-13)."""
    return [
        {one["item"]["server"]: {one["item"]["family"]: {one["file"]["name"]: one["file"]["sha256"]}}}
        for one in results
        if one.get("file") and not one.get("failed")
    ]


def server_files(
    hostvars: Hostvars, members: Sequence[str], families: Iterable[str]
) -> dict[str, list[dict[str, Any]]]:
    """``{tma, hand, absent, person}``: who puts each of ``mivoice_server_files`` in place, or takes it away.

    Each is the entry with ``host``, and for TMA ``server``, ``family`` and ``holds``: TMA copies for one
    family. Without ``content``, which may be a key: items of a loop are shown.
    """
    found: dict[str, list[dict[str, Any]]] = {"tma": [], "hand": [], "absent": [], "person": []}
    for host in servers_of(hostvars, members):
        if host not in hostvars:
            continue
        variables = hostvars[host]
        for entry in variables.get("mivoice_server_files") or []:
            file = {name: value for name, value in entry.items() if name != "content"} | {"host": host}
            hand, reached = variables.get("mivoice_hand_managed") is True, declared(hostvars, host)
            if entry.get("state") == "absent" or hand:
                way = "absent" if entry.get("state") == "absent" else "hand"
                found[way if reached else "person"].append(file)
                continue
            shown = str(variables.get("mivoice_site_name") or host)
            holds = "key" if entry.get("private") else "certificate"
            found["tma"] += [
                {**file, "server": shown, "family": family, "holds": holds}
                for family in FAMILIES
                if family in set(families)
            ]
    return found


def declared(hostvars: Hostvars, server: str) -> bool:
    """Whether the inventory says how to reach a download server."""
    return server in hostvars and bool(hostvars[server].get("mivoice_files"))
