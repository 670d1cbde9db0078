# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection on one side, the lab's model and pages on the other, and no socket between them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context, HttpResponse
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drivers.factory import connect
from mivoice_lab.fleet import load_fleet
from mivoice_lab.model.clock import ManualClock
from mivoice_lab.model.direct import DirectFleet
from mivoice_lab.pages.app import App
from mivoice_lab.pages.http import Request
from model_wire import ModelWire

FLEETS = Path(__file__).resolve().parents[2] / "extensions" / "lab" / "fleets"
CLIENT = "127.0.0.1"


class PageTransport:
    """Carries requests to the lab's pages; keeps what was sent in ``requests``."""

    def __init__(self, app: App, device: str, requests: list[tuple[str, str, str]]) -> None:
        self._app, self._device, self._requests = app, device, requests

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None) -> HttpResponse:
        address = urlsplit(url)
        query = parse_qs(address.query, keep_blank_values=True)
        lowered = {name.lower(): value for name, value in headers.items()}
        self._requests.append((self._device, method, address.path))
        answer = self._app.handle(self._device, Request(method, address.path, query, lowered, body or b"", CLIENT))
        return HttpResponse(answer.status, {name.lower(): value for name, value in answer.headers}, answer.body)

    def close(self) -> None:
        return None


class LabFleet:
    """A fleet of the lab on a clock that tests move."""

    def __init__(self, fleet: str, skin: str = "forms", language: str = "en", seed: int = 1) -> None:
        self.clock = ManualClock()
        self.world = load_fleet(FLEETS / f"{fleet}.yml", clock=self.clock, seed=seed)
        self.app = App(self.world, skin=skin, language=language)
        self.fleet = DirectFleet(self.world, self.clock)
        self.requests: list[tuple[str, str, str]] = []
        self.lines: list[str] = []
        self.run(5)

    def run(self, seconds: float) -> None:
        """Let time pass for systems and phones."""
        self.fleet.run(seconds)

    def params(self, device: str, **options: Any) -> dict[str, Any]:
        """Connection options of a device, as the action door would fill them."""
        found = self.world.device(device)
        username, password = next(iter(found.admins.items()))
        return {
            "host": found.admin_address,
            "port": found.web_port,
            "username": username,
            "password": password,
            "screens": self.app.overrides(device),
            "language": "auto",
            "timeout": 30,
        } | options

    def options(self, resource: Any, device: str, **options: Any) -> dict[str, Any]:
        """Options of one task, filled from the fleet and checked as both doors check them."""
        spec = _door.argument_spec(resource)
        known = {name: value for name, value in self.params(device).items() if name in spec}
        checked = ArgumentSpecValidator(spec, **resource.SPEC_EXTRAS).validate(known | options)
        assert not checked.error_messages, checked.error_messages
        return checked.validated_parameters

    def leave_a_session_open(self, device: str) -> None:
        """Log in as a task that is killed before it can log out."""
        driver = connect(self.params(device), self.context(), "webadmin", True)
        assert driver.facts

    def context(self, check_mode: bool = False) -> Context:
        return Context(check_mode, self.clock.now, self.run, self.lines.append, self._transport, ModelWire(self.world))

    def _transport(self, params: Mapping[str, Any]) -> PageTransport:
        devices = [*self.world.managers.values(), *self.world.systems.values()]
        name = next(device.name for device in devices if device.admin_address == params["host"])
        return PageTransport(self.app, name, self.requests)

    def writes(self) -> list[Any]:
        """Writes on devices that were not made by a person's hand."""
        return [event for event in self.world.events.of_kind("write") if event["actor"] != "operator"]
