# SPDX-License-Identifier: GPL-3.0-or-later
"""A multi-site of two systems beside a clinic without Manager, and certificate files made for a test."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from mivoice_lab.model.issue import Authority, new_authority, pem
from mivoice_lab.model.pkcs12 import write_file

from .wire import FLEETS, Lab

DAY = timedelta(days=1)
DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7")]
SYSTEMS = ("pbx1", "pbx2", "clinic")
PASSWORD = "Été 2026 ?"


def fleet(work: Path) -> str:
    """Path of the fleet file."""
    joined, alone = (yaml.safe_load((FLEETS / name).read_text()) for name in ("small.yml", "standalone.yml"))
    joined["systems"]["clinic"] = alone["systems"]["pbx1"] | {"download_servers": ["dl3"]}
    joined["download_servers"]["dl3"] = alone["download_servers"]["dl1"] | {"integrated_in": "clinic"}
    for number, phones in enumerate(joined["systems"]["clinic"]["phones"]):
        phones["numbers"] = f"{3100 + 10 * number}-{3101 + 10 * number}"
    path = work / "fleet.yml"
    path.write_text(yaml.safe_dump(joined))
    return str(path)


def unharmed(lab: Lab, lost_by_hand: Iterable[str] = ()) -> bool:
    """``lost_by_hand``: phones that a person's hand alone may have put out of service."""
    state = lab.state()
    by_us = [
        loss
        for loss in state["service_loss"]
        if loss["phone"] not in lost_by_hand or any(cause["actor"] != "operator" for cause in loss["cause"])
    ]
    return (by_us, state["voice_exposed"], state["sessions"]) == ([], [], [])


def served(lab: Lab) -> dict[str, str]:
    """SHA-256 of the certificate of each system."""
    return {name: system["certificate"]["sha256"] for name, system in lab.state()["systems"].items()}


class Pki:
    """One CA of a test, in a folder; its files are what the inventory would name."""

    def __init__(self, folder: Path, name: str = "Test CA") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.root = new_authority(name, self.now - 2 * 365 * DAY, self.now + 3650 * DAY)

    def ca(self) -> dict[str, dict[str, str]]:
        """``ca``, as an extra variable without its prefix."""
        path = self.folder / "ca.crt"
        path.write_text(pem(self.root.certificate))
        return {"ca": {"src": str(path), "name": "ca.crt"}}

    def own(self, lab: Lab, system: str, left: int, past: int = 300) -> dict[str, Any]:
        """``pkcs12`` with a certificate of a system that has ``left`` days left."""
        address = self.address(lab, system)
        leaf, key = self.root.certify(address, [address], self.now - past * DAY, self.now + left * DAY)
        return {"pkcs12": self._file(f"{system}-{left}", write_file(leaf, key, self.root.chain, PASSWORD))}

    def signing(self, left: int) -> dict[str, Any]:
        """``manager_pkcs12`` with an authority below the root that has ``left`` days left."""
        made = new_authority(f"Signing {left}", self.now - 2 * DAY, self.now + left * DAY, self.root)
        return {"manager_pkcs12": self._file(f"manager-{left}", _of_authority(made))}

    def of_system(self, lab: Lab, system: str, left: int) -> dict[str, Any]:
        """``manager_pkcs12`` with the certificate of a system itself (OPEN-4)."""
        return {"manager_pkcs12": self.own(lab, system, left)["pkcs12"] | {"file_role": "system"}}

    def crl(self, *files: dict[str, Any], until: int = 30) -> dict[str, list[str]]:
        """``crl`` that names the certificates of ``files``, for so many days from now."""
        start = self.now - 60 * DAY
        builder = x509.CertificateRevocationListBuilder(self.root.certificate.subject, start, self.now + until * DAY)
        for file in files:
            for given in file.values():
                held = load_pkcs12(Path(given["src"]).read_bytes(), PASSWORD.encode()).cert
                assert held is not None
                revoked = x509.RevokedCertificateBuilder().serial_number(held.certificate.serial_number)
                builder = builder.add_revoked_certificate(revoked.revocation_date(start).build())
        path = self.folder / f"{len(files)}-{until}.crl"
        path.write_bytes(builder.sign(self.root.key, SHA256()).public_bytes(Encoding.PEM))
        return {"crl": [str(path)]}

    def _file(self, name: str, content: bytes) -> dict[str, str]:
        path = self.folder / f"{name}.p12"
        path.write_bytes(content)
        return {"src": str(path), "password": PASSWORD}

    def address(self, lab: Lab, system: str) -> str:
        hosts = yaml.safe_load((Path(lab.inventory) / "hosts.yml").read_text())["all"]["children"]["pbx"]["hosts"]
        return str(hosts[system]["mivoice_tel_address"])


def _of_authority(made: Authority) -> bytes:
    return write_file(made.certificate, made.key, made.issuers, PASSWORD)
