# SPDX-License-Identifier: GPL-3.0-or-later
"""One file to one download server by TMA's Deployment, to its end (SCR-T1, TMA-17..19, spec 6.4)."""

from __future__ import annotations

import random

import pytest

from .browser import Browser
from .conftest import Stand
from .test_tma import FAMILY

CONTENT = bytes(range(256)) + b"\r\n\r\r\n--\n\x85\x0b\x1c" + random.Random(3).randbytes(5000) + b"\r"


def deploy(stand: Stand, browser: Browser, server: str = "dl1", name: str = "ca.crt", content: bytes = CONTENT) -> None:
    browser.get(stand.app.face("mgr1").routes.url("tma", "home"))
    browser.follow(stand.t("menu.deployment"))
    browser.press(
        stand.t("T1.validate"),
        {
            stand.t("T1.range"): FAMILY["mivoice5300"],
            stand.t("T1.server"): server,
            stand.t("T1.file"): (name, content),
        },
    )


def confirm(stand: Stand, browser: Browser, kind: str = "immediate", date: str = "", time: str = "") -> None:
    radio = next(c for form in browser.forms() for c in browser.controls(form) if c.kind == "radio")
    changes = {stand.t("T4.action_name"): "CA copy", stand.t("T4.date"): date, stand.t("T4.time"): time}
    browser.press(stand.t("T4.validate"), changes, {radio.name: stand.t.word("update_type", kind)})  # SCR-T4.5


def states(stand: Stand, browser: Browser) -> list[tuple[str, str]]:
    browser.get(stand.app.face("mgr1").routes.url("tma", "T5"))
    rows = browser.table(*(stand.t(f"T5.actions.{column}") for column in ("name", "state", "date")))
    return [(row[0].text_content().strip(), row[1].text_content().strip()) for row in rows]


def test_the_file_arrives_byte_by_byte_when_the_action_has_finished(stand: Stand) -> None:
    browser = stand.tma()
    deploy(stand, browser)
    confirm(stand, browser)
    files = stand.world.download_servers["dl1"].files
    assert "ca.crt" not in files
    stand.fleet.run(60)
    assert files["ca.crt"] == CONTENT
    assert states(stand, browser) == [("CA copy", stand.t.word("action_state", "finished"))]
    assert [event["what"] for event in stand.writes()] == ["deployment", "start_action"]
    assert stand.collateral() == []


def test_a_deferred_deployment_waits_for_its_time(stand: Stand) -> None:
    browser = stand.tma()
    deploy(stand, browser)
    confirm(stand, browser, "deferred", "02/03/2026", "0830")
    stand.fleet.run(600)
    assert states(stand, browser) == [("CA copy", stand.t.word("action_state", "waiting"))]
    stand.fleet.run(3600)
    assert stand.world.download_servers["dl1"].files["ca.crt"] == CONTENT


@pytest.mark.parametrize("fault", ["disk_full", "enabled"])
def test_a_server_that_takes_no_file_makes_the_action_fail(stand: Stand, fault: str) -> None:
    server = stand.world.download_servers["dl1"]
    setattr(server, fault, fault == "disk_full")
    browser = stand.tma()
    deploy(stand, browser)
    confirm(stand, browser)
    stand.fleet.run(60)
    assert states(stand, browser) == [("CA copy", stand.t.word("action_state", "failed"))]
    assert "ca.crt" not in server.files


@pytest.mark.parametrize(
    ("server", "name", "said"), [("-", "ca.crt", "Choisir un serveur"), ("dl1", "", "Choisir un fichier")]
)
def test_server_and_file_are_compulsory(stand: Stand, server: str, name: str, said: str) -> None:
    browser = stand.tma()
    deploy(stand, browser, server, name, CONTENT if name else b"")
    assert said in browser.text
    assert stand.writes() == []


@pytest.mark.parametrize("active", [True, False])
def test_configuration_files_are_refused_while_they_are_encrypted(stand: Stand, active: bool) -> None:
    stand.world.managers["mgr1"].tma.config_file_encryption = active
    browser = stand.tma()
    deploy(stand, browser, name="Startup.CFG")
    assert ("*.cfg" in browser.text) == active  # TMA-18
    assert len(stand.writes()) == (0 if active else 1)


def test_only_the_servers_of_the_site_are_offered_and_a_path_is_cut_off(stand: Stand) -> None:
    browser = stand.tma()
    deploy(stand, browser, name="C:\\Temp\\ca é.crt")
    confirm(stand, browser)
    stand.fleet.run(60)
    assert "ca é.crt" in stand.world.download_servers["dl1"].files
    browser.get(stand.app.face("mgr1").routes.url("tma", "T1"))
    assert set(browser.control(stand.t("T1.server")).options) == {"-", "dl1"}


def test_tma_keeps_no_copy_of_the_file(stand: Stand) -> None:
    browser = stand.tma()
    deploy(stand, browser)
    confirm(stand, browser)
    stand.fleet.run(60)
    (action,) = stand.world.managers["mgr1"].tma.actions
    assert getattr(action.draft, "content", None) is None  # TMA-17
