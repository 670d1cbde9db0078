# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the certificates of a scope are due, and whether a roll-out is under way."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _renewals
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority, pem

NOW = "2026-11-25T12:00:00+00:00"
DESIRED = {"state": "enabled", "mode": "self_signed"}
DONE = {"name": "a1", "state": "finished"}
PHONE = {"mac": "08000F000001", "inventory": "srtp_tls"}


def system(name: str, end: str | None, kind: str = "self_signed", on: bool | None = True) -> dict[str, Any]:
    chain = [{"not_before": "2026-01-01T00:00:00+00:00", "not_after": end}] if end else []
    return {"name": name, "sip": {"chain": chain, "kind": kind}, "switches": {"voice_encryption": on}}


def test_one_system_that_is_due_makes_its_scope_due() -> None:
    found = _renewals.renewals(
        [system("a", "2028-01-01T00:00:00+00:00"), system("b", "2026-12-01T00:00:00+00:00")], "mgr/North", NOW, days=30
    )
    assert (found["due"], found["days_left"]) == (True, 7)
    assert found["text"] == "mgr/North: due for renewal: b"


def test_a_scope_of_which_nothing_is_due_says_when_the_first_will_be() -> None:
    found = _renewals.renewals([system("a", "2027-12-31T00:00:00+00:00")], "a", NOW, days=30)
    assert found["due"] is False
    assert found["text"].endswith("nothing is due before 2027-12-01T00:00:00+00:00")


def test_what_cannot_be_seen_is_not_known_to_be_good() -> None:
    found = _renewals.renewals([system("a", "2028-01-01T00:00:00+00:00"), system("b", None)], "s", NOW)
    assert found["due"] is None
    assert "b" in found["text"]


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        _renewals.renewals([], "a", "2026-11-25T12:00:00")


def test_a_fleet_that_stands_as_wanted_has_no_roll_out_under_way() -> None:
    assert _renewals.under_way([system("a", None)], [PHONE], [DONE], DESIRED) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"actions": [DONE, {"name": "a2", "state": "running"}]}, "actions of TMA are not over: a2"),
        ({"actions": [{"name": "a3", "state": "unknown"}]}, "actions of TMA are not over: a3"),
        ({"systems": [system("a", None, on=None)]}, "voice encryption is not on: a"),
        ({"systems": [system("a", None, kind="trusted")]}, "not of the kind self_signed: a"),
        ({"desired": {"state": "enabled", "mode": "trusted"}}, "kind trusted: a"),
        ({"terminals": [PHONE | {"inventory": "none"}]}, "does not show encrypting: 08000F000001"),
        ({"terminals": [PHONE | {"inventory": "unknown"}]}, "does not show encrypting: 08000F000001"),
        ({"desired": {"state": "disabled"}}, "encryption is not wanted here"),
    ],
)
def test_whatever_is_not_as_wanted_is_a_roll_out_under_way(change: dict[str, Any], words: str) -> None:
    given = {"systems": [system("a", None)], "terminals": [PHONE], "actions": [DONE], "desired": DESIRED} | change
    assert any(words in line for line in _renewals.under_way(**given))


def test_terminals_given_up_on_by_name_hold_nothing_back() -> None:
    off = PHONE | {"inventory": "none", "number": "2101"}
    written_off = [{"phone": "2101", "reason": "in a cupboard"}]
    assert _renewals.under_way([system("a", None)], [off], [DONE], DESIRED, written_off) == []
    assert _renewals.under_way([system("a", None)], [off | {"number": "2102"}], [DONE], DESIRED, written_off) != []


def trusting(*authorities: Authority) -> list[dict[str, str]]:
    return [{"name": "ca.crt", "content": authority.pem} for authority in authorities]


def test_a_renewal_waits_until_the_phones_authority_is_the_one_that_systems_show() -> None:
    # INV-44: the inventory may name an authority that no phone holds yet.
    held, named = Authority("Held CA"), Authority("Named CA")
    shown = system("a", None, kind="trusted") | {"sip": {"kind": "trusted", "chain": [{"pem": pem(held.leaf())}]}}
    trusted = DESIRED | {"mode": "trusted"}
    given: dict[str, Any] = {"systems": [shown], "terminals": [PHONE], "actions": [DONE], "desired": trusted}
    assert _renewals.under_way(**given, authorities=trusting(held)) == []
    assert _renewals.under_way(**given, authorities=trusting(named, held)) == []
    (reason,) = _renewals.under_way(**given, authorities=trusting(named))
    assert reason.startswith("the authority that the inventory gives the phones does not verify what is shown: a (")
    assert _renewals.under_way(**given, authorities=[]) != []
    unseen = given | {"systems": [shown | {"sip": {"kind": "trusted"}}]}
    (reason,) = _renewals.under_way(**unseen, authorities=trusting(held))
    assert "a (what it shows was not seen)" in reason


def test_a_certificate_that_has_ended_was_still_of_its_authority() -> None:
    short = Authority("Short CA", valid=-30)
    shown = system("a", None) | {"sip": {"kind": "trusted", "chain": [{"pem": pem(short.leaf())}]}}
    trusted = DESIRED | {"mode": "trusted"}
    assert _renewals.under_way([shown], [PHONE], [DONE], trusted, authorities=trusting(short)) == []


LATE = "2026-11-26T00:00:00+00:00"
SOON, LATER, LATEST = "2026-12-01T00:00:00+00:00", "2027-12-01T00:00:00+00:00", "2028-12-01T00:00:00+00:00"


def file(end: str, role: str = "system", start: str = "2026-11-01T00:00:00+00:00") -> dict[str, Any]:
    chain = [{"not_before": start, "not_after": end, "fingerprint_sha256": f"file until {end}"}]
    return {"name": "s", "source": "s (s.p12)", "file_role": role, "chain": chain}


def why_not(given: dict[str, Any], days: int | None = None, installed: str | None = None) -> str:
    shown = {"name": "s", "sip": {"chain": [{"fingerprint_sha256": installed}]}}
    return _renewals.no_renewal([{"name": "other"}, given], [shown], "s", NOW, days)


def test_what_is_asked_for_is_no_more_than_what_is_due_has_left() -> None:
    # However short the new certificates are valid: nobody asks them to last as long as the old ones did.
    old = system("a", SOON) | {"sip": {"chain": [{"not_before": "2010-01-01T00:00:00+00:00", "not_after": SOON}]}}
    found = _renewals.renewals([old], "s", NOW)
    assert (found["due"], found["days_left"], found["ends"]) == (True, 7, SOON)
    assert _renewals.renewals([system("a", "2026-11-01T00:00:00+00:00")], "s", NOW)["days_left"] == 2


def test_a_file_that_is_not_due_itself_renews() -> None:
    assert why_not(file(LATER)) == ""
    assert why_not(file(LATER, "signing_ca", start="2010-01-01T00:00:00+00:00")) == ""


@pytest.mark.parametrize(
    ("given", "options", "words"),
    [
        (file(SOON), {"days": 30}, "holds a certificate that ends on 2026-12-01"),
        (file(LATER, start="2010-01-01T00:00:00+00:00"), {}, "holds a certificate that ends on 2027-12-01"),
        (file(SOON, "signing_ca"), {"days": 30}, "holds an authority that ends on 2026-12-01"),
        (file(SOON), {"days": 30, "installed": f"file until {SOON}"}, "is the one already installed"),
    ],
)
def test_a_file_that_would_be_due_itself_renews_nothing(
    given: dict[str, Any], options: dict[str, Any], words: str
) -> None:
    told = why_not(given, **options)
    assert told.startswith("s (s.p12): ") and words in told


def test_of_a_file_that_cannot_be_read_nothing_is_said_for_the_judges_do() -> None:
    assert why_not({"name": "s", "source": "s", "chain": []}) == ""
    assert _renewals.no_renewal([], [], "s", NOW) == ""


PLAN = {"text": "s: due for renewal: a", "ends": LATER}


@pytest.mark.parametrize(
    ("permission", "start", "end", "waits"),
    [
        ("window", LATE, SOON, True),
        ("window", "2026-11-26T01:00:00+01:00", SOON, True),
        ("allow", LATE, SOON, False),
        ("forbid", LATE, SOON, False),
        ("window", "2026-11-25T00:00:00+00:00", SOON, False),  # open
        ("window", "2026-11-24T00:00:00+00:00", "2026-11-25T00:00:00+00:00", False),  # over: INV-24 says so
        ("window", SOON, LATE, False),  # ends before it begins
        ("window", LATER, LATEST, False),  # the certificate ends first
        ("window", "2026-11-26T00:00:00", SOON, False),  # no zone
        ("window", "tonight", SOON, False),
        ("window", LATE, None, False),
    ],
)
def test_a_renewal_waits_quietly_for_a_window_that_is_to_come_in_time(
    permission: str, start: str, end: str | None, waits: bool
) -> None:
    told = _renewals.restart_waits(permission, {"start": start, "end": end}, PLAN, NOW)
    assert bool(told) is waits
    if waits:
        assert told.startswith("s: due for renewal: a. SIP may restart from 2026-11-26T00:00:00+00:00 to 2026-12-01T")


def test_nothing_waits_without_a_window_or_without_anything_due() -> None:
    assert _renewals.restart_waits("window", None, PLAN, NOW) == ""
    assert _renewals.restart_waits("window", {"start": SOON, "end": LATER}, PLAN | {"ends": None}, NOW) == ""
