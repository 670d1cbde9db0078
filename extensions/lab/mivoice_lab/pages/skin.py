# SPDX-License-Identifier: GPL-3.0-or-later
"""Skins: kinds of markup. A skin names fields and values in its own way and turns pages into HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from zlib import crc32

from jinja2 import Environment, PackageLoader, StrictUndefined

from .elements import Form, Page

_OPTION_KINDS = ("select", "radio", "multi")


@dataclass(frozen=True)
class Skin:
    """What differs in kind between two skins, beside the markup of their templates.

    ``itemised``: screens that show one item at a time behind a select, instead of a table (W2: texts instead of
    selects). ``asks_again``: screens whose writes are confirmed on a page of their own. ``inline``: the answer to a
    POST is the next page, not a redirect. ``lost_session``: how a page says that the session is gone. ``ok_closes``:
    OK leaves the settings of a multi-site (OPEN-28). ``site_first``: TMA asks for the site before the log-in.
    """

    name: str
    charset: str
    meta_charset: bool
    cookie: str
    selector_method: str
    redirect_status: int
    lost_session: str
    field_name: Callable[[str], str]
    option_code: Callable[[int, str], str]
    check_code: str
    itemised: frozenset[str] = frozenset()
    asks_again: frozenset[str] = frozenset()
    inline: bool = False
    link_buttons: bool = False
    button_per_name: bool = False
    nameless_button: bool = False
    menu_everywhere: bool = False
    tokens: bool = False
    framed: bool = False
    refusal_alone: bool = False
    ok_closes: bool = False
    site_first: bool = False
    says_saved: bool = True

    def dress(self, page: Page, action: Callable[[str, str], tuple[str, dict[str, str]]]) -> None:
        """Give every control of a page its name and codes; ``action(form, button)`` tells where it is sent."""
        for form in page.forms():
            if not form.method:
                changes = any(button.write or button.confirm for button in form.buttons)
                form.method = "post" if changes else self.selector_method
            target, hidden = action(form.key, "")
            form.action = target if form.method == "post" else target.partition("?")[0]
            form.hidden = {} if form.method == "post" else hidden
            self._dress_controls(form)
            for button in form.buttons:
                button.name, button.code = self._button(form, button.key)
                if button.link and self.link_buttons:
                    button.url = action(form.key, button.key)[0]

    def content_type(self) -> str:
        return "text/html" if self.meta_charset else f"text/html; charset={self.charset}"

    def encode(self, html: str) -> bytes:
        return html.encode(self.charset, "xmlcharrefreplace")

    def _dress_controls(self, form: Form) -> None:
        for control in form.fields():
            control.name = self.field_name(control.key)
            for index, option in enumerate(control.options):
                option.code = self.option_code(index, option.word)

    def _button(self, form: Form, key: str) -> tuple[str, str]:
        if self.button_per_name:
            return f"B_{key}", ""
        if self.nameless_button and len(form.buttons) == 1:
            return "", ""
        return "action", key

    def render(self, template: str, **values: Any) -> bytes:
        return self.encode(_template(self.name, template).render(skin=self, **values))


@cache
def _template(skin: str, name: str) -> Any:
    environment = Environment(
        loader=PackageLoader("mivoice_lab.pages", f"skins/{skin}"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _plain(key: str) -> str:
    return "s_" + re.sub(r"\W+", "_", key)


def _opaque(key: str) -> str:
    return f"F{crc32(key.encode()):08X}"


def _dotted(key: str) -> str:
    return f"ctl00$main${crc32(key.encode()) ^ 0xA5A5A5A5:08x}"


SKINS: dict[str, Skin] = {
    "forms": Skin(
        name="forms",
        charset="utf-8",
        meta_charset=False,
        cookie="SESSIONID",
        selector_method="post",
        redirect_status=303,
        lost_session="redirect",
        field_name=_plain,
        option_code=lambda index, word: str(index + 1),
        check_code="on",
        menu_everywhere=True,
    ),
    "frames": Skin(
        name="frames",
        charset="iso-8859-1",
        meta_charset=True,
        cookie="MVSID",
        selector_method="get",
        redirect_status=302,
        lost_session="refresh",
        field_name=_opaque,
        option_code=lambda index, word: f"{index:03d}",
        check_code="1",
        itemised=frozenset({"W2", "W8", "W9", "M2"}),
        framed=True,
        button_per_name=True,
        refusal_alone=True,
        ok_closes=True,
        site_first=True,
        says_saved=False,
    ),
    "dialogs": Skin(
        name="dialogs",
        charset="utf-8",
        meta_charset=False,
        cookie="sid",
        selector_method="post",
        redirect_status=303,
        lost_session="login",
        field_name=_dotted,
        option_code=lambda index, word: f"v{crc32(word.encode()):x}",
        check_code="yes",
        itemised=frozenset({"W9"}),
        asks_again=frozenset({"W1", "W2", "W4", "W5", "W8", "W9", "W10", "M2"}),
        inline=True,
        link_buttons=True,
        nameless_button=True,
        tokens=True,
    ),
}
