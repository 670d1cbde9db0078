# SPDX-License-Identifier: GPL-3.0-or-later
"""The monkey of ``make monkey``: a short run of it, and its oracles, which see the harm once a guard is taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    _terminal_job,
    bothway,
    multisite_encryption,
    voice_encryption,
)
from hypothesis import given
from monkey import calls
from monkey.machine import Monkey
from monkey.oracles import Breach
from monkey.report import Tally
from monkey.run import once
from monkey.site import Choice

Run = Callable[[dict[str, Any], Context], dict[str, Any]]
VOICE = {"target": 0, "state": "disabled", "role": "right", "facts": "fresh", "tma": True, "written_off": True}
PUSH = {"facts": "fresh", "connections": True, "written_off": True, "deferred": False, "follow": True, "files": ()}
PUSH |= {"own": None}
TICK = {"target": 0, "state": "enabled", "role": "right", "facts": "fresh", "authority": 0, "restart": "allow"}
TICK |= {"written_off": True}
TO_TLS = PUSH | {"family": "mitel6000", "mode": "self_signed"}
TO_UDP = PUSH | {"family": "mitel6000", "mode": "disabled"}
MULTISITE = {
    "state": "enabled",
    "authority": None,
    "facts": "fresh",
    "restart": "forbid",
    "days_left": 30,
    "held": True,
}


def begun(start: str, fleet: str = "small") -> Monkey:
    monkey = Monkey()
    monkey.begin(fleet=fleet, skin="forms", language="en", start=start, stormy=False)
    return monkey


def in_service(monkey: Monkey) -> set[tuple[str, bool]]:
    """(state, whether they present a certificate) of the phones that are on."""
    phones = [phone for phone in monkey.site.world.phones.values() if phone.powered]
    return {(phone.state, not isinstance(phone.presents(), str)) for phone in phones}


def waved_through(*_asked: Any) -> list[Any]:
    """Asks no interlock."""
    return []


def test_a_short_run_finds_no_breach() -> None:
    tally = Tally()
    assert once(20261, 3, tally) is None
    assert tally.steps >= 30


def test_the_monkey_itself_finds_phones_lost_by_a_missing_interlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a seed draws depends on what else the process has imported, so one seed may miss what the next one finds."""
    monkeypatch.setattr(_terminal_job, "require", waved_through)
    breaches = (once(seed, 30, Tally(), shrink=False) for seed in range(1, 11))
    breach = next(filter(None, breaches), None)
    assert breach is not None
    assert "terminal_parameters" in breach and "Breach: " in breach


@pytest.mark.parametrize(
    ("guarded", "start", "name", "choice", "oracle"),
    [
        (voice_encryption, "encrypting", "voice_encryption", VOICE, "clear_voice"),
        (_terminal_job, "prepared", "terminal_parameters", TO_TLS, "service_loss"),
        (_terminal_job, "encrypting", "terminal_parameters", TO_UDP, "order"),
        (_terminal_job, "in bothway", "terminal_parameters", TO_UDP, "order"),
        (multisite_encryption, "as delivered", "multisite_encryption", MULTISITE, "unpermitted_restart"),
    ],
    ids=["clear_voice", "service_loss", "order", "order in BOTHWAY", "unpermitted_restart"],
)
def test_a_module_without_its_interlocks_is_seen_to_do_harm(
    monkeypatch: pytest.MonkeyPatch, guarded: Any, start: str, name: str, choice: Choice, oracle: str
) -> None:
    monkey = begun(start)
    monkey.call((name, choice, False))
    monkeypatch.setattr(guarded, "require", waved_through)
    with pytest.raises(Breach) as seen:
        monkey.call((name, choice, False))
        monkey.time_passes(4000.0)
    assert seen.value.oracle == oracle


@pytest.mark.parametrize("fleet", ["small", "with_manager", "bothway", "bothway_alone"])
def test_a_fleet_enters_and_leaves_bothway_with_phones_that_present_certificates(fleet: str) -> None:
    monkey = begun("in bothway", fleet)
    systems = monkey.site.world.systems
    assert {system.mode() for system in systems.values()} == {"bothway"}
    assert in_service(monkey) == {("registered", True)}
    for target in range(len(systems)):
        monkey.call(("bothway", TICK | {"target": target, "state": "disabled"}, False))
    monkey.time_passes(4000.0)
    assert {system.mode() for system in systems.values()} == {"pbx_cert_trusted"}
    assert in_service(monkey) == {("registered", True)}


def test_a_tick_without_its_interlocks_is_seen_to_cut_off_a_phone_that_lost_its_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkey = begun("presenting", "bothway_alone")
    monkey.happens(("certificate lost", {"phone": 0, "authority": 0}))
    assert in_service(monkey) == {("registered", True), ("registered", False)}
    monkey.call(("bothway", TICK, False))
    assert monkey.site.world.systems["pbx1"].mode() == "pbx_cert_trusted"  # INV-5
    monkeypatch.setattr(bothway, "require", waved_through)
    with pytest.raises(Breach) as seen:
        monkey.call(("bothway", TICK, False))
    assert seen.value.oracle == "service_loss"


@given(wish=calls.sensible("terminal_parameters", mode=["bothway"], facts=["kept"]))
def test_a_sensible_call_has_the_choices_that_it_is_given(wish: tuple[str, Choice, bool]) -> None:
    _name, choice, check = wish
    assert (choice["mode"], choice["facts"], choice["own"], check) == ("bothway", "kept", 0, False)


def told_nothing(run: Run, params: dict[str, Any], context: Context) -> dict[str, Any]:
    return run(params, context) | {"changed": False, "writes": []}


def listed_less(run: Run, params: dict[str, Any], context: Context) -> dict[str, Any]:
    return run(params, context) | {"writes": []}


def wrote_in_check_mode(run: Run, params: dict[str, Any], context: Context) -> dict[str, Any]:
    return run(params, replace(context, check_mode=False))


def told_a_password(run: Run, params: dict[str, Any], context: Context) -> dict[str, Any]:
    return run(params, context) | {"options": params}


def broke(_run: Run, _params: dict[str, Any], _context: Context) -> dict[str, Any]:
    raise KeyError("switches")


@pytest.mark.parametrize(
    ("fault", "check", "oracle"),
    [
        (told_nothing, False, "false_report"),
        (listed_less, False, "false_report"),
        (wrote_in_check_mode, True, "false_report"),
        (told_a_password, False, "secret"),
        (broke, False, "exception"),
    ],
)
def test_a_module_that_reports_falsely_is_seen(
    monkeypatch: pytest.MonkeyPatch, fault: Callable[..., dict[str, Any]], check: bool, oracle: str
) -> None:
    monkey, run = begun("as delivered"), voice_encryption.run
    monkeypatch.setattr(voice_encryption, "run", lambda params, context: fault(run, params, context))
    with pytest.raises(Breach) as seen:
        monkey.call(("voice_encryption", VOICE | {"state": "enabled"}, check))
    assert seen.value.oracle == oracle


def test_a_session_that_stays_open_is_seen() -> None:
    monkey = begun("as delivered")
    monkey.site.lab.leave_a_session_open("mgr1")
    with pytest.raises(Breach, match="session"):
        monkey.time_passes(30.0)
