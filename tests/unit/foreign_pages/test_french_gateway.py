# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver on a French gateway with frames, found by labels alone; form data sets as a browser sends them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import HttpResponse
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drivers.factory import connect
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Ambiguous,
    Appliance,
    AuthError,
    ControlNotFound,
    MivoiceError,
    PageError,
    Refused,
    ScreenNotFound,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import system_info, voice_encryption
from ansible_collections.voiceops.mivoice5000.tests.unit.foreign_pages.box import Box, Pairs, page, params
from ansible_collections.voiceops.mivoice5000.tests.unit.foreign_pages.gateway_fr import (
    SCREENS,
    W10_SENT,
    Gateway,
    line,
    tick,
)

W10_POST = "/cgi-bin/ip.cgi"
CLICK: Pairs = [("valider.x", "1"), ("valider.y", "1")]


@pytest.fixture
def box() -> Iterator[Gateway]:
    """A gateway on which every session that began has to have ended."""
    gateway = Gateway()
    yield gateway
    assert gateway.session is None
    assert gateway.logouts == gateway.logins


def driver_of(box: Gateway, *, read_only: bool = False, screens: dict[str, Any] | None = None) -> Any:
    return connect(params(screens or SCREENS), box.context(), "webadmin", read_only)


def run(box: Gateway, resource: Any, *, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    spec = _door.argument_spec(resource)
    known = {name: value for name, value in params(SCREENS).items() if name in spec}
    checked = ArgumentSpecValidator(spec, **resource.SPEC_EXTRAS).validate(known | options)
    assert not checked.error_messages, checked.error_messages
    return resource.run(checked.validated_parameters, box.context(check_mode))


def with_field(pairs: Pairs, name: str, *values: str) -> Pairs:
    """``pairs`` with the values of ``name`` replaced in place."""
    at = next(index for index, (key, _value) in enumerate(pairs) if key == name)
    kept = [pair for pair in pairs if pair[0] != name]
    return [*kept[:at], *((name, value) for value in values), *kept[at:]]


def test_log_in_sends_the_form_as_a_browser_does(box: Gateway) -> None:
    with driver_of(box) as driver:
        assert driver.facts["release"] == "R7.2 SP1"
    assert box.posted("/cgi-bin/login.cgi") == [
        [("langue", "fr"), ("ident", "admin"), ("mdp", "p&ss é"), ("ok.x", "1"), ("ok.y", "1")]
    ]


def test_a_refused_log_in_is_tried_once(box: Gateway) -> None:
    with pytest.raises(AuthError):
        connect(params(SCREENS, password="wrong"), box.context(), "webadmin", True)
    assert len(box.posted("/cgi-bin/login.cgi")) == 1


@pytest.mark.parametrize("screen_id", ["W1", "W2", "W6", "W7", "W8", "W10", "W11"])
def test_screens_are_found_by_their_label_path(box: Gateway, screen_id: str) -> None:
    with driver_of(box) as driver:
        assert driver.open(screen_id).id


def test_licences_are_read_from_a_table_without_heading_cells(box: Gateway) -> None:
    with driver_of(box) as driver:
        table = driver.open("W1").table("licences")
        assert [(row.text("name"), row.text("status")) for row in table.rows] == [
            ("Nombre d'abonnés", "250"),
            ("Licence chiffrement", "Autorisé"),
            ("Licence CTI", "Refusé"),
        ]


def test_services_are_read_from_selects_and_texts_alike(box: Gateway) -> None:
    with driver_of(box) as driver:
        screen = driver.open("W2")
        assert screen.value("terminal_service") == "DEMARRE"
        assert screen.value("tma_service") == "DEMARRE"
        assert screen.value("ftp_service") == "ARRETE"


def test_the_alarm_filter_is_sent_whole(box: Gateway) -> None:
    with driver_of(box, read_only=True) as driver:
        screen = driver.open("W6")
        assert screen.options("by_group") == ["BLS MAINTENANCE", "BLS EXPLOITATION", "DIVERS"]
        screen.stage("detection_in", "SITE LOCAL")
        screen.stage("by_group", "BLS EXPLOITATION")
        screen.stage("reported_to", "TRAP SNMP")
        table = screen.press("select_item").table("alarms")
        assert [(row.text("name"), row.text("state")) for row in table.rows] == [
            ("AlmLocPers", "OUI"),
            ("ALIM", "OUI"),
            ("EN ALARME", "NON"),
        ]
    expected = [("lieu", "1"), ("groupe", "4"), ("alarme", ""), ("vers", "TRAP SNMP"), ("sel.x", "1"), ("sel.y", "1")]
    assert box.state["filter"] == expected


def test_tunnels_are_read_without_title_and_total_rows(box: Gateway) -> None:
    with driver_of(box) as driver:
        rows = driver.open("W7").table("tunnels").rows
        assert [(row.text("peer"), row.text("status")) for row in rows] == [
            ("LYON", "connecté chiffré"),
            ("NICE", "connecté"),
        ]


def test_a_subscriber_is_chosen_shown_and_written_once(box: Gateway) -> None:
    with driver_of(box) as driver:
        screen = driver.open("W8")
        assert screen.options("subscription") == ["2001", "2002", "2003"]
        screen.stage("subscription", "2002")
        screen = screen.press("show")
        assert (screen.value("right"), screen.value("feature_class")) == (False, "3 - STANDARD")
        screen.stage("right", True)
        screen.press("validate")
    assert box.posted("/cgi-bin/abonne.cgi") == [
        [("num", "2002"), ("affiche", "Afficher")],
        [
            ("num", "2002"),
            ("actuel", "2002"),
            ("nom", "Poste 2002"),
            ("droit", "O"),
            ("messagerie", "on"),
            ("valide", "Valider"),
        ],
    ]
    assert box.state["rights"] == {"2001": True, "2002": True, "2003": True}


def test_every_field_of_the_encryption_screen_is_read(box: Gateway) -> None:
    with driver_of(box) as driver:
        screen = driver.open("W10")
        assert screen.menu == "4.4.4"
        assert {name: screen.value(name) for name in ("voice_encryption", "type", "bothway", "inter_ipbx")} == {
            "voice_encryption": False,
            "type": "AES 128",
            "bothway": False,
            "inter_ipbx": True,
        }
        assert screen.options("type") == ["AES 128", "AES 256"]


@pytest.mark.parametrize(
    ("control", "value", "expected"),
    [
        pytest.param(
            "voice_encryption", True, with_field(W10_SENT, "ChiffVoix", "0", "1"), id="tick beside a hidden twin"
        ),
        pytest.param("type", "AES 256", with_field(W10_SENT, "typechif", "2"), id="select"),
        pytest.param("inter_ipbx", False, with_field(W10_SENT, "inter"), id="untick a lone box"),
    ],
)
def test_a_write_sends_every_other_field_as_it_was(
    box: Gateway, control: str, value: bool | str, expected: Pairs
) -> None:
    with driver_of(box) as driver:
        screen = driver.open("W10")
        screen.stage(control, value)
        screen.press("validate")
        assert len(driver.writes) == 1
        assert driver.writes[0]["outcome"] == "sent"
    assert box.posted(W10_POST) == [expected + CLICK]


def test_a_read_only_session_writes_nothing(box: Gateway) -> None:
    with driver_of(box, read_only=True) as driver:
        screen = driver.open("W10")
        screen.stage("voice_encryption", True)
        with pytest.raises(MivoiceError):
            screen.press("validate")
    assert box.posted(W10_POST) == []


def test_two_lines_with_one_label_are_refused(box: Gateway) -> None:
    box.state["w10_rows"] = line("Chiffrement voix", tick("ChiffVoix2", False))
    with driver_of(box) as driver:
        screen = driver.open("W10")
        with pytest.raises(Ambiguous):
            screen.stage("voice_encryption", True)
    assert box.posted(W10_POST) == []


def test_two_menu_entries_with_one_label_are_refused(box: Gateway) -> None:
    box.state["menu_extra"] = {"4.4": [("4.4.9", "Chiffrement et param&egrave;tres IP")]}
    with driver_of(box) as driver, pytest.raises(Ambiguous):
        driver.open("W10")


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param("<INPUT NAME=ChiffVoix VALUE=0>", id="text field"),
        pytest.param("<SELECT NAME=ChiffVoix><OPTION>Non<OPTION>Oui</SELECT>", id="select"),
        pytest.param(
            "<INPUT TYPE=RADIO NAME=ChiffVoix VALUE=1>Oui<INPUT TYPE=RADIO NAME=ChiffVoix VALUE=0>Non", id="radio"
        ),
        pytest.param("<B>Non</B>", id="text"),
        pytest.param("<INPUT TYPE=CHECKBOX NAME=ChiffVoix DISABLED>", id="greyed box"),
    ],
)
def test_a_label_beside_another_kind_of_control_is_refused(box: Gateway, shown: str) -> None:
    box.state["w10_voice"] = shown
    with driver_of(box) as driver:
        screen = driver.open("W10")
        with pytest.raises(ControlNotFound):
            screen.stage("voice_encryption", True)
    assert box.posted(W10_POST) == []


def test_a_menu_number_that_disagrees_is_refused(box: Gateway) -> None:
    box.state["w10_number"] = "4.4.7"
    with driver_of(box) as driver, pytest.raises(ScreenNotFound):
        driver.open("W10")


def test_the_other_known_menu_number_is_accepted(box: Gateway) -> None:
    box.state["w10_number"] = "4.3.4"
    with driver_of(box) as driver:
        assert driver.open("W10").value("voice_encryption") is False


def test_an_error_of_the_appliance_is_raised_in_its_words(box: Gateway) -> None:
    box.state["refuse"] = (
        "<TABLE BORDER=2><TR><TD><FONT COLOR=RED SIZE=+1><B>FONCTION&nbsp;INACTIVE</B></FONT></TD></TR>"
        "<TR><TD>Fonction chiffrement non d&eacute;verrouill&eacute;e.</TD></TR></TABLE>"
    )
    with driver_of(box) as driver:
        screen = driver.open("W10")
        screen.stage("voice_encryption", True)
        with pytest.raises(Appliance) as raised:
            screen.press("validate")
        assert "FONCTION INACTIVE" in (raised.value.found or "")
        assert "déverrouillée" in (raised.value.found or "")
    assert len(box.posted(W10_POST)) == 1


def test_a_session_lost_while_reading_is_noticed_and_nothing_is_written_twice() -> None:
    box = Gateway()
    with driver_of(box) as driver:
        screen = driver.open("W10")
        screen.stage("voice_encryption", True)
        box.session = None
        with pytest.raises(MivoiceError):
            screen.press("validate")
    assert len(box.posted(W10_POST)) == 1
    assert box.state["voice"] is False


def test_the_system_is_read_through_the_resource(box: Gateway) -> None:
    found = run(box, system_info, gather_subset=["!cards", "!eip", "!feature_classes", "!registrations"])["system"]
    assert found["unread"] == []
    assert found["licence"] == {"state": "authorised", "raw": "Autorisé"}
    assert found["release"] == {"value": "R7.2 SP1", "supported": True}
    assert found["services"]["terminal"] == "started"
    assert (found["services"]["tma"], found["services"]["ftp"]) == ("started", "stopped")
    assert found["alarms"] == {"AlmLocPers": True, "EN ALARME": False}
    assert [tunnel["encrypted"] for tunnel in found["tunnels"]] == [True, False]
    assert found["certificate"] == {
        "assigned": True,
        "valid_from": "01/02/2026 00:00:00",
        "valid_to": "01/02/2027 00:00:00",
    }
    assert [one["right"] for one in found["rights"]["subscriptions"]] == [True, False, True]
    assert found["switches"] == {"voice_encryption": False, "type": "AES 128", "bothway": False, "inter_ipbx": True}
    assert box.logins == 1


def test_voice_encryption_is_planned_written_once_and_left_alone(box: Gateway) -> None:
    wish: dict[str, Any] = {"state": "enabled", "role": "remote_site"}
    plan = run(box, voice_encryption, check_mode=True, **wish)
    assert box.posted(W10_POST) == []
    made = run(box, voice_encryption, **wish)
    assert (plan["changed"], plan["writes"]) == (True, made["writes"])
    assert run(box, voice_encryption, **wish)["changed"] is False
    assert box.posted(W10_POST) == [with_field(W10_SENT, "ChiffVoix", "0", "1") + CLICK]


def test_voice_encryption_is_not_written_without_its_licence(box: Gateway) -> None:
    box.state["licence"] = "Refus&eacute;"
    with pytest.raises(Refused):
        run(box, voice_encryption, state="enabled", role="remote_site")
    assert box.posted(W10_POST) == []


def test_the_way_out_is_taken_although_another_frame_is_broken(box: Gateway) -> None:
    box.broken = {"/cgi-bin/menu.cgi"}
    with pytest.raises(PageError):
        driver_of(box)
    assert box.logouts == 1


def test_a_page_shorter_than_announced_is_not_believed(box: Gateway) -> None:
    whole = box.get["/cgi-bin/ecran.cgi"]

    def cut(of: Box, query: Pairs) -> HttpResponse:
        answer = page(str(whole(of, query)), of.charset)
        return HttpResponse(answer.status, answer.headers, answer.body[:3000])

    box.get["/cgi-bin/ecran.cgi"] = cut
    with driver_of(box) as driver, pytest.raises(PageError):
        driver.open("W10")
