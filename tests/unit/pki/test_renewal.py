# SPDX-License-Identifier: GPL-3.0-or-later
"""When a certificate is due for renewal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import renewal
from hypothesis import given
from hypothesis import strategies as st

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def system(name: str = "a", life: int = 365, group: str | None = None) -> dict[str, Any]:
    return {"name": name, "group": group or name, "not_before": START, "not_after": START + life * DAY}


def due(now: datetime, **options: Any) -> bool | None:
    (found,) = renewal.plan([system()], now, **options)
    return found.due


def test_a_certificate_is_due_when_two_thirds_of_its_life_are_over() -> None:
    assert not due(START + 243 * DAY)
    assert due(START + 244 * DAY)


def test_days_before_the_end_replace_the_two_thirds() -> None:
    assert not due(START + 334 * DAY, days=30)
    assert due(START + 335 * DAY + timedelta(seconds=1), days=30)


def test_an_expired_certificate_is_due() -> None:
    assert due(START + 400 * DAY, days=0)


def test_what_showed_no_certificate_is_not_known_to_be_due_and_says_why() -> None:
    (found,) = renewal.plan([{"name": "a", "group": "a"}], START)
    assert (found.due, found.days_left) == (None, None)
    assert found.why


def test_systems_of_one_group_are_due_on_one_day() -> None:
    found = renewal.plan([system("a", group="north"), system("b", group="north")], START, spread=30)
    assert found[0].due_at == found[1].due_at


def test_groups_are_spread_over_the_days_given() -> None:
    found = renewal.plan([system(f"pbx{number}") for number in range(200)], START, spread=30)
    days = {entry.days_left for entry in found}
    assert len(days) > 20
    assert max(days) - min(days) <= 30


def test_negative_days_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        renewal.plan([], START, spread=-1)


@given(
    life=st.integers(1, 4000),
    days=st.none() | st.integers(0, 4000),
    spread=st.integers(0, 400),
    group=st.text(),
    age=st.integers(0, 5000),
)
def test_nothing_is_put_off_into_the_last_fourteen_days_unless_asked_for_so_late(
    life: int, days: int | None, spread: int, group: str, age: int
) -> None:
    now = START + age * DAY
    (found,) = renewal.plan([system(life=life, group=group or "x")], now, days=days, spread=spread)
    unspread = renewal.plan([system(life=life)], now, days=days)[0].days_left
    assert found.days_left is not None and unspread is not None
    assert found.days_left >= min(14, unspread)
    assert found.due == (now + found.days_left * DAY > START + life * DAY)
