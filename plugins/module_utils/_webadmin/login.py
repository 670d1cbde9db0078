# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in once, meeting a stale session of our own, and always logging out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from .._errors import AuthError, PageError, Where
from . import finder, forms, stale
from .browser import Browser, View, in_all
from .document import Document, words

FIELDS = ("text", "password", "select", "checkbox", "textarea")
MOST_FIELDS = 5


def login_form(documents: Iterable[Document]) -> tuple[Document, Any, Any] | None:
    """(page, form, password field) of a small form with one password field; a screen has more fields, or none."""
    for document in documents:
        for form in document.root.iter("form"):
            fields = [control for control in forms.controls_of(form) if forms.kind(control) in FIELDS]
            secret = [control for control in fields if forms.kind(control) == "password"]
            if len(secret) == 1 and len(fields) <= MOST_FIELDS:
                return document, form, secret[0]
    return None


def _signature(form: Any) -> tuple[Any, ...]:
    """What tells one form from another: where it is sent and what it holds."""
    return form.get("action"), *((control.get("name"), forms.kind(control)) for control in forms.controls_of(form))


class Login:
    """One account of one area. It is tried once, never a second time after a refusal.

    ``labels``: accepted spellings, normalised, of ``username login logout close_stale``.
    """

    def __init__(
        self, browser: Browser, labels: dict[str, frozenset[str]], where: Where, username: str, password: str
    ) -> None:
        self._browser, self._labels, self._place = browser, labels, where
        self._username, self._password = username, password
        self._start = ""
        self._form: tuple[Any, ...] | None = None
        self.inside = False

    def log_in(self, start: str) -> None:
        """Open ``start`` and log in there. Raises AuthError, PageError and what the connection raises."""
        self._start = start
        self._browser.open(start)
        if login_form(self._browser.documents()) is None and self.logout() is not None:
            self.inside = True  # our own session goes on: only the area behind it had ended
            return
        if login_form(self._browser.documents()) is None:
            raise PageError(
                "The first page of the appliance is no log-in page",
                self._where(),
                found=self._words(200),
                remedy="Say in the screens file where the log-in page is (session.url)",
            )
        self.sign_in()
        self.check_inside()

    def sign_in(self) -> None:
        """Send user name and password with the log-in form that is on the screen."""
        found = login_form(self._browser.documents())
        if found is None:
            raise PageError("There is no log-in form on the page", self._where(), found=self._words(200))
        self._start = self._start or found[0].url
        self._send(*found)
        self._meet_stale_session()
        if login_form(self._browser.documents()) is not None and self.logout() is None:
            self.inside = False
            raise AuthError(
                "The log-in was refused; it is not tried again",
                self._where(),
                found=self._words(),
                remedy="Check user name and password; too many wrong tries lock the account",
            )

    def check_inside(self) -> None:
        """Raises AuthError when there is no way out: then this is no page to work on."""
        if self.logout() is None:
            raise AuthError(
                "After the log-in there is no way to log out: another administrator may hold this appliance, "
                "and nobody is ever put out",
                self._where(),
                found=self._words(),
                remedy="Ask that person to log out; if the page is right, name its log-out link in the screens file "
                "(session.labels.logout)",
            )

    def log_out(self, home: View) -> None:
        """Leave by the log-out of the ``home`` page, once more from the first page if that was not enough."""
        if not self.inside:
            return
        self.inside = False
        if home:
            self._browser.view = dict(home)
        if self._leave():
            return
        try:
            self._browser.open(self._start)
        finally:
            self._leave()

    def lost(self) -> bool:
        """True when the appliance shows its log-in page where a screen was wanted, be it in a frame beside its menu."""
        shown = [found for document in self._browser.documents() if (found := login_form([document]))]
        return bool(shown) and (self.logout() is None or any(_signature(form) == self._form for _d, form, _s in shown))

    def logout(self) -> tuple[Document, Any] | None:
        """The page's own way out; never the "disconnect" of a line in a list of sessions."""
        found = stale.not_in_a_list(self._all(self._labels["logout"]))
        return found[0] if found else None

    def _leave(self) -> bool:
        found = self.logout()
        if found is None:
            return False
        try:
            self._browser.click(*found)
        except PageError:
            return False
        return self.logout() is None

    def _where(self) -> Where:
        return Where(self._place.host, self._place.screen, self._place.screen_id)

    def _words(self, most: int = 300) -> str:
        shown = " | ".join(words(document.root) for document in self._browser.documents())
        return shown.replace(self._password, "***")[:most] if self._password else shown[:most]

    def _send(self, document: Document, form: Any, secret: Any) -> None:
        self._form = _signature(form)
        user = self._user_field(form)
        user.set("value", self._username)
        secret.set("value", self._password)
        self.inside = True  # as far as we can know: a break from here on may have left a session open
        try:
            self._browser.submit(document, form, self._button(form))
        finally:
            secret.set("value", "")

    def _user_field(self, form: Any) -> Any:
        texts = [control for control in forms.controls_of(form) if forms.kind(control) == "text"]
        named = finder.matching(texts, self._labels["username"], finder.label_of)
        users = named if len(named) == 1 else texts
        if len(users) != 1:
            raise PageError(
                "The log-in page has no single field for the user name",
                self._where(),
                found=", ".join(finder.label_of(control) for control in texts) or "no text field",
                remedy="Name it in the screens file (session.labels.username)",
            )
        return users[0]

    def _button(self, form: Any) -> Any | None:
        buttons = [
            control
            for control in forms.controls_of(form)
            if forms.kind(control) == "button" and (control.get("type") or "submit").lower() != "reset"
        ]
        return next(iter(finder.matching(buttons, self._labels["login"], finder.button_text) or buttons), None)

    def _meet_stale_session(self) -> None:
        """Close the one session that is surely our own; another administrator is never put out."""
        closers = self._all(self._labels["close_stale"])
        arrived = self.logout() is not None and login_form(self._browser.documents()) is None
        if arrived or not closers:
            return
        ours = stale.of_ours(closers, self._username)
        if len(ours) != 1:
            self.inside = False
            raise AuthError(
                "A session that is not ours, or not surely ours, is open on this appliance; nobody is ever put out",
                self._where(),
                found=self._words(),
                remedy="Ask that person to log out, then run again",
            )
        self._browser.click(*ours[0])
        again = login_form(self._browser.documents())
        if again is not None and self.logout() is None:
            self._send(*again)

    def _all(self, labels: Collection[str]) -> list[tuple[Document, Any]]:
        documents = self._browser.documents()
        linked = in_all(documents, lambda d: finder.matching(finder.links(d), labels, words))
        pressed = in_all(documents, lambda d: finder.matching(finder.buttons(d), labels, finder.button_text))
        return [*linked, *pressed]
