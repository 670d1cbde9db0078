# SPDX-License-Identifier: GPL-3.0-or-later
"""One guard is taken away, until a test or a monkey notices."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import NamedTuple

from mutate.fitting import fitting
from mutate.guards import ROOT
from mutate.without import CAUGHT, VARIABLE

FAILED = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)
MONKEY_SEED = 1


class Trial(NamedTuple):
    """``caught_by``: the test, or the breach; None when nothing noticed."""

    guard: str
    caught_by: str | None


def trial(guard: str, steps: int) -> Trial:
    """Take ``guard`` away in processes of its own, and run the tests that fit, then a monkey for ``steps``.

    Raises RuntimeError for a test that fails with the guard in place too: then nothing was tried.
    """
    for files in fitting(guard):
        failed = _first_failure(guard, files)
        if failed:
            return Trial(guard, failed)
    return Trial(guard, _monkey(guard, steps) if steps else None)


def _first_failure(guard: str, files: list[str]) -> str | None:
    """The first test that fails without the guard and passes with it."""
    said = _run("-m", "pytest", "-q", "-x", "-p", "mutate.without", *files, guard=guard).stdout
    found = FAILED.search(said)
    if found is None:
        return None
    again = _run("-m", "pytest", "-q", found[1])
    if again.returncode:
        raise RuntimeError(f"{found[1]} fails with every guard in place too")
    return found[1]


def _monkey(guard: str, steps: int) -> str | None:
    done = _run("-m", "mutate.without", str(MONKEY_SEED), str(steps), guard=guard)
    if done.returncode not in (0, CAUGHT):
        raise RuntimeError(f"the monkey without {guard} broke: {done.stderr[-2000:]}")
    return f"monkey: {done.stdout.strip()}" if done.returncode else None


def _run(*arguments: str, guard: str | None = None) -> subprocess.CompletedProcess[str]:
    without = {VARIABLE: guard} if guard else {}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **without}, capture_output=True, text=True, check=False)
