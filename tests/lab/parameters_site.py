# SPDX-License-Identifier: GPL-3.0-or-later
"""One scope of a fleet whose terminals get values, and what the documentation says that these are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    MivoiceError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    terminal_info,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_parameters as resource
from socketless import LabFleet

LabOf = Callable[[str], LabFleet]


FAMILIES = ("mitel6000", "mivoice5300")
NTP = "127.1.0.10"
DONE = [{"step": "T60-5", "by": "Ada"}]
PORTS = ("sip proxy port", "sip registrar port", "sip backup proxy port", "sip backup registrar port")
VALUES: dict[tuple[str, str], dict[str, str]] = {
    ("mitel6000", "self_signed"): dict.fromkeys(PORTS, "5061")
    | {
        "sip transport protocol": "4",
        "sips persistent tls": "1",
        "sips tls authentication": "0",
        "sips trusted certificates": "",
        "sip srtp mode": "1",
        "sips symmetric tls signaling": "0",
    },
    ("mitel6000", "disabled"): dict.fromkeys(PORTS, "5060")
    | {"sip transport protocol": "1", "sips persistent tls": "0", "sip srtp mode": "0"},
    ("mivoice5300", "self_signed"): {
        "SIP_PORT_PBX": "5061",
        "SIP_PORT_PBX_BACKUP": "5061",
        "SIP_TRANS_PROTO": "TLS",
        "TRUSTED_CERTS": "",
        "TIME_SERVER": NTP,
    },
    ("mivoice5300", "disabled"): {"SIP_PORT_PBX": "5060", "SIP_PORT_PBX_BACKUP": "5060", "SIP_TRANS_PROTO": "UDP"},
}
"""Spec 5.1 and 5.2, PAR6-21, PAR5-10: what is written, and nothing else."""


class Site:
    """One scope of a fleet, its TMA, and facts of its systems as if they were ready for TLS."""

    def __init__(self, lab: LabFleet, device: str | None = None, **scope: str) -> None:
        self.lab, self.scope = lab, scope
        self.device = device or next(iter(lab.world.managers), None) or next(iter(lab.world.systems))
        self.tma = lab.world.device(self.device).tma

    def systems(self) -> list[dict[str, Any]]:
        here = self.device if self.device in self.lab.world.systems else None
        return [
            {
                "name": name,
                "multisite": system.multisite,
                "backup": system.backup,
                "read_at": self.lab.clock.now().isoformat(),
                "licence": {"state": "authorised", "raw": "Authorised"},
                "clock": {"offset": 0.0},
                "switches": {"bothway": False},
                "sip": {"tls_open": True, "chain": [{"subject": "CN=test"}], "client_certificate": "not_asked"},
            }
            for name, system in self.lab.world.systems.items()
            if here in (None, name) and system.multisite == self.scope.get("multisite", system.multisite)
        ]

    def connections(self) -> list[dict[str, Any]]:
        return [self.lab.params(system["name"], name=system["name"]) for system in self.systems()]

    def login(self) -> dict[str, Any]:
        username, password = next(iter(self.tma.credentials.items()))
        return {"tma_username": username, "tma_password": password} | self.scope

    def run(self, family: str = "mitel6000", mode: str = "self_signed", *, check: bool = False, **options: Any) -> Any:
        asked = {"family": family, "mode": mode, "time_server": NTP, "operator_done": DONE, "systems": self.systems()}
        asked["connections"] = self.connections()
        params = self.lab.options(resource, self.device, **(self.login() | asked | options))
        return resource.run(params, self.lab.context(check))

    def column(self, family: str) -> set[str]:
        params = self.lab.options(terminal_info, self.device, family=[family], **self.login())
        return {phone["inventory"] for phone in terminal_info.run(params, self.lab.context())["terminals"]}

    def refused(self, kind: type[MivoiceError], *asked: str, **options: Any) -> MivoiceError:
        """The error of a run that may write nothing."""
        before = len(self.lab.writes())
        with pytest.raises(kind) as caught:
            self.run(*asked, **options)
        assert self.lab.writes()[before:] == []
        return caught.value
