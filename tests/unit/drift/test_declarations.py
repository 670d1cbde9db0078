# SPDX-License-Identifier: GPL-3.0-or-later
"""Known drift: an owner, a day on which it ends, and nothing that cannot be understood."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drift import known
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError

SYSTEMS = ["pbx1", "pbx2"]
FILES = {"what": "phone_files", "phones": ["2101"], "owner": "Ada", "until": "2026-04-10", "reason": "tries a codec"}
SWITCH = {"what": "voice_encryption", "systems": ["pbx1"], "owner": "Ada", "until": "2026-04-10", "reason": "recorder"}
DELETE: Any = object()


def declared(*entries: Any, now: str = "2026-03-29T12:00:00+00:00", zone: str | None = None) -> list[dict[str, Any]]:
    hosts = {"pbx1": {"mivoice_known_drift": list(entries), "mivoice_time_zone": zone}}
    return known.known(hosts, ["pbx1"], SYSTEMS, datetime.fromisoformat(now))


def changed(entry: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {name: value for name, value in (entry | more).items() if value is not DELETE}


@pytest.mark.parametrize(
    ("now", "days", "words"),
    [
        ("2026-03-29T12:00:00+00:00", 12, "declared by Ada until 2026-04-10 (12 days left): tries a codec"),
        ("2026-04-09T23:59:59+00:00", 1, "declared by Ada until 2026-04-10 (1 day left): tries a codec"),
        ("2026-04-10T00:00:00+00:00", 0, "declared by Ada until 2026-04-10, over since today"),
        ("2026-04-11T00:00:00+00:00", -1, "declared by Ada until 2026-04-10, over since 1 day"),
        ("2026-04-13T12:00:00+00:00", -3, "declared by Ada until 2026-04-10, over since 3 days"),
    ],
)
def test_a_declaration_tells_how_long_it_is_in_force_and_since_when_it_is_over(now: str, days: int, words: str) -> None:
    (one,) = declared(FILES, now=now)
    assert (one["days"], one["over"], one["words"]) == (days, days <= 0, words)


@pytest.mark.parametrize(
    ("zone", "now", "over"),
    [
        ("Europe/Paris", "2026-04-09T22:00:00+00:00", True),  # midnight there, in summer time
        ("Europe/Paris", "2026-04-09T21:59:59+00:00", False),
        ("America/New_York", "2026-04-10T03:59:59+00:00", False),
        (None, "2026-04-10T00:00:00+00:00", True),
    ],
)
def test_a_day_begins_when_it_begins_at_the_site(zone: str | None, now: str, over: bool) -> None:
    assert [one["over"] for one in declared(FILES, now=now, zone=zone)] == [over]


def test_an_entry_of_two_sites_is_one_and_over_as_soon_as_it_is_over_with_one_of_them() -> None:
    hosts = {
        name: {"mivoice_known_drift": [FILES], "mivoice_time_zone": zone}
        for name, zone in (("pbx1", "America/New_York"), ("pbx2", "Europe/Paris"))
    }
    (one,) = known.known(hosts, SYSTEMS, SYSTEMS, datetime(2026, 4, 9, 23, tzinfo=UTC))
    assert one["over"]


def test_a_day_that_yaml_has_read_already_is_a_day() -> None:
    assert declared(changed(FILES, until=date(2026, 4, 10))) == declared(FILES)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("text", "is not a dictionary"),
        (changed(FILES, what=DELETE), "does not say what is known to differ"),
        (changed(FILES, what="phones"), "does not say what is known to differ"),
        (changed(FILES, owner=DELETE), "has no owner"),
        (changed(FILES, owner="  "), "has no owner"),
        (changed(FILES, owner=7), "has no owner"),
        (changed(FILES, reason=DELETE), "has no reason"),
        (changed(FILES, until=DELETE), "has no end date"),
        (changed(FILES, until="2026-02-30"), "ends on a day that does not exist"),
        (changed(FILES, until="10/04/2026"), "has no end date that can be read"),
        (changed(FILES, until="20260410"), "has no end date that can be read"),
        (changed(FILES, until=20260410), "has no end date that can be read"),
        (changed(FILES, until=datetime(2026, 4, 10, tzinfo=UTC)), "has no end date that can be read"),
        (changed(FILES, phones=DELETE), "names nothing that differs"),
        (changed(FILES, phones=[]), "names nothing that differs"),
        (changed(FILES, phones="2101"), "has phones that are no list of names"),
        (changed(FILES, phones=[" "]), "has phones that are no list of names"),
        (changed(FILES, systems=["pbx1"]), "has what phone_files cannot have"),
        (changed(FILES, untill="2026-04-10"), "has what phone_files cannot have"),
        (changed(SWITCH, systems=DELETE), "names nothing that differs"),
        (changed(SWITCH, systems=["pbx3"]), "names systems that are not in group pbx"),
        (changed(SWITCH, phones=["2101"]), "has what voice_encryption cannot have"),
    ],
)
def test_an_entry_that_cannot_be_understood_is_refused_by_host_variable_and_number(entry: Any, words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        declared(SWITCH, entry)
    told = str(refusal.value)
    assert told.startswith(f"pbx1: mivoice_known_drift entry 2 {words}")
    assert "nothing was contacted" in told


@pytest.mark.parametrize("given", ["all of it", {"what": "phone_files"}, 7])
def test_what_is_no_list_is_refused(given: Any) -> None:
    with pytest.raises(UsageError, match="pbx1: mivoice_known_drift is not a list"):
        known.known({"pbx1": {"mivoice_known_drift": given}}, ["pbx1"], SYSTEMS, datetime.now(UTC))


def test_nothing_declared_is_nothing_known() -> None:
    assert known.known({"pbx1": {}, "pbx2": {"mivoice_known_drift": None}}, SYSTEMS, SYSTEMS, datetime.now(UTC)) == []
