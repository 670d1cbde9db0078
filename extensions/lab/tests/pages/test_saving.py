# SPDX-License-Identifier: GPL-3.0-or-later
"""A saved form changes exactly what was changed on it, and says so in the log."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from .browser import Browser
from .conftest import Stand
from .spec_labels import GENERATION_FAILED, NOT_UNLOCKED

W10 = ("telephony", "network", "quality", "encryption")


def confirmed(stand: Stand, browser: Browser, screen: str) -> None:
    """`dialogs` asks once more before a change in Web Admin."""
    if stand.skin == "dialogs" and screen in ("W1", "W2", "W4", "W5", "W8", "W9", "W10", "M2"):
        browser.press(stand.t("confirm.confirm"))


def validate(stand: Stand, browser: Browser, screen: str, changes: dict[str, object]) -> None:
    browser.press(stand.t(f"{screen}.validate"), changes)
    confirmed(stand, browser, screen)


def everything(stand: Stand) -> dict:
    system = stand.world.systems["pbx1"]
    names = (
        "voice_encryption",
        "voice_type",
        "bothway",
        "inter_ipbx",
        "licence",
        "services",
        "alarms",
        "feature_classes",
    )
    state = {name: copy.deepcopy(getattr(system, name)) for name in names}
    return state | {
        "rights": {n: s.right for n, s in system.subscriptions.items()},
        "cards": copy.deepcopy(system.cards),
    }


@pytest.mark.parametrize("name", ["voice_encryption", "bothway", "inter_ipbx"])
def test_a_check_box_of_w10_switches_only_itself_and_back(stand: Stand, name: str) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    before = everything(stand)
    validate(stand, browser, "W10", {stand.t(f"W10.{name}"): True})
    assert everything(stand) == before | {name: True}
    assert [event["what"] for event in stand.writes()] == [name]
    stand.walk(browser, *W10)
    assert browser.control(stand.t(f"W10.{name}")).values
    validate(stand, browser, "W10", {stand.t(f"W10.{name}"): False})
    assert everything(stand) == before
    assert stand.collateral() == []


def test_the_type_is_chosen_by_its_text_and_posted_by_another_value(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    assert "AES-256" not in browser.control(stand.t("W10.type")).options.values()
    validate(stand, browser, "W10", {stand.t("W10.type"): "AES-256"})
    assert stand.world.systems["pbx1"].voice_type == "AES-256"
    assert stand.collateral() == []


def test_a_save_without_change_is_logged_as_a_write_too(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    before = everything(stand)
    validate(stand, browser, "W10", {})
    assert everything(stand) == before
    assert [(event["what"], event["screen"]) for event in stand.writes()] == [("save_unchanged", "W10")]


def test_a_change_of_a_field_the_spec_does_not_name_is_logged_as_collateral(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    label = {"en": "DSCP of the voice", "fr": "DSCP de la voix"}[stand.language]
    validate(stand, browser, "W10", {label: "0", stand.t("W10.inter_ipbx"): True})
    (event,) = stand.collateral()
    assert (event["field"], event["before"], event["after"]) == ("W10.dscp_voice", "46", "0")
    stand.walk(browser, *W10)
    assert browser.control(label).values == ["0"]


def test_a_form_sent_without_its_other_fields_empties_them_and_is_logged(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    form = browser.form_with_button(stand.t("W10.validate"))
    button = browser.buttons(form)[stand.t("W10.validate").casefold()]
    hidden = [(c.name, c.values[0]) for c in browser.controls(form) if c.kind == "hidden"]
    kind = browser.control(stand.t("W10.type"))
    pressed = [(button.get("name"), button.get("value", ""))] if button.get("name") else []
    browser.submit(form, [*hidden, (kind.name, kind.values[0]), *pressed])
    confirmed(stand, browser, "W10")
    fields = {event["field"].removeprefix("W10.") for event in stand.collateral()}
    assert fields == {"dscp_voice", "dscp_signalling", "ecn", "codecs", "jitter", "note"}


def test_a_field_the_page_does_not_have_is_refused_and_changes_nothing(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    form = browser.form_with_button(stand.t("W10.validate"))
    pairs = [(c.name, value) for c in browser.controls(form) for value in c.values]
    before = everything(stand)
    assert browser.submit(form, [*pairs, ("voice_encryption", "1")]).status == 400
    assert everything(stand) == before
    assert stand.writes() == []


def test_a_value_the_page_does_not_offer_is_refused(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    form = browser.form_with_button(stand.t("W10.validate"))
    kind = browser.control(stand.t("W10.type")).name
    pairs = [(c.name, "AES-256" if c.name == kind else value) for c in browser.controls(form) for value in c.values]
    assert browser.submit(form, pairs).status == 400
    assert stand.world.systems["pbx1"].voice_type == "AES-128"


def test_a_body_that_is_no_form_is_refused(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    action = browser.form_with_button(stand.t("W10.validate")).get("action")
    request = browser.request("POST", action, b"{}")
    request.headers["content-type"] = "application/json"
    assert stand.app.handle("pbx1", request).status == 400


def test_without_licence_the_refusal_is_shown_word_for_word(stand: Stand) -> None:
    stand.world.systems["pbx1"].licence = "refused"
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    validate(stand, browser, "W10", {stand.t("W10.voice_encryption"): True})
    assert all(text in browser.text for text in NOT_UNLOCKED)
    assert not stand.world.systems["pbx1"].voice_encryption


def test_a_keycode_unlocks_the_licence_and_is_never_shown(stand: Stand) -> None:
    stand.world.systems["pbx1"].licence = "refused"
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "system", "info", "licences")
    validate(stand, browser, "W1", {stand.t("W1.keycode"): "KEY-1"})
    stand.walk(browser, "telephony", "system", "info", "licences")
    assert stand.t.word("licence", "authorised") in browser.text
    assert "KEY-1" not in browser.response.body.decode(browser.charset)
    assert "KEY-1" not in str(stand.world.events.since(0))


def test_a_service_is_stopped_where_the_page_has_a_select_and_only_shown_elsewhere(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("alone"), "telephony", "system", "configuration", "services")
    if stand.skin == "frames":
        assert browser.fact(stand.t("W2.terminal_service")) == stand.t.word("service", "started")
        return
    validate(stand, browser, "W2", {stand.t("W2.terminal_service"): stand.t.word("service", "stopped")})
    assert stand.world.systems["alone"].services["terminal"] == "stopped"
    assert stand.world.systems["alone"].services["ftp"] == "started"


def test_the_address_of_the_eip_card_is_read_and_changed(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "system", "configuration", "cards", "ip_cards")
    card = stand.world.systems["pbx1"].cards[0]
    assert browser.control(stand.t("W4.eip_address")).values == [card.address]
    validate(stand, browser, "W4", {stand.t("W4.eip_address"): "127.1.9.9"})
    assert card.address == "127.1.9.9"


def test_regeneration_makes_a_certificate_and_restarts_sip(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "system", "security", "certificates")
    browser.press(stand.t("W5.regenerate"))
    confirmed(stand, browser, "W5")
    assert stand.world.systems["pbx1"].mode() == "pbx_cert_self_signed"
    assert len(stand.world.events.of_kind("sip_restart")) == 1


def test_a_failed_regeneration_is_shown_word_for_word(stand: Stand) -> None:
    stand.world.systems["pbx1"].generation_fails = True
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "system", "security", "certificates")
    browser.press(stand.t("W5.regenerate"))
    confirmed(stand, browser, "W5")
    assert all(text in browser.text for text in GENERATION_FAILED)


def untick(stand: Stand, browser: Browser, screen: str, name: str) -> None:
    """Untick one right, behind a select or in a table."""
    show = stand.t(f"{screen}.show")
    if any(show.casefold() in browser.buttons(form) for form in browser.forms()):
        select = next(c for c in browser.controls(browser.form_with_button(show)) if c.kind == "select")
        browser.press(show, names={select.name: name})
        validate(stand, browser, screen, {stand.t(f"{screen}.right"): False})
        return
    row = next(row for row in browser.tree.iter("tr") if [c.text for c in row.iterchildren("td")][:1] == [name])
    browser.press(stand.t(f"{screen}.validate"), names={next(row.iter("input")).get("name"): False})
    confirmed(stand, browser, screen)


def test_the_right_of_one_subscription_is_taken_away(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "subscribers", "subscriptions", "characteristics")
    before = everything(stand)
    untick(stand, browser, "W8", "2102")
    assert everything(stand) == before | {"rights": before["rights"] | {"2102": False}}
    assert stand.collateral() == []


@pytest.mark.parametrize(
    ("device", "screen", "path"),
    [
        ("pbx1", "W9", ("telephony", "subscribers", "rights", "feature_classes")),
        ("mgr1", "M2", ("technical", "feature_classes")),
    ],
)
def test_the_right_of_one_feature_class_is_taken_away(
    stand: Stand, device: str, screen: str, path: tuple[str, ...]
) -> None:
    held = stand.world.device(device)
    before = dict(held.feature_classes)
    name = next(iter(before))
    browser = stand.walk(stand.logged_in(device), *path)
    untick(stand, browser, screen, name)
    assert held.feature_classes == before | {name: False}
    assert stand.collateral() == []


def test_long_lists_come_in_pages_with_a_link_to_the_next(make: Callable[..., Stand]) -> None:
    for skin in ("forms", "frames", "dialogs"):
        stand = make(skin, "en", page_size=2)
        stand.fleet.run(60)
        browser = stand.walk(
            stand.logged_in("pbx1"), "telephony", "system", "supervision", "status_display", "registered"
        )
        seen = []
        while True:
            rows = browser.table(stand.t("WREG.registrations.number"))
            assert len(rows) <= 2
            seen += [row[0].text for row in rows]
            if stand.t("page.next").casefold() not in browser.links():
                break
            browser.follow(stand.t("page.next"))
        assert sorted(seen) == ["2101", "2102", "2103", "2141", "2142"]
