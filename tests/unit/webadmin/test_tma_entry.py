# SPDX-License-Identifier: GPL-3.0-or-later
"""Into TMA and out of it (SCR-T0), whatever it asks first."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    AuthError,
    ControlNotFound,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.pages import DOORS, LOGIN, MENU
from ansible_collections.voiceops.mivoice5000.tests.unit.webadmin.scripted import Appliance, drive, page, redirect

SECRET = "tma-word"
ASK = """<label>login <input name="u"></label><label>password <input type="password" name="p"></label>"""
REGION = "<label>Region <select name='r'><option value='1'>Nord<option value='2'>Sud</select></label>"
SITES = "<label>Multi-site/standalone site <select name='s'><option>{}<option>{}</select></label>"
HOME = page('<a href="/tma/out">Log out</a><a href="/tma/inv">Inventory</a>')
HOME_WITH_TMA = page(
    MENU + '<ul><li>Administration<ul><li>Telephony<ul><li><a href="/tma">Terminal management</a></ul></ul></ul>'
)
LOG_IN = page(f'<form method="post" action="/tma/in">{ASK}<button>Continue</button></form>')


def choosing(*parts: str) -> Any:
    return page(
        f'<a href="/tma/out">Log out</a><form method="post" action="/tma/choose">{"".join(parts)}'
        "<button>Continue</button></form>"
    )


def entering(scope: dict[str, str] | None = None, **answers: Any) -> Appliance:
    announced = {"GET /tma": LOG_IN, "POST /tma/in": HOME, "POST /tma/choose": HOME, "GET /tma/out": redirect("/tma")}
    changed = {key.replace("_", " /", 1).replace("_", "/"): value for key, value in answers.items()}
    appliance = Appliance(DOORS | {"GET /home": HOME_WITH_TMA} | announced | changed)
    try:
        drive(appliance, "tma", scope=scope or {}, tma_username="tma", tma_password=SECRET).close()
    finally:
        assert appliance.times("GET /logout") == 1
    return appliance


def test_both_sessions_are_left_each_once() -> None:
    appliance = entering()
    assert appliance.sent("/tma/in") == [[("u", "tma"), ("p", SECRET)]]
    paths = [path for _method, path, _form, _cookie in appliance.asked]
    assert [path for path in paths if path in ("/tma/out", "/logout")] == ["/tma/out", "/logout"]


def test_region_and_site_may_come_with_the_password() -> None:
    both = page(
        f'<form method="post" action="/tma/in">{REGION}{SITES.format("A", "B")}{ASK}<button>Continue</button></form>'
    )
    appliance = entering({"region": "Sud", "multisite": "B"}, GET_tma=both)
    assert appliance.sent("/tma/in") == [[("r", "2"), ("s", "B"), ("u", "tma"), ("p", SECRET)]]


def test_region_and_site_may_come_after_the_password() -> None:
    appliance = entering({"region": "Sud", "multisite": "B"}, POST_tma_in=choosing(REGION, SITES.format("A", "B")))
    assert appliance.sent("/tma/choose") == [[("r", "2"), ("s", "B")]]


def test_region_and_site_may_come_before_the_password() -> None:
    first = page(f'<form method="post" action="/tma/choose">{REGION}<button>Continue</button></form>')
    appliance = entering({"region": "Nord"}, GET_tma=first, POST_tma_choose=LOG_IN)
    assert appliance.sent("/tma/choose") == [[("r", "1")]]
    assert len(appliance.sent("/tma/in")) == 1


def test_the_sites_of_a_region_may_come_with_the_next_page() -> None:
    first, then = choosing(REGION, SITES.format("A", "B")), choosing(SITES.format("C", "D"))
    appliance = entering({"region": "Sud", "multisite": "D"}, POST_tma_in=first, POST_tma_choose=[then, HOME])
    assert appliance.sent("/tma/choose") == [[("r", "2"), ("s", "A")], [("s", "D")]]


def test_a_site_that_is_not_offered_is_never_replaced_by_another() -> None:
    both = page(f'<form method="post" action="/tma/in">{SITES.format("A", "B")}{ASK}<button>Continue</button></form>')
    with pytest.raises(ControlNotFound, match="does not offer"):
        entering({"multisite": "X"}, GET_tma=both)


def test_a_choice_nobody_made_is_asked_back() -> None:
    with pytest.raises(UsageError, match="region"):
        entering({}, POST_tma_in=choosing(REGION))


def test_a_refused_log_in_is_tried_once() -> None:
    with pytest.raises(AuthError, match="refused") as caught:
        entering({}, POST_tma_in=LOG_IN)
    assert (caught.value.where.screen_id, SECRET in str(caught.value)) == ("SCR-T0", False)


def test_a_session_of_tma_that_ended_while_reading_is_entered_anew() -> None:
    inventory = page('<a href="/tma/out">Log out</a><h1>Inventory</h1>')
    appliance = Appliance(
        DOORS
        | {
            "GET /": [LOGIN, HOME_WITH_TMA, LOGIN],
            "GET /home": HOME_WITH_TMA,
            "GET /tma": LOG_IN,
            "POST /tma/in": HOME,
            "GET /tma/inv": [LOG_IN, inventory],
            "GET /tma/out": redirect("/tma"),
        }
    )
    with drive(appliance, "tma", scope={}, tma_username="tma", tma_password=SECRET) as driver:
        driver.open("T6")
    assert (len(appliance.sent("/login")), len(appliance.sent("/tma/in"))) == (1, 2)
    assert (appliance.times("GET /tma/out"), appliance.times("GET /logout")) == (1, 1)
