# SPDX-License-Identifier: GPL-3.0-or-later
"""system_info: one session, honest about what it could not read."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import AuthError, PageError, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import system_info
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import Button, FakeSystem, Page


def _facts(run: Any, **options: Any) -> dict[str, Any]:
    facts: dict[str, Any] = run(system_info, **options)["system"]
    return facts


def test_everything_is_read_in_one_session_and_each_screen_once(run: Any, pbx: FakeSystem) -> None:
    _facts(run)
    assert pbx.sessions == 1
    assert sorted(pbx.opened) == sorted(["W1", "W2", "W3", "W4", "W6", "W7", "W8", "W9", "W10", "W11"])


def test_good_words_become_canonical_facts(run: Any) -> None:
    facts = _facts(run, name="pbx1", hardware="xl")
    assert facts["licence"] == {"state": "authorised", "raw": "Authorised"}
    assert facts["services"]["terminal"] == "stopped"
    assert facts["services"]["tma"] == "started"
    assert facts["cards"][0] == {"name": "EIP 0-01", "state": "en service", "in_service": True}
    assert facts["eip"] == {"address": "127.9.0.8"}
    assert facts["tunnels"][0] == {"peer": "pbx2", "status": "connected encrypted", "encrypted": True}
    assert facts["rights"]["feature_classes"] == [
        {"name": "Standard", "right": True},
        {"name": "Guest", "right": False},
    ]
    assert facts["rights"]["subscriptions"][1] == {"number": "2107", "feature_class": "Standard", "right": False}
    assert facts["switches"] == {"voice_encryption": False, "type": "SRTP", "bothway": False, "inter_ipbx": False}
    assert facts["mode"] == "no_tls"
    assert (facts["name"], facts["host"], facts["read_at"]) == ("pbx1", "pbx1", "2026-03-02T21:30:00+00:00")


def test_what_the_inventory_says_of_a_system_stands_in_its_facts(run: Any) -> None:
    facts = _facts(run, tel_address="127.1.1.1", sip_port=15060, sips_port=15061, backup="pbx2")
    assert (facts["tel_address"], facts["sip_port"], facts["sips_port"]) == ("127.1.1.1", 15060, 15061)
    assert (facts["backup"], facts["manager"]) == ("pbx2", None)


def test_words_nobody_knows_are_never_read_as_good(run: Any) -> None:
    # INV-46, SCR-G4
    facts = _facts(run)
    assert facts["services"]["ftp"] == "unknown"
    assert facts["cards"][1]["in_service"] is False
    assert facts["tunnels"][1]["encrypted"] is False
    assert facts["alarms"] == {"AlmLocPers": True, "EN ALARME": False}


@pytest.mark.parametrize(("shown", "state"), [("Autorisé", "authorised"), ("Refused", "other"), ("", "unknown")])
def test_licence_state_is_what_the_encryption_line_says(run: Any, pbx: FakeSystem, shown: str, state: str) -> None:
    pbx.pages["W1"].tables["licences"][0]["status"] = shown
    assert _facts(run)["licence"] == {"state": state, "raw": shown}


def test_two_licence_lines_that_match_are_reported_unread(run: Any, pbx: FakeSystem) -> None:
    pbx.pages["W1"].tables["licences"].append({"name": "Licence chiffrement", "status": "Authorised"})
    facts = _facts(run)
    assert facts["licence"]["state"] == "unknown"
    assert [item["subset"] for item in facts["unread"]] == ["licence", "registrations"]


def test_a_screen_that_is_missing_or_broken_leaves_only_its_part_unread(run: Any, pbx: FakeSystem) -> None:
    del pbx.pages["W7"]
    pbx.faults["W10", "open"] = PageError(problem="HTTP 500")
    facts = _facts(run)
    assert facts["tunnels"] is None
    assert facts["switches"]["voice_encryption"] is None
    assert facts["mode"] == "unknown"
    assert {item["subset"]: item["screen"] for item in facts["unread"]} == {
        "tunnels": "W7",
        "switches": "W10",
        "registrations": "WREG",
    }


def test_a_session_that_fails_is_an_error_and_not_a_list_of_unread_parts(run: Any, pbx: FakeSystem) -> None:
    pbx.faults["W1", "open"] = AuthError(problem="Another administrator holds the session")
    with pytest.raises(AuthError) as caught:
        _facts(run)
    assert caught.value.where.host == "pbx1"


def test_registrations_are_read_from_the_screen_that_the_site_declared(run: Any, pbx: FakeSystem) -> None:
    # OPEN-36
    pbx.undeclared.clear()
    line = {"number": "2101", "mac": "00085D000001", "address": "127.9.2.1", "port": "5061", "transport": "TLS"}
    pbx.pages["WREG"] = Page("Registered terminals", tables={"registrations": [line]})
    assert _facts(run)["registrations"] == [line | {"port": 5061, "transport": "tls", "last_seen": None}]


def test_rights_behind_a_select_are_read_one_by_one(run: Any, pbx: FakeSystem) -> None:
    rights = {"Standard": True, "Guest": False}

    def show(system: FakeSystem, staged: Any) -> None:
        page = system.pages["W9"]
        page.values["right"] = rights[page.values["feature_class"]]

    pbx.pages["W9"] = Page(
        "Feature classes",
        values={"feature_class": "Standard", "right": True},
        options={"feature_class": list(rights)},
        buttons={"show": Button("navigate", show)},
    )
    assert _facts(run)["rights"]["feature_classes"] == [{"name": n, "right": r} for n, r in rights.items()]


@pytest.mark.parametrize(
    ("wanted", "screens"),
    [
        (["licence", "switches"], ["W1", "W10"]),
        (["!subscriptions", "!feature_classes", "!alarms"], ["W1", "W2", "W3", "W4", "W11", "W7", "W10"]),
        (["all", "!all"], []),
    ],
)
def test_gather_subset_reads_only_what_it_names(
    run: Any, pbx: FakeSystem, wanted: list[str], screens: list[str]
) -> None:
    _facts(run, gather_subset=wanted)
    assert pbx.opened == screens


def test_a_part_that_does_not_exist_is_refused_before_logging_in(run: Any, pbx: FakeSystem) -> None:
    with pytest.raises(UsageError, match="gather_subset.*licences"):
        _facts(run, gather_subset=["licences"])
    assert pbx.sessions == 0


def test_eip_cards_are_not_looked_for_outside_gateways(run: Any, pbx: FakeSystem) -> None:
    # DIS-42
    facts = _facts(run, hardware="server")
    assert "W3" not in pbx.opened
    assert (facts["cards"], facts["eip"]) == ([], None)


@pytest.mark.parametrize(
    ("shown", "supported"),
    [("R7.2", True), ("R8.0 SP1", True), ("R7.1", False), ("R6.5", False), (None, None), ("8", None)],
)
def test_the_release_is_judged_by_its_two_first_numbers(run: Any, pbx: FakeSystem, shown: Any, supported: Any) -> None:
    # PRE-1
    pbx.facts["release"] = shown
    assert _facts(run)["release"] == {"value": shown, "supported": supported}
