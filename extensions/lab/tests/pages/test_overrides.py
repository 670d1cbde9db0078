# SPDX-License-Identifier: GPL-3.0-or-later
"""The override file declares what the spec lacks, and nothing that the pages do not show."""

from __future__ import annotations

import pytest
import yaml
from mivoice_lab.pages.overrides import as_yaml

from .browser import Browser, text_of
from .conftest import Stand
from .test_manager import switched_on
from .test_tma import FAMILY, distribute, start, update

NAMES = {"mac", "number", "model", "software", "site", "address", "encryption"}


def everything_shown(stand: Stand, device: str) -> str:
    """Texts of every page that the menus of a device lead to, and of those behind them."""
    browser = stand.browser(device)
    browser.get("/")
    seen = [shown_by(browser)]
    browser = stand.logged_in(device)
    main = "manager" if device in stand.world.managers else "webadmin"
    for entry in stand.app.face(device).menus[main].walk():
        if entry.screen != "M5":
            browser.get(entry.url)
            seen.append(shown_by(browser))
    browser.get("/")
    seen += [text_of(frame) for frame in browser.frames()]
    other = stand.browser(device)
    other.get("/")
    user, password = stand.credentials(device)
    other.press(stand.t("session.login"), {stand.t("session.username"): user, stand.t("session.password"): password})
    seen.append(shown_by(other))
    return " | ".join(seen)


def shown_by(browser: Browser) -> str:
    values = [e.get("value", "") for e in browser.tree.iter("input") if e.get("type") == "submit"]
    alts = [e.get("alt", "") for e in browser.tree.iter("img")]
    return " ".join([browser.text, *values, *alts])


def texts(declared: dict) -> list[str]:
    """Every text of an override file, paths taken apart."""
    found = []
    for screen in declared["screens"].values():
        for path in screen.get("path", []):
            found += path.split(">")
        for control in screen.get("controls", {}).values():
            found += control["labels"]
        for table in screen.get("tables", {}).values():
            for column in table["columns"].values():
                found += column["labels"]
    return found


def test_a_system_declares_only_texts_that_its_pages_show(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.app.page_size = 1
    stand.fleet.run(60)
    system = stand.world.systems["pbx1"]
    system.regenerate_certificate("test")
    declared = stand.app.overrides("pbx1")
    shown = everything_shown(stand, "pbx1")
    if stand.skin == "frames":  # behind a selector
        browser = stand.browser("pbx1")
        stand.app.expire_sessions()
        browser = stand.logged_in("pbx1")
        stand.walk(browser, "telephony", "subscribers", "subscriptions", "characteristics")
        select = next(c for f in browser.forms() for c in browser.controls(f) if c.kind == "select")
        browser.press(stand.t("W8.show"), names={select.name: "2101"})
        shown += shown_by(browser)
    stand.app.expire_sessions()
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "system", "configuration", "alarms", "individual")
    local = {stand.t("W6.detection_in"): "SITE LOCAL", stand.t("W6.by_group"): "BLS EXPLOITATION"}
    browser.press(stand.t("W6.select_item"), local | {stand.t("W6.reported_to"): "TRAP SNMP"})
    shown += shown_by(browser)
    for text in texts(declared):
        assert text in shown
    for text in [t for labels in declared["session"]["labels"].values() for t in labels]:
        assert text in shown
    for vocabulary in ("service", "card", "alarm"):
        for labels in declared["values"].get(vocabulary, {}).values():
            assert labels[0] in shown


def test_a_manager_with_its_tma_declares_only_texts_that_their_pages_show(stand: Stand) -> None:
    stand.app.page_size = 1
    declared = stand.app.overrides("mgr1")
    shown = everything_shown(stand, "mgr1")
    stand.app.expire_sessions()
    browser = stand.logged_in("mgr1")
    switched_on(stand, browser)
    shown += shown_by(browser)
    browser.press(stand.t("M3C.generate"))
    shown += shown_by(browser)
    stand.app.expire_sessions()
    browser = stand.tma()
    shown += shown_by(browser)
    for family, parameter in (("mitel6000", "sips tls authentication"), ("mivoice5300", "TIME_SERVER")):
        distribute(stand, browser, family, parameter)
        shown += shown_by(browser)
        update(stand, browser, family, {parameter: "0" if family == "mitel6000" else "127.1.0.10"})
        shown += shown_by(browser)
        start(stand, browser)
        shown += shown_by(browser)
    for family in FAMILY.values():
        browser.get(stand.app.face("mgr1").routes.url("tma", "T6"))
        browser.press(stand.t("T6.show"), {stand.t("T6.range"): family})
        shown += shown_by(browser)
    tma = stand.world.managers["mgr1"].tma
    release = tma.packages["mitel6000"][0]
    browser.get(stand.app.face("mgr1").routes.url("tma", "T3", {"family": "mitel6000", "package": release}))
    shown += shown_by(browser)
    for text in texts(declared):
        assert text in shown, text


def test_registrations_are_marked_as_assumed(stand: Stand) -> None:
    text = as_yaml(stand.app.overrides("pbx1"))
    assert text.startswith("# Assumed, in no manual (OPEN-36): WREG\n")
    assert yaml.safe_load(text) == stand.app.overrides("pbx1")


def test_what_the_spec_gives_is_not_declared(stand: Stand) -> None:
    declared = stand.app.overrides("pbx1")["screens"]
    assert "path" not in declared.get("W10", {})
    assert "voice_encryption" not in declared["W10"]["controls"]
    assert "inter_ipbx" in declared["W10"]["controls"]
    assert "path" in declared["WREG"]
    assert set(declared["WREG"]["tables"]["registrations"]["columns"]) == {
        "number", "mac", "address", "port", "transport", "last_seen",
    }  # fmt: skip


def test_a_system_without_eip_card_declares_no_field_for_its_address(stand: Stand) -> None:
    stand.world.systems["pbx1"].cards.clear()
    assert "controls" not in stand.app.overrides("pbx1")["screens"].get("W4", {})


def test_each_device_declares_the_screens_it_has(stand: Stand) -> None:
    assert "T2" not in stand.app.overrides("pbx1")["screens"]
    assert {"W12", "T2", "T6"} <= set(stand.app.overrides("alone")["screens"])
    assert {"M4", "T2", "T6"} <= set(stand.app.overrides("mgr1")["screens"])
    assert NAMES - {"encryption"} <= set(stand.app.overrides("mgr1")["screens"]["T6"]["tables"]["terminals"]["columns"])
