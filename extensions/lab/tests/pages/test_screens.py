# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen is found by its menu path and shows the words of the spec, in every skin and language."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from .browser import Browser
from .conftest import Stand
from .spec_labels import ALL_SITES, DEPLOYMENT, RECAP, SCREENS, SETTINGS


class _Words(HTMLParser):
    """What a parser other than lxml sees: texts, and values of submit buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(dict(attrs).get("value") or "")


def words(browser: Browser) -> str:
    parser = _Words()
    parser.feed(browser.response.body.decode(browser.charset))
    return " ".join(" ".join(parser.seen).split()).casefold()


@pytest.mark.parametrize(
    ("device", "screen", "number", "path", "labels"), SCREENS, ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_screen_is_found_by_its_path_and_shows_the_words_of_the_spec(
    stand: Stand,
    device: str,
    screen: str,
    number: str,
    path: tuple[tuple[str, str], ...],
    labels: list[tuple[str, str]],
) -> None:
    index = ("en", "fr").index(stand.language)
    browser = stand.logged_in(device)
    browser.get("/")
    for segment in path:
        browser.follow(segment[index])
    shown = words(browser)
    for label in labels:
        assert label[index].casefold() in shown, browser.text
    assert path[-1][index].casefold() in shown
    assert "r7.2" in shown
    assert number in shown


def test_the_settings_of_a_multisite_and_the_dialog_of_certificates_show_the_words_of_the_spec(stand: Stand) -> None:
    index = ("en", "fr").index(stand.language)
    browser = stand.walk(stand.logged_in("mgr1"), "administration", "topology")
    browser.press(stand.t("M3.configuration"), {stand.t("M3.multisite"): "Hospital"})
    for label in SETTINGS:
        assert label[index].casefold() in words(browser)
    browser.press(stand.t("M3C.apply"), {stand.t("M3C.encryption"): True, stand.t("M3C.type"): SETTINGS[2][index]})
    browser.press(stand.t("M3C.ok"))
    if stand.skin == "frames":
        browser.press(stand.t("M3.configuration"), {stand.t("M3.multisite"): "Hospital"})
    browser.press(stand.t("M3C.generate"))
    assert ALL_SITES[index].casefold() in words(browser)


def test_the_deployment_shows_the_words_of_the_spec(stand: Stand) -> None:
    index = ("en", "fr").index(stand.language)
    browser = stand.tma("alone")
    browser.follow(stand.t("menu.deployment"))
    for label in DEPLOYMENT:
        assert label[index].casefold() in words(browser)


def test_the_recap_of_specific_parameters_shows_what_will_be_written(stand: Stand) -> None:
    index = ("en", "fr").index(stand.language)
    browser = stand.tma("alone")
    tma = stand.world.systems["alone"].tma
    assert tma is not None
    stand_package = tma.packages["mitel6000"][0]
    browser.follow(stand.t("menu.terminal_configuration"))
    browser.press(
        stand.t("T2.show"), {stand.t("T2.range"): "Mitel 6000 SIP Phone", stand.t("T2.release"): stand_package}
    )
    browser.follow(stand.t("T2.modify"))
    for label in RECAP:
        assert label[index].casefold() in words(browser)
    assert browser.fact(stand.t("T3.software")) == stand_package
    assert browser.fact(stand.t("T3.model")) == ("all models", "tous les modèles")[index]


def test_frames_are_latin_1_and_the_other_skins_utf_8(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "network", "quality", "encryption")
    assert browser.charset == ("iso-8859-1" if stand.skin == "frames" else "utf-8")
    assert "Réglé à l'été" in browser.response.body.decode(browser.charset).replace("&#39;", "'")


def test_the_date_header_comes_from_the_clock_of_the_system(stand: Stand) -> None:
    stand.world.systems["pbx2"].clock_skew = 3600.0
    assert stand.browser("pbx1").get("/").header("Date") == "Mon, 02 Mar 2026 08:00:00 GMT"
    assert stand.browser("pbx2").get("/").header("Date") == "Mon, 02 Mar 2026 09:00:00 GMT"


def test_the_certificate_of_the_sip_service_is_shown_once_it_is_there(stand: Stand) -> None:
    browser = stand.logged_in("pbx1")
    path = ("telephony", "system", "security", "sip_certificate")
    stand.walk(browser, *path)
    assert browser.fact(stand.t("W11.certificate")) == stand.t.word("certificate", "absent")
    stand.world.systems["pbx1"].regenerate_certificate("test")
    stand.walk(browser, *path)
    assert browser.fact(stand.t("W11.certificate")) == stand.t.word("certificate", "present")
    assert browser.fact(stand.t("W11.valid_from")) == "02/03/2026 08:00:00"


def test_registrations_tunnels_and_cards_are_listed(stand: Stand) -> None:
    stand.fleet.run(60)
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "system", "supervision", "status_display", "registered")
    rows = browser.table(stand.t("WREG.registrations.number"), stand.t("WREG.registrations.mac"))
    assert sorted(row[0].text for row in rows) == ["2101", "2102", "2103", "2141", "2142"]
    assert {row[4].text for row in rows} == {"UDP"}
    stand.walk(browser, "telephony", "system", "supervision", "status_display", "tunnels")
    rows = browser.table(stand.t("W7.tunnels.peer"), stand.t("W7.tunnels.status"))
    assert [[cell.text for cell in row] for row in rows] == [["pbx2", stand.t.word("tunnel", "clear")]]


def test_alarms_are_shown_after_the_filter_and_not_before(stand: Stand) -> None:
    stand.world.systems["pbx1"].alarms["EN ALARME"] = False
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "system", "configuration", "alarms", "individual")
    assert "AlmLocPers" not in [th.text for th in browser.tree.iter("td")]
    changes = {
        stand.t("W6.detection_in"): "SITE LOCAL",
        stand.t("W6.by_group"): "BLS EXPLOITATION",
        stand.t("W6.reported_to"): "TRAP SNMP",
    }
    browser.press(stand.t("W6.select_item"), changes)
    rows = browser.table(stand.t("W6.alarms.name"), stand.t("W6.alarms.state"))
    assert [[cell.text for cell in row] for row in rows] == [
        ["AlmLocPers", stand.t.word("alarm", "reported")],
        ["EN ALARME", stand.t.word("alarm", "not_reported")],
    ]


def test_the_authority_file_is_a_pem_file(stand: Stand) -> None:
    stand.world.systems["pbx1"].regenerate_certificate("test")
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "system", "security", "certificates")
    browser.follow(stand.t("W5.ca_file"))
    assert browser.response.body.startswith(b"-----BEGIN CERTIFICATE-----")


def test_a_page_that_does_not_exist_is_404(stand: Stand) -> None:
    assert stand.logged_in("pbx1").get("/nowhere").status == 404
