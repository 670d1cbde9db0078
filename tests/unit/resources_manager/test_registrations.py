# SPDX-License-Identifier: GPL-3.0-or-later
"""What a registrations screen proves about a phone, and what it leaves open (OPEN-36)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._registrations import (
    Registered,
    bare,
    understood,
    zone_of,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PHONE = {"mac": "00:08:5d-00.00:01", "number": "2101"}


def line(system: str, transport: str, seen_at: str | None) -> dict[str, Any]:
    return {"system": system, "transport": transport, "port": 5061 if transport == "tls" else 5060, "seen_at": seen_at}


def registered(*lines: dict[str, Any]) -> Registered:
    found = Registered(declared=True)
    found.by_mac["00085D000001"] += lines
    return found


def test_a_phone_is_found_by_its_mac_address_in_any_spelling() -> None:
    assert registered(line("pbx1", "tls", None)).of({"mac": "00085d000001"}) == line("pbx1", "tls", None)
    assert registered(line("pbx1", "tls", None)).of({"mac": "00085D000002"}) is None
    assert bare("00085D00000") == bare("no address") == bare(None) == ""


def test_a_line_without_mac_address_is_found_by_number() -> None:
    found = Registered(declared=True)
    found.by_number["2101"].append(line("pbx1", "udp", None))
    assert found.of(PHONE) == line("pbx1", "udp", None)
    assert found.of({"mac": None, "number": None}) is None


def test_the_latest_of_two_dated_lines_counts() -> None:
    old = line("pbx1", "udp", "2026-03-02T11:00:00+00:00")
    new = line("pbx2", "tls", "2026-03-02T11:30:00+00:00")
    assert registered(new, old).of({"mac": "00085D000001"}) == new


@pytest.mark.parametrize(
    "lines",
    [
        [line("pbx1", "udp", None), line("pbx2", "tls", None)],
        [line("pbx1", "udp", "2026-03-02T11:00:00+00:00"), line("pbx2", "tls", "2026-03-02T11:00:00+00:00")],
        [line("pbx1", "tls", "2026-03-02T11:00:00+00:00"), line("pbx2", "tls", "yesterday")],
    ],
)
def test_two_lines_that_cannot_be_put_in_order_prove_nothing(lines: list[dict[str, Any]]) -> None:
    found = registered(*lines).of({"mac": "00085D000001"})
    assert found is not None
    assert (found["transport"], found["port"], found["system"]) == (None, None, "pbx1, pbx2")


def test_times_are_read_in_the_zone_of_the_screen_and_put_right_by_its_clock() -> None:
    assert understood(["02/03/2026 12:30:00"], ZoneInfo("Europe/Paris"), 60.0, NOW) == ["2026-03-02T11:29:00+00:00"]
    assert understood(["2026-03-02 11:30"], UTC, 0.0, NOW) == ["2026-03-02T11:30:00+00:00"]


def test_a_time_in_the_future_shows_that_the_zone_is_wrong_and_none_of_the_times_is_believed() -> None:
    shown = ["02/03/2026 13:30:00", "02/03/2026 09:00:00"]
    assert understood(shown, UTC, 0.0, NOW) == shown


def test_a_clock_of_unknown_offset_dates_nothing() -> None:
    assert understood(["02/03/2026 11:30:00", None, "soon"], UTC, None, NOW) == ["02/03/2026 11:30:00", None, "soon"]


def test_a_time_zone_that_does_not_exist_is_told() -> None:
    with pytest.raises(UsageError, match="Mars/Base"):
        zone_of("Mars/Base")
