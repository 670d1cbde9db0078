# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA: region and site, distribution, specific data, action, inventory (spec 2.3, 2.4, 6.5-6.7)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from lxml.html import HtmlElement

from . import conftest
from .browser import Browser, text_of
from .conftest import Stand

FAMILY = {"mitel6000": "Mitel 6000 SIP Phone", "mivoice5300": "MiVoice 5300 IP phone"}
SCOPE = ("Nord", "Hospital")


def package(stand: Stand, family: str) -> str:
    return stand.world.managers["mgr1"].tma.packages[family][0]


def distribution(stand: Stand, browser: Browser, family: str) -> Browser:
    browser.get(stand.app.face("mgr1").routes.url("tma", "home"))
    browser.follow(stand.t("menu.terminal_configuration"))
    browser.press(
        stand.t("T2.show"), {stand.t("T2.range"): FAMILY[family], stand.t("T2.release"): package(stand, family)}
    )
    return browser


def rows(stand: Stand, browser: Browser, screen: str, family: str = "mitel6000") -> dict[str, list[HtmlElement]]:
    """Rows by parameter name; of those shown twice, the upper one."""
    if screen == "T3":
        headings = [stand.t(f"T3.parameters.{column}") for column in ("tab", "c", "parameter", "common_value")]
        place = 2
    else:
        kind = "range" if family == "mitel6000" else "specific"
        headings = [stand.t(f"T2.parameters.{column}") for column in ("tab", "block", "parameter", kind, "default")]
        place = 2
    found: dict[str, list[HtmlElement]] = {}
    for row in browser.table(*headings):
        found.setdefault(text_of(row[place]), row)
    return found


def name_in(cell: HtmlElement) -> str:
    return next(cell.iter("select", "input")).get("name")


def distribute(stand: Stand, browser: Browser, family: str, *parameters: str) -> None:
    found = rows(stand, distribution(stand, browser, family), "T2", family)
    value: Any = stand.t.word("range", "specific") if family == "mitel6000" else True
    browser.press(stand.t("T2.distribute"), names={name_in(found[p][3]): value for p in parameters})
    browser.press(stand.t("T2.confirm"))


def update(stand: Stand, browser: Browser, family: str, values: dict[str, str]) -> None:
    distribution(stand, browser, family)
    browser.follow(stand.t("T2.modify"))
    found = rows(stand, browser, "T3")
    names: dict[str, Any] = {name_in(found[p][1]): True for p in values}
    names |= {name_in(found[p][3]): value for p, value in values.items()}
    browser.press(stand.t("T3.save"), names=names)
    browser.press(stand.t("T3.confirm"))


def start(stand: Stand, browser: Browser, kind: str = "immediate", date: str = "", time: str = "") -> None:
    radio = next(c for form in browser.forms() for c in browser.controls(form) if c.kind == "radio")
    changes = {stand.t("T4.action_name"): "voiceops 1", stand.t("T4.date"): date, stand.t("T4.time"): time}
    browser.press(stand.t("T4.confirm"), changes, {radio.name: stand.t.word("update_type", kind)})


def test_region_and_site_are_asked_for_only_when_there_are_several(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = stand.tma()
    assert [(s["area"], s["user"]) for s in stand.app.open_sessions()] == [
        ("manager", stand.credentials("mgr1")[0]),
        ("tma", stand.credentials("mgr1", tma=True)[0]),
    ]
    assert browser.response.status == 200
    fleet = copy.deepcopy(conftest.FLEET)
    fleet["systems"]["pbx2"] |= {"region": "Sud", "multisite": "Clinic"}
    monkeypatch.setattr(conftest, "FLEET", fleet)
    several = Stand(stand.skin, stand.language)
    browser = several.browser("mgr1")
    browser.get(several.app.face("mgr1").routes.url("tma", "home"))
    choice: dict[str, object] = {several.t("T0.region"): "Sud", several.t("T0.site"): "Clinic"}
    user, password = several.credentials("mgr1", tma=True)
    names: dict[str, object] = {several.t("T0.login"): user, several.t("T0.password"): password}
    if several.skin == "frames":
        browser.press(several.t("T0.continue"), choice)
        browser.press(several.t("T0.continue"), names)
    else:
        browser.press(several.t("T0.continue"), choice | names)
    (session,) = several.app.sessions.open(several.clock.now())
    assert session.scope == ("Sud", "Clinic")


def test_a_site_of_another_region_is_not_entered(make: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = copy.deepcopy(conftest.FLEET)
    fleet["systems"]["pbx2"] |= {"region": "Sud", "multisite": "Clinic"}
    monkeypatch.setattr(conftest, "FLEET", fleet)
    for skin in ("forms", "frames", "dialogs"):
        stand = make(skin, "en")
        browser = stand.browser("mgr1")
        browser.get(stand.app.face("mgr1").routes.url("tma", "home"))
        browser.press(stand.t("T0.continue"), {stand.t("T0.region"): "Nord", stand.t("T0.site"): "Clinic"})
        assert stand.t("T0.no_such_site") in browser.text


@pytest.mark.parametrize(
    ("family", "parameter"), [("mitel6000", "sips tls authentication"), ("mivoice5300", "TRUSTED_CERTS")]
)
def test_a_distribution_changes_one_range_after_a_confirmation(stand: Stand, family: str, parameter: str) -> None:
    tma = stand.world.managers["mgr1"].tma
    before = {(r.name, r.block): r.range for r in tma.distribution(SCOPE, family, package(stand, family))}
    browser = stand.tma()
    distribute(stand, browser, family, parameter)
    after = {(r.name, r.block): r.range for r in tma.distribution(SCOPE, family, package(stand, family))}
    assert after == before | {(parameter, "upper"): "specific"}
    assert [event["what"] for event in stand.writes()] == ["distribute"]
    assert stand.collateral() == []


def test_nothing_is_distributed_before_the_confirmation(stand: Stand) -> None:
    browser = stand.tma()
    found = rows(stand, distribution(stand, browser, "mitel6000"), "T2")
    names = {name_in(found["sip srtp mode"][3]): stand.t.word("range", "specific")}
    browser.press(stand.t("T2.distribute"), names=names)
    assert stand.writes() == []
    browser.press(stand.t("confirm.cancel"))
    assert stand.writes() == []
    assert rows(stand, browser, "T2")["sip srtp mode"]


def test_parameters_shown_twice_stand_in_an_upper_and_a_lower_block(stand: Stand) -> None:
    browser = distribution(stand, stand.tma(), "mitel6000")
    headings = [stand.t(f"T2.parameters.{column}") for column in ("tab", "block", "parameter")]
    blocks = [text_of(row[1]) for row in browser.table(*headings) if text_of(row[2]) == "sip proxy port"]
    assert blocks == [stand.t.word("block", "upper"), stand.t.word("block", "lower")]


def test_a_fixed_range_is_greyed(make: Callable[..., Stand]) -> None:
    for skin in ("forms", "frames", "dialogs"):
        stand = make(skin, "en")
        stand.world.managers["mgr1"].tma.upper_fixed = True
        browser = distribution(stand, stand.tma(), "mitel6000")
        select = next(rows(stand, browser, "T2")["sip proxy port"][3].iter("select"))
        assert select.get("disabled") is not None


def test_a_package_of_the_other_family_is_refused(stand: Stand) -> None:
    tma = stand.world.managers["mgr1"].tma
    tma.packages["mivoice5300"].append("only 5300")
    browser = stand.tma()
    browser.follow(stand.t("menu.terminal_configuration"))
    browser.press(stand.t("T2.show"), {stand.t("T2.range"): FAMILY["mitel6000"], stand.t("T2.release"): "only 5300"})
    assert stand.t("T2.other_package") in browser.text


@pytest.mark.parametrize(
    ("family", "values", "number"),
    [
        ("mitel6000", {"sip transport protocol": "4", "sip proxy port": "5061"}, "2101"),
        ("mivoice5300", {"SIP_TRANS_PROTO": "TLS", "TRUSTED_CERTS": ""}, "2141"),
    ],
)
def test_ticked_values_reach_the_files_by_an_action(
    stand: Stand, family: str, values: dict[str, str], number: str
) -> None:
    browser = stand.tma()
    distribute(stand, browser, family, *values)
    update(stand, browser, family, values)
    start(stand, browser)
    headings = [stand.t(f"T5.actions.{column}") for column in ("name", "state", "date")]
    assert [text_of(c) for c in browser.table(*headings)[0]][:2] == [
        "voiceops 1",
        stand.t.word("action_state", "waiting"),
    ]
    stand.fleet.run(60)
    browser.get(stand.app.face("mgr1").routes.url("tma", "T5"))
    assert text_of(browser.table(*headings)[0][1]) == stand.t.word("action_state", "finished")
    (draft,) = [action.draft for action in stand.world.managers["mgr1"].tma.actions]
    assert draft.values == values
    assert [event["what"] for event in stand.writes()] == ["distribute", "update_specific", "start_action"]
    assert stand.collateral() == []


def test_saving_without_a_tick_is_refused(stand: Stand) -> None:
    browser = stand.tma()
    distribute(stand, browser, "mivoice5300", "TIME_SERVER")
    update(stand, browser, "mivoice5300", {})
    assert stand.t("T3.nothing") in browser.text
    assert [event["what"] for event in stand.writes()] == ["distribute"]


@pytest.mark.parametrize(
    ("date", "time", "said"),
    [("31/02/2026", "0900", "bad_date"), ("02/03/2026", "9:00", "bad_date"), ("", "", "bad_date")],
)
def test_a_deferred_action_wants_a_real_date_and_time(stand: Stand, date: str, time: str, said: str) -> None:
    browser = stand.tma()
    distribute(stand, browser, "mivoice5300", "TIME_SERVER")
    update(stand, browser, "mivoice5300", {"TIME_SERVER": "127.1.0.10"})
    start(stand, browser, "deferred", date, time)
    assert stand.t(f"T4.{said}") in browser.text
    assert stand.world.managers["mgr1"].tma.actions == []


def test_a_deferred_action_is_placed_for_its_time_and_refused_in_the_past(stand: Stand) -> None:
    browser = stand.tma()
    distribute(stand, browser, "mivoice5300", "TIME_SERVER")
    update(stand, browser, "mivoice5300", {"TIME_SERVER": "127.1.0.10"})
    url = browser.url
    start(stand, browser, "deferred", "02/03/2026", "0700")
    assert "DATE INCORRECTE" in browser.text
    if stand.skin == "frames":
        browser.get(url)
    start(stand, browser, "deferred", "02/03/2026", "2230")
    (action,) = stand.world.managers["mgr1"].tma.actions
    assert action.due.isoformat() == "2026-03-02T22:30:00+00:00"


def test_the_inventory_shows_icons_and_empty_cells(stand: Stand) -> None:
    tma = stand.world.managers["mgr1"].tma
    browser = stand.tma()
    browser.follow(stand.t("menu.inventory"))
    browser.press(stand.t("T6.show"), {stand.t("T6.range"): FAMILY["mitel6000"]})
    columns = ("mac", "number", "model", "software", "site", "address", "encryption")
    table = browser.table(*(stand.t(f"T6.terminals.{column}") for column in columns))
    shown = {text_of(row[1]): [img.get("alt") for img in row[6].iter("img")] for row in table}
    expected = {r.number: r.encryption for r in tma.inventory(SCOPE, "mitel6000")}
    assert shown == {n: [] if e == "none" else [stand.t.word("inventory", e)] for n, e in expected.items()}
    assert set(expected) == {"2101", "2102", "2103", "2201"}
    for row in table:
        for img in row[6].iter("img"):
            assert browser.get(img.get("src")).header("Content-Type") == "image/gif"


def test_the_tma_of_a_system_alone_is_reached_from_its_menu_and_closes_with_its_service(stand: Stand) -> None:
    browser = stand.tma("alone")
    browser.follow(stand.t("menu.inventory"))
    browser.press(stand.t("T6.show"), {stand.t("T6.range"): FAMILY["mivoice5300"]})
    assert "3141" in browser.text
    stand.world.systems["alone"].services["tma"] = "stopped"
    assert browser.get(stand.app.face("alone").routes.url("tma", "home")).status == 404
    assert stand.browser("pbx1").get(stand.app.face("pbx1").routes.url("tma", "home")).status == 404
