# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain, trusted, BOTHWAY, trusted, plain: by playbooks, on real sockets, by hand and on a date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .clinic import DAY
from .life import BOTHWAY, STAGES, site
from .wire import play


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


def dated(off: timedelta) -> dict[str, Any]:
    """A schedule whose date lies so far from now, with a window that is open (INV-24 looks at the clock outside)."""
    now = datetime.now(UTC)
    window = {"start": (now - DAY).isoformat(), "end": (now + DAY).isoformat()}
    return {"not_before": (now + off).isoformat(), "windows": [window], "wait": 300}


def test_a_fleet_in_bothway_is_taken_off_on_its_date_and_leaves_bothway_first(tmp_path: Path) -> None:
    with site(tmp_path, "bothway_alone.yml", 7) as fleet:
        entered = fleet.run(BOTHWAY, "enable")
        assert entered.returncode == 0, entered.output
        assert fleet.reached(BOTHWAY), fleet.lab.state()
        mark = fleet.lab.last_event()
        options = fleet.options(BOTHWAY) | {"sip_restart": "window"}

        early = play(fleet.lab, "decommission", **options, decommission=dated(timedelta(hours=1)))
        assert early.returncode == 0, early.output
        assert [event for event in fleet.lab.all_events(mark) if event["kind"] in ("write", "sip_restart")] == []

        night = play(fleet.lab, "decommission", **options, decommission=dated(-timedelta(hours=1)))
        assert night.returncode == 0, night.output
        assert fleet.reached(STAGES[-1]), fleet.lab.state()
        switched = [event["what"] for event in fleet.lab.events("write", mark)]
        assert switched[0] == "bothway" and switched[-1] == "voice_encryption"  # INV-11, INV-15
        assert len(fleet.lab.events("sip_restart", mark)) == 1
