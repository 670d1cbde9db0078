# SPDX-License-Identifier: GPL-3.0-or-later
"""Twelve multi-sites of one Manager at two forks: one writer at a time, nobody starves, one that fails stops alone."""

from __future__ import annotations

from pathlib import Path

from .wire import FLEETS, Lab, play

DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7")]
SILENT = "ms05"


def assert_one_at_a_time(lab: Lab, device: str, since: int) -> None:
    """Never a second session in an area of a device, TMA only from within Manager, every write within a session."""
    open_areas: list[str] = []
    for event in lab.all_events(since):
        if event["target"] != device or event["actor"] == "operator":
            continue
        if event["kind"] == "login":
            assert event["area"] not in open_areas, f"two sessions at once: {event}"
            assert open_areas == (["manager"] if event["area"] == "tma" else []), event
            open_areas.append(event["area"])
        elif event["kind"] == "logout":
            open_areas.remove(event["area"])
        elif event["kind"] == "write":
            assert open_areas, f"a write outside of every session: {event}"
    assert open_areas == []


def test_all_multisites_but_the_silent_one_are_done_in_one_run(tmp_path: Path) -> None:
    with Lab.up(tmp_path, str(FLEETS / "twelve_multisites.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        lab.operator("T53-7")
        phones = lab.state()["phones"]
        lab.fault(kind="power_off", phones=[mac for mac, phone in phones.items() if phone["main"].startswith(SILENT)])
        mark = lab.last_event()
        run = play(lab, "enable", "--forks=2", operator_done=DONE, wait_timeout=20)
        state = lab.state()

        assert run.returncode != 0
        failed = {line.split("]")[0].removeprefix("fatal: [") for line in run.output.splitlines() if "fatal: [" in line}
        assert failed == {f"{SILENT}-pbx1", f"{SILENT}-pbx2"}, run.output
        assert f"mgr1/{SILENT} stops here because {SILENT}-pbx1 failed" in run.output
        others = {mac: phone for mac, phone in state["phones"].items() if not phone["main"].startswith(SILENT)}
        assert {(phone["registration"] or {}).get("transport") for phone in others.values()} == {"tls"}
        assert {site["encryption"] for site in state["managers"]["mgr1"]["multisites"].values()} == {True}
        for device in (*state["managers"], *state["systems"]):
            assert_one_at_a_time(lab, device, mark)
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
        assert {entry["phone"] for entry in run.written_off()} <= lab.powered_off()
        assert run.written_off()
