# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the coverage-guided fuzzers for some minutes each, in an environment of their own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tools import interpreters
from tools.cache import cache_dir, environment

ROOT = Path(__file__).resolve().parent.parent
FUZZERS = ("logs", "phone_files")
PYTHONS = ("3.13", "3.12")
"""atheris has no wheel for 3.11, and takes clang to build."""


def main() -> int:
    """Return how many fuzzers have found a fault."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=FUZZERS, default=FUZZERS, help="fuzzers to run; all if not given")
    parser.add_argument("--minutes", type=float, default=10, help="time for each (%(default)s)")
    options = parser.parse_args()
    found = interpreters.find(PYTHONS)
    if not found:
        parser.error(f"no Python {' or '.join(PYTHONS)} here")
    version = next(iter(found))
    place = cache_dir(ROOT) / f"fuzz-py{version}"
    python = environment(place, found[version], ROOT / "tests" / "fuzz" / "requirements.txt")
    return sum(not _run(python, name, options.minutes) for name in options.only)


def _run(python: Path, name: str, minutes: float) -> bool:
    print(f"== {name}: {minutes:g} minutes", flush=True)
    limits = [f"-max_total_time={int(minutes * 60)}", "-max_len=4096", "-timeout=60", "-print_final_stats=1"]
    paths = {"PYTHONPATH": str(ROOT / ".venv" / "collections")}
    command = [str(python), f"tests/fuzz/{name}.py", *limits]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **paths}, check=False).returncode
    print(f"== {name}: {'no fault found' if code == 0 else f'FAULT, see .cache/fuzz/{name}'}", flush=True)
    return code == 0


if __name__ == "__main__":
    sys.exit(main())
