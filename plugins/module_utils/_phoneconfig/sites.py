# SPDX-License-Identifier: GPL-3.0-or-later
"""How the files of a family are called, and the 5300's, whose form no public document shows (product-facts 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._errors import UsageError
from .lines import MITEL_6000, Syntax

HEX = "[0-9A-Fa-f]"
COMMON_FILES = ("startup.cfg", "aastra.cfg")
MODEL_FILE = re.compile(r"([0-9]{4}[A-Za-z]{0,4})\.(?:cfg|tuz)", re.ASCII)
CLEAR, ENCRYPTED = ".cfg", ".tuz"
PLACE = "{mac}"


@dataclass(frozen=True)
class Naming:
    """How files are found in a folder. ``own``: matches a phone's file, group 1 is its MAC address.

    ``pattern``: the name that a phone asks for, ``{mac}`` in it; ``separator``: between the octets of the MAC address.
    ``common``: names of the file for all phones; the first that exists is read. ``any_case``: the server does not tell
    capitals from small letters. ``encrypted``: a phone's own file and the common one may be encrypted, as ``.tuz``.
    """

    own: re.Pattern[str]
    pattern: str
    separator: str
    common: tuple[str, ...]
    syntax: Syntax
    any_case: bool = False
    encrypted: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    def mac(self, file: str) -> str | None:
        """MAC address, 12 capitals, of the phone whose file this is, however its name is written; None for others."""
        found = self.own.fullmatch(file)
        if found is None:
            return None
        mac = found[1].upper()
        return mac.replace(self.separator, "") if self.separator else mac

    def asked(self, mac: str) -> str:
        """The name that the phone asks for."""
        parts = [mac[at : at + 2] for at in range(0, 12, 2)] if self.separator else [mac]
        return self.pattern.replace(PLACE, self.separator.join(parts))


def mitel_6000(common: Sequence[str] = COMMON_FILES, *, any_case: bool = False) -> Naming:
    """Naming of the 6000. Raises UsageError for common files that are none."""
    for name in common:
        _plain_name("common_files", name)
        if not name.endswith(CLEAR):
            raise UsageError(problem=f"Common file {name!r} is no {CLEAR} file", wanted="a name such as startup.cfg")
    own = re.compile(rf"({HEX}{{12}})(?i:\{CLEAR}|\{ENCRYPTED})", re.ASCII)
    return Naming(own, PLACE + CLEAR, "", tuple(common), MITEL_6000, any_case, encrypted=True)


def site_format(described: Mapping[str, Any], *, any_case: bool = False) -> Naming:
    """Naming and syntax of the 5300 as a site describes them. Raises UsageError for a description that cannot be."""
    pattern, separator = described["file_pattern"], described["mac_separator"]
    if pattern.count(PLACE) != 1 or pattern == PLACE:
        raise UsageError(
            problem=f"file_pattern {pattern!r} does not tell one terminal's file from another",
            wanted=f"{PLACE} once, and something else beside it, such as terminal_{PLACE}.txt",
        )
    _plain_name("file_pattern", pattern)
    common = described["global_file"]
    if common:
        _plain_name("global_file", common)
    delimiter, comment = described["delimiter"], described["comment"]
    if not delimiter or not comment or delimiter == comment or "\n" in delimiter + comment:
        raise UsageError(problem=f"delimiter {delimiter!r} and comment {comment!r} cannot be told apart in a line")
    before, after = (re.escape(part) for part in pattern.split(PLACE))
    octets = re.escape(separator).join([f"{HEX}{{2}}"] * 6)
    syntax = Syntax(delimiter, comment, "", described["quotes"])
    own = re.compile(f"{before}({octets}){after}", re.ASCII)
    return Naming(
        own, pattern, separator, (common,) if common else (), syntax, any_case, names=described["names"] or {}
    )


def model_key(model: str) -> str | None:
    """The part of a model's name that its file is called after: ``6867i`` for "Mitel 6867i"; None: there is none."""
    found = re.search(r"\b[0-9]{4}[A-Za-z]{0,4}\b", model, re.ASCII)
    return found[0] if found else None


def is_plain(name: str) -> bool:
    """Whether a name of a file leads nowhere but into its folder."""
    return bool(name) and name not in (".", "..") and name.isprintable() and not set("/\\") & set(name)


def _plain_name(option: str, name: str) -> None:
    """Names of files stay inside the folder."""
    if not is_plain(name):
        raise UsageError(problem=f"{option} {name!r} is no name of a file in the folder", wanted="a name without path")
