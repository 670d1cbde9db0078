# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every bench, or the ones named, and write what they found to one page.

A bench is a module of this package with ``run(rounds: int) -> Section``; BENCHES lists them in the page's order.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from bench.section import ROOT, Section, report

BENCHES = ("systems", "certificates", "endpoints", "logs", "phone_files", "servers")
REPORT = ROOT / "docs" / "bench.md"


def main() -> int:
    """Return 0 when every target of every bench that ran is met."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=BENCHES, help="benches to measure again; all if not given")
    parser.add_argument("--rounds", type=int, default=5, help="rounds to take the medians of (%(default)s)")
    parser.add_argument("--report", type=Path, default=REPORT, help="page to write (%(default)s)")
    options = parser.parse_args()
    sections: list[Section] = []
    for name in options.only or BENCHES:
        print(f"== {name}", flush=True)
        sections.append(importlib.import_module(f"bench.{name}").run(options.rounds))
    earlier = options.report.read_text() if options.only and options.report.exists() else ""
    options.report.write_text(report(sections, earlier))
    print(report(sections))
    return 0 if all(section.met for section in sections) else 1


if __name__ == "__main__":
    sys.exit(main())
