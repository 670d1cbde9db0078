# SPDX-License-Identifier: GPL-3.0-or-later
"""A Manager with its TMA and two systems on a fake fleet, and a checked run of one resource against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _actions, _session
from ansible_collections.voiceops.mivoice5000.tests.unit.support import fake_names
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import (
    Button,
    FakeFleet,
    FakeSystem,
    Page,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection

RANGES = {"Mitel 6000 SIP Phone": "mitel6000", "MiVoice 5300 IP phone": "mivoice5300"}
Run = Callable[..., dict[str, Any]]


def pushed(mode: str = "self_signed", hour: int = 11, **parts: Any) -> str:
    """Name of an action of ours for the 6000, begun on 2 March; only before ``trusted`` they were on TLS already."""
    origin = "tls" if mode == "trusted" else "plain"
    told = {"scope": (None, None), "software": "6.3", "terminals": "All", "values": {}, "origin": origin}
    work = _actions.Work.of("mitel6000", mode, **told | parts)
    return _actions.stamped(work.start, datetime(2026, 3, 2, hour, 50, tzinfo=UTC))


PUSH = pushed()


def terminal(mac: str, number: str, model: str = "6867i", **cells: str) -> dict[str, Any]:
    line = {"mac": mac, "number": number, "model": model, "software": "6.3", "site": "pbx1", "address": "127.1.16.2"}
    return line | {"encryption": ""} | cells


def tma(host: str = "mgr1", **changes: Any) -> FakeSystem:
    """Two 6000 terminals in the inventory, no 5300, an action that has finished."""
    shown = {"Mitel 6000 SIP Phone": [terminal("00085D000001", "2101"), terminal("00085D000002", "2102")]}

    def show(system: FakeSystem, staged: Any) -> None:
        system.pages["T6"].tables["terminals"] = system.listed.get(staged["range"], [])  # type: ignore[attr-defined]

    pages = {
        "T5": Page("Action monitoring", tables={"actions": [{"name": PUSH, "state": "Done", "date": "today"}]}),
        "T6": Page(
            "Inventory",
            values={"range": "Mitel 6000 SIP Phone"},
            options={"range": list(RANGES)},
            tables={"terminals": []},
            buttons={"show": Button("navigate", show)},
        ),
    }
    made = FakeSystem(host, pages, area="tma", **changes)
    made.listed = shown  # type: ignore[attr-defined]
    return made


def registrar(host: str, *lines: dict[str, Any]) -> FakeSystem:
    return FakeSystem(host, {"WREG": Page("Registered terminals", tables={"registrations": list(lines)})})


def registration(mac: str, transport: str, seen: str) -> dict[str, Any]:
    port = "5061" if transport == "TLS" else "5060"
    return {"number": "", "mac": mac, "address": "", "port": port, "transport": transport, "last_seen": seen}


class Clock:
    """Time that passes only while somebody sleeps; ``each`` is called after every sleep."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
        self.slept: list[float] = []
        self.each: Callable[[], None] = lambda: None

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        self.each()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def manager() -> FakeSystem:
    return tma()


@pytest.fixture
def pbx() -> FakeSystem:
    return registrar("pbx1")


@pytest.fixture
def fleet(manager: FakeSystem, pbx: FakeSystem, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeFleet]:
    made = FakeFleet(manager, pbx)
    monkeypatch.setattr(_session, "connect", made.connect)
    monkeypatch.setitem(fake_names.WORDS, "family", RANGES)
    states = {"Done": "finished", "Broken": "failed", "Working": "running"}
    monkeypatch.setitem(fake_names.WORDS, "action_state", states)
    yield made
    assert made.open_sessions == 0


@pytest.fixture
def run(fleet: FakeFleet, clock: Clock) -> Run:
    """Runs a resource with options validated by its own argument spec; errors come out as raised."""

    def _run(resource: Any, check: bool = False, lines: list[str] | None = None, **options: Any) -> Any:
        given = (connection("mgr1") if resource.CONNECTED else {}) | options
        checked = ArgumentSpecValidator(_door.argument_spec(resource), **resource.SPEC_EXTRAS).validate(given)
        assert not checked.error_messages, checked.error_messages
        told = [] if lines is None else lines
        context = Context(check_mode=check, clock=lambda: clock.now, sleep=clock.sleep, progress=told.append)
        return resource.run(checked.validated_parameters, context)

    return _run
