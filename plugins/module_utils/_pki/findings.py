# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule has to say about a certificate file: found, wanted, what to do, and whether the file may be installed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

SEVERITIES = ("error", "warning", "info")
"""Annex B: stop, report, note."""


@dataclass(frozen=True)
class Finding:
    """One rule that a file, or the certificate of a live port, does not satisfy.

    ``rule``: its ID ("CERT-15"). ``blocking``: never install this file; ``interlock`` is the INV rule that says so,
    None where the file simply cannot do its work. ``basis`` of the rule: E (a manual says it) or D (derived from one).
    ``where``: file or port, position and subject.
    """

    rule: str
    severity: str
    found: str
    wanted: str
    remedy: str
    blocking: bool = False
    where: str = ""
    basis: str = "D"
    interlock: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The finding in JSON types."""
        return asdict(self)

    def text(self) -> str:
        """The finding as sentences, for an error message."""
        return f"[{self.rule}] {self.where}: found {self.found}; wanted {self.wanted}. {self.remedy}."


@dataclass(frozen=True)
class Problem:
    """What a rule hands back before it is known which rule it was. ``where`` is None for the whole file."""

    severity: str
    found: str
    wanted: str
    remedy: str
    where: str | None = None


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Blocking ones, then errors, warnings, notes; in each the order in which they were found."""
    return sorted(findings, key=lambda finding: (not finding.blocking, SEVERITIES.index(finding.severity)))
