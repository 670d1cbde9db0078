# SPDX-License-Identifier: GPL-3.0-or-later
"""Which audits of download servers can be made for a scope, for which phones, and what nobody said how to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._server_files import Hostvars, declared, readable_servers, servers_of
from ._trust import FAMILIES


def not_looked_at(hostvars: Hostvars, members: Iterable[str], families: Iterable[str]) -> list[dict[str, str]]:
    """``{server, why}`` for what nobody said how to read."""
    blind = [server for server in servers_of(hostvars, members) if not declared(hostvars, server)]
    found = [{"server": server, "why": "mivoice_files does not say how to read it"} for server in blind]
    for server in readable_servers(hostvars, members):
        if "mivoice5300" in families and not _form(hostvars, server):
            found.append({"server": server, "why": "mivoice_file_rules.site_format does not describe the 5300's files"})
    return found


def file_audits(hostvars: Hostvars, members: Sequence[str], families: Iterable[str]) -> list[dict[str, str]]:
    """``{server, family}`` for each audit that can be made, in a steady order."""
    present = set(families)
    return [
        {"server": server, "family": family}
        for server in readable_servers(hostvars, members)
        for family in FAMILIES
        if family in present and (family == "mitel6000" or _form(hostvars, server))
    ]


def phones_of_server(
    terminals: Iterable[Mapping[str, Any]], hostvars: Hostvars, members: Sequence[str], server: str, family: str
) -> list[dict[str, Any]]:
    """Phones whose files have to lie on ``server``: those of systems that use it, and those of nobody knows which."""
    sites = {str(hostvars[name].get("mivoice_site_name") or name): name for name in members}
    found = []
    for phone in terminals:
        home = sites.get(str(phone.get("site")))
        used = hostvars[home].get("mivoice_download_servers") or [] if home else servers_of(hostvars, members)
        if phone.get("family") == family and phone.get("mac") and server in used:
            found.append({name: phone.get(name) for name in ("mac", "family", "model", "inventory")})
    return found


def _form(hostvars: Hostvars, server: str) -> Mapping[str, Any]:
    form: Mapping[str, Any] = (hostvars[server].get("mivoice_file_rules") or {}).get("site_format") or {}
    return form
