# SPDX-License-Identifier: GPL-3.0-or-later
"""A Manager that wants the certificate of a system itself (OPEN-4): the life of its multi-site of one system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from mivoice_lab.model import refusal

from .clinic import DONE, Pki, served, unharmed
from .wire import FLEETS, Lab, Run, play


def fleet(work: Path, *systems: str) -> str:
    tree = yaml.safe_load((FLEETS / "small.yml").read_text())
    tree["managers"]["mgr1"] = {"import_takes": "system"}
    tree["systems"] = {name: tree["systems"][name] for name in systems}
    tree["systems"]["pbx1"].pop("backup")
    path = work / "fleet.yml"
    path.write_text(yaml.safe_dump(tree))
    return str(path)


def run(lab: Lab, playbook: str, *arguments: str, **said: Any) -> Run:
    trusted = {"encryption": {"state": "enabled", "mode": "trusted"}, "operator_done": DONE, "sip_restart": "allow"}
    return play(lab, playbook, *arguments, **trusted | {"wait_timeout": 40} | said)


def test_its_certificate_is_rolled_out_renewed_and_replaced_without_losing_a_phone(tmp_path: Path) -> None:
    with Lab.up(tmp_path, fleet(tmp_path, "pbx1"), "600", "7") as lab:
        lab.operator("T60-5")
        lab.operator("T53-7")
        pki = Pki(tmp_path / "pki")
        old, new = (pki.ca() | pki.of_system(lab, "pbx1", left) for left in (60, 700))
        wrong = run(lab, "enable", **pki.ca(), **pki.signing(900))
        assert refusal.AUTHORITY_IMPORT[1] in wrong.output, wrong.output
        assert lab.events("sip_restart") == []

        for files in (old, new):
            first = run(lab, "enable", **files)
            assert first.returncode == 0, first.output
            mark = lab.last_event()
            again = run(lab, "converge", **files)
            assert (again.returncode, again.changed) == (0, 0), again.output
            assert lab.events("write", mark) == []
        assert {(phone["registration"] or {}).get("transport") for phone in lab.state()["phones"].values()} == {"tls"}

        before = served(lab)
        renewed = run(lab, "renew", renew_days=800, **pki.ca(), **pki.of_system(lab, "pbx1", 900))
        assert renewed.returncode == 0, renewed.output
        assert served(lab)["pbx1"] != before["pbx1"]
        assert run(lab, "verify", **pki.ca(), **pki.of_system(lab, "pbx1", 900)).returncode == 0
        assert unharmed(lab)


def test_of_several_systems_none_gets_the_certificate_of_one(tmp_path: Path) -> None:
    with Lab.up(tmp_path, fleet(tmp_path, "pbx1", "pbx2"), "600", "7") as lab:
        pki = Pki(tmp_path / "pki")
        stopped = run(lab, "enable", **pki.ca(), **pki.of_system(lab, "pbx1", 700))
        assert "the certificate of pbx1 alone" in stopped.output, stopped.output
        assert lab.events("sip_restart") == []
        assert unharmed(lab)
