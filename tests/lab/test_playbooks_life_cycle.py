# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain, trusted, BOTHWAY, trusted, plain: by playbooks, on real sockets."""

from __future__ import annotations

from pathlib import Path

from .life import STAGES, site


def test_a_fleet_goes_through_every_mode_and_back_and_every_second_run_changes_nothing(tmp_path: Path) -> None:
    with site(tmp_path, "bothway.yml", 7) as fleet:
        for stage in STAGES:
            first = fleet.run(stage)
            assert first.returncode == 0, first.output
            assert fleet.reached(stage), fleet.lab.state()
            mark = fleet.lab.last_event()
            again = fleet.run(stage)
            assert (again.returncode, again.changed, fleet.lab.events("write", mark)) == (0, 0, []), again.output
            assert fleet.lab.events("sip_restart", mark) == []
