# SPDX-License-Identifier: GPL-3.0-or-later
"""Interlocks about the authorities that terminals trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .evidence import CHECKING
from .facts import (
    FAMILIES,
    MODES,
    Facts,
    family_phones,
    items,
    listed,
    mapping,
    may_be_none,
    names,
    one_of,
    systems_by_name,
    text,
)
from .verdict import Ballot


def _homes(facts: Facts, ballot: Ballot) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Main and backup systems of the family's terminals, each once; one that was not read is a doubt."""
    systems = systems_by_name(facts)
    told: set[str] = set()
    for phone in family_phones(facts, one_of(FAMILIES, facts, "family")):
        with ballot.about(phone=phone):
            for name in (text(phone, "main"), may_be_none(phone, "backup")):
                if name is not None and name not in systems:
                    ballot.doubt(f"its main or backup system {name} was not read", system=name, phone=phone)
                elif name is not None and name not in told:
                    told.add(name)
                    yield name, systems[name]


def file_on_every_server(facts: Facts, ballot: Ballot) -> None:  # INV-13
    if one_of(MODES, facts, "mode") not in CHECKING:
        return
    family = one_of(FAMILIES, facts, "family")
    files = items(facts, "trusted_files")
    if not files:
        ballot.refuse("no file of authorities was given")
    for name, system in _homes(facts, ballot):
        with ballot.about(system=name):
            servers = names(system, "download_servers")
            if not servers:
                ballot.doubt("the download servers that its terminals use are not known", system=name)
            for server in servers:
                _files_on(server, family, files, facts, ballot, name)


def _files_on(
    server: str, family: str, files: list[Mapping[str, Any]], facts: Facts, ballot: Ballot, system: str
) -> None:
    deployed = mapping(facts, "deployed").get(server)
    of_family = deployed.get(family) if isinstance(deployed, Mapping) else None
    known = of_family if isinstance(of_family, Mapping) else {}
    for file in files:
        name, wanted = text(file, "name"), text(file, "sha256")
        if name not in known:
            ballot.refuse(f"{name} was not deployed to download server {server} for {family}", system=system)
        elif known[name] != wanted:
            ballot.refuse(f"{name} on download server {server} has another content than the one given", system=system)


def shown_is_verified(facts: Facts, ballot: Ballot) -> None:  # INV-47, and INV-44 on the terminals' side
    if one_of(MODES, facts, "mode") not in CHECKING:
        return
    systems = systems_by_name(facts)
    if not systems:
        ballot.doubt("no system was read")
    for name, system in systems.items():
        with ballot.about(system=name):
            if not names(system, "shown", "verified_by"):
                why = listed(names(system, "shown", "reasons")) or "none of the authorities in the file verifies it"
                ballot.refuse(f"the file does not verify the certificate that it shows now: {why}", system=name)
