# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding screens and controls by their words, and refusing to guess."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Ambiguous,
    ControlNotFound,
    MivoiceError,
    PageError,
    ScreenNotFound,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.pages import (
    DOORS,
    FRAMES,
    FRENCH_MENU,
    FRENCH_SUB,
    FRENCH_SWITCHES,
    MENU,
    classes,
    switches,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.scripted import Appliance, drive, page


def refused(error: type[MivoiceError], screen: str, answers: dict[str, Any], read: str | None = None) -> MivoiceError:
    appliance = Appliance(DOORS | answers)
    with pytest.raises(error) as caught, drive(appliance) as driver:
        opened = driver.open(screen)
        if read:
            opened.value(read)
    assert appliance.times("GET /logout") == 1
    assert caught.value.where.host == "pbx.example"
    assert caught.value.remedy
    return caught.value


def test_a_screen_that_is_not_in_the_menus_is_named_with_what_is() -> None:
    error = refused(ScreenNotFound, "W2", {})
    assert error.where.screen_id == "SCR-W2"
    assert "Feature classes" in str(error.found)


def test_another_spelling_of_a_path_is_walked_from_the_start_again() -> None:
    """Where each menu is a page of its own, the walk by the first spelling ends three pages down."""
    steps = ("Telephony service", "Network and links", "Quality of service", "4.4.4 IP encryption and parameters")
    places = ("/home", "/one", "/two", "/three", "/w10")
    pages = {
        f"GET {place}": page(f'<a href="{following}">{step}</a><a href="/logout">Log out</a>')
        for place, following, step in zip(places, places[1:], steps, strict=False)
    }
    with drive(Appliance(DOORS | pages | {"GET /w10": switches()})) as driver:
        assert driver.open("W10").value("bothway") is False


def test_two_menu_entries_of_one_path_are_ambiguous() -> None:
    doubled = page(MENU + MENU.replace("/w10", "/w10bis"))
    refused(Ambiguous, "W10", {"GET /home": doubled})


def test_the_same_menu_entry_twice_is_one() -> None:
    with drive(Appliance(DOORS | {"GET /home": page(MENU + MENU), "GET /w10": switches()})) as driver:
        assert driver.open("W10").menu == "4.4.4"


@pytest.mark.parametrize(
    ("menu", "screen"),
    [
        (MENU.replace("4.4.4", "4.4.5"), switches()),
        (MENU, switches(more="<h2>4.4.5 Encryption and IP parameters</h2>")),
    ],
)
def test_path_and_number_that_disagree_stop_the_work(menu: str, screen: Any) -> None:
    error = refused(ScreenNotFound, "W10", {"GET /home": page(menu), "GET /w10": screen})  # SCR-G2
    assert "4.4.5" in str(error.found)


def test_the_other_known_number_is_accepted() -> None:
    home = page(MENU.replace("4.4.4", "4.3.4"))
    with drive(Appliance(DOORS | {"GET /home": home, "GET /w10": switches()})) as driver:
        assert driver.open("W10").has("voice_encryption")


def test_two_labels_that_match_are_ambiguous() -> None:
    twice = switches(more='<label>Voice encryption <input type="checkbox" name="other"></label>')
    error = refused(Ambiguous, "W10", {"GET /w10": twice}, "voice_encryption")
    assert error.where.label == "Voice encryption"


def test_a_label_beside_a_control_of_another_kind_is_refused() -> None:
    other = page(f'{MENU}<form><label>Voice encryption <input name="v" value="on"></label></form>')
    error = refused(ControlNotFound, "W10", {"GET /w10": other}, "voice_encryption")
    assert (error.found, error.wanted) == ("text", "checkbox")


def test_a_missing_label_is_named_with_those_on_the_screen() -> None:
    error = refused(ControlNotFound, "W10", {"GET /w10": page(f"{MENU}<label>DSCP <input></label>")}, "bothway")
    assert "DSCP" in str(error.found)


@pytest.mark.parametrize(
    "broken", [page("x", status=500), page("<html><body><form>"), page("<html></html>", status=404)]
)
def test_a_page_that_is_not_whole_is_not_believed(broken: Any) -> None:
    refused(PageError, "W10", {"GET /w10": broken})


def test_a_row_with_too_few_cells_is_not_believed() -> None:
    short = classes({"Day": True}, 1)
    cut = page(short.body.decode().replace("</table>", "<tr><td>Night</td></tr></table>"))
    with drive(Appliance(DOORS | {"GET /w9": cut})) as driver, pytest.raises(PageError, match="Night"):
        driver.open("W9").table("feature_classes")


def test_a_table_is_read_to_its_last_page() -> None:
    pages = {"GET /w9": classes({"Day": True}, 1, "/w9?page=2"), "GET /w9?page=2": classes({"Lift": False}, 2)}
    with drive(Appliance(DOORS | pages)) as driver:
        rows = driver.open("W9").table("feature_classes").rows
        assert [(row.text("name"), row.value("right")) for row in rows] == [("Day", True), ("Lift", False)]


def test_pages_that_go_round_in_circles_are_refused() -> None:
    pages = {"GET /w9": classes({"Day": True}, 1, "/w9?p=2"), "GET /w9?p=2": classes({"Lift": False}, 2, "/w9?p=2")}
    with drive(Appliance(DOORS | pages)) as driver, pytest.raises(PageError, match="lead back"):
        driver.open("W9").table("feature_classes")


@pytest.mark.parametrize(
    "screens",
    [
        {"screen": {}},
        {"screens": {"W99": {}}},
        {"screens": {"W10": {"pfad": []}}},
        {"screens": {"W10": {"controls": {"voice_encrypton": {"labels": ["x"]}}}}},
        {"screens": {"W10": {"controls": {"voice_encryption": {"label": ["x"]}}}}},
        {"screens": {"W10": {"controls": {"voice_encryption": {"regex": "(voice"}}}}},
        {"screens": {"W10": {"controls": ["voice_encryption"]}}},
        {"screens": {"W10": "Voice encryption"}},
        {"screens": ["W10"]},
        {"screens": {"W1": {"tables": {"licences": {"labels": ["x"]}}}}},
        {"screens": {"W1": {"tables": {"licences": {"columns": {"name": ["x"]}}}}}},
        {"screens": {"W1": {"tables": {"licences": {"columns": ["name"]}}}}},
        {"values": {"licence": {"authorized": ["yes"]}}},
        {"values": {"licence": ["yes"]}},
        {"values": {"licences": {}}},
        {"session": {"labels": {"user": ["x"]}}},
    ],
)
def test_a_misspelt_override_is_named_before_anything_is_sent(screens: Any) -> None:
    appliance = Appliance({})
    with pytest.raises(UsageError):
        drive(appliance, screens=screens)
    assert appliance.asked == []


def test_a_regex_that_cannot_be_used_is_named_with_its_control() -> None:
    screens = {"screens": {"W10": {"controls": {"bothway": {"regex": "(both"}}}}}
    with pytest.raises(UsageError, match=r"W10\.controls\.bothway.*unterminated"):
        drive(Appliance({}), screens=screens)


def test_entries_left_empty_change_nothing() -> None:
    empty = {
        "W10": {"path": None, "controls": {"voice_encryption": None}},
        "W1": {"tables": {"licences": None}},
        "W2": None,
    }
    screens = {"screens": empty, "values": {"licence": None}, "session": {"labels": None}}
    with drive(Appliance(DOORS | {"GET /w10": switches(True)}), screens=screens) as driver:
        assert driver.open("W10").value("voice_encryption") is True


@pytest.mark.parametrize(
    "control", [{"labels": ["Chiffrer la voix"]}, {"regex": "chiffrer .* voix"}, {"name": "voice"}]
)
def test_a_site_names_a_control_its_own_way(control: dict[str, Any]) -> None:
    own = page(switches(True).body.decode().replace("Voice encryption", "Chiffrer la voix"))
    screens = {"screens": {"W10": {"controls": {"voice_encryption": control}}}}
    with drive(Appliance(DOORS | {"GET /w10": own}), screens=screens) as driver:
        assert driver.open("W10").value("voice_encryption") is True


def test_a_site_names_the_address_of_a_screen() -> None:
    screens = {"screens": {"W10": {"url": "/deep/w10"}}}
    with drive(Appliance(DOORS | {"GET /deep/w10": switches()}), screens=screens) as driver:
        assert driver.open("W10").value("voice_encryption") is False


def test_messages_are_what_the_page_says_and_nothing_else() -> None:
    told = switches(more='<div class="message">Saved</div><p>Some help</p>')
    with drive(Appliance(DOORS | {"GET /w10": told})) as driver:
        assert driver.open("W10").messages() == ["Saved"]


def test_frames_and_tables_in_latin_1_are_driven_like_any_other() -> None:
    def old(source: str) -> Any:
        return page(source, encoding="cp1252")

    login = old(
        """<HTML><BODY><FORM METHOD=post ACTION="/cgi?p=in"><TABLE>
        <TR><TD>Utilisateur</TD><TD>:</TD><TD><INPUT NAME=U></TD></TR>
        <TR><TD>Mot de passe</TD><TD>:</TD><TD><INPUT TYPE=password NAME=P></TD></TR></TABLE>
        <INPUT TYPE=submit VALUE="Connexion"></FORM></BODY></HTML>"""
    )
    appliance = Appliance(
        {
            "GET /": [login, login],
            "POST /cgi?p=in": old(FRAMES),
            "GET /cgi?p=menu": old(FRENCH_MENU),
            "GET /cgi?p=home": old("<HTML><BODY>MiVoice 5000 R6.5</BODY></HTML>"),
            "GET /cgi?p=tel": old(FRENCH_SUB),
            "GET /cgi?p=w10": old(FRENCH_SWITCHES),
            "POST /cgi?p=save": old(FRENCH_SWITCHES),
            "GET /cgi?p=out": login,
        },
        encoding="cp1252",
    )
    screens = {"screens": {"W10": {"path": ["Service téléphonie >Qualité de service"]}}}
    with drive(appliance, screens=screens) as driver:
        assert (driver.facts["release"], driver.facts["language"]) == ("R6.5", "fr")
        screen = driver.open("W10")
        screen.stage("voice_encryption", True)
        screen.press("validate")
    assert appliance.sent("/cgi?p=save") == [[("F1", "on"), ("F2", "Société à 5 €"), ("B1", "Valider")]]
    assert appliance.times("GET /cgi?p=out") == 1
