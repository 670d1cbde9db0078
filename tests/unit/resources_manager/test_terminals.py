# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts of the gates, phone by phone: what it was given last, what it fetched, whether it is asked itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _terminals
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._registrations import Registered

from .conftest import pushed

MAC = "00085D000001"
READ = datetime(2026, 3, 2, 12, tzinfo=UTC)
SEEN = READ.isoformat()


def sent(
    *names: str,
    state: str = "finished",
    software: str | None = "6.3",
    scope: dict[str, Any] | None = None,
    told: tuple[dict[str, Any], ...] = (),
) -> Any:
    phone: dict[str, Any] = {"mac": MAC, "software": software}
    actions = [{"name": name, "state": state, "raw": ""} for name in names]
    ours = _terminals.our_actions(actions, scope or {}, "mitel6000", names[-1] if scope else None)
    _terminals.with_sent([phone], ours, _terminals.Ends(READ, told))
    return phone["sent"]


def test_a_phone_was_given_what_the_youngest_action_for_its_package_says() -> None:
    found = sent(
        pushed("disabled", 8), pushed("trusted", 9, trust="5afe5afe"), pushed("self_signed", 10, software="6.4")
    )
    assert found == {
        "mode": "trusted",
        "origin": "tls",
        "trust": "5afe5afe",
        "begun_at": "2026-03-02T09:50:00+00:00",
        "state": "finished",
        "finished_seen_at": SEEN,
        "everybody": True,
    }


@pytest.mark.parametrize("software", [None, "6.9"])
def test_a_phone_of_a_package_that_no_action_names_takes_the_youngest_of_all(software: str | None) -> None:
    assert sent(pushed(hour=8), pushed("trusted", 9, software="6.4"), software=software)["mode"] == "trusted"


def test_nothing_of_ours_is_told_as_such() -> None:
    assert sent() is None
    assert sent("by hand", pushed(scope=("Sud", None))) is None


def test_the_scope_of_the_action_named_counts_however_it_was_written() -> None:
    # a multi-site that is the only one of its region may be named with or without it
    found = sent(pushed(scope=(None, "Hospital")), scope={"region": "Nord", "multisite": "Hospital"})
    assert found["mode"] == "self_signed"


def test_an_end_that_was_not_seen_has_no_time() -> None:
    found = sent(pushed(), state="running")
    assert (found["state"], found["finished_seen_at"]) == ("running", None)


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        ("2026-03-02T11:30:00+00:00", "2026-03-02T11:30:00+00:00"),
        ("2026-03-02T09:49:59+00:00", SEEN),  # before it began
        ("2026-03-02T12:00:01+00:00", SEEN),  # later than what was read now
        ("2026-03-02T11:30:00", SEEN),  # without zone
        ("yesterday", SEEN),
    ],
)
def test_an_end_that_was_seen_earlier_counts_when_it_can_be_true(at: str, counts: str) -> None:
    ends = ({"action": pushed(hour=10), "at": at}, {"action": pushed(hour=9), "at": "2026-03-02T11:00:00+00:00"})
    assert sent(pushed(hour=10), told=ends)["finished_seen_at"] == counts
    assert sent(pushed(hour=10), told=ends, state="running")["finished_seen_at"] is None


def test_an_end_told_of_an_action_whose_beginning_is_not_known_does_not_count() -> None:
    told = [{"action": "by hand", "at": "2026-03-02T11:30:00+00:00"}]
    assert _terminals.Ends(READ, told).of("by hand") == SEEN


def test_an_action_for_some_counts_for_nobody_unless_everybody_has_the_same() -> None:
    pilot = {"terminals": "Pilot"}
    assert sent(pushed(**pilot))["everybody"] is False
    assert sent(pushed(hour=8), pushed("trusted", 9, **pilot))["everybody"] is False
    same = sent(pushed(hour=8), pushed(hour=9, **pilot))
    assert (same["everybody"], same["begun_at"]) == (True, "2026-03-02T08:50:00+00:00")
    assert sent(pushed("trusted", 8, **pilot), pushed("trusted", 9))["everybody"] is True


class Answering:
    """Every phone answers on its TLS port; who was asked is kept."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def phone_answers(self, address: str, port: int, transport: str) -> bool:
        self.asked.add(address)
        return (port, transport) == (5061, "tls")


def proofs(fetched: list[dict[str, Any]], *lines: dict[str, Any]) -> tuple[dict[str, Any], Answering]:
    phone = {"mac": MAC, "number": "2101", "address": "10.0.1.1"}
    registered, wire = Registered(declared=True), Answering()
    registered.by_mac[MAC] += lines
    context = Context(clock=lambda: datetime(2026, 3, 2, 12, tzinfo=UTC), wire=wire)  # type: ignore[arg-type]
    _terminals.with_live_proofs([phone], registered, fetched, context)
    return phone, wire


def entry(at: str, file: str | None = None, phone: str = MAC) -> dict[str, Any]:
    return {"phone": phone, "at": f"2026-03-02T{at}+00:00", "file": file}


@pytest.mark.parametrize(
    "file", ["00085D000001.cfg", "MV5300_00085D000001.cfg", "/six/00085d000001.cfg", "00-08-5D-00-00-01.tuz", None]
)
def test_the_own_file_of_a_phone_has_its_mac_address_in_the_name(file: str | None) -> None:
    phone, _wire = proofs([entry("11:00:00", file)])
    assert (phone["fetched_at"], phone["also_fetched"]) == ("2026-03-02T11:00:00+00:00", {})


@pytest.mark.parametrize(
    "file",
    ["ca.crt", "startup.cfg", "00085D000002.cfg", "F00085D000001.cfg", "00085D0000010.cfg", "00085D000001/ca.crt"],
)
def test_any_other_file_is_told_beside_it(file: str) -> None:
    phone, wire = proofs([entry("11:00:00", file)])
    assert phone["fetched_at"] is None
    assert phone["also_fetched"] == {file: "2026-03-02T11:00:00+00:00"}
    assert wire.asked == set()


def test_the_latest_download_counts_and_one_without_zone_does_not() -> None:
    own = "00085D000001.cfg"
    later = {"phone": "2101", "at": "2026-03-02T11:45:00", "file": own}
    phone, _wire = proofs([entry("11:30:00", own), entry("11:00:00", own), entry("11:40:00", "ca.crt"), later])
    assert phone["fetched_at"] == "2026-03-02T11:30:00+00:00"


def test_a_download_known_by_number_is_its_own_file_only_when_the_name_says_so() -> None:
    assert proofs([entry("11:00:00", None, "2101")])[0]["fetched_at"]
    assert proofs([entry("11:00:00", "ca.crt", "2101")])[0]["fetched_at"] is None


@pytest.mark.parametrize(("seen_at", "asked"), [(None, True), ("2026-03-02T11:30:00+00:00", False)])
def test_a_phone_is_asked_itself_where_its_registration_has_no_time(seen_at: str | None, asked: bool) -> None:
    line = {"system": "pbx1", "transport": "tls", "port": 5061, "seen_at": seen_at}
    phone, wire = proofs([entry("11:00:00")], line)
    assert (phone["answers"] is not None, bool(wire.asked)) == (asked, asked)
