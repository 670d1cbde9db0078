# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure reading 200 systems in several ways, from one run, against one page server."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.fleet import ROOT, serving
from bench.record import record
from bench.report import TARGETS, markdown, medians
from bench.runs import METHODS, Bench, Sample

GATHER_SUBSET = ("licence", "services", "certificate", "tunnels", "switches")
REQUESTS = 11
REPORT = ROOT / "docs" / "bench.md"


def main() -> int:
    """Run the bench; return 0 when every target is met."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds to take the medians of (%(default)s)")
    parser.add_argument("--report", type=Path, default=REPORT, help="where to write (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as work, serving(Path(work) / "lab") as server:
        requests = record(server.systems[0], GATHER_SUBSET)
        if len(requests) != REQUESTS:
            lines = "\n".join(f"{one.method} {one.path}" for one in requests)
            raise SystemExit(f"system_info sends {len(requests)} requests, not {REQUESTS}:\n{lines}")
        bench = Bench(server, Path(work), GATHER_SUBSET, requests)
        samples: dict[str, list[Sample]] = {letter: [] for letter in METHODS}
        for number in range(1, options.rounds + 1):
            for letter, method in METHODS.items():
                sample = method(bench)
                samples[letter].append(sample)
                print(
                    f"round {number} {letter}: {sample.seconds:7.2f} s, server {sample.server_cpu:6.2f} s", flush=True
                )
        found = medians(samples, len(server.systems))
    text = markdown(found, options.rounds, len(requests))
    options.report.write_text(text)
    print(text)
    return 0 if all(target.met(found) for target in TARGETS) else 1


if __name__ == "__main__":
    sys.exit(main())
