# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook killed at every write: the next run resumes, ends in the same state, and no phone loses service."""

from __future__ import annotations

import contextlib
import json
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


def run_until_held(lab: Lab, playbook: str) -> bool:
    """Start a run and kill it with SIGKILL when the lab holds one of its writes; False when it ended before."""
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


def kill_at_every_write(lab: Lab, playbook: str, stage: str) -> int:
    """Kill run after run, each one write further than the one before; returns how many were killed."""
    first = 1 if stage == "after" else 2  # held before it is carried out, a write is lost and has to be made again
    nth, known = 1, deeds(lab)
    for killed in range(MOST_WRITES):
        lab.fault(kind="hold", stage=stage, nth=nth, target="*")
        held = run_until_held(lab, playbook)
        lab.fault(kind="release")
        if not held:
            return killed
        done = deeds(lab)
        nth, known = first if done > known else nth + 1, done
    raise AssertionError(f"more than {MOST_WRITES} writes: the runs do not get on")


def deeds(lab: Lab) -> set[str]:
    """What was written on the fleet so far; writing the same again adds nothing."""
    told = (
        {key: value for key, value in event.items() if key not in ("n", "at", "name")} for event in lab.events("write")
    )
    return {json.dumps(event, sort_keys=True) for event in told}


@pytest.mark.parametrize("stage", ["before", "after"])
def test_a_run_killed_at_any_write_is_followed_by_one_that_resumes(tmp_path: Path, stage: str) -> None:
    with Lab.up(tmp_path, str(FLEETS / "small.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        for playbook, transport, least in (("enable", "tls", 10), ("disable", "udp", 5)):
            killed = kill_at_every_write(lab, playbook, stage)
            last = play(lab, playbook, operator_done=DONE)
            assert last.returncode == 0, last.output
            assert last.changed == 0, last.output
            assert killed >= least, f"only {killed} writes were met"
            state = lab.state()
            assert {phone["transport"] for phone in state["phones"].values() if phone["powered"]} == {transport}
            assert {system["voice_encryption"] for system in state["systems"].values()} == {playbook == "enable"}
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
