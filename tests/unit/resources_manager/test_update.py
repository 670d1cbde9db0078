# SPDX-License-Identifier: GPL-3.0-or-later
"""Type, date and time of an update (ACT-1, ACT-2, ACT-4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._update import checked

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)


def deferred(date: str | None, time: str | None, timezone: str | None = "UTC") -> dict[str, Any]:
    return {"type": "deferred", "date": date, "time": time, "timezone": timezone}


@pytest.mark.parametrize("update", [None, {"type": "immediate", "date": None, "time": None, "timezone": None}])
def test_without_a_wish_it_is_immediate(update: Any) -> None:
    assert checked(update, NOW) == {"type": "immediate"}


def test_a_date_to_come_is_handed_on_as_tma_takes_it() -> None:
    assert checked(deferred("02/03/2026", "2131"), NOW) == {"type": "deferred", "date": "02/03/2026", "time": "2131"}


@pytest.mark.parametrize(
    ("date", "time"),
    [
        ("02/03/2026", "2130"),
        ("01/03/2026", "2200"),
        ("31/02/2027", "2200"),
        ("3/3/2026", "2200"),
        ("03/03/2026", "22:00"),
        ("03/03/2026", "2400"),
        ("03/03/2026", "2360"),
        (None, "2200"),
        ("03/03/2026", None),
    ],
)
def test_what_is_past_or_no_date_is_refused(date: str | None, time: str | None) -> None:
    with pytest.raises(UsageError):
        checked(deferred(date, time), NOW)


def test_the_zone_decides_what_is_past() -> None:
    # OPEN-11: 22:00 in Paris is 21:00 UTC
    with pytest.raises(UsageError):
        checked(deferred("02/03/2026", "2200", "Europe/Paris"), NOW)
    assert checked(deferred("02/03/2026", "2200", "Europe/London"), NOW)["time"] == "2200"


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError):
        checked(deferred("03/03/2026", "2200", "Mars/Olympus"), NOW)


def test_a_date_without_the_word_deferred_is_refused() -> None:
    with pytest.raises(UsageError):
        checked({"type": "immediate", "date": "03/03/2026", "time": "2200", "timezone": None}, NOW)
