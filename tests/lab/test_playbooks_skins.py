# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole path on pages that differ in kind and language from those of the rehearsal."""

from __future__ import annotations

from pathlib import Path

import pytest

from .wire import FLEETS, Lab, play

DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7", "STP-7")]


@pytest.mark.parametrize(("skin", "language"), [("frames", "fr"), ("dialogs", "en")])
def test_on_and_off_again_in_another_skin_and_language(tmp_path: Path, skin: str, language: str) -> None:
    with Lab.up(tmp_path, str(FLEETS / "small.yml"), "600", "7", f"--skin={skin}", f"--lang={language}") as lab:
        lab.operator("T60-5")
        lab.operator("STP-7")
        enable = play(lab, "enable", operator_done=DONE, operator_language=language)
        assert enable.returncode == 0, enable.output
        assert {(phone["registration"] or {})["transport"] for phone in lab.state()["phones"].values()} == {"tls"}
        again = play(lab, "converge", operator_done=DONE, operator_language=language)
        assert (again.returncode, again.changed) == (0, 0), again.output
        mark = lab.last_event()
        disable = play(lab, "disable", operator_done=DONE, operator_language=language)
        assert disable.returncode == 0, disable.output
        assert lab.stopped_in_order(since=mark)
        state = lab.state()
        assert {system["voice_encryption"] for system in state["systems"].values()} == {False}
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
