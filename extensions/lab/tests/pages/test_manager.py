# SPDX-License-Identifier: GPL-3.0-or-later
"""Manager: a multi-site gets its certificates only after Apply and OK, and the log tells how it went (6.2)."""

from __future__ import annotations

from .browser import Browser
from .conftest import Stand
from .spec_labels import NOT_UNLOCKED


def settings(stand: Stand, browser: Browser) -> Browser:
    stand.walk(browser, "administration", "topology")
    browser.press(stand.t("M3.configuration"), {stand.t("M3.multisite"): "Hospital"})
    return browser


def switched_on(stand: Stand, browser: Browser) -> None:
    """Encryption ticked, self-signed, Apply, OK; the settings are open again."""
    self_signed = stand.t.word("encryption_type", "self_signed")
    settings(stand, browser)
    browser.press(stand.t("M3C.apply"), {stand.t("M3C.encryption"): True, stand.t("M3C.type"): self_signed})
    browser.press(stand.t("M3C.ok"))
    if stand.skin == "frames":  # OPEN-28
        assert "Hospital" in browser.text and stand.t("M3C.apply").casefold() not in browser.buttons(browser.forms()[0])
        settings(stand, browser)


def generation(stand: Stand, browser: Browser) -> bool:
    """Whether the generation can be asked for."""
    label = stand.t("M3C.generate").casefold()
    buttons = {text: e for form in browser.forms() for text, e in browser.buttons(form).items()}
    return label in browser.links() or (label in buttons and buttons[label].get("disabled") is None)


def test_the_generation_is_greyed_until_apply_and_ok(stand: Stand) -> None:
    browser = settings(stand, stand.logged_in("mgr1"))
    assert not generation(stand, browser)
    self_signed = stand.t.word("encryption_type", "self_signed")
    browser.press(stand.t("M3C.apply"), {stand.t("M3C.encryption"): True, stand.t("M3C.type"): self_signed})
    assert not generation(stand, browser)
    browser.press(stand.t("M3C.ok"))
    settings(stand, browser)
    assert generation(stand, browser)
    site = stand.world.managers["mgr1"].multisites["Hospital"]
    assert (site.encryption, site.encryption_type) == (True, "self_signed")
    assert stand.collateral() == []


def test_certificates_are_generated_on_all_sites_and_logged(stand: Stand) -> None:
    browser = stand.logged_in("mgr1")
    switched_on(stand, browser)
    browser.press(stand.t("M3C.generate"))
    scope = next(c for form in browser.forms() for c in browser.controls(form) if c.kind == "radio")
    (value,) = scope.options.values()
    browser.press(stand.t("M3G.confirm"), names={scope.name: stand.t("M3G.scope.all")})
    assert value != stand.t("M3G.scope.all")
    stand.fleet.run(60)
    assert [stand.world.systems[n].mode() for n in ("pbx1", "pbx2")] == ["pbx_cert_self_signed"] * 2
    stand.walk(browser, "administration", "operations")
    rows = browser.table(*(stand.t(f"M4.operations.{column}") for column in ("date", "operation", "message")))
    assert [row[2].text for row in rows] == [stand.t.word("operation", "succeeded")] * 3
    assert stand.collateral() == []


def test_a_site_without_licence_appears_in_the_log_with_the_words_of_the_refusal(stand: Stand) -> None:
    stand.world.systems["pbx2"].licence = "refused"
    browser = stand.logged_in("mgr1")
    switched_on(stand, browser)
    stand.world.managers["mgr1"].generate_certificates("test", "Hospital")
    stand.fleet.run(60)
    stand.walk(browser, "administration", "operations")
    rows = browser.table(*(stand.t(f"M4.operations.{column}") for column in ("date", "operation", "message")))
    messages = [row[2].text for row in rows]
    assert messages[0] == stand.t.word("operation", "failed")
    assert ": ".join(NOT_UNLOCKED) in messages


def test_the_dialog_wants_the_sites_to_be_chosen(stand: Stand) -> None:
    browser = stand.logged_in("mgr1")
    switched_on(stand, browser)
    browser.press(stand.t("M3C.generate"))
    browser.press(stand.t("M3G.confirm"))
    assert stand.t("M3G.choose") in browser.text
    assert "generate_certificates" not in [event["what"] for event in stand.writes()]


def test_the_settings_of_an_unknown_multisite_do_not_exist(stand: Stand) -> None:
    browser = stand.logged_in("mgr1")
    assert browser.get(stand.app.face("mgr1").routes.url("manager", "M3C", {"multisite": "x"})).status == 404
