# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of one phone laid over each other: common < model < MAC, the last line read wins (product-facts 3.1).

A lock (``!``) or a caret (``^``) works against settings made on the phone; which file wins is the same with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .lines import MITEL_6000, Doubt, Remark, Setting, Syntax, decode, settings


class Layer(NamedTuple):
    """One file as read. ``doubt``: why nothing in it is certain; None for a clean one. ``unread``: it could not be."""

    file: str
    settings: Mapping[str, Setting]
    remarks: tuple[Remark, ...] = ()
    doubt: Doubt | None = None
    unread: bool = False


@dataclass(frozen=True)
class Base:
    """What phones get before their own file. ``absent``: stands for a parameter that no file gives."""

    settings: Mapping[str, Setting] = field(default_factory=dict)
    absent: Setting | None = None

    @cached_property
    def line_names(self) -> tuple[str, ...]:
        """Names that are for one line of a phone; asked for by every phone."""
        return tuple(name for name in self.settings if name.startswith("sip line"))


def layer(data: bytes, file: str, syntax: Syntax = MITEL_6000) -> Layer:
    """A file laid flat: the last of several lines for one name wins. Never raises."""
    read = decode(data)
    lines, remarks = settings(read.text, file, syntax)
    if read.mark and lines and lines[0].line == 1:
        lines[0] = lines[0]._replace(doubt=Doubt("unknown", "a byte order mark stands before the name"))
    flat = {setting.name: setting for setting in lines}
    if len(flat) < len(lines):
        remarks += _duplicates(lines, flat)
    damage = next((remark for remark in remarks if remark.kind == "damaged"), None)
    doubt = Doubt("unknown", f"{file} line {damage.line}: {damage.text}") if damage else None
    return Layer(file, flat, tuple(remarks), doubt)


def unread(file: str, reason: str) -> Layer:
    """A file that is there and could not be read: it may hold anything."""
    return Layer(file, {}, (), Doubt("unknown", f"{file}: {reason}"), unread=True)


def merge(layers: Iterable[Layer]) -> Base:
    """Effective settings of files in order of precedence; what a file in doubt may have changed is in doubt."""
    found: dict[str, Setting] = {}
    absent: Setting | None = None
    for one in layers:
        found.update(one.settings)
        if one.doubt is not None:
            found = {name: setting._replace(doubt=one.doubt) for name, setting in found.items()}
            absent = nothing(one.doubt)
    return Base(found, absent)


def nothing(doubt: Doubt) -> Setting:
    """Stands for a parameter of which it is not known whether a file gives it."""
    return Setting("", None, "", 0, "", "", doubt)


def alternatives(first: Base, others: Iterable[Base], doubt: Doubt) -> Base:
    """``first``, in doubt wherever one of ``others``, which may apply as well, says otherwise or is in doubt itself."""
    found, absent = dict(first.settings), first.absent
    for other in others:
        absent = absent or other.absent
        for name in found.keys() | other.settings.keys():
            mine, theirs = found.get(name, first.absent), other.settings.get(name, other.absent)
            found[name] = _either(mine, theirs, doubt)
    return Base(found, absent)


def _either(mine: Setting | None, theirs: Setting | None, doubt: Doubt) -> Setting:
    """One of two settings that may apply, at least one of which is there."""
    known = mine or theirs
    if known is None:
        raise ValueError("neither setting is there")
    if mine and theirs and mine.value == theirs.value:
        return mine._replace(doubt=mine.doubt or theirs.doubt)
    return known._replace(value=known.value if mine and theirs else None, doubt=known.doubt or doubt)


def _duplicates(lines: Iterable[Setting], last: Mapping[str, Setting]) -> list[Remark]:
    """Lines that a later one overrules with another value; what they say is not repeated, it may be secret."""
    return [
        Remark("duplicate", one.line, f"{one.written!r} is given again in line {last[one.name].line}, which wins")
        for one in lines
        if last[one.name] is not one and last[one.name].value != one.value
    ]
