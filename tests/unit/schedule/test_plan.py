# SPDX-License-Identifier: GPL-3.0-or-later
"""A step begins neither before its date nor without room in a window; after the deadline silence is failure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule.plan import Plan
from hypothesis import given
from hypothesis import strategies as st

STEPS = ("bothway", "mivoice5300", "mitel6000", "systems")
GIVEN: dict[str, Any] = {
    "not_before": "2026-03-27T12:00:00+01:00",
    "deadline": "2026-04-10T00:00:00+02:00",
    "windows": [{"start": "23:00", "end": "04:00", "timezone": "Europe/Paris"}],
    "defer": {"timezone": "Europe/Paris"},
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 15), timezones=st.just(UTC)),
    st.sampled_from(STEPS),
    st.floats(0, 6 * 3600),
)
def test_a_step_that_begins_ends_in_its_window_and_not_before_its_date(now: datetime, step: str, needs: float) -> None:
    plan = Plan.read(GIVEN | {"phones_take": needs, "systems_take": needs})
    answer = plan.may_begin(step, now)
    if answer.now:
        assert now >= plan.not_before
        assert answer.closes is not None
        assert now + plan.takes(step) <= answer.closes
    elif answer.at is not None:
        assert answer.at > now
        assert answer.why
        assert plan.may_begin(step, answer.at).now
    else:
        assert "stays open for" in answer.why


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ("2026-03-20T23:00:00", "nothing begins before"),
        ("2026-03-27T20:00:00", "no window is open"),
        ("2026-03-29T01:30:00", "the window closes at 2026-03-29T02:00:00"),
    ],
)
def test_it_says_why_a_step_may_not_begin(now: str, why: str) -> None:
    assert why in Plan.read(GIVEN).may_begin("mivoice5300", at(now)).why


def test_a_short_step_still_fits_where_a_long_one_does_not() -> None:
    plan, now = Plan.read(GIVEN), at("2026-03-29T01:30:00")
    assert not plan.may_begin("mitel6000", now).now
    assert plan.may_begin("systems", now).now


def test_the_deadline_is_over_from_its_second_on() -> None:
    plan, deadline = Plan.read(GIVEN), at("2026-04-09T22:00:00")
    assert not plan.overdue(deadline - timedelta(seconds=1))
    assert plan.overdue(deadline)
    assert not Plan.read(GIVEN | {"deadline": None}).overdue(at("2099-01-01T00:00:00"))


def test_a_step_may_be_left_with_tma_for_the_next_opening() -> None:
    wanted = {"type": "deferred", "date": "28/03/2026", "time": "2300", "timezone": "Europe/Paris"}
    assert Plan.read(GIVEN).deferred("mivoice5300", at("2026-03-28T12:00:00")) == wanted


def test_tma_gets_the_whole_minute_after_an_opening_that_has_seconds() -> None:
    once = {"start": "2026-03-28T22:00:01Z", "end": "2026-03-29T02:00:00Z"}
    update = Plan.read(GIVEN | {"windows": once}).deferred("mivoice5300", at("2026-03-28T12:00:00"))
    assert update is not None
    assert update["time"] == "2301"


@pytest.mark.parametrize(
    ("change", "now"),
    [
        ({"defer": None}, "2026-03-28T12:00:00"),
        ({}, "2026-03-20T12:00:00"),
        ({}, "2026-03-28T22:00:00"),
        ({"phones_take": 6 * 3600}, "2026-03-28T12:00:00"),
        ({"windows": {"start": "2026-10-25T00:30:00Z", "end": "2026-10-25T04:00:00Z"}}, "2026-10-24T12:00:00"),
    ],
    ids=["not wanted", "before the date", "it may begin now", "it never fits", "TMA's clock shows that minute twice"],
)
def test_nothing_is_left_with_tma_otherwise(change: dict[str, Any], now: str) -> None:
    assert Plan.read(GIVEN | change).deferred("mivoice5300", at(now)) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"not_before": None}, "no not_before"),
        ({"not_before": "2026-03-27"}, "not a time with a zone"),
        ({"deadline": "2026-03-27T11:00:00Z"}, "before not_before"),
        ({"windows": []}, "no windows"),
        ({"windows": None}, "no windows"),
        ({"phones_take": -1}, "not a number of seconds"),
        ({"wait": "long"}, "not a number of seconds"),
        ({"defer": {"timezone": "Paris"}}, "no such time zone"),
    ],
)
def test_a_schedule_that_contradicts_itself_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Plan.read(GIVEN | change)


def test_a_step_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="no step"):
        Plan.read(GIVEN).may_begin("phones", at("2026-03-28T22:00:00"))
