# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501
"""A system of one screen, SCR-W10, whose menu and form a test draws as it likes."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import HttpResponse
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drivers.factory import connect
from ansible_collections.voiceops.mivoice5000.tests.unit.foreign_pages.box import Box, Pairs, params, redirect

MENU = """<ul><li>Telephony service<ul><li>Network and links<ul><li>Quality of service<ul>
<li><a href="/s">Encryption and IP parameters</a></li></ul></li></ul></li></ul></li></ul>"""
SCREENS: dict[str, Any] = {"screens": {}, "session": {"labels": {"logout": ["Leave"]}}}


class Plain(Box):
    """``menu`` and ``form`` are drawn by the test; ``answer`` is what a POST shows."""

    def __init__(self, form: str = "", menu: str = MENU, answer: str = "<p>Saved</p>") -> None:
        super().__init__(charset="utf-8")
        self.menu, self.form, self.answer = menu, form, answer
        self.public = {"/in"}
        self.get = {"/": _home, "/s": _screen, "/out": _out, "/other": lambda _b, _q: shell("<h2>Another</h2>")}
        self.post = {"/in": _in, "/s": _answer}

    def login_page(self) -> str:
        return (
            "<html><body><form method=post action=/in>User name <input name=u><br>Password <input type=password name=p><br>"
            "<input type=submit value='Log in'></form></body></html>"
        )

    def driver(self, read_only: bool = False) -> Any:
        return connect(params(SCREENS), self.context(), "webadmin", read_only)


def shell(body: str) -> str:
    return f"<html><body><p align=right><a href=/out>Leave</a></p>{body}</body></html>"


def _home(box: Box, _query: Pairs) -> str:
    assert isinstance(box, Plain)
    return shell(box.menu)


def _screen(box: Box, _query: Pairs) -> str:
    assert isinstance(box, Plain)
    return shell(
        f"<h2>Encryption and IP parameters</h2><form method=post action=/s>{box.form}<input type=submit value=Validate></form>"
    )


def _answer(box: Box, _pairs: Pairs) -> str:
    assert isinstance(box, Plain)
    return shell(box.answer)


def _in(box: Box, _pairs: Pairs) -> HttpResponse:
    return redirect("/", box.begin())


def _out(box: Box, _query: Pairs) -> str:
    box.end()
    return "<html><body>Bye</body></html>"
