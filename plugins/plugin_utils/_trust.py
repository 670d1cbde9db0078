# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files of authorities the phones of a family trust, and where each file has to lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

FAMILIES = ("mitel6000", "mivoice5300")


def trusted_files(authorities: Sequence[Mapping[str, str]], family: str) -> list[dict[str, str]]:
    """``[{name, content}]`` for option ``trusted_files`` of ``terminal_parameters``; ``content`` is PEM text.

    ``authorities``: the one of today, and while it is being replaced the next one after it (INV-44). A 5300 takes a
    list of files (PAR5-4). A 6000 takes one file (PAR6-9), so two authorities go into one that is named after both: a
    file that phones already use is never given another content.
    """
    files = [{"name": entry["name"], "content": _text(entry["content"])} for entry in authorities]
    if family == "mivoice5300" or len(files) < 2:
        return files
    stems = [PurePosixPath(file["name"]).stem for file in files]
    suffix = PurePosixPath(files[0]["name"]).suffix
    return [{"name": "-and-".join(stems) + suffix, "content": "".join(file["content"] for file in files)}]


def deployments(
    authorities: Sequence[Mapping[str, str]], servers: Iterable[str], families: Iterable[str]
) -> list[dict[str, str]]:
    """One ``{family, server, name, content}`` for each copy that TMA has to make (INV-31), in a steady order."""
    where = sorted(set(servers))
    return [
        {"family": family, "server": server, **file}
        for family in FAMILIES
        if family in set(families)
        for server in where
        for file in trusted_files(authorities, family)
    ]


def moved_families(terminals: Iterable[Mapping[str, Any]]) -> list[str]:
    """Families that TMA moves and that are there; a phone of which the family is not known may be of any."""
    present = {str(terminal.get("family") or "unknown") for terminal in terminals}
    return [family for family in FAMILIES if present & {family, "unknown"}]


def _text(content: str) -> str:
    return content if content.endswith("\n") else f"{content}\n"
