# SPDX-License-Identifier: GPL-3.0-or-later
"""Voice encryption is not unticked while phones encrypt, whoever vouches for whatever else (INV-15)."""

from __future__ import annotations

from pathlib import Path

from .wire import FLEETS, Lab, play

PLAYS = Path(__file__).parent / "plays"
DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7", "STP-7")]


def test_unticking_with_encrypting_phones_left_is_refused_and_names_them(tmp_path: Path) -> None:
    with Lab.up(tmp_path, str(FLEETS / "small.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        lab.operator("T53-7")
        assert play(lab, "enable", operator_done=DONE).returncode == 0
        phones = lab.state()["phones"]
        mark = lab.last_event()

        alone = play(lab, str(PLAYS / "untick.yml"))
        assert alone.returncode != 0
        assert "[INV-15]" in alone.output, alone.output
        assert [mac for mac in phones if mac not in alone.output] == []
        assert lab.events("write", mark) == []

        # A person's word for the 5300 settles nothing about the 6000, and the other way round.
        for family, other in (("mivoice5300", "mitel6000"), ("mitel6000", "mivoice5300")):
            numbers = [mac for mac, phone in phones.items() if phone["family"] == other]
            word = {"gate": f"{family}-disabled", "phones": numbers, "by": "test"}
            forged = play(lab, str(PLAYS / "untick.yml"), operator_done=[word])
            assert forged.returncode != 0
            assert "[INV-15]" in forged.output, forged.output
            assert [mac for mac in numbers if mac not in forged.output] == []
        assert lab.events("write", mark) == []

        # Through the role: the 5300 move, the 6000 are off; a word for the wrong gate opens none.
        silent = [mac for mac, phone in phones.items() if phone["family"] == "mitel6000"]
        lab.fault(kind="power_off", phones=silent)
        lab.operator("STP-7")
        word = {"gate": "mivoice5300-disabled", "phones": silent, "by": "test"}
        run = play(lab, "disable", operator_done=[*DONE, word], wait_timeout=15)
        assert run.returncode != 0
        assert {entry["phone"] for entry in run.written_off()} == set(silent), run.output
        state = lab.state()
        assert {system["voice_encryption"] for system in state["systems"].values()} == {True}
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
