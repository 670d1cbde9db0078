# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode is the plan: nothing is written, every stage speaks, and the writes listed are the writes then made."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from .wire import FLEETS, Lab, Run, play

WRITES = str(Path(__file__).parent / "plays" / "writes.yml")
DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7", "STP-7")]
STAGES = {
    "enable": (
        "Read the system",
        "Judge what was read",
        "Check the licence, or enter the keycode given for this system",
        "Give the encryption right to every feature class in Manager",
        "Switch voice encryption on",
        "Switch inter-iPBX encryption as wanted",
        "Encrypt the multi-site and have the certificates made",
        "Give the terminals their values through TMA",
        "Wait for the terminals",
        "Open the gate or stop",
    ),
    "disable": (
        "Read the system",
        "Leave BOTHWAY first",
        "Give the terminals their values through TMA",
        "Wait for the terminals",
        "Open the gate or stop",
        "Switch voice encryption off",
    ),
}


def told(lab: Lab, job: str, into: Path, *arguments: str) -> tuple[Run, dict[str, Any]]:
    """The run of a job, and what it says of its writes and gates."""
    run = play(lab, WRITES, *arguments, job=job, told=str(into), operator_done=DONE)
    assert run.returncode == 0, run.output
    return run, json.loads(into.read_text(encoding="utf-8"))


def ours(lab: Lab, since: int) -> list[dict[str, Any]]:
    return [event for event in lab.events("write", since) if event["actor"] != "operator"]


@pytest.mark.parametrize("fleet", ["small", "with_manager", "standalone"])
def test_the_writes_of_a_check_are_the_writes_of_the_run(tmp_path: Path, fleet: str) -> None:
    with Lab.up(tmp_path, str(FLEETS / f"{fleet}.yml"), "600", "7") as lab:
        for step in ("T60-5", "T53-7"):
            lab.operator(step)
        for job, last_gate in (("enable", "mivoice5300-self_signed"), ("disable", "mitel6000-disabled")):
            if job == "disable":
                lab.operator("STP-7")
            mark = lab.last_event()
            check, planned = told(lab, job, tmp_path / f"{job}-check.json", "--check")
            assert ours(lab, mark) == [], f"{job} --check wrote"
            assert lab.events("sip_restart", mark) == []
            tasks = re.findall(r"^TASK \[(?:\S+ : )?(.*?)\] \*", check.output, re.M)
            assert [stage for stage in STAGES[job] if stage not in tasks] == []
            assert {gate["verdict"] for gate in planned["last_gates"].values()} == {"would_wait_for"}
            assert {gate["name"] for gate in planned["last_gates"].values()} == {last_gate}
            assert any(planned["writes"].values())

            run, made = told(lab, job, tmp_path / f"{job}-run.json")
            assert planned["writes"] == made["writes"]
            assert len(ours(lab, mark)) >= sum(len(entries) for entries in made["writes"].values())
            assert check.changed == run.changed
        state = lab.state()
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])


def test_a_check_fails_on_what_no_planned_stage_cures(tmp_path: Path) -> None:
    fleet = yaml.safe_load((FLEETS / "small.yml").read_text(encoding="utf-8"))
    fleet["systems"]["pbx2"]["licence"] = "refused"
    (tmp_path / "fleet.yml").write_text(yaml.safe_dump(fleet, sort_keys=False), encoding="utf-8")
    with Lab.up(tmp_path, str(tmp_path / "fleet.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        mark = lab.last_event()
        check = play(lab, "enable", "--check", operator_done=DONE)
        assert check.returncode != 0
        said = re.search(r"fatal: \[pbx2\].*", check.output)
        assert said and "LIC-1" in said[0] and "The encryption licence is not authorised" in said[0], check.output
        assert "Switch voice encryption on" not in check.output
        assert ours(lab, mark) == []
        assert lab.state()["sessions"] == []
