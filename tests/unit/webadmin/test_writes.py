# SPDX-License-Identifier: GPL-3.0-or-later
"""A press sends the form whole, says what became of it, and never goes on by guesswork."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Ambiguous,
    ConnectionFailed,
    ControlNotFound,
    UsageError,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Appliance as ApplianceError,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.pages import DOORS, MENU, classes, switches
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.scripted import Appliance, drive, page

SAVED = [("token", "abc"), ("voice", "yes"), ("dscp", "46"), ("act", "save")]
SURE = page(
    '<p>Are you sure?</p><form method="post" action="/sure">'
    '<input type="hidden" name="t" value="1"><button>OK</button></form>'
)


def pressed(answers: dict[str, Any], **options: Any) -> tuple[Appliance, list[dict[str, Any]]]:
    appliance = Appliance(DOORS | {"GET /w10": switches()} | answers)
    with drive(appliance, **options) as driver:
        screen = driver.open("W10")
        screen.stage("voice_encryption", True)
        screen.press("validate")
        return appliance, driver.writes


def failed(error: type[Exception], answers: dict[str, Any]) -> tuple[Any, list[dict[str, Any]]]:
    appliance = Appliance(DOORS | {"GET /w10": switches()} | answers)
    with drive(appliance) as driver:
        screen = driver.open("W10")
        screen.stage("voice_encryption", True)
        with pytest.raises(error) as caught:
            screen.press("validate")
    assert appliance.times("GET /logout") == 1
    return caught.value, driver.writes


def test_every_other_field_travels_as_it_was() -> None:
    appliance, writes = pressed({"POST /w10/save": switches(True)})
    assert appliance.sent("/w10/save") == [SAVED]
    assert writes == [
        {
            "changes": {"Voice encryption": {"before": False, "after": True}},
            "effect": "write",
            "outcome": "sent",
            "button": "Validate",
            "screen": "Telephony service>Network and links>Quality of service>Encryption and IP parameters",
            "screen_id": "SCR-W10",
            "menu": "4.4.4",
            "restarts_sip": False,
        }
    ]


def test_a_read_only_session_sends_no_write() -> None:
    with pytest.raises(UsageError, match="read-only"):
        pressed({}, read_only=True)


@pytest.mark.parametrize("broken", [WriteUncertain("reset"), page("x", status=500), page("<html><body>cut")])
def test_a_post_that_breaks_is_uncertain_and_says_so_in_the_writes(broken: Any) -> None:
    error, writes = failed(WriteUncertain, {"POST /w10/save": broken})
    assert (error.where.host, error.where.screen_id, error.where.label) == (
        "pbx.example",
        "SCR-W10",
        "Voice encryption",
    )
    assert [entry["outcome"] for entry in writes] == ["uncertain"]


def test_a_post_that_never_left_is_no_write() -> None:
    _error, writes = failed(ConnectionFailed, {"POST /w10/save": ConnectionFailed("refused")})
    assert writes == []


@pytest.mark.parametrize(
    "shown",
    [
        "<h2>FONCTION INACTIVE</h2><p>Fonction chiffrement non déverrouillée.</p>",
        "<div>FONCTION INACTIVE : Fonction chiffrement non déverrouillée.</div>",
        "<td>Fonction chiffrement non déverrouillée</td>",
    ],
)
def test_an_error_of_the_appliance_is_told_with_its_meaning(shown: str) -> None:
    error, writes = failed(ApplianceError, {"POST /w10/save": switches(more=f"<table><tr>{shown}</tr></table>")})
    assert (error.rule, writes[0]["outcome"]) == ("ERR-2", "refused")


@pytest.mark.parametrize(
    "shown",
    [
        "<p>When the licence is missing you read: Fonction chiffrement non déverrouillée. Enter the keycode then.</p>",
        "<dl><dt>FONCTION INACTIVE</dt><dt>FORMAT FICHIER INVALIDE</dt></dl>",
    ],
)
def test_help_about_errors_is_no_error(shown: str) -> None:
    _appliance, writes = pressed({"POST /w10/save": switches(True, shown)})
    assert writes[0]["outcome"] == "sent"


def test_an_error_that_stood_there_before_is_no_answer() -> None:
    old = switches(more="<p>Certificat PBX périmé, fin de validité.</p>")
    _appliance, writes = pressed({"GET /w10": old, "POST /w10/save": old})
    assert writes[0]["outcome"] == "sent"


def test_an_error_beside_one_that_stood_there_before_is_an_answer() -> None:
    # The notice of an expired certificate stands on the page while a wrong file is refused.
    notice, refusal = "<p>Certificat PBX périmé, fin de validité.</p>", "<p>FORMAT FICHIER INVALIDE</p>"
    answers = {"GET /w10": switches(more=notice), "POST /w10/save": switches(more=notice + refusal)}
    error, writes = failed(ApplianceError, answers)
    assert (error.rule, writes[0]["outcome"]) == ("ERR-5", "refused")


def test_a_page_that_only_asks_again_is_confirmed_once() -> None:
    appliance, _writes = pressed({"POST /w10/save": SURE, "POST /sure": switches(True)})
    assert appliance.sent("/sure") == [[("t", "1")]]


def test_two_confirming_buttons_are_left_alone() -> None:
    asking = page(
        '<form method="post" action="/a"><button>OK</button></form>'
        '<form method="post" action="/b"><button>Yes</button></form>'
    )
    appliance, _writes = pressed({"POST /w10/save": asking})
    assert appliance.sent("/a") == appliance.sent("/b") == []


def test_the_screen_itself_is_no_page_that_asks_again() -> None:
    appliance, _writes = pressed({"POST /w10/save": switches(True)})
    assert len(appliance.sent("/w10/save")) == 1


def test_a_secret_is_in_no_write() -> None:
    licences = page(
        f"""{MENU}<form method="post" action="/w1/save"><label for="k">Keycode</label><input id="k" name="k">
        <button>Validate</button></form>
        <table><tr><th>Licence</th><th>Status</th></tr><tr><td>Encryption</td><td>Authorised</td></tr></table>"""
    )
    appliance = Appliance(DOORS | {"GET /w1": licences, "POST /w1/save": licences})
    with drive(appliance) as driver:
        screen = driver.open("W1")
        screen.stage("keycode", "KEY-0001")
        screen.press("validate")
    assert appliance.sent("/w1/save") == [[("k", "KEY-0001")]]
    assert "KEY-0001" not in str(driver.writes)


def test_rows_of_several_pages_are_saved_page_by_page() -> None:
    first, second = classes({"Day": True, "Night": False}, 1, "/w9?page=2"), classes({"Lift": False}, 2)
    appliance = Appliance(
        DOORS | {"GET /w9": first, "GET /w9?page=2": second, "POST /w9/save1": first, "POST /w9/save2": second}
    )
    with drive(appliance) as driver:
        screen = driver.open("W9")
        for row in screen.table("feature_classes").rows:
            row.stage("right", True)
        screen.press("validate")
        assert [list(entry["changes"]) for entry in driver.writes] == [
            ["Day / right", "Night / right"],
            ["Lift / right"],
        ]
    assert appliance.sent("/w9/save1") == [[("rDay", "on"), ("rNight", "on"), ("ok", "Validate")]]
    assert appliance.sent("/w9/save2") == [[("rLift", "on"), ("ok", "Validate")]]


def test_a_row_that_is_gone_from_its_page_is_not_written() -> None:
    first, second = classes({"Day": False}, 1, "/w9?page=2"), classes({"Lift": False}, 2)
    moved = classes({"Dawn": False}, 1, "/w9?page=2")
    appliance = Appliance(DOORS | {"GET /w9": [first, moved], "GET /w9?page=2": second})
    with drive(appliance) as driver:
        screen = driver.open("W9")
        screen.table("feature_classes").rows[0].stage("right", True)
        with pytest.raises(ControlNotFound, match="not found again"):
            screen.press("validate")
    assert driver.writes == []


def test_of_two_buttons_that_read_alike_the_one_of_the_changed_form_is_pressed() -> None:
    two = switches(more='<form method="post" action="/other"><button>Validate</button></form>')
    appliance, _writes = pressed({"GET /w10": two, "POST /w10/save": switches(True)})
    assert appliance.sent("/w10/save") == [SAVED]


def test_two_buttons_that_read_alike_and_no_change_are_ambiguous() -> None:
    two = switches(more='<form method="post" action="/other"><button>Validate</button></form>')
    with drive(Appliance(DOORS | {"GET /w10": two})) as driver, pytest.raises(Ambiguous):
        driver.open("W10").press("validate")


def test_a_link_does_not_pretend_to_send_a_form() -> None:
    linked = page(f'{MENU}<label><input type="checkbox" name="v"> Voice encryption</label><a href="/go">Validate</a>')
    with drive(Appliance(DOORS | {"GET /w10": linked})) as driver:
        screen = driver.open("W10")
        screen.stage("voice_encryption", True)
        with pytest.raises(ControlNotFound, match="link"):
            screen.press("validate")
    assert driver.writes == []
