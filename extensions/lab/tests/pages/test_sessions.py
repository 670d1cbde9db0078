# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is let in, who is turned away, and how a session ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .browser import Browser
from .conftest import Stand

W10 = ("telephony", "network", "quality", "encryption")


def try_in(stand: Stand, browser: Browser, user: str, password: str) -> None:
    browser.get("/")
    browser.press(stand.t("session.login"), {stand.t("session.username"): user, stand.t("session.password"): password})


def test_log_in_and_log_out_leave_no_session(stand: Stand) -> None:
    browser = stand.logged_in("pbx1")
    user = stand.credentials("pbx1")[0]
    assert [(s["device"], s["area"], s["user"]) for s in stand.app.open_sessions()] == [("pbx1", "webadmin", user)]
    browser.get("/")
    browser.press(stand.t("session.logout"))
    assert stand.app.open_sessions() == []
    assert [e["kind"] for e in stand.world.events.of_kind("login", "logout")] == ["login", "logout"]
    stand.app.handle("pbx1", browser.request("GET", "/"))
    assert stand.t("session.login") in browser.text or stand.t("session.login").casefold() in browser.buttons(
        browser.forms()[0]
    )


def test_a_wrong_password_is_refused_and_shown_nowhere(stand: Stand) -> None:
    browser = stand.browser("pbx1")
    try_in(stand, browser, stand.credentials("pbx1")[0], "wrong-secret")
    assert stand.t("say.bad_login") in browser.text
    assert b"wrong-secret" not in browser.response.body
    assert stand.app.open_sessions() == []


def test_three_failures_lock_the_user_out_for_a_while(stand: Stand) -> None:
    user, password = stand.credentials("pbx1")
    browser = stand.browser("pbx1")
    for _unused in range(3):
        try_in(stand, browser, user, "wrong")
    try_in(stand, browser, user, password)
    assert stand.app.open_sessions() == []
    assert stand.t("say.locked").format(minutes=5) in browser.text
    stand.clock.advance(301)
    try_in(stand, browser, user, password)
    assert len(stand.app.open_sessions()) == 1


def test_two_failures_then_the_right_password_start_counting_anew(stand: Stand) -> None:
    user, password = stand.credentials("pbx1")
    browser = stand.browser("pbx1")
    for _unused in range(2):
        try_in(stand, browser, user, "wrong")
    try_in(stand, browser, user, password)
    stand.app.expire_sessions()
    for _unused in range(2):
        try_in(stand, browser, user, "wrong")
    try_in(stand, browser, user, password)
    assert len(stand.app.open_sessions()) == 1


def test_a_second_log_in_of_the_same_user_names_the_open_session_and_can_close_it(stand: Stand) -> None:
    old = stand.logged_in("pbx1")
    user, password = stand.credentials("pbx1")
    new = stand.browser("pbx1", remote="127.0.0.77")
    try_in(stand, new, user, password)
    assert user in new.text and "127.0.0.9" in new.text
    new.press(stand.t("session.close_stale"))
    assert [s["address"] for s in stand.app.open_sessions()] == ["127.0.0.77"]
    stand.walk(new, *W10)
    assert stand.t("W10.bothway") in new.text
    old.get(new.url)
    assert stand.t("W10.bothway") not in old.text


def test_another_administrator_is_shown_as_busy_and_cannot_be_closed(stand: Stand) -> None:
    stand.logged_in("pbx1")
    stand.world.systems["pbx1"].admins["second"] = "pw2"
    browser = stand.browser("pbx1", remote="127.0.0.77")
    try_in(stand, browser, "second", "pw2")
    assert stand.credentials("pbx1")[0] in browser.text and "127.0.0.9" in browser.text
    assert all(stand.t("session.close_stale").casefold() not in browser.buttons(form) for form in browser.forms())
    assert len(stand.app.open_sessions()) == 1


def test_a_device_may_admit_several_administrators(stand: Stand) -> None:
    stand.logged_in("pbx1")
    stand.world.systems["pbx1"].admins["second"] = "pw2"
    stand.world.systems["pbx1"].max_sessions = 2
    try_in(stand, stand.browser("pbx1"), "second", "pw2")
    assert len(stand.app.open_sessions()) == 2


def test_an_idle_session_expires_and_a_used_one_does_not(stand: Stand) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    url = browser.url
    for _unused in range(3):
        stand.clock.advance(500)
        browser.get(url)
        assert stand.t("W10.bothway") in browser.text
    stand.clock.advance(601)
    browser.get(url)
    assert stand.t("W10.bothway") not in browser.text
    assert stand.app.open_sessions() == []


@pytest.mark.parametrize("device", [None, "pbx1"])
def test_an_expired_session_writes_nothing(stand: Stand, device: str | None) -> None:
    browser = stand.walk(stand.logged_in("pbx1"), *W10)
    stand.app.expire_sessions(device)
    browser.press(stand.t("W10.validate"), {stand.t("W10.voice_encryption"): True})
    assert not stand.world.systems["pbx1"].voice_encryption
    assert stand.writes() == []
    assert stand.t("W10.bothway") not in browser.text


def test_sessions_of_two_devices_are_apart(stand: Stand) -> None:
    browser = stand.logged_in("pbx1")
    other = Browser(stand.app, "pbx2")
    other.cookies = browser.cookies
    other.get("/")
    assert [s["device"] for s in stand.app.open_sessions()] == ["pbx1"]
    assert any(stand.t("session.login").casefold() in other.buttons(form) for form in other.forms())


def test_pages_of_dialogs_take_each_token_once(make: Callable[..., Stand]) -> None:
    stand = make("dialogs", "en")
    browser = stand.walk(stand.logged_in("pbx1"), "telephony", "system", "info", "licences")
    form = browser.form_with_button(stand.t("W1.validate"))
    token = next(c.values[0] for c in browser.controls(form) if c.kind == "hidden")
    pairs = [(c.name, value) for c in browser.controls(form) for value in c.values]
    url = browser.url
    assert browser.submit(form, [(n, v) for n, v in pairs if n != "__token"]).status == 403
    assert browser.submit(form, pairs).status == 200
    assert browser.submit(form, pairs).status == 403
    browser.get(url)
    again = browser.form_with_button(stand.t("W1.validate"))
    assert token not in [c.values[0] for c in browser.controls(again) if c.kind == "hidden"]
    assert stand.writes() == []


def test_the_log_in_of_dialogs_wants_its_token_too(make: Callable[..., Stand]) -> None:
    stand = make("dialogs", "en")
    browser = stand.browser("pbx1")
    browser.get("/")
    user, password = stand.credentials("pbx1")
    form = browser.form_with_button(stand.t("session.login"))
    names = [c.name for c in browser.controls(form) if c.kind in ("text", "password")]
    browser.submit(form, list(zip(names, (user, password), strict=True)))
    assert stand.app.open_sessions() == []


def test_no_page_shows_a_password(stand: Stand) -> None:
    for device in ("pbx1", "mgr1"):
        browser = stand.logged_in(device)
        for url in list(browser.links().values()):
            browser.get(url[0])
            assert stand.credentials(device)[1].encode() not in browser.response.body
        stand.app.expire_sessions()
