# SPDX-License-Identifier: GPL-3.0-or-later
"""A very small browser: one window, frames included, cookies, redirects followed as GET."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urljoin, urlsplit

from .._context import HttpResponse, Transport
from .._errors import PageError, Where
from . import forms
from .document import Document

MOST_HOPS = 8
FORM = "application/x-www-form-urlencoded"


class Browser:
    """What is on the screen is ``view``: documents by frame name, the outermost under ''."""

    def __init__(self, transport: Transport, host: str, clock: Callable[[], datetime]) -> None:
        self._transport = transport
        self._host = host
        self._clock = clock
        self._cookies: dict[str, str] = {}
        self.view: dict[str, Document] = {}
        self.clock_offset: float | None = None

    def documents(self) -> list[Document]:
        return list(self.view.values())

    def frame_of(self, document: Document) -> str:
        return next(name for name, shown in self.view.items() if shown is document)

    def open(self, url: str, frame: str = "") -> None:
        """GET ``url`` into a frame (the whole window by default)."""
        self._show(frame, *self._get(url))

    def follow(self, document: Document, link: Any) -> None:
        target = self._target(document, link.get("target"))
        self.open(document.address(link.get("href")), target)

    def submit(self, document: Document, form: Any, button: Any | None) -> None:
        """Send a form as a browser would; raises WriteUncertain when a POST breaks after sending."""
        sent = forms.encode(forms.entries(form, button), document.encoding)
        action = (button.get("formaction") if button is not None else None) or form.get("action") or document.url
        address = document.address(action)
        target = self._target(document, form.get("target"))
        if (form.get("method") or "get").lower() == "post":
            response = self._request("POST", address, sent)
            self._show(target, *self._chase(address, response))
        else:
            self.open(urlsplit(address)._replace(query=sent.decode("ascii")).geturl(), target)

    def download(self, url: str) -> bytes:
        response = self._request("GET", url, None)
        if response.status >= 400:
            raise PageError(f"The file {url} was answered with HTTP {response.status}", Where(host=self._host))
        return response.body

    def _target(self, document: Document, name: str | None) -> str:
        current = self.frame_of(document)
        if not name or name == "_self":
            return current
        return name if name in self.view else ""

    def _show(self, frame: str, url: str, response: HttpResponse) -> None:
        document = Document.parse(url, response, self._host)
        if frame == "":
            self.view = {}
        self.view[frame] = document
        for name, address in document.frames():
            self._show(name, *self._get(address))
        onward = document.refresh()
        if onward and onward != url:
            self._show(frame, *self._get(onward))

    def _get(self, url: str) -> tuple[str, HttpResponse]:
        return self._chase(url, self._request("GET", url, None))

    def _chase(self, url: str, response: HttpResponse) -> tuple[str, HttpResponse]:
        for _hop in range(MOST_HOPS):
            if response.status not in (301, 302, 303, 307, 308):
                return url, response
            url = urljoin(url, response.headers.get("location", ""))
            response = self._request("GET", url, None)
        raise PageError(f"The appliance sends us from page to page without end, last to {url}", Where(host=self._host))

    def _request(self, method: str, url: str, body: bytes | None) -> HttpResponse:
        headers = {
            "Accept": "text/html",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        headers = {name: value for name, value in headers.items() if value} | (
            {"Content-Type": FORM} if body is not None else {}
        )
        asked = self._clock()
        response = self._transport.request(method, url, headers=headers, body=body)
        self._learn(response, asked)
        return response

    def _learn(self, response: HttpResponse, asked: datetime) -> None:
        try:
            for name, morsel in SimpleCookie(response.headers.get("set-cookie", "")).items():
                self._cookies[name] = morsel.value
        except CookieError:
            pass
        try:
            shown = parsedate_to_datetime(response.headers.get("date", ""))
        except ValueError:
            return
        self.clock_offset = (shown.astimezone(timezone.utc) - asked).total_seconds()

    def close(self) -> None:
        self._transport.close()


def in_all(documents: list[Document], find: Callable[[Document], list[Any]]) -> Iterator[tuple[Document, Any]]:
    for document in documents:
        for found in find(document):
            yield document, found
