# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole life with BOTHWAY in it, killed at random writes: the next run goes on, and no phone loses service."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .kills import run_until_held
from .life import STAGES, site

CYCLES = 5


@pytest.mark.parametrize("cycle", range(CYCLES))
def test_a_life_killed_at_random_writes_goes_on_and_no_phone_loses_service(tmp_path: Path, cycle: int) -> None:
    """Twenty seeds: each of five lives is killed once in each of its four stages."""
    with site(tmp_path, "bothway_alone.yml", cycle) as fleet:
        for number, stage in enumerate(STAGES):
            seed = len(STAGES) * cycle + number
            draw = random.Random(seed)
            when, nth = draw.choice(["before", "after"]), draw.randint(1, stage.writes)
            fleet.lab.fault(kind="hold", stage=when, nth=nth, target="*")
            print(f"seed {seed}: {stage.playbook} killed {when} write {nth}")
            assert run_until_held(fleet.lab, stage.playbook, **fleet.options(stage))
            fleet.lab.fault(kind="release")
            resumed = fleet.run(stage)
            assert resumed.returncode == 0, resumed.output
            assert fleet.reached(stage), fleet.lab.state()
        last = fleet.run(STAGES[-1])
        assert (last.returncode, last.changed) == (0, 0), last.output
