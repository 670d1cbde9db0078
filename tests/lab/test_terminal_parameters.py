# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_parameters against the lab's TMA: both families, both ways, all skins and languages (spec 6.5, 6.6, 6.11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    OperatorStepNeeded,
    Refused,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    _inventory,
    _session,
    terminal_parameters,
)

from socketless import LabFleet

SKINS = ("forms", "frames", "dialogs")
LANGUAGES = ("en", "fr")
FAMILIES = ("mitel6000", "mivoice5300")
NTP = "127.1.0.10"
DONE = [{"gate": None, "step": "T60-5", "phones": None, "by": "Ada"}]
DEFAULTS: dict[str, Any] = {
    "family": "mitel6000",
    "mode": "self_signed",
    "time_server": NTP,
    "software": None,
    "block": "upper",
    "list": "All",
    "update": None,
    "action_name": None,
    "follow": True,
    "follow_timeout": 1800,
    "srtp_aes256": False,
    "written_off": [],
    "operator_done": DONE,
    "operator_language": "en",
    "override": [],
    "planned": {},
    "region": None,
    "multisite": None,
}


class Site:
    """A fleet, its TMA, and facts of its systems as if they were ready for TLS."""

    def __init__(self, fleet: str, skin: str = "forms", language: str = "en") -> None:
        self.lab = LabFleet(fleet, skin, language)
        self.lab.run(600)
        self.device = next(iter(self.lab.world.managers), None) or next(iter(self.lab.world.systems))
        self.tma = self.lab.world.device(self.device).tma

    def systems(self) -> list[dict[str, Any]]:
        sip = {"tls_open": True, "chain": [{"subject": "CN=x"}]}
        return [
            {
                "name": name,
                "multisite": system.multisite,
                "backup": system.backup,
                "licence": {"state": "authorised", "raw": "Authorised"},
                "clock": {"offset": 0.0},
                "sip": sip,
            }
            for name, system in self.lab.world.systems.items()
        ]

    def params(self, **options: Any) -> dict[str, Any]:
        username, password = next(iter(self.tma.credentials.items()))
        login = {"tma_username": username, "tma_password": password, "systems": self.systems()}
        return self.lab.params(self.device) | DEFAULTS | login | options

    def run(self, check: bool = False, **options: Any) -> dict[str, Any]:
        return terminal_parameters.run(self.params(**options), self.lab.context(check))

    def column(self, family: str) -> set[str]:
        with _session.session(self.params(), self.lab.context(), "tma", read_only=True) as driver:
            return {phone["inventory"] for phone in _inventory.read(driver, [family])}

    def files(self, mac: str) -> Mapping[str, str]:
        return dict(self.tma.store.values_of(mac))


@pytest.fixture(autouse=True)
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def site() -> Site:
    return Site("small")


@pytest.mark.parametrize("fleet", ["small", "standalone"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("skin", SKINS)
def test_both_families_go_to_tls_and_back(skin: str, language: str, fleet: str) -> None:
    site = Site(fleet, skin, language)
    for mode, right in (("self_signed", {"srtp_tls", "tls"}), ("disabled", {"none"})):
        for family in FAMILIES:
            planned = site.run(check=True, family=family, mode=mode)
            assert site.lab.app.open_sessions() == []
            done = site.run(family=family, mode=mode)
            assert done["changed"] is True
            assert done["writes"] == planned["writes"]
            assert done["action"]["state"] == "finished"
            assert site.column(family) <= right
            again = site.run(family=family, mode=mode)
            assert (again["changed"], again["writes"]) == (False, [])
            assert again["action"]["name"] == done["action"]["name"]
