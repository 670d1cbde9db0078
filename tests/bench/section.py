# SPDX-License-Identifier: GPL-3.0-or-later
"""What every bench hands back: a section of the report, and the figures that have to keep a bound."""

from __future__ import annotations

import resource
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Section:
    """A bench's part of the report; *met* says whether all its targets are."""

    title: str
    markdown: str
    met: bool


@dataclass(frozen=True)
class Target:
    """A figure found and the bound that it has to keep."""

    name: str
    found: float
    bound: float
    at_least: bool
    unit: str = ""

    @property
    def met(self) -> bool:
        return self.found >= self.bound if self.at_least else self.found <= self.bound


def target_table(targets: Iterable[Target]) -> list[str]:
    """Lines of a table: each figure beside its bound."""
    lines = ["| figure | found | target | met |", "|---|---:|---:|---|"]
    for target in targets:
        sign = "at least" if target.at_least else "at most"
        met = "yes" if target.met else "**no**"
        lines.append(
            f"| {target.name} | {target.found:.1f}{target.unit} | {sign} {target.bound:g}{target.unit} | {met} |"
        )
    return lines


HEAD = "# Bench\n\nWritten by `make bench`; not edited by hand. Each section is of one run.\n"


def report(sections: Iterable[Section], earlier: str = "") -> str:
    """The whole page: the sections of ``earlier``, such a page itself, with those that were measured again replaced."""
    parts = dict(part.split("\n", 1) for part in f"\n{earlier}".split("\n## ")[1:])
    parts |= {section.title: f"\n{section.markdown.strip()}\n" for section in sections}
    return "\n".join([HEAD, *(f"## {title}\n{text.rstrip()}\n" for title, text in parts.items())])


def peak_memory() -> float:
    """MB that this process has held at most. Linux's ``ru_maxrss`` would be that of the process that started it too."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def children_cpu() -> float:
    """Seconds of processor time, user and system, of all child processes that have ended so far, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
