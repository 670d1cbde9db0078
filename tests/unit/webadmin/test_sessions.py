# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in once, leaving always, and sessions that end or were left open."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    AuthError,
    ConnectionFailed,
    PageError,
    SessionExpired,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.pages import DOORS, HOME, LOGIN, MENU, switches
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.scripted import (
    PASSWORD,
    USER,
    Appliance,
    drive,
    page,
    redirect,
)

REFUSED = page("<p>Wrong user or password</p>" + LOGIN.body.decode())


def stale(words: str) -> dict[str, Any]:
    asking = page(f'<p>{words}</p><form method="post" action="/close"><button>Close the session</button></form>')
    return DOORS | {"POST /login": asking, "POST /close": redirect("/home")}


STALE_LABEL = {"session": {"labels": {"close_stale": ["Close the session"]}}}


def test_facts_come_from_the_home_page_and_the_session_is_left() -> None:
    appliance = Appliance(DOORS)
    with drive(appliance) as driver:
        assert driver.facts["release"] == "R7.2 SP1"
        assert driver.facts["language"] == "en"
    assert appliance.sent("/login") == [[("user", USER), ("pass", PASSWORD), ("go", "1")]]
    assert appliance.times("GET /logout") == 1
    assert appliance.closed == 1


def test_the_clock_offset_is_theirs_minus_ours() -> None:
    dated = page(MENU, date="Mon, 02 Mar 2026 21:30:07 GMT")
    with drive(Appliance(DOORS | {"GET /home": dated})) as driver:
        assert driver.facts["clock_offset"] == 7.0


def test_a_wrong_password_is_tried_once_and_is_not_in_the_error() -> None:
    appliance = Appliance(DOORS | {"POST /login": REFUSED})
    with pytest.raises(AuthError) as caught:
        drive(appliance)
    assert len(appliance.sent("/login")) == 1
    assert "Wrong user" in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert appliance.closed == 1


def test_a_stale_session_of_our_own_is_closed() -> None:
    appliance = Appliance(stale("A session of admin is already open"))
    drive(appliance, screens=STALE_LABEL).close()
    assert len(appliance.sent("/close")) == 1


def sessions(*rows: str, row: str = "<tr><td>{who}</td><td>{close}</td></tr>", around: str = "table") -> str:
    """A list of open sessions, each with a link of its own that closes it."""
    close = '<a href="/kill?id={}">Close the session</a>'
    lines = "".join(row.format(who=who, close=close.format(number)) for number, who in enumerate(rows, 1))
    return f"<{around}>{lines}</{around}>"


def meeting(body: str) -> Appliance:
    killing = {f"GET /kill?id={number}": redirect("/home") for number in (1, 2)}
    return Appliance(stale("") | killing | {"POST /login": page(body)})


def put_out(appliance: Appliance) -> list[str]:
    return [path for _method, path, _form, _cookie in appliance.asked if path.startswith(("/kill", "/close"))]


CLOSE = '<form method="post" action="/close"><input type="submit" value="Close the session"></form>'


@pytest.mark.parametrize(
    "words",
    [
        "User admin is already logged in",
        "Une session d'admin est déjà ouverte depuis 10.0.0.7 à 21:30",
        "<h1>Open session</h1><p>Welcome.</p>The session of &ldquo;admin&rdquo; is still open, please close it.",
    ],
)
def test_words_about_an_open_session_of_our_own_are_understood(words: str) -> None:
    appliance = meeting(f"<h1>MiVoice 5000 pbx1</h1><div>{words}</div>{CLOSE}")
    drive(appliance, screens=STALE_LABEL).close()
    assert put_out(appliance) == ["/close"]


LINES = "".join(
    f'<tr><td>{name}</td><td><a href="/kill?id={number}">Disconnect</a></td></tr>'
    for number, name in enumerate(("jdupont", "admin"), 1)
)
LISTS = {
    "two lines": f"<table>{LINES}</table>",
    "one line under headings": f"<table><tr><th>User</th><th></th></tr>{LINES.partition('</tr>')[0]}</tr></table>",
}


@pytest.mark.parametrize("shown", LISTS)
def test_a_disconnect_in_a_list_of_sessions_is_not_the_way_out(shown: str) -> None:
    appliance = Appliance(DOORS | {"GET /home": page(LISTS[shown] + MENU)})
    with drive(appliance):
        pass
    assert appliance.times("GET /logout") == 1


@pytest.mark.parametrize("order", [("jdupont", "admin"), ("admin", "jdupont")])
def test_of_a_table_of_sessions_only_our_own_row_is_closed(order: tuple[str, ...]) -> None:
    appliance = meeting("<p>Welcome admin</p>" + sessions(*order))
    drive(appliance, screens=STALE_LABEL).close()
    assert put_out(appliance) == [f"/kill?id={order.index(USER) + 1}"]


def test_a_list_of_sessions_on_the_home_page_is_left_alone() -> None:
    appliance = meeting(MENU + "<p>Logged in as admin</p>" + sessions("jdupont", "admin"))
    drive(appliance, screens=STALE_LABEL).close()
    assert put_out(appliance) == []


DOUBTFUL = {
    "greeted by name": f"<p>Welcome admin.</p><p>User jdupont is already logged in.</p>{CLOSE}",
    "greeted in one sentence": f"<p>Welcome admin, jdupont is already logged in</p>{CLOSE}",
    "two users in one sentence": f"<p>Sessions of admin and jdupont are already open</p>{CLOSE}",
    "another held it without a session": f"<p>Logged in as admin</p><p>jdupont holds this appliance</p>{CLOSE}",
    "same letters, other case": f"<p>A session of Admin is already open</p>{CLOSE}",
    "a role called as we are": sessions("jdupont</td><td>admin"),
    "a number as user name": sessions("4711</td><td>admin"),
    "two sessions under our name": sessions("admin", "admin"),
    "nobody of ours": "<p>Welcome admin</p>" + sessions("jdupont", "mmartin"),
    "lines without rows": sessions(
        "jdupont is already logged in", "admin is already logged in", row="{who} {close}<br>", around="p"
    ),
    "a part of the page that names another": "<p>A session of admin is already open</p>"
    + f"<section><h2>jdupont</h2>{CLOSE}</section>",
    "a choice of whom": "<p>A session of admin is already open</p>"
    + CLOSE.replace("<input", "<select name='who'><option>jdupont</option><option>admin</option></select><input"),
}


@pytest.mark.parametrize("body", DOUBTFUL.values(), ids=DOUBTFUL)
def test_in_doubt_whose_session_it_is_nobody_is_put_out(body: str) -> None:
    appliance = meeting(body)
    with pytest.raises(AuthError, match="nobody is ever put out") as caught:
        drive(appliance, screens=STALE_LABEL)
    assert put_out(appliance) == []
    assert "admin" in str(caught.value).casefold()


@pytest.mark.parametrize("words", ["A session of administrator is open", "bob@admin.example is connected", "bob"])
def test_another_administrator_is_never_put_out(words: str) -> None:
    appliance = Appliance(stale(words))
    with pytest.raises(AuthError, match="nobody is ever put out"):
        drive(appliance, screens=STALE_LABEL)
    assert appliance.sent("/close") == []


def test_a_page_without_a_way_out_is_no_page_to_work_on() -> None:
    with pytest.raises(AuthError, match="no way to log out"):
        drive(Appliance(DOORS | {"POST /login": page("<p>bob is connected</p>")}))


def test_a_first_page_without_password_field_is_refused() -> None:
    with pytest.raises(PageError, match="no log-in page"):
        drive(Appliance({"GET /": page("<p>It works</p>")}))


def test_a_home_page_that_breaks_after_the_log_in_leaves_no_session() -> None:
    appliance = Appliance(DOORS | {"GET /home": page("x", status=500), "GET /": [LOGIN, HOME]})
    with pytest.raises(PageError, match="HTTP 500"):
        drive(appliance)
    assert appliance.times("GET /logout") == 1


def test_the_session_is_left_when_the_work_raises() -> None:
    appliance = Appliance(DOORS)
    with pytest.raises(ZeroDivisionError), drive(appliance):
        raise ZeroDivisionError
    assert appliance.times("GET /logout") == 1


def test_a_log_out_that_fails_hides_nothing() -> None:
    appliance = Appliance(DOORS | {"GET /logout": ConnectionFailed("gone")})
    with pytest.raises(ZeroDivisionError), drive(appliance):
        raise ZeroDivisionError
    assert appliance.closed == 1


def test_a_refused_log_out_is_tried_from_the_first_page_once_more() -> None:
    appliance = Appliance(DOORS | {"GET /logout": [page("token", status=403), redirect("/")], "GET /": [LOGIN, HOME]})
    drive(appliance).close()
    assert appliance.times("GET /logout") == 2


def test_a_session_that_ended_while_reading_is_opened_anew_once() -> None:
    appliance = Appliance(DOORS | {"GET /w10": [LOGIN, switches()]})
    with drive(appliance) as driver:
        assert driver.open("W10").value("voice_encryption") is False
    assert len(appliance.sent("/login")) == 2
    assert appliance.times("GET /logout") == 1


def test_a_session_that_ends_again_is_given_up() -> None:
    appliance = Appliance(DOORS | {"GET /w10": LOGIN})
    with pytest.raises(SessionExpired) as caught, drive(appliance) as driver:
        driver.open("W10")
    assert len(appliance.sent("/login")) == 2
    assert caught.value.where.screen_id == "SCR-W10"


def test_a_session_that_ended_before_a_write_says_that_nothing_was_carried_out() -> None:
    appliance = Appliance(DOORS | {"GET /w10": switches(), "POST /w10/save": LOGIN})
    with drive(appliance) as driver:
        screen = driver.open("W10")
        screen.stage("voice_encryption", True)
        with pytest.raises(SessionExpired, match="not carried out"):
            screen.press("validate")
        assert [entry["outcome"] for entry in driver.writes] == ["not carried out as far as seen"]
    assert len(appliance.sent("/login")) == 1


def test_cookies_of_two_areas_with_one_name_are_kept_apart() -> None:
    appliance = Appliance(
        DOORS
        | {
            "POST /login": redirect("/home", set_cookie="sid=1; Path=/\nlang=en; Path=/w10"),
            "GET /w10": switches(),
        }
    )
    with drive(appliance) as driver:
        driver.open("W10")
    cookies = {path: cookie for _method, path, _form, cookie in appliance.asked}
    assert (cookies["/home"], cookies["/w10"]) == ("sid=1", "lang=en; sid=1")


def test_a_redirect_to_another_host_is_not_followed() -> None:
    with pytest.raises(PageError, match="another address") as caught:
        drive(Appliance(DOORS | {"GET /": redirect("http://elsewhere.example/?id=42")}))
    assert "42" not in str(caught.value)
