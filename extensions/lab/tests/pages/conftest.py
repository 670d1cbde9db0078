# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet with everything on one clock, shown in every skin and language."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

import pytest
from mivoice_lab.fleet import build_fleet
from mivoice_lab.model.clock import ManualClock
from mivoice_lab.model.direct import DirectFleet
from mivoice_lab.model.world import World
from mivoice_lab.pages.app import App
from mivoice_lab.pages.labels import Labels

from .browser import Browser

FLEET: dict[str, Any] = {
    "managers": {"mgr1": {}},
    "download_servers": {"dl1": {"protocol": "http"}, "dl2": {"protocol": "ftp", "integrated_in": "alone"}},
    "systems": {
        "pbx1": {
            "role": "cluster_server",
            "hardware": "xl",
            "manager": "mgr1",
            "region": "Nord",
            "multisite": "Hospital",
            "download_servers": ["dl1"],
            "keycodes": ["KEY-1"],
            "phones": [
                {"model": "6867i", "numbers": "2101-2103"},
                {"model": "5370ip", "numbers": "2141-2142"},
            ],
        },
        "pbx2": {
            "role": "remote_site",
            "hardware": "xs",
            "manager": "mgr1",
            "region": "Nord",
            "multisite": "Hospital",
            "download_servers": ["dl1"],
            "phones": [{"model": "6930", "numbers": "2201"}],
        },
        "alone": {
            "role": "standalone",
            "hardware": "xl",
            "download_servers": ["dl2"],
            "keycodes": ["KEY-2"],
            "phones": [{"model": "6930", "numbers": "3101-3102"}, {"model": "5370ip", "numbers": "3141"}],
        },
    },
}
FACES = list(itertools.product(("forms", "frames", "dialogs"), ("en", "fr")))


class Stand:
    """A world, its pages in one skin and language, and browsers to look at them."""

    def __init__(self, skin: str, language: Any, **options: Any) -> None:
        self.clock = ManualClock()
        self.world: World = build_fleet(FLEET, clock=self.clock)
        self.fleet = DirectFleet(self.world, self.clock)
        self.app = App(self.world, skin, language, rng=random.Random(1), **options)
        self.skin, self.language = skin, language
        self.t = Labels(skin, language)

    def browser(self, device: str, remote: str = "127.0.0.9") -> Browser:
        return Browser(self.app, device, remote)

    def credentials(self, device: str, tma: bool = False) -> tuple[str, str]:
        held = self.world.device(device)
        if not tma:
            return next(iter(held.admins.items()))
        assert held.tma is not None
        return next(iter(held.tma.credentials.items()))

    def logged_in(self, device: str) -> Browser:
        browser = self.browser(device)
        browser.get("/")
        user, password = self.credentials(device)
        changes = {self.t("session.username"): user, self.t("session.password"): password}
        browser.press(self.t("session.login"), changes)
        return browser

    def walk(self, browser: Browser, *keys: str) -> Browser:
        """From the home page down the menu."""
        browser.get("/")
        for key in keys:
            browser.follow(self.t(f"menu.{key}"))
        return browser

    def tma(self, device: str = "mgr1") -> Browser:
        browser = self.logged_in(device)
        manager = ("administration", "manager_telephony", "terminal_management")
        system = ("telephony", "subscribers", "terminals", "integrated_tma")
        self.walk(browser, *(manager if device == "mgr1" else system))
        user, password = self.credentials(device, tma=True)
        changes = {self.t("T0.login"): user, self.t("T0.password"): password}
        browser.press(self.t("T0.continue"), changes)
        return browser

    def writes(self) -> list[dict[str, Any]]:
        return self.world.events.of_kind("write")

    def collateral(self) -> list[dict[str, Any]]:
        return self.world.events.of_kind("collateral")


@pytest.fixture(params=FACES, ids="-".join)
def stand(request: pytest.FixtureRequest) -> Stand:
    return Stand(*request.param)


@pytest.fixture
def make() -> Callable[..., Stand]:
    return Stand
