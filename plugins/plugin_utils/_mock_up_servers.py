# SPDX-License-Identifier: GPL-3.0-or-later
"""Download servers of the working platform: off, without key and certificate, as far as is seen (MCK-5, INV-33)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import listed

from ._server_files import declared, servers_of

Hostvars = Mapping[str, Mapping[str, Any]]
OF_PHONES = ("ftp", "tftp", "http", "https")
"""Protocols that phones fetch files with; a server that answers to one serves them."""
MCK_8 = (
    "[MCK-8] while the download server is off, TMA reaches no phone: a renewal of certificates, or an end of"
    " encryption, needs the server back on, or the pre-configuration platform"
)


def mock_up_servers(
    hostvars: Hostvars, members: Sequence[str], looks: Iterable[Mapping[str, Any]], systems: Iterable[Mapping[str, Any]]
) -> dict[str, list[str]]:
    """``{faults, unseen}`` of results of ``download_server_info``, each with the name of its server as ``item``.

    ``systems``: facts of the systems, one of which may be a download server itself (service FTP, SCR-W2).
    """
    found: dict[str, list[str]] = {"faults": [], "unseen": []}
    seen = {str(look["item"]): look for look in looks}
    for server in servers_of(hostvars, members):
        if server not in seen or not declared(hostvars, server):
            found["unseen"].append(f"{server}: mivoice_files does not say how to look at it (MCK-5)")
        else:
            kind, judged = _judged(seen[server], str(hostvars[server]["mivoice_files"]["protocol"]))
            found[kind] += [f"{rule}{server} {text}" for rule, text in judged]
    started = [str(system["name"]) for system in systems if (system.get("services") or {}).get("ftp") == "started"]
    if started:
        told = f"whether phones use the service FTP that is started on {listed(started)}: stop it if they do (MCK-5)"
        found["unseen"].append(told)
    return found


def _judged(look: Mapping[str, Any], protocol: str) -> tuple[str, list[tuple[str, str]]]:
    if "left_behind" not in look:  # whether it may fail or not, this is what a look at a server brings
        if (look.get("error") or {}).get("kind") == "ConnectionFailed":
            return "unseen", [("", "does not answer, as it should; so nobody sees what lies on it (MCK-5)")]
        return "faults", [("[MCK-5] ", f"could not be looked at: {look.get('msg') or 'not reached'}")]
    faults = [("[INV-33] ", f"hands out {name}; take it away") for name in look["left_behind"]]
    if look["state"] != "complete":
        faults.append(("[INV-33] ", "was looked at in part only"))
    if protocol in OF_PHONES:
        faults.append(("[MCK-5] ", f"answers over {protocol.upper()}, so that phones can fetch files; switch it off"))
    if faults:
        return "faults", faults
    told = f"answers over {protocol.upper()}, which phones do not speak: whether it serves them is not seen (MCK-5)"
    return "unseen", [("", told)]
