# SPDX-License-Identifier: GPL-3.0-or-later
"""How a scheduled run ended: a word, a code, and three lines that a tired person can act on."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._decommission import decommission_outcome

SCOPE = {"name": "mgr/North", "leader": "a", "members": ["a", "b"], "limit": ["a", "b"]}
PASS = {"verdict": "pass"}
NOW = "2026-03-27T23:00:00Z"
WINDOW = {
    "step": "mitel6000",
    "waits_for": "window",
    "happened": "the 6000 were not touched: no window is open",
    "at": "2026-03-28T22:00:00+00:00",
}


def member(**more: Any) -> dict[str, Any]:
    facts = {"mode": "pbx_cert_self_signed"}
    return {"mivoice_scope": SCOPE, "mivoice_facts": facts, "mivoice_system_done": True, "mivoice_writes": []} | more


def ended(alive: str = "ab", check_mode: bool = False, b: dict[str, Any] | None = None, **a: Any) -> dict[str, Any]:
    led = {
        "mivoice_gates": {"mivoice5300": PASS, "mitel6000": PASS},
        "mivoice_encryption": {"state": "disabled"},
        "ansible_inventory_sources": ["/site/hosts.yml"],
    }
    hostvars = {"a": member(**led | a), "b": member(**b or {})}
    return decommission_outcome(hostvars, ["a", "b"], list(alive), NOW, check_mode)


def lines(result: dict[str, Any]) -> list[str]:
    (scope,) = result["scopes"].values()
    told: list[str] = scope["lines"]
    return told


def test_what_is_proven_off_is_done_and_sent_on_to_the_proof() -> None:
    result = ended()
    assert (result["outcome"], result["code"], result["at"]) == ("done", 0, None)
    assert lines(result)[2].endswith("ansible-playbook -i /site/hosts.yml --limit a,b voiceops.mivoice5000.verify")


def test_done_warns_of_an_inventory_that_wants_encryption_back() -> None:
    assert "converge would do as it says" in lines(ended(mivoice_encryption={"state": "enabled"}))[1]


def test_a_pause_says_what_happened_what_is_at_risk_and_how_it_goes_on_or_back() -> None:
    result = ended(
        mivoice_pause=WINDOW, mivoice_gates={"mivoice5300": PASS}, mivoice_system_done=False, b={"mivoice_writes": []}
    )
    assert (result["outcome"], result["code"], result["at"]) == ("waiting", 13, WINDOW["at"])
    happened, risk, goes_on = lines(result)
    assert happened == "mgr/North: WAITING. What happened: the 6000 were not touched: no window is open."
    assert "phones that have moved call in clear voice" in risk
    assert f"by itself at {WINDOW['at']}, or with: ansible-playbook" in goes_on
    assert goes_on.endswith("voiceops.mivoice5000.enable")


def test_a_run_that_wrote_something_and_waits_has_changed() -> None:
    result = ended(mivoice_pause=WINDOW, mivoice_gates={}, b={"mivoice_writes": [{}]})
    assert (result["outcome"], result["code"]) == ("changed", 10)


def test_a_pause_that_wants_a_person_has_no_time_at_which_it_goes_on() -> None:
    result = ended(mivoice_pause=WINDOW | {"waits_for": "person"}, mivoice_gates={})
    assert (result["outcome"], result["code"], result["at"]) == ("paused", 11, None)
    assert "To go on, once that is settled: " in lines(result)[2]


def test_a_step_that_a_person_still_has_to_do_keeps_it_from_being_done() -> None:
    result = ended(b={"mivoice_operator_steps": [{"text": "set it to 5060", "done_by": None}]})
    assert result["outcome"] == "paused"
    assert "set it to 5060" in lines(result)[0]


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"alive": "a"}, "failed"),
        ({"mivoice_gates": {"mivoice5300": PASS}}, "failed"),
        ({"mivoice_gates": {}}, "failed"),
        ({"b": {"mivoice_system_done": False}}, "failed"),
        ({"b": {"mivoice_facts": {"mode": "bothway"}}}, "failed"),
        ({"alive": "b", "mivoice_pause": WINDOW}, "failed"),
        ({"check_mode": True}, "done"),
        ({"check_mode": True, "mivoice_writes": [{}]}, "drift"),
    ],
)
def test_what_is_not_proven_is_not_done(more: dict[str, Any], word: str) -> None:
    assert ended(**more)["outcome"] == word


def test_the_step_reached_is_told_for_machines() -> None:
    (scope,) = ended(mivoice_pause=WINDOW, mivoice_gates={"mivoice5300": PASS})["scopes"].values()
    assert (scope["step"], scope["waits_for"]) == ("mitel6000", "window")


def test_a_host_that_was_stopped_before_anything_makes_the_run_fail_by_name() -> None:
    result = decommission_outcome({"c": {}}, ["c"], [], NOW)
    assert (result["outcome"], list(result["scopes"])) == ("failed", ["c"])
    assert decommission_outcome({}, [], [], NOW)["outcome"] == "failed"


def test_a_run_that_looked_at_nothing_claims_nothing_of_the_phones() -> None:
    closed = {"step": None, "waits_for": "window", "happened": "nothing was touched: no window is open", "at": NOW}
    nothing = {"mivoice_facts": None, "mivoice_system_done": False}
    result = ended(mivoice_pause=closed, mivoice_gates={}, b=nothing, **nothing)
    (scope,) = result["scopes"].values()
    assert (result["outcome"], scope["step"]) == ("waiting", None)
    assert lines(result)[1] == "At risk: nothing, for nothing was written."
