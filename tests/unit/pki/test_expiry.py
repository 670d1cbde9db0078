# SPDX-License-Identifier: GPL-3.0-or-later
"""The expiry table: the right stage, the soonest first, the unknown never good, what may surprise (EXP-2, EXP-6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.filter.expiry_table import FilterModule
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import expiry
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _expiry_table

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def lasting(days: float, start: float = -100) -> dict[str, str]:
    return {
        "not_before": (NOW + timedelta(days=start)).isoformat(),
        "not_after": (NOW + timedelta(days=days)).isoformat(),
    }


@pytest.mark.parametrize(
    ("days", "left", "stage"),
    [
        (400, 400, "ok"),
        (30, 30, "ok"),
        (29.9, 29, "renew_soon"),
        (14, 14, "renew_soon"),
        (13.9, 13, "final_notice"),
        (0, 0, "final_notice"),
        (-0.1, -1, "expired"),
        (-40, -40, "expired"),
    ],
)
def test_the_stage_is_told_by_the_days_left(days: float, left: int, stage: str) -> None:
    row = expiry.row("pbx1", lasting(days), NOW)
    assert (row.days_left, row.stage) == (left, stage)


def test_the_threshold_is_the_sites_but_the_products_notice_is_not() -> None:
    assert expiry.row("pbx1", lasting(50), NOW, days=60).stage == "renew_soon"
    assert expiry.row("pbx1", lasting(10), NOW, days=5).stage == "final_notice"


def test_one_that_is_not_yet_valid_is_not_ok() -> None:
    assert expiry.row("pbx1", lasting(400, start=1), NOW).stage == "not_yet_valid"


STARTED = "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "seen",
    [
        None,
        {},
        {"not_before": None, "not_after": None},
        {"not_before": STARTED, "not_after": "soon"},
        {"not_before": STARTED, "not_after": "2027-01-01T00:00:00"},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_not_known_to_be_good(seen: Any) -> None:
    row = expiry.row("pbx1", seen, NOW)
    assert (row.stage, row.not_after, row.days_left) == ("unknown", None, None)


TABLE = """\
Certificates, soonest end first: 1 NOT KNOWN, 1 EXPIRED, 1 last two weeks, 1 ok. Voice goes clear when one expires \
(WARN-12).
name  address   kind         ends (UTC)        days  stage
pbx4  10.0.0.4  ?            ?                    ?  NOT KNOWN
pbx2  10.0.0.2  trusted      2026-02-28 03:00    -2  EXPIRED
pbx3  10.0.0.3  self-signed  2026-03-12 03:00    10  last two weeks
pbx1  -         trusted      2027-04-06 03:00   400  ok
pbx4: 10.0.0.4:5061/tls: silent: no answer in time
Self-signed: the product gives no notice before the end (WARN-13).
Self-signed: an automatic renewal may restart SIP at a time nobody chose (WARN-30); do not rely on it (DIS-32).\
"""


def facts(name: str, kind: str | None, *chain: Any, address: str | None = None, **sip: Any) -> dict[str, Any]:
    return {"name": name, "tel_address": address, "sip": {"kind": kind, "chain": list(chain), "tls_open": True} | sip}


SYSTEMS = [
    facts("pbx1", "trusted", lasting(400)),
    facts("pbx2", "trusted", lasting(-2), address="10.0.0.2"),
    facts("pbx3", "self_signed", lasting(10), address="10.0.0.3"),
    facts("pbx4", None, address="10.0.0.4", errors=["10.0.0.4:5061/tls: silent: no answer in time"], tls_open=None),
]


def test_the_table_can_be_read_by_a_tired_person() -> None:
    assert "\n".join(expiry.table(_expiry_table.rows(SYSTEMS, now=NOW))) == TABLE


def test_the_order_of_the_systems_does_not_matter() -> None:
    assert "\n".join(expiry.table(_expiry_table.rows(reversed(SYSTEMS), now=NOW))) == TABLE


def test_trusted_certificates_alone_surprise_nobody() -> None:
    assert not [line for line in expiry.table([expiry.row("a", lasting(9), NOW, kind="trusted")]) if "WARN-13" in line]


def test_certificates_of_phones_are_said_to_have_no_alarm() -> None:
    assert "WARN-31" in expiry.table([expiry.row("a", lasting(9), NOW, kind="terminal")])[-1]


@pytest.mark.parametrize(
    ("system", "why"),
    [
        ({"name": "x"}, "the port was not looked at"),
        ({"name": "x", "sip": None}, "the port was not looked at"),
        (facts("x", None, tls_open=False), "no certificate: the TLS port is closed"),
        (facts("x", None), "the TLS port showed no certificate"),
        (facts("x", None, "rubbish"), "the TLS port showed no certificate"),
        (facts("x", None) | {"sip": {"chain": "rubbish"}}, "the TLS port showed no certificate"),
    ],
    ids=str,
)
def test_a_system_whose_certificate_was_not_seen_is_listed_with_the_reason(system: dict[str, Any], why: str) -> None:
    (row,) = _expiry_table.rows([system], now=NOW)
    assert (row.stage, row.note) == ("unknown", why)


def test_an_empty_fleet_has_no_table() -> None:
    assert expiry.table([]) == ["No certificate was looked at."]


def test_the_filter_gives_the_table_as_of_today() -> None:
    lines = FilterModule().filters()["expiry_table"]([facts("pbx1", "trusted", lasting(-9999))], days=60)
    assert lines[0].startswith("Certificates, soonest end first: 1 EXPIRED.")
