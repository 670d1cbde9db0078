# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook killed with SIGKILL, its workers too, while the lab holds one of its writes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from .wire import ROOT, Lab, command, environment

PATIENCE = 120.0
"""Seconds that a run may take to reach a write or its end."""


def descendants(parent: int) -> list[int]:
    """Processes below ``parent``: workers leave its process group, so that a signal to the group would miss them."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    found, frontier = [], {parent}
    while frontier:
        frontier = {pid for pid, above in parents.items() if above in frontier}
        found += sorted(frontier)
    return found


def run_until_held(lab: Lab, playbook: str, **said: Any) -> bool:
    """Start a run and kill it with SIGKILL when the lab holds one of its writes; False when it ended before.

    The lab has to be told before which write it holds (``lab.fault(kind="hold", ...)``), and afterwards to let it go.
    """
    started = subprocess.Popen(
        command(lab, playbook, "--forks=1", **said),
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            if lab.state()["held"]:
                return True
            with contextlib.suppress(subprocess.TimeoutExpired):
                started.wait(timeout=0.2)
                return False
        raise AssertionError(f"{playbook} neither wrote nor ended within {PATIENCE} s")
    finally:
        if started.poll() is None:
            for pid in (*descendants(started.pid), started.pid):
                os.kill(pid, signal.SIGKILL)
            started.wait()
