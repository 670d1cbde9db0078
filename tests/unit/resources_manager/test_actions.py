# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions of TMA: finding ours again, and following one to its end (SCR-T5, ACT-5, ACT-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Ambiguous, Appliance, UnknownValue
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _actions

WORDS = {"Waiting": "waiting", "In progress": "running", "Done": "finished", "Failed": "failed"}
NORD, SUD = ("Nord", "Hospital"), ("Sud", "Hospital")


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


def work(mode: str = "disabled", **parts: Any) -> _actions.Work:
    told = {"family": "mitel6000", "scope": NORD, "software": "6.3.1", "terminals": "All", "values": {"a": "1"}}
    return _actions.Work.of(mode=mode, **told | parts)


def test_the_same_work_has_the_same_name_but_for_the_time_and_other_work_another() -> None:
    start = work().start
    assert start.startswith("voiceops-mitel6000-disabled-")
    others = [
        {"family": "mivoice5300"},
        {"mode": "self_signed"},
        {"scope": SUD},
        {"software": "6.4.0"},
        {"terminals": "Pilot"},
        {"values": {"a": "2"}},
        {"label": "wave 1"},
    ]
    assert len({start, *(work(**part).start for part in others)}) == 8
    assert work().start == start


def test_a_name_tells_what_the_action_was_for_whatever_stands_in_front() -> None:
    # ACT-6
    name = _actions.stamped(work(label="wave-1 of 2").start, datetime(2026, 3, 2, tzinfo=UTC))
    found = _actions.Work.named(name)
    assert found == work(label="wave-1 of 2")
    assert found.same_as(work())
    assert not found.same_as(work(values={"a": "2"}))
    assert _actions.Work.named("by hand") is None


def test_a_name_tells_where_terminals_may_have_been_before_which_makes_it_no_other_work() -> None:
    plain, tls = work("self_signed", origin="plain"), work("self_signed", origin="tls")
    assert plain == tls and plain.same_as(tls)
    assert plain.start != tls.start
    found = _actions.Work.named(_actions.stamped(plain.start, datetime(2026, 3, 2, tzinfo=UTC)))
    assert found is not None and found.origin == "plain"


def test_a_name_tells_what_terminals_trust_by_name_and_content() -> None:
    marks = [_actions.trust_mark([("ca.crt", "aa")]), _actions.trust_mark([("ca.crt", "bb")]), ""]
    works = [work("trusted", trust=mark) for mark in marks]
    assert [one.trust for one in works] == marks
    assert len({one.start for one in works}) == 3
    named = _actions.Work.named(_actions.stamped(works[0].start, datetime(2026, 3, 2, tzinfo=UTC)))
    assert named == works[0]


def test_a_name_tells_why_the_same_values_were_sent_again_which_makes_it_no_other_work() -> None:
    once, again = work("trusted", trust="5afe5afe"), replace(work("trusted", trust="5afe5afe"), cause="0ddba115")
    assert once == again and once.same_as(again)
    assert once.start != again.start
    found = _actions.Work.named(_actions.stamped(again.start, datetime(2026, 3, 2, tzinfo=UTC)))
    assert found is not None and (found.cause, found.trust, found) == ("0ddba115", "5afe5afe", once)
    assert _actions.ours([{"name": _actions.stamped(again.start, datetime(2026, 3, 2, tzinfo=UTC))}], once, "values")


def test_the_list_of_everybody_is_known_however_it_is_written() -> None:
    assert work(terminals="All").for_everybody and work(terminals=" ALL").for_everybody
    assert not work(terminals="Pilot").for_everybody


def test_the_time_in_a_name_is_read_back_in_utc() -> None:
    paris = datetime(2026, 3, 2, 13, 5, 7, tzinfo=timezone(timedelta(hours=1)))
    assert _actions.stamp_of(_actions.stamped(work().start, paris)) == paris
    assert _actions.stamp_of("by hand") is None


def test_our_actions_are_found_by_what_they_share_the_youngest_last() -> None:
    def action(hour: int, **parts: Any) -> dict[str, Any]:
        name = _actions.stamped(work(**parts).start, datetime(2026, 3, 2, hour, tzinfo=UTC))
        return {"name": name, "state": "finished", "raw": ""}

    old, young, elsewhere = action(7, mode="self_signed"), action(9, label="zzz"), action(23, scope=SUD)
    shown = [young, elsewhere, old, {"name": "by hand", "state": "failed", "raw": ""}]
    assert [found for _work, found in _actions.ours(shown, work(), "family", "scope")] == [old, young]
    assert _actions.ours(shown, work(family="mivoice5300"), "family", "scope") == []
    assert _actions.ours(shown, work(), "family", "scope", "software", "mode") == [(work(label="zzz"), young)]
