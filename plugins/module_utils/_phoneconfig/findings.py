# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit can find, in words, with its severity, its certainty and what it does to a terminal's status."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from .lines import Setting
from .spelling import DOCUMENTED

STATUSES = ("ok", "missing", "wrong", "contradictory")
"""From best to worst. ``missing``: a compulsory value is in no file, or cannot be read for certain (INV-46)."""


class Kind(NamedTuple):
    """``severity``: token of Annex B. ``status``: what it makes of a terminal, ``ok`` when it makes nothing of it."""

    severity: str
    status: str
    certainty: str
    text: str


KINDS: dict[str, Kind] = {
    "value_wrong": Kind("error", "wrong", "SEED", "has another value than the mode demands"),
    "value_missing": Kind("error", "missing", "SEED", "is in no file of the terminal"),
    "value_uncertain": Kind("error", "missing", "INFERRED", "cannot be told for certain"),
    "value_disputed": Kind("error", "contradictory", "INFERRED", "depends on which file the terminal reads"),
    "written_oddly": Kind("error", "missing", "INFERRED", "is not written as the terminal knows it"),
    "trust_contradictory": Kind("error", "contradictory", "SEED", "and the list of trusted certificates contradict"),
    "line_port_wrong": Kind("error", "wrong", "VENDOR", "has another port than the mode demands, for this line"),
    "line_port_missing": Kind("error", "missing", "INFERRED", "is not given, and the line ignores the global one"),
    "file_missing": Kind("error", "missing", "CODE", "the terminal has no file of its own"),
    "file_unreadable": Kind("error", "missing", "SEED", "could not be read"),
    "file_encrypted": Kind("error", "missing", "VENDOR", "is encrypted: only the originals can be audited"),
    "file_ignored": Kind("error", "missing", "SEED", "is in clear, and the phones take encrypted files (TMA-18)"),
    "file_damaged": Kind("error", "missing", "INFERRED", "is damaged: what a terminal makes of it is not known"),
    "file_name_case": Kind("error", "missing", "CODE", "is not the name that the terminal asks for"),
    "file_double": Kind("warning", "ok", "CODE", "is a second file for the same MAC address"),
    "encryption_active": Kind("error", "ok", "SEED", "is there: clear files are ignored (TMA-18)"),
    "common_file_double": Kind("warning", "ok", "INFERRED", "is there as well: which one is read is not known"),
    "common_file_empty": Kind("warning", "ok", "CODE", "is empty: a phone may not go on to its own file"),
    "common_file_missing": Kind("warning", "ok", "VENDOR", "none of the common files is there"),
    "trust_inconsistent": Kind("warning", "ok", "SEED", "and the list of trusted certificates contradict"),
    "value_not_recommended": Kind("warning", "ok", "SEED", "has not the value that the manual recommends"),
    "recommendation_missing": Kind("info", "ok", "SEED", "is in no file, though the manual recommends a value"),
    "global_value_wrong": Kind("error", "ok", "SEED", "has another value in the global file than the mode demands"),
    "line_srtp": Kind("error", "ok", "CODE", "overrides the global mode, for this line"),
    "misspelt": Kind("warning", "ok", "INFERRED", "is a form that a terminal most likely ignores"),
    "time_server_disabled": Kind("warning", "ok", "INFERRED", "switches the time server off: no TLS without the time"),
    "validation_off": Kind("warning", "ok", "VENDOR", "switches a check of HTTPS servers off"),
    "admin_password_default": Kind("warning", "ok", "VENDOR", "leaves the phone's own menu open to anybody"),
    "admin_password_not_set": Kind("info", "ok", "VENDOR", "is in no file: the default holds unless changed there"),
    "certificate_file_absent": Kind("warning", "ok", "SEED", "names a file that is not in the folder"),
    "bothway_not_possible": Kind("error", "ok", "SEED", "the model is not known to take mode bothway (CMP-3, CMP-8)"),
    "local_may_beat": Kind("info", "ok", "VENDOR", "may be beaten by a setting made on the phone, for lack of ^ or !"),
    "line_ignored": Kind("info", "ok", "INFERRED", "holds a line that is no setting"),
    "line_repeated": Kind("info", "ok", "VENDOR", "gives a parameter twice with different values"),
}

NOT_READ = frozenset({"file_unreadable", "file_encrypted", "file_damaged", "file_ignored", "encryption_active"})
"""Findings after which an audit is only partial."""

_LENGTH = 80
_USER = re.compile(r"//[^/\s]*@")


class Finding(NamedTuple):
    """One thing found. ``found`` never holds a secret; ``line``: 0 when it is about a whole file or several."""

    id: str
    parameters: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    found: str | None = None
    wanted: str | None = None
    rule: str = ""
    certainty: str = ""
    note: str = ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.id]

    def as_result(self) -> dict[str, Any]:
        """Plain form, without what is empty; ``verified`` is False for what no document of the maker says."""
        certainty = _weaker(self.certainty, self.kind.certainty)
        facts = {
            "id": self.id,
            "severity": self.kind.severity,
            "text": self.text(),
            "parameters": list(self.parameters),
            "file": self.file,
            "line": self.line,
            "found": self.found,
            "wanted": self.wanted,
            "rule": self.rule,
        }
        kept = {name: value for name, value in facts.items() if value or (value == "" and name in ("found", "wanted"))}
        return kept | {"certainty": certainty, "verified": certainty in DOCUMENTED}

    def text(self) -> str:
        """One sentence for a person."""
        place = f"{self.file}{f' line {self.line}' if self.line else ''}"
        about = ", ".join(self.parameters) or place
        parts = [f"{about} {self.kind.text}"]
        if self.parameters and place:
            parts.append(f"({place})")
        if self.note:
            parts.append(f"- {self.note}")
        return " ".join(parts)


def worst(findings: Iterable[Finding]) -> str:
    """Status of a terminal."""
    return max((KINDS[finding.id].status for finding in findings), key=STATUSES.index, default="ok")


def shown(value: str | None) -> str | None:
    """A value as it may be printed: short, without control characters, without a user and password in an address."""
    if value is None:
        return None
    clean = _USER.sub("//********@", "".join(char if char.isprintable() else "?" for char in value))
    return clean if len(clean) <= _LENGTH else f"{clean[:_LENGTH]}..."


def about(
    id_: str,
    title: str,
    setting: Setting,
    *,
    wanted: str | None = None,
    rule: str = "",
    certainty: str = "",
    note: str = "",
) -> Finding:
    """A finding about a parameter and the line that gives it."""
    found = shown(setting.value)
    return Finding(id_, (title,), setting.file, setting.line, found, wanted, rule, certainty, note)


def _weaker(one: str, other: str) -> str:
    """The less certain of two labels."""
    return one if one and one not in DOCUMENTED else other
