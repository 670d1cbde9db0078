# SPDX-License-Identifier: GPL-3.0-or-later
"""Let monkeys work on fleets of the lab, and fail with the shortest sequence of calls when one does harm."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lab"))

from monkey.report import summary
from monkey.run import Job, work


def main() -> int:
    """Return 1 when a monkey found a breach."""
    parser = argparse.ArgumentParser(prog="monkey", description=__doc__)
    parser.add_argument("--steps", type=int, default=20000, help="steps of all monkeys together (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first monkey (%(default)s)")
    parser.add_argument("--monkeys", type=int, default=2, help="processes (%(default)s)")
    options = parser.parse_args()
    jobs = [Job(options.seed + n, options.steps // options.monkeys) for n in range(options.monkeys)]
    with ProcessPoolExecutor(options.monkeys) as pool:
        done = list(pool.map(work, jobs))
    print(summary(done))
    return int(any(outcome.breach for outcome in done))


if __name__ == "__main__":
    sys.exit(main())
