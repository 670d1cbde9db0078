# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver on an English Manager and the TMA behind it, found by labels alone; forms as a browser sends them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drivers.factory import connect
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    AuthError,
    ControlNotFound,
    MivoiceError,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.foreign_pages.box import Pairs, params
from ansible_collections.voiceops.mivoice5000.tests.unit.foreign_pages.manager_en import (
    M3C_SENT,
    PHONES,
    SCREENS,
    Manager,
)

TMA = {"tma_username": "tma", "tma_password": "s3cret"}
NORTH = {"region": "EAST", "multisite": "HOPITAL NORD"}
M3C_POST = "/manager/multisite.php"


@pytest.fixture
def box() -> Iterator[Manager]:
    """A Manager on which every session that began has to have ended, TMA's included."""
    manager = Manager()
    yield manager
    assert manager.session is None
    assert manager.logouts == manager.logins == 1
    assert manager.state["tma"] is None


def manager_of(box: Manager, **options: Any) -> Any:
    return connect(params(SCREENS, **options), box.context(), "manager", False)


def tma_of(box: Manager, scope: dict[str, str] | None = None, **options: Any) -> Any:
    return connect(params(SCREENS, **(TMA | options)), box.context(), "tma", False, scope or NORTH)


def ticked(pairs: Pairs, *more: tuple[str, str]) -> Pairs:
    at = [name for name, _value in pairs].index("crypt_type")
    return [*pairs[:at], ("crypt", "Y"), *pairs[at:], *more]


def configuration(driver: Any) -> Any:
    screen = driver.open("M3")
    screen.stage("multisite", "HOPITAL NORD")
    return screen.press("configuration")


def test_the_multisite_is_chosen_by_its_name(box: Manager) -> None:
    with manager_of(box) as driver:
        assert driver.facts["release"] == "R7.2"
        screen = configuration(driver)
        assert (screen.value("encryption"), screen.value("type")) == (False, "Self-signed")
        assert screen.options("type") == ["Self-signed", "Import"]
        assert screen.enabled("generate") is False
    assert box.posted("/manager/topology.php") == [[("view", "tree"), ("ms", "7"), ("conf", "Configuration")]]


def test_a_form_with_a_file_field_is_sent_in_parts_with_every_other_field(box: Manager) -> None:
    with manager_of(box) as driver:
        screen = configuration(driver)
        screen.stage("encryption", True)
        screen.press("apply")
    assert box.posted(M3C_POST) == [ticked(M3C_SENT, ("apply", "1"))]
    assert box.state["crypt"] is True


def test_certificates_are_generated_once_for_all_sites_after_apply_and_ok(box: Manager) -> None:
    with manager_of(box) as driver:
        screen = configuration(driver)
        screen.stage("encryption", True)
        screen = screen.press("apply").press("ok")
        assert screen.enabled("generate") is True
        screen = screen.press("generate")
        screen.stage("scope", "Generate certificates for all the sites on the multi-sites")
        screen.press("confirm")
        assert [write["outcome"] for write in driver.writes] == ["sent"] * len(driver.writes)
        assert [write["button"] for write in driver.writes][-1] == "Confirm"
    assert box.state["generated"] == ["all"]
    assert box.posted("/manager/generate.php") == [[("scope", "all"), ("go", "Confirm")]]


def test_a_greyed_button_is_not_pressed(box: Manager) -> None:
    with manager_of(box) as driver:
        screen = configuration(driver)
        with pytest.raises(ControlNotFound):
            screen.press("generate")
    assert box.posted(M3C_POST) == []


def test_an_answer_with_an_error_of_the_server_leaves_the_write_uncertain(box: Manager) -> None:
    with manager_of(box) as driver:
        screen = configuration(driver)
        screen.stage("encryption", True)
        box.broken = {M3C_POST}
        with pytest.raises(WriteUncertain):
            screen.press("apply")
    assert len(box.posted(M3C_POST)) == 1


def test_the_operations_log_is_read_without_its_foot(box: Manager) -> None:
    with manager_of(box) as driver:
        rows = driver.open("M4").table("operations").rows
        assert [(row.text("date"), row.text("operation"), row.text("message")) for row in rows] == [
            ("02/03/2026 08:00", "Certificate generation", "All 4 sites done"),
            ("01/03/2026 23:00", "Backup", ""),
        ]


def test_tma_is_entered_with_region_site_and_its_own_account(box: Manager) -> None:
    with tma_of(box, {"region": "EAST", "multisite": "HOPITAL SUD"}):
        assert box.state["tma"] == ("EAST", "HOPITAL SUD")
    assert box.state["tma_logouts"] == 1


def test_sites_that_come_with_their_region_are_waited_for(box: Manager) -> None:
    with tma_of(box, {"region": "WEST", "multisite": "CLINIC"}):
        assert box.state["tma"] == ("WEST", "CLINIC")


def test_a_refused_tma_account_is_tried_once_and_manager_is_left(box: Manager) -> None:
    with pytest.raises(AuthError):
        tma_of(box, tma_password="wrong")
    assert sum("tpass" in dict(pairs) for pairs in box.posted("/manager/tma/")) == 1


def test_parameters_are_distributed_after_one_confirmation(box: Manager) -> None:
    with tma_of(box) as driver:
        screen = driver.open("T2")
        screen.stage("range", "Mitel 6000 SIP Phone")
        screen.stage("release", "6.3.0.1020")
        screen = screen.press("show")
        rows = {row.text("parameter"): row for row in screen.table("parameters").rows}
        assert {name: row.text("range") for name, row in rows.items()} == {
            "sip transport protocol": "Ignored",
            "sips persistent tls": "Specific",
            "sip srtp mode": "Global",
            "time server1": "Global",
        }
        assert rows["sip srtp mode"].editable("range") is False
        rows["sip transport protocol"].stage("range", "Specific")
        screen.press("distribute").press("confirm")
    assert box.posted("/manager/tma/config.php")[-1] == [
        ("range", "0"),
        ("release", "6.3.0.1020"),
        ("r[0]", "Specific"),
        ("r[1]", "Specific"),
        ("r[3]", "Global"),
        ("distr", "Distribute"),
    ]
    assert box.posted("/manager/tma/distribute.php") == [[("token", "d1"), ("yes", "Confirm")]]
    assert box.state["distributed"]["sip transport protocol"] == "Specific"


def test_values_are_saved_confirmed_and_started_as_one_action(box: Manager) -> None:
    with tma_of(box) as driver:
        screen = driver.open("T2").press("show").press("modify")
        recap = {name: screen.value(name) for name in ("region", "multisite", "family", "model", "software")}
        assert recap == {
            "region": "EAST",
            "multisite": "HOPITAL NORD",
            "family": "Mitel 6000 SIP Phone",
            "model": "all models",
            "software": "6.3.0.1020",
        }
        screen.stage("list", "All")
        row = screen.table("parameters").rows[0]
        assert (row.text("parameter"), row.value("c"), row.value("common_value")) == ("sips persistent tls", False, "1")
        row.stage("c", True)
        row.stage("common_value", "0")
        screen = screen.press("save").press("confirm")
        assert screen.id == "T4"
        screen.stage("action_name", "to TLS")
        assert screen.options("update_type") == ["Immediate", "Deferred"]
        screen.stage("update_type", "Deferred")
        screen.stage("date", "03/03/2026")
        screen.stage("time", "2230")
        screen.press("confirm")
        rows = driver.open("T5").table("actions").rows
        assert [(row.text("name"), driver.canonical("action_state", row.text("state"))) for row in rows] == [
            ("to TLS", "running")
        ]
    assert box.state["values"] == [
        ("list", "-1"),
        ("c1", "sips persistent tls"),
        ("h1", "1"),
        ("v1", "0"),
        ("save", "1"),
    ]
    assert box.state["actions"] == [
        [("name", "to TLS"), ("mode", "D"), ("date", "03/03/2026"), ("time", "2230"), ("ok", "Confirm")]
    ]


def test_the_inventory_is_read_to_its_last_page_with_its_icons(box: Manager) -> None:
    with tma_of(box) as driver:
        screen = driver.open("T6")
        screen.stage("range", "Mitel 6000 SIP Phone")
        rows = screen.press("show").table("terminals").rows
        shown = [(row.text("mac"), row.text("number"), row.text("model")) for row in rows]
        assert shown == [(mac, tel, model) for mac, tel, model, _icon in PHONES]
        words = {"srtp": "SRTP and TLS", "tls": "TLS", "": ""}
        assert [row.text("encryption") for row in rows] == [words[icon] for _m, _n, _model, icon in PHONES]


def test_a_page_built_by_script_is_refused(box: Manager) -> None:
    box.state["page_by_script"] = True
    with tma_of(box) as driver, pytest.raises(MivoiceError):
        driver.open("T6").table("terminals")
