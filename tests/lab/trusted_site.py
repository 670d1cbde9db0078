# SPDX-License-Identifier: GPL-3.0-or-later
"""A multi-site whose systems show certificates of a CA, and what the collection is told to make its phones trust it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    terminal_deployment,
    terminal_parameters,
    terminal_wait,
)
from mivoice_lab.model.issue import new_authority, pem
from mivoice_lab.model.pkcs12 import write_file
from mivoice_lab.servers.hand import operator_step
from model_wire import ModelWire
from socketless import LabFleet

PASSWORD = "Été 2026 ?"
DAY = timedelta(days=1)
MANAGER, SCOPE = "mgr1", "mgr1/Hospital"
HOSPITAL = {"region": "Nord", "multisite": "Hospital", "tma_username": "tma", "tma_password": "lab-tma-3"}
NTP = "127.1.0.10"
ANSWERED = [{"step": "T60-5", "by": "Ada"}]
FAMILIES = ("mitel6000", "mivoice5300")


class TrustedSite:
    """The fleet ``small`` with systems in PBX CERT trusted; ``authority`` signs, ``other`` is another CA."""

    def __init__(self, lab: LabFleet) -> None:
        self.lab = lab
        now = lab.clock.now()
        self.authority, self.other = (new_authority(name, now - DAY, now + 900 * DAY) for name in ("Site CA", "New CA"))
        for system in lab.world.systems.values():
            system.set_voice_encryption("operator", True)
        operator_step(lab.world, {"step": "T60-5", "target": MANAGER, "value": NTP})
        self.deployed: dict[str, Any] = {}

    def sign(self, authority: Any) -> None:
        """Have Manager give every system a certificate of ``authority``."""
        now = self.lab.clock.now()
        signing = new_authority("Manager CA", now - DAY, now + 800 * DAY, authority)
        data = write_file(signing.certificate, signing.key, signing.issuers, PASSWORD)
        manager = self.lab.world.managers[MANAGER]
        manager.set_multisite("operator", "Hospital", encryption=True, encryption_type="import")
        manager.import_certificate("operator", "Hospital", data, PASSWORD, PASSWORD)
        manager.apply("operator", "Hospital")
        manager.ok("operator", "Hospital")
        manager.generate_certificates("operator", "Hospital", "all")
        self.lab.run(900)

    def file(self, *authorities: Any, name: str = "ca.crt") -> dict[str, str]:
        return {"name": name, "content": "".join(pem(authority.certificate) for authority in authorities)}

    def systems(self) -> list[dict[str, Any]]:
        wire = ModelWire(self.lab.world)
        return [
            {
                "name": name,
                "multisite": system.multisite,
                "backup": system.backup,
                "tel_address": system.tel_address,
                "download_servers": list(system.download_servers),
                "read_at": self.lab.clock.now().isoformat(),
                "licence": {"state": "authorised", "raw": "Authorised"},
                "clock": {"offset": 0.0},
                "switches": {"bothway": False},
                "sip": wire.probe(system.tel_address, system.sip_port, system.sips_port, 1.0),
            }
            for name, system in self.lab.world.systems.items()
        ]

    def connections(self) -> list[dict[str, Any]]:
        return [self.lab.params(name, name=name) for name in self.lab.world.systems]

    def run(self, resource: Any, *, check: bool = False, **options: Any) -> Any:
        params = self.lab.options(resource, MANAGER, **options)
        return resource.run(params, self.lab.context(check))

    def deploy(self, family: str, file: dict[str, str], *, check: bool = False, **options: Any) -> Any:
        told = {"family": family, "server": "dl1", "file_name": file["name"], "content": file["content"]}
        done = self.run(terminal_deployment, check=check, **HOSPITAL | told | options)
        for server, families in done["deployed"].items():
            for name, files in families.items():
                self.deployed.setdefault(server, {}).setdefault(name, {}).update(files)
        return done

    def push(self, family: str, mode: str, *files: dict[str, str], check: bool = False, **options: Any) -> Any:
        told = {"family": family, "mode": mode, "systems": self.systems(), "connections": self.connections()}
        told |= {"time_server": NTP, "operator_done": ANSWERED, "deployed": self.deployed, "trusted_files": list(files)}
        return self.run(terminal_parameters, check=check, **HOSPITAL | told | options)

    def fetched(self) -> list[dict[str, Any]]:
        """What the log of the download server tells, phones by their address."""
        by_address = {phone.address: phone.mac for phone in self.lab.world.phones.values()}
        return [
            {"phone": by_address[line["client"]], "at": line["at"], "file": line["path"]}
            for line in self.lab.world.download_servers["dl1"].log
            if line["client"] in by_address
        ]

    def gate(self, family: str, mode: str, action: str, *, check: bool = False, **scope: Any) -> Any:
        wanted = {"name": SCOPE, "family": family, "mode": mode, "action": action, "systems": self.connections()}
        params = self.lab.params(MANAGER, **HOSPITAL) | wanted | scope
        options = {"scopes": [params], "wait_timeout": 9000, "poll": 60, "report_only": True}
        checked = self.lab.options(terminal_wait, MANAGER, **options)
        return terminal_wait.run(checked, self.lab.context(check))["gates"][SCOPE]

    def trusting(self, family: str, file: dict[str, str]) -> str:
        """Bring a family to mode trusted, as the documentation says; the name of the action."""
        self.deploy(family, file)
        name: str = self.push(family, "trusted", file)["action"]["name"]
        self.lab.run(4000)
        return name
