# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_wait: when it looks, what it believes, when it stops."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    AuthError,
    ConnectionFailed,
    Refused,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_wait
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection

from .conftest import Clock, Run, registration

MACS = ("00085D000001", "00085D000002")


def scope(**more: Any) -> dict[str, Any]:
    wanted = {"name": "S", "family": "mitel6000", "mode": "self_signed", "action": "push", "systems": [_system()]}
    return connection("mgr1", tma_username="tma", tma_password="tma") | wanted | more


def _system() -> dict[str, Any]:
    return connection("pbx1", name="pbx1")


def register(pbx: Any, transport: str, seen: str, *macs: str) -> None:
    pbx.pages["WREG"].tables["registrations"] = [registration(mac, transport, seen) for mac in macs or MACS]


def wait(run: Run, *scopes: dict[str, Any], **options: Any) -> dict[str, Any]:
    return run(terminal_wait, scopes=list(scopes) or [scope()], **{"wait_timeout": 600, "report_only": True} | options)


def test_the_gate_opens_as_soon_as_every_phone_was_seen_after_the_end_of_the_action(
    run: Run, pbx: Any, clock: Clock
) -> None:
    register(pbx, "TLS", "02/03/2026 11:00:00")
    clock.each = lambda: register(pbx, "TLS", clock.now.strftime("%d/%m/%Y %H:%M:%S"))
    assert wait(run)["gates"]["S"]["verdict"] == "pass"
    assert clock.slept == [15.0]


def test_an_action_that_runs_is_followed_and_the_systems_are_left_alone_meanwhile(
    run: Run, manager: Any, pbx: Any, clock: Clock
) -> None:
    manager.pages["T5"].tables["actions"][0]["state"] = "Working"
    register(pbx, "UDP", "02/03/2026 11:59:00")
    gate = wait(run, wait_timeout=60)["gates"]["S"]
    assert gate["action"]["state"] == "running"
    assert gate["verdict"] == "fail"
    assert pbx.sessions == 1
    assert manager.sessions == len(clock.slept) + 1


def test_an_action_that_failed_ends_the_wait(run: Run, manager: Any, pbx: Any, clock: Clock) -> None:
    manager.pages["T5"].tables["actions"][0]["state"] = "Broken"
    register(pbx, "TLS", "02/03/2026 11:59:00")
    gate = wait(run)["gates"]["S"]
    assert (gate["verdict"], clock.slept) == ("fail", [])
    assert "push" in gate["text"]


def test_the_inventory_is_read_again_only_when_it_counts(run: Run, manager: Any, pbx: Any, clock: Clock) -> None:
    register(pbx, "TLS", "02/03/2026 11:00:00")
    wait(run, wait_timeout=1000, inventory_lag=480)
    assert manager.opened.count("T6") == 2  # at first, and once the lag is over (INV-26)
    assert manager.opened.count("T5") == 1


def test_a_pass_on_an_older_inventory_is_checked_against_a_new_one(
    run: Run, manager: Any, pbx: Any, clock: Clock
) -> None:
    register(pbx, "TLS", "02/03/2026 11:00:00")

    def a_new_phone() -> None:
        register(pbx, "TLS", clock.now.strftime("%d/%m/%Y %H:%M:%S"))
        manager.listed["Mitel 6000 SIP Phone"].append(
            manager.listed["Mitel 6000 SIP Phone"][0] | {"mac": "00085D000009", "number": "2109"}
        )
        clock.each = lambda: None

    clock.each = a_new_phone
    gate = wait(run)["gates"]["S"]
    assert gate["verdict"] == "inconclusive"
    assert [entry["phone"] for entry in gate["without_evidence"]] == ["00085D000009"]


def test_without_any_possible_proof_it_waits_for_the_inventory_only(run: Run, pbx: Any, clock: Clock) -> None:
    pbx.undeclared.add("WREG")
    gate = wait(run, wait_timeout=7200)["gates"]["S"]
    assert gate["verdict"] == "fail"  # the file says none: it can only tell against a phone
    assert sum(clock.slept) == 3600


def test_nothing_sent_and_no_proof_possible_ends_at_once(run: Run, pbx: Any, clock: Clock) -> None:
    pbx.undeclared.add("WREG")
    gate = wait(run, scope(action=""))["gates"]["S"]
    assert (gate["verdict"], clock.slept) == ("inconclusive", [])
    line = next(line for line in gate["text"].splitlines() if line.startswith("written_off: "))
    assert [entry["phone"] for entry in json.loads(line.removeprefix("written_off: "))] == list(MACS)
    assert gate["text"].count("written_off: ") == 1


def test_a_family_without_phones_passes(run: Run) -> None:
    assert wait(run, scope(family="mivoice5300"))["gates"]["S"]["verdict"] == "pass"


def test_a_system_that_does_not_answer_for_a_while_is_looked_at_again(run: Run, pbx: Any, clock: Clock) -> None:
    pbx.faults["WREG", "open"] = ConnectionFailed("It does not answer")
    lines: list[str] = []

    def back() -> None:
        pbx.faults.clear()
        register(pbx, "TLS", clock.now.strftime("%d/%m/%Y %H:%M:%S"))

    clock.each = back
    gates = run(terminal_wait, scopes=[scope()], wait_timeout=600, lines=lines)["gates"]
    assert gates["S"]["verdict"] == "pass"
    assert any("does not answer" in line for line in lines)


def test_a_refused_log_in_is_not_tried_again_and_stops_its_scope_alone(run: Run, manager: Any, clock: Clock) -> None:
    manager.faults["T5", "open"] = AuthError("Refused")
    gates = wait(run, scope(), scope(name="T", action="", family="mivoice5300"))["gates"]
    assert (gates["S"]["verdict"], gates["T"]["verdict"]) == ("inconclusive", "pass")
    assert "Refused" in gates["S"]["text"]
    assert clock.slept == []


def test_it_fails_with_the_stragglers_by_name_unless_it_shall_only_report(run: Run, pbx: Any) -> None:
    register(pbx, "UDP", "02/03/2026 12:00:00")
    with pytest.raises(Refused, match="2102") as stopped:
        wait(run, scope(action=""), report_only=False, wait_timeout=30)
    assert stopped.value.details["gates"]["S"]["verdict"] == "fail"


def test_two_scopes_of_one_name_are_a_mistake(run: Run) -> None:
    with pytest.raises(UsageError, match="same name"):
        wait(run, scope(), scope())


@pytest.mark.parametrize(
    ("poll", "lag", "seconds"), [(None, 3600, 15), (None, 6, 0.5), (None, 100000, 30), (0, 3600, 0.5), (90, 3600, 90)]
)
def test_the_pause_between_two_looks_is_never_a_busy_loop(poll: float | None, lag: float, seconds: float) -> None:
    assert terminal_wait.poll_interval(poll, lag) == seconds


@pytest.mark.parametrize("action", ["not yet listed", "push"])
def test_a_check_looks_once_and_says_whom_the_run_would_wait_for(run: Run, pbx: Any, clock: Clock, action: str) -> None:
    register(pbx, "TLS", "02/03/2026 11:00:00")
    gate = wait(run, scope(action=action), check=True)["gates"]["S"]
    assert (gate["verdict"], gate["would_wait_for"], clock.slept) == ("would_wait_for", list(MACS), [])


def test_a_check_without_plan_judges_what_it_sees(run: Run, pbx: Any, clock: Clock) -> None:
    register(pbx, "UDP", "02/03/2026 12:00:00")
    gate = wait(run, scope(action=""), check=True)["gates"]["S"]
    assert (gate["verdict"], clock.slept) == ("fail", [])
