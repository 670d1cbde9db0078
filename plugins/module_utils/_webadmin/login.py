# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in once, meeting a stale session of our own, and always logging out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from .._errors import AuthError, MivoiceError, PageError, Where
from . import finder, forms
from .browser import Browser, in_all
from .document import Document, words
from .site import Site
from .text import normal


def login_form(documents: Iterable[Document]) -> tuple[Document, Any, Any] | None:
    """(page, form, password field) when a page asks for a password and nothing else tells it apart from a screen."""
    for document in documents:
        for form in document.root.iter("form"):
            fields = [
                c
                for c in forms.controls_of(form)
                if forms.kind(c) in ("text", "password", "select", "checkbox", "textarea")
            ]
            secret = [c for c in fields if forms.kind(c) == "password"]
            if len(secret) == 1 and len(fields) <= 5:
                return document, form, secret[0]
    return None


class Login:
    """``username`` and ``password`` are tried once, never a second time."""

    def __init__(self, browser: Browser, site: Site, host: str, username: str, password: str, base: str) -> None:
        self._browser, self._site, self._host = browser, site, host
        self._username, self._password, self._base = username, password, base

    def log_in(self) -> None:
        self._browser.open(self._start())
        found = login_form(self._browser.documents())
        if found is None:
            raise PageError(
                "The first page of the appliance is no log-in page",
                self._where(),
                found=self._words()[:200],
                remedy="Say in the screens file where the log-in page is (session.url)",
            )
        self._fill(*found)
        self._meet_stale_session()
        if login_form(self._browser.documents()) is not None:
            raise AuthError(
                "The log-in was refused; it is not tried again",
                self._where(),
                found=self._words()[:300],
                remedy="Check user name and password; too many wrong tries lock the account",
            )
        if self._logout() is None:
            raise AuthError(
                "After the log-in there is no way to log out: this is not a page to work on",
                self._where(),
                found=self._words()[:300],
                remedy="If the page is right, name its log-out link in the screens file (session.labels.logout)",
            )

    def log_out(self) -> None:
        found = self._logout()
        if found is None:
            self._browser.open(self._start())
            found = self._logout()
        if found is not None:
            document, element = found
            if element.tag == "a":
                self._browser.follow(document, element)
            else:
                self._browser.submit(document, forms.form_of(element), element)

    def lost(self) -> bool:
        """True when the appliance shows its log-in page where a screen was wanted."""
        return login_form(self._browser.documents()) is not None and self._logout() is None

    def _start(self) -> str:
        return urljoin(self._base, self._site.session_url)

    def _where(self) -> Where:
        return Where(host=self._host, screen="log-in")

    def _words(self) -> str:
        return " | ".join(words(document.root) for document in self._browser.documents())

    def _fill(self, document: Document, form: Any, secret: Any) -> None:
        names = self._site.session_labels["username"]
        texts = [c for c in forms.controls_of(form) if forms.kind(c) == "text"]
        named = finder.matching(texts, set(names), finder.label_of)
        users = named if len(named) == 1 else texts
        if len(users) != 1:
            raise PageError(
                "The log-in page has no single field for the user name",
                self._where(),
                found=", ".join(finder.label_of(c) for c in texts),
                remedy="Name it in the screens file (session.labels.username)",
            )
        users[0].set("value", self._username)
        secret.set("value", self._password)
        buttons = [
            c
            for c in forms.controls_of(form)
            if forms.kind(c) == "button" and (c.get("type") or "submit").lower() != "reset"
        ]
        named_buttons = finder.matching(buttons, set(self._site.session_labels["login"]), finder.button_text)
        button = (named_buttons or buttons or [None])[0]
        self._browser.submit(document, form, button)

    def _meet_stale_session(self) -> None:
        """Close a session that names our own user; another administrator is never evicted."""
        closers = self._all(self._site.session_labels["close_stale"])
        if not closers:
            if self._logout() is None and login_form(self._browser.documents()) is None:
                raise AuthError(
                    "Another administrator holds this appliance; nobody is ever put out",
                    self._where(),
                    found=self._words()[:300],
                    remedy="Ask that person to log out, then run again",
                )
            return
        if normal(self._username) not in normal(self._words()):
            raise AuthError(
                "A session that is not ours is open on this appliance; nobody is ever put out",
                self._where(),
                found=self._words()[:300],
                remedy="Ask that person to log out, then run again",
            )
        document, element = closers[0]
        if element.tag == "a":
            self._browser.follow(document, element)
        else:
            self._browser.submit(document, forms.form_of(element), element)
        again = login_form(self._browser.documents())
        if again is not None and self._logout() is None:
            self._fill(*again)

    def _logout(self) -> tuple[Document, Any] | None:
        found = self._all(self._site.session_labels["logout"])
        return found[0] if found else None

    def _all(self, labels: Iterable[str]) -> list[tuple[Document, Any]]:
        wanted = set(labels)
        documents = self._browser.documents()
        clickable = list(in_all(documents, lambda d: finder.matching(finder.links(d), wanted, words)))
        return clickable + list(
            in_all(documents, lambda d: finder.matching(finder.buttons(d), wanted, finder.button_text))
        )


def quietly(action: Any) -> None:
    """Leave even when the appliance is gone: what went wrong before is what the operator has to see."""
    try:
        action()
    except MivoiceError:
        pass
