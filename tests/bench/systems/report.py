# SPDX-License-Identifier: GPL-3.0-or-later
"""Medians, ratios, targets of the 200 systems, as a section of the report."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from bench.section import Section, Target, target_table
from bench.systems.runs import FORKS, URI_HOSTS, Sample

WHAT = {
    "a": "`ansible.builtin.assert`: Ansible's own floor",
    "b": "`system_info` in the worker process",
    "c": "`system_info` shipped to a bastion",
    "d": f"the same requests by `ansible.builtin.uri`, on {URI_HOSTS} hosts",
    "e": "the same reads by the same code in bare threads with urllib3, without Ansible",
    "f": "the requests alone from bare threads with urllib3: no page is looked at",
    "g": "the requests alone, as in f, in the worker process behind the options of b: no page is looked at",
}
WITHIN_BARE = 2.5


@dataclass(frozen=True)
class Medians:
    """Medians of one run's samples by letter: seconds, processor seconds, page server's, parent's memory in MB."""

    seconds: Mapping[str, float]
    cpu: Mapping[str, float]
    server_cpu: Mapping[str, float]
    memory: Mapping[str, float]
    hosts: int

    def per_host(self, of: Mapping[str, float], letter: str) -> float:
        """Milliseconds for each host that a way was tried on."""
        return of[letter] * 1000 / (URI_HOSTS if letter == "d" else self.hosts)


def medians(samples: Mapping[str, Sequence[Sample]], hosts: int) -> Medians:
    """Medians of every letter's samples."""
    return Medians(
        seconds={letter: statistics.median(one.seconds for one in taken) for letter, taken in samples.items()},
        cpu={letter: statistics.median(one.cpu for one in taken) for letter, taken in samples.items()},
        server_cpu={letter: statistics.median(one.server_cpu for one in taken) for letter, taken in samples.items()},
        memory={
            letter: statistics.median(one.memory for one in taken if one.memory is not None)
            for letter, taken in samples.items()
            if letter not in ("e", "f")
        },
        hosts=hosts,
    )


def targets(found: Medians) -> list[Target]:
    """The figures that have to keep a bound."""
    return [
        *_against_ansible(found, "b"),
        Target("b / e", found.seconds["b"] / found.seconds["e"], WITHIN_BARE, at_least=False),
        Target("memory of b over a", found.memory["b"] - found.memory["a"], 50, at_least=False, unit=" MB"),
    ]


def _against_ansible(found: Medians, letter: str) -> list[Target]:
    """What ``letter``, b or what may stand for it, is held against of Ansible's own."""
    own = found.seconds[letter]
    apart = found.per_host(found.seconds, "d") / found.per_host(found.seconds, letter)
    return [
        Target("b / a", own / found.seconds["a"], 1.8, at_least=False),
        Target("c / b", found.seconds["c"] / own, 10, at_least=True),
        Target("d / b, per host", apart, 80, at_least=True),
    ]


def section(found: Medians, rounds: int, requests: int) -> Section:
    """What stands in the report."""
    kept = targets(found)
    lines = [
        f"{found.hosts} systems, {requests} HTTPS requests each, {FORKS} forks or threads, medians of {rounds}",
        f"interleaved rounds of one run. {os.cpu_count()} cores, shared with the page server (its own process); Python",
        f"{platform.python_version()}, ansible-core {version('ansible-core')}, urllib3 {version('urllib3')}.",
        "",
        "| | what | seconds | per host, ms | its CPU per host, ms | page server's CPU, s | parent's memory, MB |",
        "|---|---|---:|---:|---:|---:|---:|",
        *(_row(found, letter) for letter in WHAT),
        "",
        *_bare(found),
        "",
        *target_table(kept),
    ]
    return Section("Reading 200 systems", "\n".join(lines), all(target.met for target in kept))


def _row(found: Medians, letter: str) -> str:
    memory = f"{found.memory[letter]:.0f}" if letter in found.memory else ""
    return (
        f"| {letter} | {WHAT[letter]} | {found.seconds[letter]:.1f} | {found.per_host(found.seconds, letter):.0f} "
        f"| {found.per_host(found.cpu, letter):.0f} | {found.server_cpu[letter]:.1f} | {memory} |"
    )


def _bare(found: Medians) -> list[str]:
    """Which of the two bare rows b is held against, and why; what is left of b without its own work."""
    floor = found.seconds["a"] / found.seconds["f"]
    lines = [
        f"b is held against e, which does the same work without Ansible; f, which only fetches, stands beside it: "
        f"b is {found.seconds['b'] / found.seconds['f']:.1f} times f.",
        f"`assert`, which reaches no system at all, already takes {floor:.1f} times f",
    ]
    lines[-1] += f", so no task of any kind could keep within {WITHIN_BARE:g} f." if floor > WITHIN_BARE else "."
    bounds = ", ".join(f"{target.name} {target.found:.1f}" for target in _against_ansible(found, "g"))
    return [*lines, "", f"With g in the place of b, no page being looked at: {bounds}. No cheaper reading goes beyond."]
