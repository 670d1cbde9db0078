# SPDX-License-Identifier: GPL-3.0-or-later
"""Reaching screens through the web pages of Web Admin, Manager and TMA."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .._errors import (
    Ambiguous,
    Appliance,
    AuthError,
    ControlNotFound,
    ScreenNotFound,
    SessionExpired,
    UsageError,
    Where,
)
from .._webadmin import finder, forms, messages
from .._webadmin.browser import Browser
from .._webadmin.catalogue import NAVIGATE, RESTARTS_SIP, Control
from .._webadmin.document import Document, words
from .._webadmin.login import Login, quietly
from .._webadmin.menu import Menu
from .._webadmin.site import Site
from .._webadmin.text import any_of
from .screen import WebScreen

RELEASE = re.compile(r"\bR\d+(?:\.\d+)+(?: SP\d+)?\b")
Staged = list[tuple[Document, Any, str, bool | str]]


class WebDriver:
    """One logged-in session; ``with`` always logs out. ``home`` is kept so that menus are walked from there."""

    def __init__(self, browser: Browser, site: Site, host: str, login: Login, read_only: bool) -> None:
        self.browser, self.site, self.host, self.read_only = browser, site, host, read_only
        self.writes: list[dict[str, Any]] = []
        self._login = login
        self._home: dict[str, Document] = {}
        self._before_area: list[Login] = []
        self._open: bool = False
        self._entrance: tuple[str, Mapping[str, Any], str, str] | None = None
        self._entering = False

    def __enter__(self) -> WebDriver:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def start(self) -> None:
        self._login.log_in()
        self._open = True
        self._home = dict(self.browser.view)

    @property
    def facts(self) -> Mapping[str, Any]:
        shown = " ".join(words(document.root) for document in self._home.values())
        release = RELEASE.search(shown)
        language = next(
            (document.root.get("lang") for document in self._home.values() if document.root.get("lang")), None
        )
        return MappingProxyType(
            {
                "release": release.group(0) if release else None,
                "clock_offset": self.browser.clock_offset,
                "language": language,
            }
        )

    def open(self, screen_id: str) -> WebScreen:
        spec = self.site.screens[screen_id]
        if not self.declared(screen_id):
            raise ScreenNotFound(
                "No manual says where this screen is, and the site has not declared it",
                Where(self.host, None, spec.scr),
                remedy=f"Declare screens.{screen_id}.path in the screens file",
            )
        label_path = self._go(screen_id)
        if self._login.lost():
            self._login.log_in()  # once, and only while reading
            self._home = dict(self.browser.view)
            if self._entrance:
                self.enter_tma(*self._entrance)
            label_path = self._go(screen_id)
            if self._login.lost():
                raise SessionExpired(
                    "The session ended again right after a new log-in", Where(self.host, label_path, spec.scr)
                )
        return WebScreen(self, spec, label_path)

    def _go(self, screen_id: str) -> str:
        spec = self.site.screens[screen_id]
        if spec.url:
            self.browser.open(self.browser.documents()[0].address(spec.url))
            return spec.paths[0] if spec.paths else spec.url
        self.browser.view = dict(self._home)
        return Menu(self.browser, self.host).go(spec)

    def declared(self, screen_id: str) -> bool:
        spec = self.site.screens.get(screen_id)
        return bool(spec and (spec.paths or spec.url))

    def canonical(self, vocabulary: str, text: str) -> str | None:
        return self.site.canonical(vocabulary, text)

    def enter_tma(self, screen_id: str, scope: Mapping[str, Any], username: str, password: str) -> None:
        """From M5 or W12 into TMA: choose region and site where TMA asks, then log in once (SCR-T0)."""
        self._entrance = (screen_id, scope, username, password)
        self._entering = True  # TMA's own log-in page is expected here: it is not the sign of a lost session
        try:
            self._go(screen_id)
            self._identify(WebScreen(self, self.site.screens["T0"], "TMA"), scope, username, password)
        finally:
            self._entering = False
        self._home = dict(self.browser.view)

    def _identify(self, screen: WebScreen, scope: Mapping[str, Any], username: str, password: str) -> None:
        tried = False
        for _step in range(3):
            chosen = False
            for control, value in (("region", scope.get("region")), ("site", scope.get("multisite"))):
                if value and screen.has(control):
                    screen.stage(control, str(value))
                    chosen = True
            if screen.has("password"):
                if tried:
                    raise AuthError(
                        "TMA refused the log-in; it is not tried again",
                        screen.where(),
                        remedy="Check tma_username and tma_password",
                    )
                screen.stage("login", username)
                screen.stage("password", password)
                tried = True
            elif not chosen or not screen.has("continue"):
                return
            screen = screen.press("continue")

    def pressed(
        self, screen: WebScreen, control: Control, name: str, document: Document, element: Any, staged: Staged
    ) -> WebScreen:
        """Send what was staged; see Screen.press."""
        writes = control.effect != NAVIGATE
        if writes and self.read_only:
            raise UsageError(
                "A write was asked of a read-only session: this is a mistake in this collection, nothing was sent",
                screen.where(name),
            )
        changes = {}
        for _document, target, label, value in staged:
            changes[label] = {
                "before": _shown(target),
                "after": "(secret)" if forms.kind(target) == "password" else value,
            }
            try:
                forms.set_value(target, value) if forms.kind(target) != "radio" else _choose(target)
            except ValueError as error:
                raise ControlNotFound(
                    f"The control cannot take the value: {error}", screen.where(label), wanted=str(value)
                ) from error
        if writes:
            self.writes.append(self._note(screen, control, element, changes))
        self._send(screen, document, element, staged, writes)
        self._confirm_if_asked(screen, control, writes)
        following = control.leads_to or screen.id
        return WebScreen(self, self.site.screens[following], screen.label_path)

    def _send(self, screen: WebScreen, document: Document, element: Any, staged: Staged, writes: bool) -> None:
        form = forms.form_of(element) if element.tag != "a" else None
        strangers = [target for _d, target, _l, _v in staged if form is not None and forms.form_of(target) is not form]
        if strangers:
            raise Ambiguous("The button and the control are in different forms; nothing was written", screen.where())
        if element.tag == "a":
            self.browser.follow(document, element)
        elif form is None:
            raise ControlNotFound("The button belongs to no form", screen.where(finder.button_text(element)))
        else:
            self.browser.submit(document, form, element)
        if not self._entering and self._login.lost():
            state = "it was probably not carried out" if writes else "nothing was written"
            raise SessionExpired(
                f"The appliance closed the session; {state}",
                screen.where(),
                remedy="Run the same command again: it reads the state first",
            )
        self._refusals(screen)

    def _confirm_if_asked(self, screen: WebScreen, control: Control, writes: bool) -> None:
        """A page that only asks again ("Are you sure?"): its one confirming button is pressed once."""
        if control.leads_to or not writes:
            return
        if any(finder.controls(d) and screen.spec.tables == {} and _same(screen, d) for d in self.browser.documents()):
            return
        wanted = any_of(("Confirm", "Validate", "Valider", "OK", "Yes", "Oui", "Confirmer"))
        asking = [
            (d, b)
            for d in self.browser.documents()
            for b in finder.matching(finder.buttons(d), wanted, finder.button_text)
            if not [c for c in forms.controls_of(forms.form_of(b)) if forms.kind(c) not in ("hidden", "button")]
        ]
        if len(asking) == 1:
            document, button = asking[0]
            self.browser.submit(document, forms.form_of(button), button)
            self._refusals(screen)

    def _refusals(self, screen: WebScreen) -> None:
        for document in self.browser.documents():
            found = messages.recognise(words(document.root))
            if found:
                raise Appliance(
                    f"The appliance refuses: {found.meaning}",
                    screen.where(),
                    found=found.raw,
                    remedy=found.remedy,
                    rule=found.id,
                )

    def _note(self, screen: WebScreen, control: Control, element: Any, changes: Mapping[str, Any]) -> dict[str, Any]:
        text = words(element) if element.tag == "a" else finder.button_text(element)
        return {
            "screen": screen.label_path,
            "screen_id": screen.spec.scr,
            "menu": screen.menu,
            "button": text,
            "changes": dict(changes),
            "effect": control.effect,
            "restarts_sip": control.effect == RESTARTS_SIP,
        }

    def close(self) -> None:
        if self._open:
            quietly(self._login.log_out)
            self._open = False
        self.browser.close()


def _choose(radio: Any) -> None:
    form = forms.form_of(radio)
    for other in forms.controls_of(form):
        if forms.kind(other) == "radio" and other.get("name") == radio.get("name"):
            other.attrib.pop("checked", None)
    radio.set("checked", "checked")


def _shown(control: Any) -> bool | str:
    return "(secret)" if forms.kind(control) == "password" else forms.value_of(control)


def _same(screen: WebScreen, document: Document) -> bool:
    labels = any_of(
        label
        for control in screen.spec.controls.values()
        if control.kind in ("checkbox", "select")
        for label in control.labels
    )
    return bool(
        finder.matching((c for c in finder.controls(document) if forms.kind(c) != "button"), labels, finder.label_of)
    )
