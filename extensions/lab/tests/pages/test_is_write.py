# SPDX-License-Identifier: GPL-3.0-or-later
"""``is_write`` tells before anything happens whether a request changes the device."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from mivoice_lab.pages.http import Request, Response

from .browser import FORM, Browser
from .conftest import Stand
from .test_certificates import authority, import_on_system, system_file
from .test_deployment import confirm, deploy
from .test_tma import distribute, start, update

W10 = ("telephony", "network", "quality", "encryption")


class Watched(Browser):
    """Asks before each request whether it is a write, and notes the answer beside the number of writes logged by it."""

    def __init__(self, stand: Stand, device: str) -> None:
        super().__init__(stand.app, device)
        self.stand = stand
        self.seen: list[tuple[bool, bool]] = []

    def send(self, method: str, url: str, body: bytes = b"", content_type: str = FORM) -> Response:
        request: Request = self.request(method, url, body, content_type)
        before = self.stand.world.events.last
        said = self.app.is_write(self.device, request)
        assert self.stand.world.events.last == before
        place = len(self.seen)
        self.seen.append((said, False))
        response = super().send(method, url, body, content_type)
        inner = any(done for _unused, done in self.seen[place + 1 :])
        wrote = any(e["kind"] in ("write", "refused") for e in self.stand.world.events.since(before))
        self.seen[place] = (said, wrote and not inner)
        return response


def test_exactly_the_requests_that_write_are_said_to_write(stand: Stand) -> None:
    browser = Watched(stand, "pbx1")
    browser.get("/")
    user, password = stand.credentials("pbx1")
    browser.press(stand.t("session.login"), {stand.t("session.username"): user, stand.t("session.password"): password})
    stand.walk(browser, *W10)
    browser.press(stand.t("W10.validate"), {stand.t("W10.voice_encryption"): True})
    if stand.skin == "dialogs":
        browser.press(stand.t("confirm.confirm"))
    stand.walk(browser, "telephony", "system", "security", "certificates")
    browser.press(stand.t("W5.regenerate"))
    if stand.skin == "dialogs":
        browser.press(stand.t("confirm.confirm"))
    assert [said for said, _unused in browser.seen].count(True) == 2
    assert all(said == wrote for said, wrote in browser.seen)


def test_in_tma_the_confirmed_distribution_the_confirmed_values_and_the_action_are_writes(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand, "browser", lambda device: Watched(stand, device))
    browser = stand.tma()
    assert isinstance(browser, Watched)
    distribute(stand, browser, "mivoice5300", "SIP_TRANS_PROTO")
    update(stand, browser, "mivoice5300", {"SIP_TRANS_PROTO": "TLS"})
    start(stand, browser)
    assert [said for said, _unused in browser.seen].count(True) == 3
    assert all(said == wrote for said, wrote in browser.seen)


def test_an_import_and_a_deployment_are_writes_when_they_are_carried_out(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand, "browser", lambda device: Watched(stand, device))
    browser = stand.logged_in("pbx1")
    import_on_system(stand, browser, system_file(stand, authority(stand)))
    assert isinstance(browser, Watched)
    assert [said for said, _unused in browser.seen].count(True) == 1
    assert all(said == wrote for said, wrote in browser.seen)
    stand.app.expire_sessions()
    browser = stand.tma()
    assert isinstance(browser, Watched)
    deploy(stand, browser)
    confirm(stand, browser)
    assert [said for said, _unused in browser.seen].count(True) == 2
    assert all(said == wrote for said, wrote in browser.seen)


def test_a_request_that_will_be_refused_by_the_page_is_no_write(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    action = browser.form_with_button(stand.t("W10.validate")).get("action")
    assert not stand.app.is_write("pbx1", browser.request("POST", action, b"unknown=1"))
    assert not stand.app.is_write("pbx1", browser.request("POST", "/nowhere", b""))
    stand.app.expire_sessions()
    assert not stand.app.is_write("pbx1", browser.request("POST", action, b""))


def test_a_cancelled_confirmation_writes_nothing(make: Callable[..., Stand]) -> None:
    stand = make("dialogs", "fr")
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    browser.press(stand.t("W10.validate"), {stand.t("W10.voice_encryption"): True})
    browser.press(stand.t("confirm.cancel"))
    assert stand.t("W10.bothway") in browser.text
    assert stand.writes() == []
