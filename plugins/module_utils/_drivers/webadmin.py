# SPDX-License-Identifier: GPL-3.0-or-later
"""Reaching screens through the web pages of Web Admin, Manager and TMA."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from .._errors import MivoiceError, ScreenNotFound, SessionExpired, Where
from .._webadmin.browser import Browser, View
from .._webadmin.catalogue import RESTARTS_SIP, Control
from .._webadmin.document import Document, words
from .._webadmin.language import language_of
from .._webadmin.login import Login
from .._webadmin.menu import Menu
from .._webadmin.press import READ_FIRST, Press
from .._webadmin.site import Site
from .._webadmin.staged import Change
from .screen import WebScreen

RELEASE = re.compile(r"\bR\d+(?:\.\d+)+(?: SP\d+)?\b")


class WebDriver:
    """One session, in one area or in an area reached through another; ``with`` always logs out of all of them.

    ``enter`` logs in and leads to the home page of the area; it is called at the start and once more when a session
    ended while reading.
    """

    def __init__(self, browser: Browser, site: Site, host: str, read_only: bool) -> None:
        self.browser, self.site, self.host, self.read_only = browser, site, host, read_only
        self.writes: list[dict[str, Any]] = []
        self._enter: Callable[[], None] = lambda: None
        self._inside: list[Login] = []
        self._homes: dict[int, View] = {}

    def __enter__(self) -> WebDriver:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def start(self, enter: Callable[[], None]) -> None:
        """Log in by ``enter``, which calls :meth:`entering` for each account it uses."""
        self._enter = enter
        enter()

    def reset(self) -> None:
        """Forget areas whose session ended, before they are entered anew."""
        self._inside, self._homes = [], {}

    @contextmanager
    def entering(self, login: Login) -> Iterator[None]:
        """The log-in of one account; what is on the screen at the end is the home page of its area."""
        self._inside.append(login)
        yield
        self._homes[id(login)] = dict(self.browser.view)

    @property
    def _home(self) -> View:
        return self._homes.get(id(self._inside[-1]), {}) if self._inside else {}

    @property
    def facts(self) -> Mapping[str, Any]:
        documents = list(self._home.values())
        release = RELEASE.search(" ".join(words(document.root) for document in documents))
        return MappingProxyType(
            {
                "release": release.group(0) if release else None,
                "clock_offset": self.browser.clock_offset,
                "language": language_of(documents),
            }
        )

    def declared(self, screen_id: str) -> bool:
        spec = self.site.screens.get(screen_id)
        return bool(spec and (spec.paths or spec.url))

    def canonical(self, vocabulary: str, text: str) -> str | None:
        return self.site.canonical(vocabulary, text)

    def open(self, screen_id: str) -> WebScreen:
        """Open a screen from the home page. A session that ended is opened anew, once: nothing was being written."""
        spec = self.site.screens[screen_id]
        with placed(Where(self.host, spec.paths[0] if spec.paths else spec.url, spec.scr)):
            label_path = self._go(screen_id)
            if self._lost():
                self._enter()
                label_path = self._go(screen_id)
                if self._lost():
                    raise SessionExpired("The session ended again right after a new log-in", remedy=READ_FIRST)
        return WebScreen(self, spec, label_path)

    def turn(self, screen: WebScreen, document: Document, link: Any) -> None:
        """Go on to the next page of a table; raises SessionExpired when the log-in page comes instead."""
        with placed(screen.where()):
            self.browser.follow(document, link)
            self._refuse_lost()

    def turn_back(self, screen: WebScreen, change: Change) -> None:
        """Show the page of a noted change again."""
        with placed(screen.where(change.label)):
            self.browser.open(change.document.url, change.document.frame)
            self._refuse_lost()

    def pressed(
        self, screen: WebScreen, control: Control, document: Document, element: Any, changes: list[Change]
    ) -> None:
        """Send what was noted; see Screen.press."""
        place = screen.where(changes[0].label if changes else _first(control))
        known = len(self.writes)
        try:
            with placed(place):
                Press(self.browser, screen.locator, control, place, self._lost).send(
                    document, element, changes, self.writes
                )
        finally:
            for entry in self.writes[known:]:
                entry |= {"screen": screen.label_path, "screen_id": screen.spec.scr, "menu": screen.menu}
                entry["restarts_sip"] = control.effect == RESTARTS_SIP

    def close(self) -> None:
        """Log out of every area, the innermost first, whatever happened; never raises a MivoiceError."""
        while self._inside:
            login = self._inside.pop()
            try:
                login.log_out(self._homes.get(id(login), {}))
            except MivoiceError:
                continue  # what went wrong before is what the operator has to see
        self.browser.close()

    def lead_to(self, screen_id: str) -> None:
        """Open the entrance of another area, whatever page that shows."""
        spec = self.site.screens[screen_id]
        with placed(Where(self.host, spec.paths[0] if spec.paths else spec.url, spec.scr)):
            self._go(screen_id)

    def _go(self, screen_id: str) -> str:
        spec = self.site.screens[screen_id]
        if not self.declared(screen_id):
            raise ScreenNotFound(
                "No manual says where this screen is, and the site has not declared it",
                remedy=f"Declare screens.{screen_id}.path in the screens file",
            )
        menu = Menu(self.browser, self.host)
        if not spec.url:
            self.browser.view = dict(self._home)
            return menu.go(spec)
        self.browser.open(next(iter(self._home.values())).address(spec.url))
        label_path = spec.paths[0] if spec.paths else spec.url
        menu.check_heading(label_path, spec, Where(self.host, label_path, spec.scr))
        return label_path

    def _lost(self) -> bool:
        return bool(self._inside) and self._inside[-1].inside and self._inside[-1].lost()

    def _refuse_lost(self) -> None:
        if self._lost():
            raise SessionExpired(
                "The appliance closed the session while a table was being read; nothing was written on this page",
                remedy=READ_FIRST,
            )


def _first(control: Control) -> str | None:
    return control.labels[0] if control.labels else None


@contextmanager
def placed(where: Where) -> Iterator[None]:
    """Errors that pass name at least this place."""
    try:
        yield
    except MivoiceError as error:
        error.where.host = error.where.host or where.host
        error.where.screen = error.where.screen or where.screen
        error.where.screen_id = error.where.screen_id or where.screen_id
        error.where.label = error.where.label or where.label
        raise
