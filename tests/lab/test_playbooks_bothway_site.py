# SPDX-License-Identifier: GPL-3.0-or-later
"""BOTHWAY of a multi-site by playbooks, on real sockets, its phones given up on: files, boxes, the way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mivoice_lab.model.issue import new_authority, pem

from .clinic import DAY, DONE, Pki, unharmed
from .wire import FLEETS, Lab, Run, play

MODES = {"pbx1": "bothway", "pbx2": "bothway"}
SAID = [*DONE, *({"step": step, "by": "test"} for step in ("BWY-2", "BWY-7", "STP-7"))]


class Site:
    """The fleet ``small`` with its phones switched off and written off; certificates of phones made for the test."""

    def __init__(self, lab: Lab, work: Path) -> None:
        self.lab, self.pki = lab, Pki(work / "phones", "Phones CA")
        self.given_up = [{"phone": mac, "reason": "in the store"} for mac in lab.state()["phones"]]
        root = work / "phones" / "phones-ca.crt"
        root.write_text(pem(self.pki.root.certificate))
        self.root = {"name": "phones-ca.crt", "src": str(root)}

    def pair(self, left: int = 300, of: Any = None) -> list[dict[str, Any]]:
        """``phone_certificates`` with so many days left, issued by another authority when asked."""
        issuer = of or self.pki.root
        leaf, key = issuer.certify("phones", ["127.1.9.9"], self.pki.now - 400 * DAY, self.pki.now + left * DAY)
        path = self.pki.folder / "phone.crt"
        path.write_text(pem(leaf))
        self.key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return [{"name": "phone.crt", "src": str(path), "key": {"name": "phone.key", "content": self.key}}]

    def run(self, playbook: str, *arguments: str, mode: str = "bothway", **said: Any) -> Run:
        known = {
            "encryption": {"state": "enabled", "mode": mode, "inter_ipbx": True},
            "operator_done": SAID,
            "sip_restart": "allow",
            "wait_timeout": 40,
            "written_off": self.given_up,
            "terminals_ca": self.root,
            "phone_keys_because": "put in place by the customer",
        }
        return play(self.lab, playbook, *arguments, **(known | said))

    def modes(self) -> dict[str, str]:
        return {name: system["mode"] for name, system in self.lab.state()["systems"].items()}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Lab.up(tmp_path, str(FLEETS / "small.yml"), "600", "7") as lab:
        lab.operator("T60-5")
        lab.operator("T53-7")
        lab.fault(kind="power_off", phones=sorted(lab.state()["phones"]))
        yield Site(lab, tmp_path)


def test_bothway_is_entered_held_and_left(site: Site) -> None:
    lab, pair = site.lab, site.pair()
    first = site.run("enable", "-vvv", phone_certificates=pair)
    assert first.returncode == 0, first.output
    assert site.modes() == MODES
    assert [line for line in site.key.splitlines()[1:-1] if line in first.output] == []
    assert lab.file_on("dl1", "phone.key") == site.key
    assert "put in place by the customer" in first.output

    mark = lab.last_event()
    again = site.run("converge", phone_certificates=pair)
    assert (again.returncode, again.changed, lab.events("write", mark)) == (0, 0, []), again.output

    left = site.run("disable", phone_certificates=pair)
    assert left.returncode == 0, left.output
    assert set(site.modes().values()) == {"pbx_cert_trusted"}
    boxes = ("bothway", "voice_encryption")
    unticked = [event["what"] for event in lab.events("write", mark) if event["what"] in boxes]
    assert unticked == [boxes[0], boxes[0], boxes[1], boxes[1]]  # INV-11
    assert unharmed(lab)


def test_a_box_ticked_or_unticked_by_hand_is_put_right(site: Site) -> None:
    lab, pair = site.lab, site.pair()
    trusted = site.run("enable", mode="trusted")
    assert trusted.returncode == 0, trusted.output
    assert set(site.modes().values()) == {"pbx_cert_trusted"}
    mark = lab.last_event()
    plan = site.run("bothway", "--check", "--diff", phone_certificates=pair)
    assert plan.returncode == 0, plan.output
    assert lab.events("write", mark) == []
    excepted = site.run("bothway", phone_certificates=pair, bothway={"state": "disabled"})
    assert excepted.returncode == 0, excepted.output
    assert set(site.modes().values()) == {"pbx_cert_trusted"}
    entered = site.run("bothway", phone_certificates=pair)
    assert entered.returncode == 0, entered.output
    assert site.modes() == MODES

    back = site.run("converge", mode="trusted", phone_certificates=pair)  # as after a tick by hand
    assert back.returncode == 0, back.output
    assert set(site.modes().values()) == {"pbx_cert_trusted"}
    still = site.run("converge", mode="trusted", phone_certificates=pair)
    assert (still.returncode, still.changed) == (0, 0), still.output
    assert unharmed(lab)


def test_wrong_wishes_are_refused_before_anything_is_written(site: Site) -> None:
    lab, mark = site.lab, site.lab.last_event()
    good, other = site.pair(), new_authority("Other CA", site.pki.now - 2 * DAY, site.pki.now + 900 * DAY)

    def refused(rule: str, playbook: str = "bothway", **said: Any) -> None:
        run = site.run(playbook, **({"phone_certificates": good} | said))
        assert run.returncode != 0 and rule in run.output, run.output
        assert lab.events("write", mark) == []

    refused("ERROR INV-3")
    refused("[INV-2]", "enable", written_off=[])
    refused("[BCRT-9]", phone_certificates=site.pair(left=-30))
    refused("[BCRT-9]", phone_certificates=site.pair(of=other))
    refused("[BWY-1]", phone_certificates=[])
    refused("[TMA-20]", phone_certificates=[*good, good[0] | {"name": "other.crt"}])
    refused("[MOD-16]", mode="trusted", bothway={"state": "enabled"})
