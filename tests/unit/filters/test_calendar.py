# SPDX-License-Identifier: GPL-3.0-or-later
"""What the filters of a scheduled stop say: when it goes on, and why it is put off."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _calendar

SCHEDULE: dict[str, Any] = {
    "not_before": "2026-03-27T12:00:00+01:00",
    "deadline": "2026-04-10T00:00:00+02:00",
    "windows": [{"start": "23:00", "end": "04:00", "timezone": "Europe/Paris"}],
}
INSIDE, OUTSIDE, OVERDUE = "2026-03-27T23:00:00Z", "2026-03-28T12:00:00Z", "2026-04-10T22:00:00Z"
SILENT = {"phone": "08000F000001", "evidence": "nobody has seen it"}
SHUT = {"verdict": "inconclusive", "without_evidence": [SILENT], "stragglers": [], "action": {"state": "finished"}}
PILOT = {"family": "mitel6000", "list": "Pilot", "phones": ["2101"], "threshold": 90, "minimum": 1}


def test_inside_a_window_it_may_act_and_outside_it_says_when() -> None:
    inside = _calendar.calendar_at(SCHEDULE, INSIDE)
    assert (inside["may_act"], inside["pause"]) == (True, {})
    outside = _calendar.calendar_at(SCHEDULE, OUTSIDE)
    assert (outside["may_act"], outside["begun"], outside["overdue"]) == (False, True, False)
    assert outside["pause"] == {
        "step": None,
        "waits_for": "window",
        "happened": "nothing was touched: no window is open",
        "at": "2026-03-28T22:00:00+00:00",
    }


def test_a_schedule_whose_windows_are_all_over_wants_a_person() -> None:
    once = {"start": "2026-03-27T22:00:00Z", "end": "2026-03-28T02:00:00Z"}
    assert _calendar.calendar_at(SCHEDULE | {"windows": once}, OUTSIDE)["pause"]["waits_for"] == "person"


def test_a_schedule_that_may_leave_work_with_tma_acts_outside_its_windows_too() -> None:
    deferring = SCHEDULE | {"defer": {"timezone": "Europe/Paris"}}
    assert _calendar.calendar_at(deferring, OUTSIDE)["may_act"] is True
    assert _calendar.calendar_at(deferring, "2026-03-20T12:00:00Z")["may_act"] is False
    asked = _calendar.may_begin(deferring, "mivoice5300", OUTSIDE)
    assert asked["deferral"]["date"] == "28/03/2026"
    assert asked["pause"]["waits_for"] == "window"
    assert _calendar.may_begin(deferring, "systems", OUTSIDE)["deferral"] == {}


def test_pilots_are_handed_on_as_the_wait_takes_them() -> None:
    pilots = _calendar.calendar_at(SCHEDULE | {"pilot": [PILOT]}, INSIDE)["pilots"]
    assert pilots == {"mitel6000": {"list": "Pilot", "phones": ["2101"], "threshold": 90.0, "minimum": 1}}


@pytest.mark.parametrize("schedule", [None, {}])
def test_without_a_schedule_any_step_may_begin_and_every_shut_gate_stops(schedule: Any) -> None:
    assert _calendar.may_begin(schedule, "systems", OUTSIDE) == {"pause": {}, "deferral": {}}
    assert _calendar.after_gate(schedule, "mivoice5300", SHUT, OUTSIDE) == {}


def test_a_step_that_no_window_is_long_enough_for_wants_a_person() -> None:
    asked = _calendar.may_begin(SCHEDULE | {"phones_take": 20000}, "mivoice5300", INSIDE)
    assert asked["pause"]["waits_for"] == "person"
    assert "stays open for 20000 s" in asked["pause"]["happened"]


@pytest.mark.parametrize(
    ("gate", "now"),
    [
        ({"verdict": "pass"}, INSIDE),
        ({"verdict": "would_wait_for"}, INSIDE),
        (SHUT, OVERDUE),
        (SHUT | {"action": {"state": "failed"}}, INSIDE),
    ],
    ids=["open", "planned", "silent after the deadline", "TMA says that it failed"],
)
def test_a_gate_that_is_open_or_has_to_stop_the_run_puts_nothing_off(gate: dict[str, Any], now: str) -> None:
    assert _calendar.after_gate(SCHEDULE, "mivoice5300", gate, now) == {}


def test_phones_that_nobody_has_seen_yet_are_left_to_the_next_run_by_name() -> None:
    pause = _calendar.after_gate(SCHEDULE, "mivoice5300", SHUT, INSIDE)
    assert pause["waits_for"] == "phones"
    assert pause["happened"] == "1 phones of the 5300 have not been seen moved: 08000F000001"


@pytest.mark.parametrize(("begun", "waits_for"), [("20260327T225900Z", "phones"), ("20260327T215900Z", "person")])
def test_a_pilot_that_has_had_its_time_wants_a_person(begun: str, waits_for: str) -> None:
    gate = SHUT | {"action": {"state": "finished", "name": f"voiceops-mitel6000-disabled-{begun}"}}
    assert _calendar.after_gate(SCHEDULE, "mitel6000", gate, INSIDE, pilot=True)["waits_for"] == waits_for
    assert _calendar.after_gate(SCHEDULE, "mitel6000", gate, INSIDE)["waits_for"] == "phones"


@pytest.mark.parametrize(
    ("now", "start"),
    [(INSIDE, "2026-03-27T22:00:00+00:00"), (OUTSIDE, "2026-03-28T22:00:00+00:00")],
    ids=["open", "next"],
)
def test_the_window_for_sip_is_the_one_that_is_open_or_comes_next(now: str, start: str) -> None:
    assert _calendar.window_at(SCHEDULE["windows"], now)["start"] == start


def test_a_single_window_stays_what_it_is_even_when_it_is_over() -> None:
    once = {"start": "2026-03-02T22:00:00+01:00", "end": "2026-03-02T23:00:00+01:00"}
    assert _calendar.window_at(once, OUTSIDE) == {
        "start": "2026-03-02T21:00:00+00:00",
        "end": "2026-03-02T22:00:00+00:00",
    }
    assert _calendar.window_at([], OUTSIDE) == {}


def test_a_time_without_a_zone_is_no_time_to_judge_by() -> None:
    with pytest.raises(ValueError, match="not a time with a zone"):
        _calendar.calendar_at(SCHEDULE, "2026-03-27T23:00:00")
    with pytest.raises(UsageError, match="no windows"):
        _calendar.calendar_at(SCHEDULE | {"windows": []}, INSIDE)
