# SPDX-License-Identifier: GPL-3.0-or-later
"""BOTHWAY as the inventory wants it (MOD-16): which systems, in which order, with which certificates of phones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drift import known

from ._scopes import site_name, system_connections

BOTHWAY = "bothway"
ORDER = ("cluster_server", "node", "standalone", "remote_site")
"""A cluster is switched from its server on, in case its nodes follow (OPEN-22); INV-3 looks at every node before."""
Hostvars = Mapping[str, Mapping[str, Any]]


def bothway_wanted(hostvars: Hostvars, name: str) -> bool:
    """Whether a system is to be in BOTHWAY: its multi-site is, and nothing excepts it (``mivoice_bothway.state``)."""
    variables = hostvars[name]
    wish = variables.get("mivoice_encryption") or {}
    if (wish.get("state"), wish.get("mode")) != ("enabled", BOTHWAY):
        return False
    return (variables.get("mivoice_bothway") or {}).get("state", "enabled") == "enabled"


def bothway_contradictions(hostvars: Hostvars, members: Sequence[str]) -> list[str]:
    """What the wishes for a scope say against each other, in sentences (MOD-14, MOD-16, TMA-20)."""
    found = []
    wishes = {name: hostvars[name].get("mivoice_encryption") or {} for name in members}
    for name, wish in wishes.items():
        own = (hostvars[name].get("mivoice_bothway") or {}).get("state")
        if own == "enabled" and (wish.get("state"), wish.get("mode")) != ("enabled", BOTHWAY):
            found.append(
                f"[MOD-16] {name} is to be in BOTHWAY (mivoice_bothway.state), and its phones are to be in mode"
                f" {wish.get('mode') if wish.get('state') == 'enabled' else 'disabled'}. Phones move together: set"
                " mivoice_encryption.mode to bothway, and mivoice_bothway.state to disabled where a system stays out"
            )
    wanted = {(wish.get("state"), wish.get("mode")) for wish in wishes.values()}
    if ("enabled", BOTHWAY) in wanted:
        if len(wanted) > 1:
            found.append(f"[MOD-16] {', '.join(members)} are moved by one TMA and have different mivoice_encryption")
        found += _about_certificates(hostvars, members)
    return found


def _about_certificates(hostvars: Hostvars, members: Sequence[str]) -> list[str]:
    found, first = [], hostvars[members[0]]
    if not first.get("mivoice_ca"):
        found.append("[BCRT-1] mode bothway needs mivoice_ca, the authority of the systems' certificates")
    entries = first.get("mivoice_phone_certificates") or []
    if not entries:
        found.append("[BWY-1] mode bothway needs mivoice_phone_certificates: what the phones present")
    if len(entries) > 1:
        found.append(
            "[TMA-20] phones of a multi-site are given one certificate and key (OPEN-12): leave one entry in"
            " mivoice_phone_certificates"
        )
    if any(not entry.get("key") for entry in entries):
        found.append("[BCRT-4] an entry of mivoice_phone_certificates has no key")
    if any((hostvars[name].get("mivoice_phone_certificates") or []) != entries for name in members):
        found.append(f"[MOD-16] {', '.join(members)} have different mivoice_phone_certificates")
    return found


def bothway_order(hostvars: Hostvars, members: Iterable[str]) -> list[str]:
    """Systems one after the other: of each cluster its server first, then its nodes; steady."""

    def place(name: str) -> tuple[str, int, str]:
        variables = hostvars[name]
        cluster = variables.get("mivoice_cluster_server") or name
        return str(cluster), ORDER.index(variables["mivoice_role"]), name

    return sorted(members, key=place)


def bothway_systems(hostvars: Hostvars, members: Iterable[str], stop: bool = False) -> dict[str, list[str]]:
    """``{enter, hold, leave}``: systems to tick, ticked already, and to untick, each in :func:`bothway_order`.

    By the box and by the port, whichever says BOTHWAY (``mivoice_facts``): the fault without certificates is left, too.
    One whose box is declared to be off (``mivoice_switch_drift``) is in none of them. ``stop``: none is to be in
    BOTHWAY, whatever the inventory says.
    """
    found: dict[str, list[str]] = {"enter": [], "hold": [], "leave": []}
    for name in bothway_order(hostvars, members):
        facts = hostvars[name].get("mivoice_facts") or {}
        ticked = (facts.get("switches") or {}).get(BOTHWAY) is True
        demanded = (facts.get("sip") or {}).get("client_certificate") == "required"
        broken = facts.get("mode") == "bothway_no_cert"
        left = BOTHWAY in known.in_force(hostvars[name].get("mivoice_switch_drift") or [])
        if not stop and bothway_wanted(hostvars, name) and not broken:
            if left and not ticked:
                continue
            found["hold" if ticked else "enter"].append(name)
        elif ticked or demanded:
            found["leave"].append(name)
    return found


def bothway_neighbours(hostvars: Hostvars, members: Sequence[str], name: str) -> list[dict[str, Any]]:
    """Connections of the systems on which phones of one system may register: itself, its backup, those it backs up."""
    backup = hostvars[name].get("mivoice_backup")
    near = [each for each in members if each in (name, backup) or hostvars[each].get("mivoice_backup") == name]
    return system_connections(hostvars, near)


def bothway_cluster(hostvars: Hostvars, members: Iterable[str], name: str) -> list[dict[str, Any]]:
    """Facts of the cluster of a system, its server among them (INV-3); none for a system in no cluster."""
    server = hostvars[name].get("mivoice_cluster_server") or name
    own = [each for each in members if server in (each, hostvars[each].get("mivoice_cluster_server"))]
    return [dict(hostvars[each]["mivoice_facts"]) for each in own if hostvars[each].get("mivoice_facts")]


def phone_file_copies(
    entries: Iterable[Mapping[str, Any]], root: Mapping[str, str], servers: Iterable[str]
) -> list[dict[str, Any]]:
    """Copies of what 6000 present, one file each (BWY-3), ``{family, server, name, holds}``: without any content."""
    names = {root["name"]: "authorities"}
    for entry in entries:
        names |= {entry["name"]: "certificate", entry["key"]["name"]: "key"}
    return [
        {"family": "mitel6000", "server": server, "name": name, "holds": holds}
        for server in sorted(set(servers))
        for name, holds in names.items()
    ]


def phone_file(entries: Iterable[Mapping[str, Any]], root: Mapping[str, str], name: str) -> dict[str, Any]:
    """``{src}`` or ``{content}`` of the file of that name, for the task that sends it."""
    known = [root, *(part for entry in entries for part in (entry, entry["key"]))]
    file = next(each for each in known if each["name"] == name)
    return {way: file[way] for way in ("src", "content") if file.get(way) is not None}


def phone_certificate(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The pair of all phones, as ``terminal_parameters`` takes it; {} without one."""
    first = entries[0] if entries else {}
    return {name: first[name] for name in ("name", "src", "content", "key") if name in first}


def bothway_lines(hostvars: Hostvars, members: Iterable[str]) -> list[str]:
    """What was seen of BOTHWAY, system by system, for a person (``mivoice_bothway_seen``)."""
    lines = []
    for name in members:
        seen = hostvars[name].get("mivoice_bothway_seen") or {}
        if not seen:
            continue
        shown = [proof["told"] for proof in seen.get("proofs") or [] if proof.get("proven")]
        phones = seen.get("phones") or {}
        told = [*shown, *([f"{len(phones['back'])} phones are back"] if phones.get("back") else [])]
        lines.append(f"BOTHWAY of {site_name(hostvars, name)}: {'; '.join(told) or seen.get('told') or 'left'}.")
        lines += [f"BOTHWAY of {site_name(hostvars, name)}, {text}." for text in seen.get("not_proven") or []]
    return lines
