# SPDX-License-Identifier: GPL-3.0-or-later
"""The mock-up method by its two playbooks, on real sockets: prepared on one platform, received on the other (6.9)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mivoice_lab.model.issue import pem

from .clinic import DAY, DONE, Pki, unharmed
from .wire import FLEETS, Lab, Run, play

PLATFORMS = {"pre1": "pre_configuration", "dl_pre": "pre_configuration", "work1": "working", "dl_work": "working"}
SAID = [*DONE, *({"step": step, "by": "test"} for step in ("BWY-2", "BWY-7"))]


class Site:
    """Two systems without Manager, a platform each; phones on the first."""

    def __init__(self, lab: Lab, work: Path) -> None:
        self.lab, self.pki, self.record = lab, Pki(work / "phones", "Phones CA"), work / "record.json"
        root = self.pki.folder / "phones-ca.crt"
        root.write_text(pem(self.pki.root.certificate))
        self.root = {"name": "phones-ca.crt", "src": str(root)}
        leaf, key = self.pki.root.certify("phones", ["127.1.9.9"], self.pki.now - DAY, self.pki.now + 300 * DAY)
        self.certificate = pem(leaf)
        self.key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        for name, platform in PLATFORMS.items():
            lab.says(name, mock_up=platform)
        for name in ("pre1", "work1"):
            lab.says(name, login_address="10.20.0.10")
            lab.loads_ca(name, root.read_text())
        pair = {"name": "phone.crt", "content": self.certificate, "key": {"name": "phone.key"}}
        lab.says("work1", phone_certificates=[pair])
        lab.says("pre1", phone_certificates=[pair | {"key": pair["key"] | {"content": self.key}}])

    def run(self, playbook: str, *arguments: str, **said: Any) -> Run:
        known = {
            "encryption": {"state": "enabled", "mode": "bothway"},
            "operator_done": SAID,
            "sip_restart": "allow",
            "wait_timeout": 180,
            "terminals_ca": self.root,
            "phone_keys_because": "put in place by the customer",
            "mock_up_record": str(self.record),
        }
        return play(self.lab, playbook, *arguments, **(known | said))

    def move(self, *macs: str) -> None:
        self.lab.plug("work1", *macs)
        assert self.lab.wait_for_transport(macs, "tls")

    def on(self, system: str) -> list[str]:
        phones = self.lab.state()["phones"].items()
        return sorted(mac for mac, phone in phones if (phone["registration"] or {}).get("system") == system)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Lab.up(tmp_path, str(FLEETS / "mock_up.yml"), "600", "7") as lab:
        lab.fault(kind="server_down", target="dl_work", on=False)  # its TMA has nowhere else to put the time server
        lab.operator("T60-5")
        lab.fault(kind="server_down", target="dl_work", on=True)
        yield Site(lab, tmp_path)


def test_phones_are_prepared_recorded_received_and_seen_to_arrive(site: Site) -> None:
    lab, phones = site.lab, sorted(site.lab.state()["phones"])
    mark = lab.last_event()
    plan = site.run("mock_up_prepare", "--check", "--diff")
    assert (plan.returncode, lab.events("write", mark), site.record.exists()) == (0, [], False), plan.output
    prepared = site.run("mock_up_prepare", "-vvv")
    assert prepared.returncode == 0, prepared.output
    assert "Record: 4 of 4 phones may leave" in prepared.output
    written = site.record.read_text()
    assert [phone["encrypting"] for phone in json.loads(written)["phones"]] == [True] * 4
    secret = site.key.splitlines()[1:-1]
    assert [line for line in secret if line in prepared.output or line in written] == []
    assert lab.state()["systems"]["work1"]["mode"] == "no_tls"

    mark = lab.last_event()
    again = site.run("mock_up_prepare")
    assert (again.returncode, again.changed, lab.events("write", mark)) == (0, 0, []), again.output
    assert site.record.read_text() == written

    plan = site.run("mock_up_receive", "--check", "--diff")
    assert (plan.returncode, lab.events("write", mark)) == (0, []), plan.output
    received = site.run("mock_up_receive")
    assert received.returncode == 0, received.output
    assert lab.state()["systems"]["work1"]["mode"] == "bothway"
    assert "NOT YET HERE: 4 of 4" in received.output and "[MCK-8]" in received.output

    site.move(phones[0])
    assert (site.on("pre1"), site.on("work1")) == (phones[1:], phones[:1])
    mark = lab.last_event()
    seen = site.run("mock_up_receive")
    assert (seen.returncode, seen.changed, lab.events("write", mark)) == (0, 0, []), seen.output
    assert "ARRIVED, their certificates taken: 1 of 4" in seen.output and "NOT YET HERE: 3 of 4" in seen.output
    later = site.run("mock_up_prepare")
    assert (later.returncode, later.changed, site.record.read_text()) == (0, 0, written), later.output

    site.move(*phones[1:])
    seen = site.run("mock_up_receive")
    assert "ARRIVED, their certificates taken: 4 of 4" in seen.output, seen.output
    assert unharmed(lab)


def test_what_would_cut_phones_off_is_refused_by_name_before_anything_is_written(site: Site) -> None:
    lab, mark = site.lab, site.lab.last_event()

    def refused(words: str, playbook: str = "mock_up_receive", **said: Any) -> None:
        run = site.run(playbook, **said)
        assert run.returncode != 0 and words in run.output, run.output
        assert lab.events("write", mark) == []

    refused("Run mock_up_prepare on the pre-configuration platform first")
    refused("[MCK-4]", "mock_up_prepare", encryption={"state": "enabled", "mode": "trusted"})
    lab.says("work1", login_address="10.20.0.99")
    refused("[MCK-1] the login iPBX of the pre-configuration platform is 10.20.0.10", "mock_up_prepare")
    lab.says("work1", login_address="10.20.0.10", mock_up="pre_configuration")
    refused("No system of this run has mivoice_mock_up: working")
    lab.says("work1", mock_up="working")

    lab.fault(kind="power_off", phones="*")
    short = site.run("mock_up_prepare", wait_timeout=1)
    assert short.returncode != 0 and "Record: 0 of 4 phones may leave" in short.output, short.output
    mark = lab.last_event()
    refused("it was not shown encrypting")
    lab.fault(kind="server_down", target="dl_work", on=False)
    refused("[MCK-5] dl_work answers over HTTP")
    site.record.write_text("{}")
    refused("the file is no record of a pre-configuration platform")
    assert unharmed(lab)
