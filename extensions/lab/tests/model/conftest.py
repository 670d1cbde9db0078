# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mivoice_lab.fleet import build_fleet, load_fleet
from mivoice_lab.model.clock import ManualClock
from mivoice_lab.model.direct import DirectFleet
from mivoice_lab.model.phone import Phone
from mivoice_lab.model.system import System
from mivoice_lab.model.world import World

FLEETS = Path(__file__).parents[2] / "fleets"


class Lab:
    """World, clock and driver together; phones have booted and registered once."""

    def __init__(self, world: World, clock: ManualClock) -> None:
        self.world = world
        self.clock = clock
        self._fleet = DirectFleet(world, clock)
        self.run(60)

    def run(self, seconds: float) -> None:
        self._fleet.run(seconds)

    def system(self, name: str = "pbx1") -> System:
        return self.world.systems[name]

    def phone(self, number: str) -> Phone:
        return next(phone for phone in self.world.phones.values() if phone.number == number)

    def transport(self, number: str) -> str | None:
        phone = self.phone(number)
        held = [self.world.systems[name].registrations.get(phone.mac) for name in phone.systems()]
        return next((registration.transport for registration in held if registration), None)

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        return self.world.events.of_kind(*kinds)

    @property
    def lost(self) -> list[dict[str, Any]]:
        return self.events("service_loss")


@pytest.fixture
def lab() -> Callable[..., Lab]:
    """`lab("small")` for a fleet file, `lab({...})` for a tree."""

    def make(fleet: str | dict[str, Any]) -> Lab:
        clock = ManualClock()
        if isinstance(fleet, str):
            return Lab(load_fleet(FLEETS / f"{fleet}.yml", clock=clock), clock)
        return Lab(build_fleet(fleet, clock=clock), clock)

    return make


@pytest.fixture
def alone() -> dict[str, Any]:
    """Content of a fleet file: one system without Manager, a 6000 (2101) and a 5300 (2141)."""
    return {
        "download_servers": {"dl1": {"protocol": "http"}},
        "systems": {
            "pbx1": {
                "hardware": "xl",
                "download_servers": ["dl1"],
                "keycodes": ["KEY"],
                "phones": [{"model": "6867i", "numbers": 2101}, {"model": "5370ip", "numbers": 2141}],
            }
        },
    }
