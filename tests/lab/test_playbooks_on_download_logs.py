# SPDX-License-Identifier: GPL-3.0-or-later
"""A site that declares no registrations screen: gates open on download logs and on phones that answer (design 3)."""

from __future__ import annotations

from pathlib import Path

import yaml

from .wire import FLEETS, Lab, play

DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7", "STP-7")]


def without_registrations_screen(lab: Lab) -> None:
    """Take back what the lab's inventory declares of the one screen that no manual knows (OPEN-36)."""
    declared = list((Path(lab.inventory).parent / "screens").glob("*.yml"))
    assert any("WREG" in path.read_text(encoding="utf-8") for path in declared)
    for path in declared:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        content["screens"].pop("WREG", None)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_on_and_off_again_on_what_logs_and_phones_tell(tmp_path: Path) -> None:
    with Lab.up(tmp_path, str(FLEETS / "small.yml"), "600", "7") as lab:
        without_registrations_screen(lab)
        lab.operator("T60-5")
        lab.operator("STP-7")
        blind = play(lab, "enable", operator_done=DONE, download_log=[])
        assert blind.returncode != 0
        assert "the phone was not seen" in blind.output
        enable = play(lab, "enable", operator_done=DONE)
        assert enable.returncode == 0, enable.output
        assert {(phone["registration"] or {})["transport"] for phone in lab.state()["phones"].values()} == {"tls"}
        mark = lab.last_event()
        disable = play(lab, "disable", operator_done=DONE)
        assert disable.returncode == 0, disable.output
        assert lab.stopped_in_order(since=mark)
        state = lab.state()
        assert {system["voice_encryption"] for system in state["systems"].values()} == {False}
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
