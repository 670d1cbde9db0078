# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook killed at every write: the next run resumes, ends in the same state, and no phone loses service."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .wire import FLEETS, ROOT, Lab, command, environment, play

DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7", "STP-7")]
MOST_WRITES = 60
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


def run_until_held(lab: Lab, playbook: str) -> tuple[str, str] | None:
    """Start a run and kill it with SIGKILL when the lab holds a write; returns that write, None when the run ended."""
    started = subprocess.Popen(
        command(lab, playbook, "--forks=1", operator_done=DONE),
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            held = lab.state()["held"]
            if held:
                return held[0]["target"], held[0]["path"]
            with contextlib.suppress(subprocess.TimeoutExpired):
                started.wait(timeout=0.2)
                return None
        raise AssertionError(f"{playbook} neither wrote nor ended within {PATIENCE} s")
    finally:
        if started.poll() is None:
            for pid in (*descendants(started.pid), started.pid):
                os.kill(pid, signal.SIGKILL)
            started.wait()


def kill_at_every_write(lab: Lab, playbook: str, stage: str) -> int:
    """Kill run after run, each one write further than the one before; returns how many were killed."""
    nth, last = 1, None
    for killed in range(MOST_WRITES):
        lab.fault(kind="hold", stage=stage, nth=nth, target="*")
        place = run_until_held(lab, playbook)
        lab.fault(kind="release")
        if place is None:
            return killed
        # Held before it is carried out, a write is lost with the run; the next run makes it, and what led to it, again.
        if stage == "before":
            nth = nth + 1 if place == last else 2
        last = place
    raise AssertionError(f"more than {MOST_WRITES} writes: the runs do not get on")


@pytest.mark.parametrize("stage", ["before", "after"])
def test_a_run_killed_at_any_write_is_followed_by_one_that_resumes(tmp_path: Path, stage: str) -> None:
    with Lab.up(tmp_path, str(FLEETS / "small.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        for playbook, transport, least in (("enable", "tls", 12), ("disable", "udp", 6)):
            killed = kill_at_every_write(lab, playbook, stage)
            last = play(lab, playbook, operator_done=DONE)
            assert last.returncode == 0, last.output
            assert last.changed == 0, last.output
            assert killed >= least, f"only {killed} writes were met"
            state = lab.state()
            assert {phone["transport"] for phone in state["phones"].values() if phone["powered"]} == {transport}
            assert {system["voice_encryption"] for system in state["systems"].values()} == {playbook == "enable"}
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
