# SPDX-License-Identifier: GPL-3.0-or-later
"""Every check that needs no lab: run all, or the ones named, and say at the end which failed."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.tree import copy_collection

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent
IN_TREE = ".venv/collections/ansible_collections/voiceops/mivoice5000"
# Not .mypy_cache, which every other call of mypy writes too: one that held on to missing modules has been met.
MYPY = ("mypy", "--cache-dir=.cache/mypy")


@dataclass(frozen=True)
class Check:
    """A command of the environment; *copied*: runs in a clean copy below ansible_collections, else in the clone."""

    name: str
    command: Sequence[str]
    copied: bool = False


CHECKS = (
    Check("format", ("ruff", "format", "--check", ".")),
    Check("ruff", ("ruff", "check", ".")),
    Check("types", (*MYPY, f"{IN_TREE}/plugins")),
    Check("types-lab", (*MYPY, "extensions/lab/mivoice_lab")),
    Check("types-tools", (*MYPY, "--follow-imports=silent", "tools", "tests/bench", "tests/monkey", "tests/mutate")),
    Check("yaml", ("yamllint", "--strict", ".")),
    Check("changelog", ("antsibull-changelog", "lint")),
    Check(
        "docs",
        ("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=self", "."),
        True,
    ),
    Check("ansible-lint", ("ansible-lint",), True),
    Check("importer", ("python", "-m", "tools.importer")),
    Check("matrix", ("python", "-m", "tools.matrix")),
)


def main() -> int:
    """Run the checks; return how many failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help=f"checks to run: {', '.join(check.name for check in CHECKS)}")
    wanted = parser.parse_args().only
    unknown = set(wanted) - {check.name for check in CHECKS}
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    verdicts = [_run(check) for check in CHECKS if not wanted or check.name in wanted]
    print("\n".join(["", *(line for line, _passed in verdicts)]))
    return sum(not passed for _line, passed in verdicts)


def _run(check: Check) -> tuple[str, bool]:
    print(f"\n== {check.name}: {' '.join(check.command)}", flush=True)
    start = time.monotonic()
    program, *arguments = check.command
    with tempfile.TemporaryDirectory(prefix="lint-") as base:
        place = copy_collection(ROOT, Path(base)) if check.copied else ROOT
        environment = {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}
        if check.copied:
            environment["ANSIBLE_COLLECTIONS_PATH"] = base
        code = subprocess.run([SCRIPTS / program, *arguments], cwd=place, env=environment, check=False).returncode
    verdict = "passed" if code == 0 else f"FAILED ({code})"
    return f"{check.name:14}{verdict:14}{time.monotonic() - start:6.1f} s", code == 0


if __name__ == "__main__":
    sys.exit(main())
