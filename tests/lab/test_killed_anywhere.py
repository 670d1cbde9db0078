# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook killed at every write: the next run resumes, ends in the same state, and no phone loses service."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .kills import run_until_held
from .wire import FLEETS, Lab, play

DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7", "STP-7")]
MOST_WRITES = 60
LEAST_KILLS = (("enable", "tls", 6), ("disable", "udp", 3))
"""Playbook, what phones register over afterwards, and kills that fit into it at least. How many fit varies: a write
held before it is carried out is lost or made, as the lab sees the closed connection in time or not."""


def kill_at_every_write(lab: Lab, playbook: str, stage: str) -> int:
    """Kill run after run, each one write further than the one before; returns how many were killed."""
    first = 1 if stage == "after" else 2  # held before it is carried out, a write is lost and has to be made again
    nth, known = 1, deeds(lab)
    for killed in range(MOST_WRITES):
        lab.fault(kind="hold", stage=stage, nth=nth, target="*")
        held = run_until_held(lab, playbook, operator_done=DONE)
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
        for playbook, transport, least in LEAST_KILLS:
            killed = kill_at_every_write(lab, playbook, stage)
            last = play(lab, playbook, operator_done=DONE)
            assert last.returncode == 0, last.output
            assert last.changed == 0, last.output
            assert killed >= least, f"only {killed} writes were met"
            state = lab.state()
            assert {phone["transport"] for phone in state["phones"].values() if phone["powered"]} == {transport}
            assert {system["voice_encryption"] for system in state["systems"].values()} == {playbook == "enable"}
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
