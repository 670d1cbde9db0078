# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures reading 200 systems in several ways, from one run, against one page server."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.section import Section
from bench.systems.fleet import serving
from bench.systems.record import record
from bench.systems.report import medians, section
from bench.systems.runs import METHODS, Bench, Sample

GATHER_SUBSET = ("licence", "services", "certificate", "tunnels", "switches")
REQUESTS = 11


def run(rounds: int) -> Section:
    """All ways in turn, *rounds* times."""
    with tempfile.TemporaryDirectory(prefix="bench-") as work, serving(Path(work) / "lab") as server:
        requests = record(server.systems[0], GATHER_SUBSET)
        if len(requests) != REQUESTS:
            lines = "\n".join(f"{one.method} {one.path}" for one in requests)
            raise SystemExit(f"system_info sends {len(requests)} requests, not {REQUESTS}:\n{lines}")
        bench = Bench(server, Path(work), GATHER_SUBSET, requests)
        samples: dict[str, list[Sample]] = {letter: [] for letter in METHODS}
        for number in range(1, rounds + 1):
            for letter, method in METHODS.items():
                sample = method(bench)
                samples[letter].append(sample)
                print(f"round {number} {letter}: {sample}", flush=True)
        return section(medians(samples, len(server.systems)), rounds, len(requests))
