# SPDX-License-Identifier: GPL-3.0-or-later
"""The last lines of a run: honest about what was not reached, and what to type next."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _summary

SCOPE = {"name": "mgr/North", "leader": "a", "members": ["a", "b"], "limit": ["a", "b", "c"]}
WRITE = {"screen_id": "W10", "restarts_sip": False}
MOVED = {"phone": "08000F000001", "evidence": "registered", "source": "registrations"}


def gate(**more: Any) -> dict[str, Any]:
    return {"verdict": "pass", "moved": [MOVED], "settled": [], "stragglers": [], "without_evidence": []} | more


def run_of(a: dict[str, Any] | None = None, b: dict[str, Any] | None = None) -> dict[str, Any]:
    """A run that came to its end."""
    done = {"mivoice_system_done": True, "mivoice_writes": [WRITE], "mivoice_operator_steps": []}
    led = {
        "mivoice_gates": {"mivoice5300": gate(), "mitel6000": gate()},
        "mivoice_encryption": {"state": "enabled"},
        "ansible_inventory_sources": ["/site/hosts.yml"],
    }
    return {"a": done | led | (a or {}), "b": done | (b or {})}


def told(hostvars: dict[str, Any], state: str = "enabled", check: bool = False, alive: str = "ab") -> str:
    return "\n".join(_summary.summary(hostvars, SCOPE, state, "enable", list(alive), check))


def test_a_run_that_came_to_its_end_says_so_and_sends_on_to_the_proof() -> None:
    lines = told(run_of())
    assert "mgr/North, wanted: call encryption on. DONE." in lines
    assert "Systems: 2 of 2 done." in lines
    assert "Phones 5300: 1 seen moved, 0 settled by a person." in lines
    assert "Writes sent: 2." in lines
    assert lines.endswith("NEXT: ansible-playbook -i /site/hosts.yml --limit a,b,c voiceops.mivoice5000.verify")


def test_no_screen_counts_as_verified_while_none_is() -> None:
    assert "No screen has been verified on a real system yet" in told(run_of())


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ({"mivoice_gates": {"mivoice5300": gate()}}, {}, "Phones 6000: their gate was not reached."),
        ({"mivoice_gates": {}}, {}, "Phones 5300: their gate was not reached."),
        ({}, {"mivoice_system_done": None}, "Systems: 1 of 2 done; not done: b."),
        (
            {"mivoice_gates": {"mivoice5300": gate(), "mitel6000": gate(verdict="fail", stragglers=[MOVED])}},
            {},
            "Phones 6000: 1 seen moved, 0 settled by a person, 1 STILL IN THE OLD STATE (08000F000001).",
        ),
        (
            {"mivoice_gates": {"mivoice5300": gate(), "mitel6000": gate(verdict="inconclusive")}},
            {},
            "Phones 6000: 1 seen moved",
        ),
    ],
)
def test_what_was_not_reached_is_not_done_and_the_same_command_comes_next(
    a: dict[str, Any], b: dict[str, Any], words: str
) -> None:
    lines = told(run_of(a, b))
    assert "NOT DONE." in lines
    assert words in lines
    assert "voiceops.mivoice5000.enable" in lines.splitlines()[-1]


def test_a_run_stopped_before_anything_was_kept_is_told_all_the_same() -> None:
    lines = told({"a": {}, "b": {}})
    assert "NOT DONE." in lines
    assert "Systems: 0 of 2 done; not done: a, b." in lines
    assert "Writes sent: 0." in lines


def test_a_member_that_failed_is_named_with_its_reason_and_what_it_had_sent() -> None:
    failed = {"failed": True, "msg": "The value read back differs.\nmore", "error": {"writes": [WRITE]}}
    lines = told(run_of(b={"mivoice_push": failed, "enable_voice": {"failed": False, "msg": "fine"}}), alive="a")
    assert "NOT DONE." in lines
    assert "STOPPED on b.\nWHY, b: The value read back differs.\n" in lines
    assert "Writes sent: 3." in lines


def test_a_step_that_stopped_a_task_is_open_too() -> None:
    step = {"step": "T60-5", "text": "Give the 6000 their time server.", "done_by": None}
    failed = {"failed": True, "msg": "A person", "error": {"operator_steps": [step]}}
    lines = told(run_of({"mivoice_push": failed}), alive="b")
    assert "OPEN, for a person: Give the 6000 their time server." in lines
    assert '"step": "T60-5", "by": "YOUR NAME"' in lines.splitlines()[-1]


def test_restarts_of_sip_are_counted() -> None:
    restart = WRITE | {"restarts_sip": True}
    assert "Writes sent: 2, of which 1 restart SIP." in told(run_of(b={"mivoice_writes": [restart]}))


def test_an_open_step_is_named_once_with_the_command_that_confirms_it() -> None:
    step = {"step": "T60-5", "text": "Give the 6000 their time server.", "done_by": None}
    known = [{"step": "T53-7", "by": "Ada"}]
    lines = told(run_of({"mivoice_operator_steps": [step, dict(step)], "mivoice_operator_done": known}))
    assert lines.count("OPEN, for a person: Give the 6000 their time server.") == 1
    command = shlex.split(lines.splitlines()[-1].partition("then: ")[2])
    assert command[:2] == ["ansible-playbook", "-i"]
    assert json.loads(command[-1]) == {"mivoice_operator_done": [*known, {"step": "T60-5", "by": "YOUR NAME"}]}


def test_words_of_persons_and_overrides_are_repeated_with_their_reasons() -> None:
    settled = [{"phone": "08000F000002", "evidence": "written off: in store", "source": "written_off"}]
    lifted = [{"rule": "INV-14", "override": "clock checked by hand"}]
    gates = {"mivoice5300": gate(settled=settled), "mitel6000": gate()}
    lines = told(run_of({"mivoice_gates": gates, "mivoice_lifted": lifted}, {"mivoice_lifted": lifted}))
    assert "Taken on a person's word: written off: in store (08000F000002)" in lines
    assert lines.count("OVERRIDE INV-14: clock checked by hand") == 1


def test_a_check_is_a_plan_and_names_the_run_that_carries_it_out() -> None:
    waiting = gate(moved=[], would_wait_for=["08000F000001", "08000F000002"], verdict="would_wait_for")
    lines = told(run_of({"mivoice_gates": {"mivoice5300": waiting, "mitel6000": gate()}}), check=True)
    assert "PLAN ONLY, nothing was written." in lines
    assert "Systems: 2 of 2 would be done." in lines
    assert "Phones 5300: the run would wait for 2." in lines
    assert "Writes planned: 2." in lines
    assert lines.endswith("voiceops.mivoice5000.enable")


def test_an_inventory_that_wants_the_other_state_is_pointed_out() -> None:
    lines = told(run_of(), state="disabled")
    assert "Set it to disabled, or converge undoes this." in lines
    assert "NEXT: set the inventory right, then: " in lines
    assert "converge undoes" not in told(run_of())


def test_what_failed_inside_a_loop_is_told_with_its_own_words() -> None:
    failed = {"failed": True, "msg": "dl2: disk full", "error": {"writes": [{"restarts_sip": False}]}}
    looped = {"failed": True, "msg": "One or more items failed", "results": [{"failed": False}, failed]}
    lines = told(run_of({"certificates_copied": looped}), alive="b")
    assert "WHY, a: dl2: disk full" in lines


def test_a_scope_that_is_put_off_says_why_and_that_nothing_has_to_be_mended() -> None:
    pause = {"step": "mitel6000", "happened": "the 6000 were not touched: no window is open"}
    lines = told(run_of({"mivoice_gates": {"mivoice5300": gate()}, "mivoice_pause": pause}), state="disabled")
    assert "NOT DONE." in lines
    assert "PUT OFF: the 6000 were not touched: no window is open." in lines
    assert "NEXT: there is nothing to mend; the same goes on: ansible-playbook" in lines
