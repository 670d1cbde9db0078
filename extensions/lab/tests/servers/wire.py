# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab on the wire, in a thread of the test's own process, and how to wait for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mivoice_lab.fleet import build_fleet
from mivoice_lab.model.clock import Clock
from mivoice_lab.model.phone import Phone
from mivoice_lab.model.system import System
from mivoice_lab.pages.app import App
from mivoice_lab.servers.addresses import claim_network
from mivoice_lab.servers.lab import Lab

FLEETS = Path(__file__).parents[2] / "fleets"
PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.02

TLS_6000 = {
    "sip proxy port": "5061",
    "sip registrar port": "5061",
    "sip backup proxy port": "5061",
    "sip backup registrar port": "5061",
    "sip transport protocol": "4",
    "sips persistent tls": "1",
    "sips tls authentication": "0",
    "sips trusted certificates": "",
    "sip srtp mode": "1",
}


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    """The first true value of `condition`; fails the test when none comes."""
    pause = threading.Event()
    for _unused in range(int(PATIENCE_SECONDS / POLL_SECONDS)):
        if found := condition():
            return found
        pause.wait(POLL_SECONDS)
    raise AssertionError(f"{what}: not within {PATIENCE_SECONDS:.0f} s")


class WireLab:
    """A running lab; `world` is touched under its lock only."""

    def __init__(self, tree: dict[str, Any], speed: float, logs: Path | None = None) -> None:
        network, self._control = claim_network(1)
        self.control = f"http://{self._control.getsockname()[0]}:{self._control.getsockname()[1]}"
        self.world = build_fleet(tree, clock=Clock(speed), seed=1, network=network)
        self._logs = logs
        self._started = threading.Event()
        self._problem: BaseException | None = None
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        assert self._started.wait(PATIENCE_SECONDS)
        if self._problem:
            raise self._problem

    def _work(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:
            self._problem = error
            self._started.set()

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.lab = Lab(self.world, App(self.world), logs=self._logs)
        try:
            await self.lab.open(self._control)
            running = asyncio.create_task(self.lab.run())
            await self.lab.registered()
            self._started.set()
            await running
        finally:
            await self.lab.close()
            self._control.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self.lab.stop)
        self._thread.join()
        if self._problem:
            raise self._problem

    def change(self, act: Callable[[], Any]) -> Any:
        """Do something to the model, as a page would."""
        with self.world.lock:
            result = act()
        self._loop.call_soon_threadsafe(self.lab.nudge)
        return result

    def wait(self, condition: Callable[[], Any], what: str) -> Any:
        def locked() -> Any:
            with self.world.lock:
                return condition()

        return wait_until(locked, what)

    def system(self, name: str = "pbx1") -> System:
        return self.world.systems[name]

    def phone(self, number: str) -> Phone:
        return next(phone for phone in self.world.phones.values() if phone.number == number)

    def transport(self, number: str) -> str | None:
        phone = self.phone(number)
        held = [self.world.systems[name].registrations.get(phone.mac) for name in phone.systems()]
        return next((registration.transport for registration in held if registration), None)

    def push_to_5300(self, values: dict[str, str]) -> None:
        """Specific values to the 5300 of a standalone system."""
        self._push("mivoice5300", values)

    def push_to_6000(self, values: dict[str, str], time_server: str | None) -> None:
        """Global time server and specific values to the 6000 of a standalone system, as its TMA would."""
        tma = self.system().tma
        assert tma is not None
        [scope] = tma.scopes
        if time_server:
            tma.set_global("admin", scope, "mitel6000", {"time server1": time_server})
        self._push("mitel6000", values)

    def _push(self, family: str, values: dict[str, str]) -> None:
        tma = self.system().tma
        assert tma is not None
        [scope] = tma.scopes
        for package in tma.packages[family]:
            tma.distribute("admin", scope, family, package, dict.fromkeys(values, "specific"))
            draft = tma.update_specific("admin", scope, family, package, "All", values)
            tma.start_action("admin", draft, f"move {package}")


def standalone(phones: list[dict[str, Any]], protocol: str = "http", **system: Any) -> dict[str, Any]:
    """Fleet of one system without Manager."""
    return {
        "download_servers": {"dl1": {"protocol": protocol}},
        "systems": {
            "pbx1": {
                "role": "standalone",
                "hardware": "xd",
                "download_servers": ["dl1"],
                "phones": phones,
                **system,
            }
        },
    }
