# SPDX-License-Identifier: GPL-3.0-or-later
"""Take the interlocks away one by one, and fail when neither a test nor a monkey notices."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from mutate import guards
from mutate.trial import trial


def main() -> int:
    """Return 1 when a guard can be taken away unnoticed."""
    parser = argparse.ArgumentParser(prog="mutate", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="GUARD", help="such as rule:INV-12; all if not given")
    parser.add_argument("--steps", type=int, default=1000, help="of a monkey, where no test notices (%(default)s)")
    parser.add_argument("--at-once", type=int, default=2, help="guards tried at the same time (%(default)s)")
    options = parser.parse_args()
    unknown = set(options.only or ()) - set(guards.every())
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(guards.every())}")
    tried, escaped = options.only or guards.every(), []
    with ThreadPoolExecutor(options.at_once) as pool:
        for found in pool.map(partial(trial, steps=options.steps), tried):
            print(f"{found.guard:<40} {found.caught_by or 'ESCAPED'}", flush=True)
            escaped += [] if found.caught_by else [found.guard]
    print(f"{len(tried)} guards, {len(escaped)} unnoticed{': ' if escaped else ''}{', '.join(escaped)}")
    return int(bool(escaped))


if __name__ == "__main__":
    sys.exit(main())
