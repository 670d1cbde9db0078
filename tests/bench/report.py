# SPDX-License-Identifier: GPL-3.0-or-later
"""Medians, ratios, targets; on the terminal and in docs/bench.md."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from bench.runs import FORKS, URI_HOSTS, Sample

WHAT = {
    "a": "`ansible.builtin.assert`: Ansible's own floor",
    "b": "`system_info` in the worker process",
    "c": "`system_info` shipped to a bastion",
    "d": f"the same requests by `ansible.builtin.uri`, on {URI_HOSTS} hosts",
    "e": "the same reads by the same code in bare threads with urllib3, without Ansible",
    "f": "the requests alone from bare threads with urllib3: no page is looked at",
}


@dataclass(frozen=True)
class Medians:
    """Medians of one run's samples: seconds and page server's CPU by letter, parent's memory in MB."""

    seconds: Mapping[str, float]
    server_cpu: Mapping[str, float]
    memory: Mapping[str, float]
    hosts: int

    def per_host(self, letter: str) -> float:
        return self.seconds[letter] / (URI_HOSTS if letter == "d" else self.hosts)


@dataclass(frozen=True)
class Target:
    """A figure and the bound that it has to keep."""

    name: str
    figure: Callable[[Medians], float]
    bound: float
    at_least: bool
    unit: str = ""

    def met(self, medians: Medians) -> bool:
        value = self.figure(medians)
        return value >= self.bound if self.at_least else value <= self.bound


TARGETS = (
    Target("b / a", lambda m: m.seconds["b"] / m.seconds["a"], 1.8, at_least=False),
    Target("c / b", lambda m: m.seconds["c"] / m.seconds["b"], 10, at_least=True),
    Target("d / b, per host", lambda m: m.per_host("d") / m.per_host("b"), 80, at_least=True),
    Target("b / e", lambda m: m.seconds["b"] / m.seconds["e"], 2.5, at_least=False),
    Target("memory of b over a", lambda m: m.memory["b"] - m.memory["a"], 50, at_least=False, unit=" MB"),
)


def medians(samples: Mapping[str, Sequence[Sample]], hosts: int) -> Medians:
    """Medians of every letter's samples."""
    return Medians(
        seconds={letter: statistics.median(one.seconds for one in taken) for letter, taken in samples.items()},
        server_cpu={letter: statistics.median(one.server_cpu for one in taken) for letter, taken in samples.items()},
        memory={
            letter: statistics.median(one.memory for one in taken if one.memory is not None)
            for letter, taken in samples.items()
            if letter not in ("e", "f")
        },
        hosts=hosts,
    )


def markdown(found: Medians, rounds: int, requests: int) -> str:
    """The report, written by the bench itself."""
    lines = [
        "# Bench",
        "",
        "Written by `make bench`; not edited by hand.",
        "",
        f"{found.hosts} systems, {requests} HTTPS requests each, {FORKS} forks or threads, medians of {rounds}",
        f"interleaved rounds of one run. {os.cpu_count()} cores, shared with the page server (its own process); Python",
        f"{platform.python_version()}, ansible-core {version('ansible-core')}, urllib3 {version('urllib3')}.",
        "",
        "| | what | seconds | per host, ms | page server's CPU, s | parent's memory, MB |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for letter, what in WHAT.items():
        memory = f"{found.memory[letter]:.0f}" if letter in found.memory else ""
        lines.append(
            f"| {letter} | {what} | {found.seconds[letter]:.1f} | {found.per_host(letter) * 1000:.0f} "
            f"| {found.server_cpu[letter]:.1f} | {memory} |"
        )
    lines += ["", "| figure | found | target | met |", "|---|---:|---:|---|"]
    for target in TARGETS:
        sign = "at least" if target.at_least else "at most"
        met = "yes" if target.met(found) else "**no**"
        found_text = f"{target.figure(found):.1f}{target.unit}"
        lines.append(f"| {target.name} | {found_text} | {sign} {target.bound:g}{target.unit} | {met} |")
    return "\n".join(lines) + "\n"
