# SPDX-License-Identifier: GPL-3.0-or-later
"""A very small browser: one window, frames included, cookies, redirects followed as GET."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from .._context import HttpResponse, Transport
from .._errors import PageError, Where
from . import forms, multipart
from .cookies import Cookies
from .document import Document, place

MOST_HOPS = 8
REDIRECTS = (301, 302, 303, 307, 308)
FORM = "application/x-www-form-urlencoded"
View = dict[str, Document]


class Browser:
    """What is on the screen is ``view``: documents by frame name, the outermost under ''.

    ``answered`` counts the answers so far.
    """

    def __init__(self, transport: Transport, host: str, clock: Callable[[], datetime]) -> None:
        self._transport = transport
        self._host = host
        self._clock = clock
        self._cookies = Cookies()
        self.view: View = {}
        self.answered = 0
        self._dated: tuple[str, datetime] | None = None

    @property
    def clock_offset(self) -> float | None:
        """Seconds that the appliance's clock is ahead of ours, by the last answer that gave a date; None if unknown."""
        if self._dated is None:
            return None
        date, asked = self._dated
        try:
            return (parsedate_to_datetime(date).astimezone(UTC) - asked).total_seconds()
        except ValueError:
            return None

    def documents(self) -> list[Document]:
        return list(self.view.values())

    def shows(self, document: Document) -> bool:
        return any(shown is document for shown in self.view.values())

    def open(self, url: str, frame: str = "") -> None:
        """GET ``url`` into a frame (the whole window by default)."""
        self._show(frame, *self._get(url))

    def follow(self, document: Document, link: Any) -> None:
        target = self._target(document, link.get("target"))
        self.open(document.address(link.get("href")), target)

    def click(self, document: Document, element: Any, uploads: forms.Uploads | None = None) -> None:
        """Follow a link, or send the form of a button; a button must belong to a form."""
        if element.tag == "a":
            self.follow(document, element)
        else:
            self.submit(document, forms.form_of(element), element, uploads)

    def submit(self, document: Document, form: Any, button: Any | None, uploads: forms.Uploads | None = None) -> None:
        """Send a form as a browser would; raises WriteUncertain when a POST broke after sending."""
        given = button if button is not None else {}
        entries, encoding = forms.entries(form, button, uploads), forms.encoding_of(form, document.encoding)
        address = document.address(given.get("formaction") or form.get("action") or document.url)
        target = self._target(document, given.get("formtarget") or form.get("target"))
        if forms.method_of(form, button) != "post":
            query = forms.encode(entries, encoding).decode("ascii")
            self.open(urlsplit(address)._replace(query=query).geturl(), target)
            return
        if forms.sends_files(form, button):
            sent, kind = multipart.encode(entries, encoding)
        else:
            sent, kind = forms.encode(entries, encoding), FORM
        self._show(target, *self._chase(address, self._request("POST", address, sent, kind)))

    def download(self, url: str) -> bytes:
        response = self._request("GET", url, None)
        if response.status >= 300:
            raise PageError(f"The file {place(url)} was answered with HTTP {response.status}", Where(host=self._host))
        return response.body

    def _target(self, document: Document, name: str | None) -> str:
        name = name or document.base("target")
        if not name or name == "_self":
            return document.frame
        return name if name in self.view else ""

    def _show(self, frame: str, url: str, response: HttpResponse) -> None:
        document = Document.parse(url, response, self._host)
        document.frame = frame
        if frame == "":
            self.view = {}
        self.view[frame] = document
        self._show_frames(document)
        onward = document.refresh()
        if onward and onward != url:
            self._show(frame, *self._get(onward))

    def _show_frames(self, document: Document) -> None:
        """Every frame is asked for, so that a way out in one is not lost with a broken one; then the first error."""
        broken: list[PageError] = []
        for name, address in document.frames():
            try:
                self._show(name, *self._get(address))
            except PageError as error:
                broken.append(error)
        if broken:
            raise broken[0]

    def _get(self, url: str) -> tuple[str, HttpResponse]:
        return self._chase(url, self._request("GET", url, None))

    def _chase(self, url: str, response: HttpResponse) -> tuple[str, HttpResponse]:
        for _hop in range(MOST_HOPS):
            if response.status not in REDIRECTS:
                return url, response
            url = self._at_home(url, response.headers.get("location", ""))
            response = self._request("GET", url, None)
        raise PageError(
            f"The appliance sends us from page to page without end, last to {place(url)}", Where(host=self._host)
        )

    def _at_home(self, url: str, location: str) -> str:
        """Where a redirect leads; never to another host or out of TLS: cookies would go there."""
        onward = urljoin(url, location)
        if urlsplit(onward)[:2] != urlsplit(url)[:2]:
            raise PageError(
                "The appliance sends us to another address; it was not followed",
                Where(host=self._host),
                found="{0.scheme}://{0.netloc}".format(urlsplit(onward)),
                remedy="Give that address as the host if it is the right one",
            )
        return onward

    def _request(self, method: str, url: str, body: bytes | None, kind: str = FORM) -> HttpResponse:
        cookie = self._cookies.header(url)
        headers = {"Accept": "text/html"}
        headers |= {"Cookie": cookie} if cookie else {}
        headers |= {"Content-Type": kind} if body is not None else {}
        asked = self._clock()
        response = self._transport.request(method, url, headers=headers, body=body)
        self.answered += 1
        self._cookies.learn(url, response.headers.get("set-cookie", ""))
        if date := response.headers.get("date"):
            self._dated = date, asked
        return response

    def close(self) -> None:
        self._transport.close()


def in_all(documents: list[Document], find: Callable[[Document], list[Any]]) -> Iterator[tuple[Document, Any]]:
    for document in documents:
        for found in find(document):
            yield document, found
