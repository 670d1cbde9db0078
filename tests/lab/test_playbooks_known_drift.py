# SPDX-License-Identifier: GPL-3.0-or-later
"""Known drift: shown with its owner and left alone until its day, and corrected from then on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .test_playbooks_drift import DONE, drift, ours, phone, site
from .wire import Lab, Run, play

PLAYS = Path(__file__).parent / "plays"
UNTIL = "2030-04-10"
BEFORE, AFTER = "2030-04-09T22:00:00+00:00", "2030-04-13T12:00:00+00:00"
WANTED = {"state": "enabled", "mode": "self_signed", "inter_ipbx": True}
COMMON = {"owner": "Ada Lovelace", "until": UNTIL, "reason": "tries a recorder"}
LINKS = COMMON | {"what": "inter_ipbx_encryption", "systems": ["pbx2"]}


def run(
    lab: Lab, work: Path, playbook: str, *arguments: str, at: str = BEFORE, **said: Any
) -> tuple[Run, dict[str, Any]]:
    """A run at a time that the test gives, and what it wrote down of its end."""
    result = work / "result.json"
    result.unlink(missing_ok=True)
    told = play(
        lab,
        playbook,
        *arguments,
        operator_done=DONE,
        encryption=WANTED,
        seen={"padlock_seen": True, "ntp_checked": True},
        now=at,
        result_file=str(result),
        **said,
    )
    return told, json.loads(result.read_text()) if result.exists() else {}


def test_declared_drift_is_left_and_shown_until_its_day_and_corrected_from_then_on(tmp_path: Path) -> None:
    with site(tmp_path) as lab:
        first, ended = run(lab, tmp_path, "converge")
        assert (first.returncode, ended["outcome"]) == (0, "changed"), first.output
        mac = phone(lab, "6930")
        known = [COMMON | {"what": "phone_files", "phones": [mac]}, LINKS]
        right, line = drift(lab, "dl2", f"{mac}.cfg", "sip srtp mode: 0")
        planted = play(lab, str(PLAYS / "links_in_clear.yml"))
        assert planted.returncode == 0, planted.output
        mark = lab.last_event()

        for playbook, *arguments in (("converge",), ("converge", "--check", "--diff"), ("verify",)):
            left, ended = run(lab, tmp_path, playbook, *arguments, known_drift=known)
            assert (left.returncode, left.changed, ours(lab, mark)) == (0, 0, []), left.output
            assert (ended["outcome"], ended["code"], ended["stale"]) == ("declared", 14, [])
            assert f"({mac}.cfg line {line})" in left.output
            shown = f"declared by Ada Lovelace until {UNTIL} (1 day left): tries a recorder"
            assert all(f"LEFT ALONE: {what}" in left.output for what in ("phone_files", "inter_ipbx_encryption"))
            assert left.output.count(shown) >= 2, left.output

        plan, ended = run(lab, tmp_path, "converge", "--check", at=AFTER, known_drift=known)
        assert (plan.returncode, ended["outcome"], ours(lab, mark)) == (0, "drift", []), plan.output
        told, ended = run(lab, tmp_path, "verify", at=AFTER, known_drift=known)
        assert (told.returncode != 0, ended["outcome"]) == (True, "drift"), told.output

        corrected, ended = run(lab, tmp_path, "converge", at=AFTER, known_drift=known)
        assert (corrected.returncode, ended["outcome"]) == (0, "changed"), corrected.output
        assert corrected.changed == plan.changed
        assert len([one for one in ended["scopes"]["mgr1/Hospital"]["over"] if "over since 3 days" in one]) == 2
        assert lab.file_on("dl2", f"{mac}.cfg") == right

        again, ended = run(lab, tmp_path, "converge", at=AFTER, known_drift=known)
        assert (again.returncode, again.changed, ended["outcome"]) == (0, 0, "done"), again.output
        assert len(ended["stale"]) == 2
        assert all(text in again.output for text in ended["stale"])


def test_a_declaration_lifts_no_interlock_and_opens_no_gate(tmp_path: Path) -> None:
    with site(tmp_path) as lab:
        silent = phone(lab, "6930")
        known = [COMMON | {"what": "phone_files", "phones": [silent]}]
        lab.fault(kind="power_off", phones=[silent])
        first, _ended = run(lab, tmp_path, "converge", known_drift=known, wait_timeout=0)
        assert first.returncode != 0, first.output
        phones = lab.state()["phones"]
        others = {mac for mac in phones if phones[mac]["family"] == "mitel6000"} - lab.powered_off()
        assert lab.wait_for_transport(others, "tls")
        stopped, ended = run(lab, tmp_path, "converge", known_drift=known, wait_timeout=0)
        assert (stopped.returncode != 0, ended["outcome"]) == (True, "failed"), stopped.output
        assert "Gate mitel6000-self_signed: INCONCLUSIVE" in stopped.output, stopped.output
        assert any(silent in line for line in stopped.output.splitlines() if "WITHOUT EVIDENCE" in line), stopped.output
        mark = lab.last_event()
        known += [COMMON | {"what": "voice_encryption", "systems": ["pbx1", "pbx2"]}]
        refused = play(lab, str(PLAYS / "untick.yml"), known_drift=known, inventory_lag=0, operator_done=DONE)
        assert refused.returncode != 0
        assert "[INV-" in refused.output, refused.output
        assert ours(lab, mark) == []


@pytest.mark.parametrize("playbook", ["converge", "verify"])
def test_a_declaration_that_cannot_be_understood_is_refused_before_any_contact(tmp_path: Path, playbook: str) -> None:
    with site(tmp_path) as lab:
        mark = lab.last_event()
        lab.says("pbx2", known_drift=[LINKS, {name: value for name, value in LINKS.items() if name != "owner"}])
        refused, ended = run(lab, tmp_path, playbook)
        assert refused.returncode != 0
        assert "pbx2: mivoice_known_drift entry 2 has no owner" in refused.output, refused.output
        assert lab.events("login", mark) == []
