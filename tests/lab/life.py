# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of a life with BOTHWAY in it, and a fleet that lives it on real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mivoice_lab.model.issue import pem

from .clinic import DAY, DONE, Pki, unharmed
from .wire import FLEETS, Lab, Run, play

SAID = [*DONE, *({"step": step, "by": "test"} for step in ("BWY-2", "BWY-7", "STP-7"))]


class Stage(NamedTuple):
    """``mode`` that the inventory wants, ``found`` on every system afterwards, ``transport`` of the phones.

    ``writes``: how many the stage sends on one system, at least; a kill is drawn from them.
    """

    playbook: str
    mode: str
    found: str
    transport: str
    writes: int


STAGES = (
    Stage("enable", "trusted", "pbx_cert_trusted", "tls", 6),
    Stage("bothway", "bothway", "bothway", "tls", 4),
    Stage("converge", "trusted", "pbx_cert_trusted", "tls", 1),
    Stage("disable", "trusted", "pbx_cert_trusted", "udp", 3),
)
"""A stop leaves certificates where they are (STP-6), so the mode found at the end is that of the systems alone."""

BOTHWAY = STAGES[1]


class Site:
    """A fleet whose phones can hold certificates, and what its inventory says.

    ``lost_by_hand``: phones that a test itself puts out of service.
    """

    def __init__(self, lab: Lab, work: Path) -> None:
        self.lost_by_hand: set[str] = set()
        self.lab, self.pki = lab, Pki(work / "phones", "Phones CA")
        root = work / "phones" / "phones-ca.crt"
        root.write_text(pem(self.pki.root.certificate))
        leaf, key = self.pki.root.certify("phones", [], self.pki.now - DAY, self.pki.now + 300 * DAY)
        certificate = self.pki.folder / "phone.crt"
        certificate.write_text(pem(leaf))
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        self.said: dict[str, Any] = {
            "operator_done": SAID,
            "sip_restart": "allow",
            "wait_timeout": 300,
            "terminals_ca": {"name": "phones-ca.crt", "src": str(root)},
            "phone_certificates": [
                {"name": "phone.crt", "src": str(certificate), "key": {"name": "phone.key", "content": private}}
            ],
            "phone_keys_because": "put in place by the customer",
            "written_off": [{"phone": mac, "reason": "in the store"} for mac in sorted(lab.powered_off())],
        }
        for system in lab.state()["systems"]:
            lab.loads_ca(system, root.read_text())

    def options(self, stage: Stage) -> dict[str, Any]:
        return self.said | {"encryption": {"state": "enabled", "mode": stage.mode, "inter_ipbx": True}}

    def run(self, stage: Stage, playbook: str = "") -> Run:
        return play(self.lab, playbook or stage.playbook, **self.options(stage))

    def reached(self, stage: Stage) -> bool:
        state = self.lab.state()
        on = [phone for phone in state["phones"].values() if phone["powered"]]
        modes = {system["mode"] for system in state["systems"].values()}
        transports = {(phone["registration"] or {}).get("transport") for phone in on}
        return (modes, transports) == ({stage.found}, {stage.transport})


@contextmanager
def site(work: Path, fleet: str, seed: int) -> Iterator[Site]:
    with Lab.up(work, str(FLEETS / fleet), "600", str(seed)) as lab:
        lab.operator("T60-5")
        lab.operator("T53-7")
        found = Site(lab, work)
        yield found
        assert unharmed(lab, found.lost_by_hand)
