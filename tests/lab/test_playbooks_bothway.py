# SPDX-License-Identifier: GPL-3.0-or-later
"""BOTHWAY by a playbook, on real sockets: the port demands and refuses certificates, and no key shows anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from .wire import FLEETS, Lab, Run, play

PLAY = Path(__file__).parent / "plays" / "bothway.yml"
OLD = authority.system("127.1.9.9", authority.authority("Phones CA"), days=1)
KEY = authority.key(OLD.owner).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def switch(lab: Lab, work: Path, wanted: str, *arguments: str) -> tuple[Run, dict[str, Any]]:
    told = work / "told.json"
    told.unlink(missing_ok=True)
    expired = OLD.certificate.public_bytes(Encoding.PEM).decode() + KEY
    given_up = [{"phone": mac, "reason": "in the store"} for mac in lab.state()["phones"]]
    said = {"wanted": wanted, "expired": expired, "written_off": given_up, "told": str(told)}
    run = play(lab, str(PLAY), *arguments, **said)
    assert run.returncode == 0, run.output
    return run, json.loads(told.read_text())


def test_the_switch_is_proven_on_the_wire_and_left_again(tmp_path: Path) -> None:
    with Lab.up(tmp_path, str(FLEETS / "standalone.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        lab.fault(kind="power_off", phones=sorted(lab.state()["phones"]))
        run, told = switch(lab, tmp_path, "enabled", "-vvv")
        assert (told["changed"], lab.state()["systems"]["pbx1"]["mode"]) == (True, "bothway")
        proven = {proof["what"]: proof["proven"] for proof in told["proofs"]}
        assert proven == {"demanded": True, "none": True, "foreign": True, "good": None, "expired": True}
        assert len(told["blast_radius"]["terminals"]) == len(lab.state()["phones"])
        lines = [line for line in KEY.splitlines() if not line.startswith("-----")]
        assert [line for line in lines if line in run.output] == []
        _run, again = switch(lab, tmp_path, "enabled")
        assert (again["changed"], again["writes"]) == (False, [])
        _run, left = switch(lab, tmp_path, "disabled")
        assert (left["changed"], lab.state()["systems"]["pbx1"]["mode"]) == (True, "pbx_cert_trusted")
        _run, still = switch(lab, tmp_path, "disabled")
        assert still["changed"] is False
        assert (lab.state()["service_loss"], lab.state()["sessions"]) == ([], [])
        restarts = [event for event in lab.events("sip_restart") if event["cause"] == "bothway"]
        assert len(restarts) == 2
