# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions of TMA: finding ours again, and following one to its end (SCR-T5, ACT-5, ACT-6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Ambiguous, Appliance, UnknownValue
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _actions

WORDS = {"Waiting": "waiting", "In progress": "running", "Done": "finished", "Failed": "failed"}
NORD, SUD = ("Nord", "Hospital"), ("Sud", "Hospital")
WHAT = ("6.3.1", "All")


class Monitoring:
    """A driver that shows one list of actions after the other, the last for ever."""

    host = "mgr1"

    def __init__(self, *lists: list[tuple[str, str]]) -> None:
        self.lists = list(lists)

    def open(self, screen_id: str) -> Any:
        assert screen_id == "T5"
        shown = self.lists.pop(0) if len(self.lists) > 1 else self.lists[0]
        rows = [SimpleNamespace(text={"name": name, "state": state}.__getitem__) for name, state in shown]
        return SimpleNamespace(
            id="T5", label_path="Action monitoring", menu=None, table=lambda _name: SimpleNamespace(rows=rows)
        )

    def canonical(self, vocabulary: str, text: str) -> str | None:
        assert vocabulary == "action_state"
        return WORDS.get(text)


@pytest.fixture
def context() -> Context:
    now = [datetime(2026, 3, 2, tzinfo=UTC)]

    def sleep(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    return Context(False, lambda: now[0], sleep)


def test_an_action_is_followed_until_it_is_seen_finished(context: Context) -> None:
    driver = Monitoring([("a", "Waiting")], [("a", "In progress")], [("b", "Failed"), ("a", "Done")])
    assert _actions.follow(driver, "a", context, 60) == {"name": "a", "state": "finished", "raw": "Done"}


def test_a_failed_action_is_told_in_its_own_words(context: Context) -> None:
    with pytest.raises(Appliance) as caught:
        _actions.follow(Monitoring([("a", "Failed")]), "a", context, 60)
    assert caught.value.found == "Failed"


@pytest.mark.parametrize("shown", [[("a", "In progress")], [("a", "Suspended")], []], ids=["slow", "unknown", "gone"])
def test_an_end_that_was_not_seen_is_no_end(context: Context, shown: list[tuple[str, str]]) -> None:
    # INV-46
    with pytest.raises(UnknownValue):
        _actions.follow(Monitoring(shown), "a", context, 60)


def test_two_actions_of_one_name_are_not_told_apart() -> None:
    with pytest.raises(Ambiguous):
        _actions.state_of(Monitoring([("a", "Done"), ("a", "Failed")]), "a")
    assert _actions.state_of(Monitoring([("b", "Done")]), "a") is None


def test_names_of_the_same_work_start_alike_and_of_other_work_differ() -> None:
    start = _actions.prefix("mitel6000", "disabled", NORD, WHAT)
    assert start.startswith("voiceops-mitel6000-disabled-")
    assert start == _actions.prefix("mitel6000", "disabled", NORD, WHAT)
    others = [
        _actions.prefix("mivoice5300", "disabled", NORD, WHAT),
        _actions.prefix("mitel6000", "self_signed", NORD, WHAT),
        _actions.prefix("mitel6000", "disabled", SUD, WHAT),
        _actions.prefix("mitel6000", "disabled", NORD, ("6.4.0", "All")),
        _actions.prefix("mitel6000", "disabled", NORD, ("6.3.1", "Pilot")),
    ]
    assert len({start, *others}) == 6


def test_the_youngest_action_of_a_family_is_found_whatever_its_mode_and_place() -> None:
    def action(mode: str, hour: int, scope: tuple[str, str] = NORD) -> dict[str, Any]:
        start = _actions.prefix("mitel6000", mode, scope, WHAT)
        return {"name": _actions.stamped(start, datetime(2026, 3, 2, hour, tzinfo=UTC)), "state": "finished", "raw": ""}

    youngest = action("disabled", 9)
    shown = [action("self_signed", 8), youngest, action("self_signed", 7), action("disabled", 23, SUD)]
    assert _actions.last_of("mitel6000", NORD, [*shown, {"name": "by hand", "state": "failed", "raw": ""}]) == youngest
    assert _actions.last_of("mivoice5300", NORD, shown) is None
