# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows keep to the clock on the wall, in every zone, through every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._schedule import windows
from hypothesis import assume, given
from hypothesis import strategies as st

ZONES = (
    "Europe/Paris",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",  # changes at midnight
    "Asia/Beirut",  # changes at midnight
    "Australia/Lord_Howe",  # changes by half an hour
    "Antarctica/Troll",  # changes by two hours
    "Africa/Casablanca",  # a summer time with a pause in it
    "Pacific/Apia",  # skipped a whole day in 2011
    "Asia/Kolkata",
    "UTC",
)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2011, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))
days = st.frozensets(st.integers(0, 6), min_size=1)
weekly = st.builds(windows.Weekly, days, times, times, zones)
takes = st.timedeltas(timedelta(0), timedelta(hours=30))


def near_changes(zone: ZoneInfo) -> list[datetime]:
    """Moments around every change of the clocks in 2026 and, for the skipped day, at the end of 2011."""
    found = []
    for year in (2011, 2026):
        hour = datetime(year, 1, 1, tzinfo=UTC)
        while hour.year == year:
            if hour.astimezone(zone).utcoffset() != (hour + timedelta(hours=1)).astimezone(zone).utcoffset():
                found.append(hour)
            hour += timedelta(hours=1)
    return found


CHANGES = {name: near_changes(ZoneInfo(name)) for name in ZONES}


@st.composite
def hard_cases(draw: st.DrawFn) -> tuple[windows.Weekly, datetime]:
    """A window, and a moment within two days of a change of its clocks where there is one."""
    window = draw(weekly)
    changes = CHANGES[window.zone.key]
    if not changes:
        return window, draw(moments)
    offset = draw(st.timedeltas(timedelta(days=-2), timedelta(days=2)))
    return window, draw(st.sampled_from(changes)) + offset


def on_the_wall(window: windows.Weekly, moment: datetime) -> bool:
    """Whether the clock of the window's zone shows one of its times, on a day that counts."""
    shown = moment.astimezone(window.zone)
    clock, today, yesterday = shown.time(), shown.weekday(), (shown.weekday() - 1) % 7
    if window.start < window.end:
        return today in window.days and window.start <= clock < window.end
    return (today in window.days and clock >= window.start) or (yesterday in window.days and clock < window.end)


@given(hard_cases())
def test_whenever_a_window_is_open_the_wall_clock_shows_one_of_its_times(case: tuple[windows.Weekly, datetime]) -> None:
    window, moment = case
    if windows.open_at([window], moment):
        skipped_day = window.zone.key == "Pacific/Apia" and moment.year in (2011, 2012)
        assert on_the_wall(window, moment) or skipped_day


@given(weekly, moments)
def test_away_from_changes_a_window_is_open_whenever_the_wall_clock_says_so(
    window: windows.Weekly, moment: datetime
) -> None:
    around = {(moment + timedelta(days=day)).astimezone(window.zone).utcoffset() for day in (-2, -1, 0, 1, 2)}
    assume(len(around) == 1)
    assert (windows.open_at([window], moment) is not None) == on_the_wall(window, moment)


@given(st.lists(weekly, min_size=1, max_size=4), moments)
def test_openings_come_in_order_and_never_touch(several: list[windows.Weekly], moment: datetime) -> None:
    found = windows.around(several, moment)
    assert all(opening.start < opening.end for opening in found)
    assert all(one.end < other.start for one, other in zip(found, found[1:], strict=False))


@given(st.lists(weekly, min_size=1, max_size=3), moments, takes, st.floats(0, 1, exclude_max=True))
def test_the_first_room_is_room_and_there_is_none_before_it(
    several: list[windows.Weekly], moment: datetime, needed: timedelta, share: float
) -> None:
    found = windows.first_room(several, moment, needed)
    assume(found is not None)
    assert found is not None
    start, opening = found
    assert start >= moment
    assert opening.holds(start)
    assert start + needed <= opening.end
    earlier = moment + (start - moment) * share
    if earlier < start:
        before = windows.open_at(several, earlier)
        assert before is None or earlier + needed > before.end


@given(hard_cases())
def test_a_window_opens_again_within_three_weeks(case: tuple[windows.Weekly, datetime]) -> None:
    window, moment = case
    assert windows.first_room([window], moment, timedelta(0)) is not None


def test_a_window_that_no_opening_is_long_enough_for_has_no_room() -> None:
    night = windows.read({"start": "22:00", "end": "05:00", "timezone": "Europe/Paris"})
    assert windows.first_room([night], datetime(2026, 6, 1, tzinfo=UTC), timedelta(hours=7, seconds=1)) is None


PARIS = {"timezone": "Europe/Paris"}
FORWARD, BACK = datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "after", "start", "end"),
    [
        ({"start": "02:30", "end": "04:00"} | PARIS, FORWARD, "2026-03-29T01:00", "2026-03-29T02:00"),
        ({"start": "01:00", "end": "02:30"} | PARIS, FORWARD, "2026-03-29T00:00", "2026-03-29T01:00"),
        ({"start": "02:10", "end": "02:50"} | PARIS, FORWARD, "2026-03-30T00:10", "2026-03-30T00:50"),
        ({"start": "22:00", "end": "05:00"} | PARIS, FORWARD, "2026-03-28T21:00", "2026-03-29T03:00"),
        ({"start": "02:30", "end": "04:00"} | PARIS, BACK, "2026-10-25T01:30", "2026-10-25T03:00"),
        ({"start": "01:00", "end": "02:30"} | PARIS, BACK, "2026-10-24T23:00", "2026-10-25T00:30"),
        ({"start": "02:10", "end": "02:50"} | PARIS, BACK, "2026-10-25T00:10", "2026-10-25T00:50"),
        ({"start": "22:00", "end": "05:00", "days": ["sat"]} | PARIS, BACK, "2026-10-24T20:00", "2026-10-25T04:00"),
        ({"start": "22:00", "end": "05:00", "days": ["sun"]} | PARIS, BACK, "2026-10-25T21:00", "2026-10-26T04:00"),
        (
            {"start": "23:00", "end": "02:00", "timezone": "Pacific/Apia", "days": ["thu"]},
            datetime(2011, 12, 29, 20, tzinfo=UTC),
            "2011-12-30T09:00",
            "2011-12-30T10:00",
        ),
        (
            {"start": "2026-03-02T22:00:00+01:00", "end": "2026-03-03T05:00:00+01:00"},
            datetime(2026, 3, 2, 12, tzinfo=UTC),
            "2026-03-02T21:00",
            "2026-03-03T04:00",
        ),
    ],
    ids=[
        "the start is skipped",
        "the end is skipped",
        "all of it is skipped",
        "the skipped hour is inside",
        "the start comes twice",
        "the end comes twice",
        "all of it comes twice",
        "the repeated hour is inside",
        "a window belongs to the day on which it opens",
        "the day after is skipped",
        "once",
    ],
)
def test_what_becomes_of_a_window_when_the_clocks_change(
    window: dict[str, Any], after: datetime, start: str, end: str
) -> None:
    opening = next(found for found in windows.around([windows.read(window)], after) if found.end > after)
    assert [moment.strftime("%Y-%m-%dT%H:%M") for moment in (opening.start, opening.end)] == [start, end]


def test_windows_that_touch_are_one() -> None:
    both = windows.read_all(
        [{"start": "20:00", "end": "00:00"} | PARIS, {"start": "00:00", "end": "06:00", "days": ["tue"]} | PARIS]
    )
    opening = windows.open_at(both, datetime(2026, 6, 1, 20, tzinfo=UTC))
    assert opening is not None
    assert opening.end - opening.start == timedelta(hours=10)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ({"start": "22:00"}, "needs start and end"),
        ("22:00-05:00", "is a dictionary"),
        ({"start": "2026-03-02T22:00:00", "end": "2026-03-02T23:00:00"}, "times without a zone"),
        ({"start": "2026-03-02T22:00:00Z", "end": "2026-03-02T22:00:00Z"}, "ends before it starts"),
        ({"start": "22:00", "end": "05:00"}, "times without a zone"),
        ({"start": "22:00", "end": "05:00", "days": ["mon"]}, "needs the zone"),
        ({"start": "22:00", "end": "05:00", "timezone": "Europe/Pairs"}, "no such time zone"),
        ({"start": "22:00", "end": "05:00", "timezone": "../../etc/passwd"}, "no such time zone"),
        ({"start": "24:00", "end": "05:00"} | PARIS, "no such time of day"),
        ({"start": 1320, "end": "05:00"} | PARIS, "in quotes"),
        ({"start": "22:00", "end": "05:00", "days": ["monday"]} | PARIS, "no such days"),
        ({"start": "22:00", "end": "05:00", "days": []} | PARIS, "no such days"),
    ],
)
def test_a_window_that_means_nothing_is_refused_in_words(window: Any, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        windows.read_all(window)
