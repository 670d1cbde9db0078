# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook killed at every write: the next run resumes, ends in the same state, and no phone loses service."""

from __future__ import annotations

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


def run_until_held(lab: Lab, playbook: str) -> bool:
    """Start a run and kill it with SIGKILL when the lab holds one of its writes; False when it ended before."""
    started = subprocess.Popen(
        command(lab, playbook, operator_done=DONE),
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            if lab.state()["held"]:
                return True
            try:
                started.wait(timeout=0.2)
                return False
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError(f"{playbook} neither wrote nor ended within {PATIENCE} s")
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def kill_at_every_write(lab: Lab, playbook: str, stage: str) -> int:
    """Kill run after run, each one write further than the one before; returns how many were killed."""
    killed = 0
    while killed < MOST_WRITES:
        # Held before it is carried out, a write is lost with the run: the next run makes it again.
        lab.fault(kind="hold", stage=stage, nth=2 if stage == "before" and killed else 1, target="*")
        if not run_until_held(lab, playbook):
            lab.fault(kind="release")
            lab.fault(kind="clear")
            return killed
        killed += 1
        lab.fault(kind="release")
    raise AssertionError(f"more than {MOST_WRITES} writes: the runs do not get on")


@pytest.mark.parametrize("stage", ["before", "after"])
def test_a_run_killed_at_any_write_is_followed_by_one_that_resumes(tmp_path: Path, stage: str) -> None:
    with Lab.up(tmp_path, str(FLEETS / "small.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        for playbook, transport, least in (("enable", "tls", 8), ("disable", "udp", 4)):
            killed = kill_at_every_write(lab, playbook, stage)
            last = play(lab, playbook, operator_done=DONE)
            assert last.returncode == 0, last.output
            assert last.changed == 0, last.output
            assert killed >= least
            state = lab.state()
            assert {phone["transport"] for phone in state["phones"].values() if phone["powered"]} == {transport}
            assert {system["voice_encryption"] for system in state["systems"].values()} == {playbook == "enable"}
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
