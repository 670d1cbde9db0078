# SPDX-License-Identifier: GPL-3.0-or-later
"""An appliance in memory with a web server of its own making: cookie session, strict forms, a log of what came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context, HttpResponse

Pairs = list[tuple[str, str]]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Form:
    """Names a form may send; anything else, or a required one that is missing, is answered with 400."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    kind: str = "application/x-www-form-urlencoded"

    def accepts(self, pairs: Pairs, kind: str) -> bool:
        if kind.split(";")[0] != self.kind:
            return False
        names = [name for name, _value in pairs]
        return set(self.required) <= set(names) <= {*self.required, *self.optional}


@dataclass(frozen=True)
class Call:
    """One request as the appliance got it."""

    method: str
    path: str
    pairs: Pairs


Handler = Callable[["Box", Pairs], "str | HttpResponse"]


def page(html: str, charset: str, status: int = 200, announced: bool = True) -> HttpResponse:
    """An HTML answer; ``announced`` says whether the header names the charset or only the page's <meta>."""
    kind = f"text/html; charset={charset}" if announced else "text/html"
    body = html.encode(charset)
    return HttpResponse(status, {"content-type": kind, "content-length": str(len(body))}, body)


def received(kind: str, body: bytes, charset: str) -> Pairs:
    """Form data set of a request; a part with a file name counts as ``<its file name>``."""
    if not kind.startswith("multipart/"):
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, encoding=charset)
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    pairs = []
    for part in message.walk():
        if not part.is_multipart():
            file = part.get_param("filename", header="content-disposition")
            content = bytes(part.get_payload(decode=True) or b"").decode(charset)
            name = str(part.get_param("name", header="content-disposition"))
            pairs.append((name, content if file is None else f"<{file}>"))
    return pairs


def redirect(target: str, cookie: str | None = None) -> HttpResponse:
    headers = {"location": target, "content-type": "text/html"}
    return HttpResponse(302, headers | ({"set-cookie": cookie} if cookie else {}), b"<html><body>Moved</body></html>")


@dataclass
class Box:
    """Routes requests; ``get`` and ``post`` map a path to a handler, ``forms`` a path to what its form may send."""

    charset: str = "windows-1252"
    announced: bool = True
    get: dict[str, Handler] = field(default_factory=dict)
    post: dict[str, Handler] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    public: set[str] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    session: str | None = None
    logins: int = 0
    logouts: int = 0
    busy: bool = False
    expires_after: int | None = None
    cookie: str = "SID"
    broken: set[str] = field(default_factory=set)
    """Paths that answer with an error of the server."""
    state: dict[str, Any] = field(default_factory=dict)

    def login_page(self) -> str:
        raise NotImplementedError

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None) -> HttpResponse:
        address = urlsplit(url)
        path = unquote(address.path)
        query: Pairs = parse_qsl(address.query, keep_blank_values=True, encoding=self.charset)
        lowered = {name.lower(): value for name, value in headers.items()}
        pairs = received(lowered.get("content-type", ""), body or b"", self.charset)
        self.calls.append(Call(method, path, pairs if method == "POST" else query))
        if path not in self.public and not self._known(lowered.get("cookie", "")):
            return page(self.login_page(), self.charset, announced=self.announced)
        if method == "POST" and path in self.forms and not self.forms[path].accepts(pairs, lowered["content-type"]):
            return page("<H1>400 Bad Request</H1>", self.charset, 400)
        if path in self.broken:
            return page("<H1>500 Internal Server Error</H1>", self.charset, 500)
        handler = (self.post if method == "POST" else self.get).get(path)
        if handler is None:
            return page("<H1>404 Not Found</H1>", self.charset, 404)
        answer = handler(self, query + pairs if method == "POST" else query)
        if isinstance(answer, HttpResponse):
            return answer
        return page(answer, self.charset, announced=self.announced)

    def _known(self, cookies: str) -> bool:
        if self.session is None or f"{self.cookie}={self.session}" not in cookies.split("; "):
            return False
        if self.expires_after is not None:
            self.expires_after -= 1
            if self.expires_after < 0:
                self.session, self.expires_after = None, None
                return False
        return True

    def close(self) -> None:
        return None

    def begin(self) -> str:
        self.logins += 1
        self.session = f"s{self.logins}"
        return f"{self.cookie}={self.session}; Path=/; HttpOnly"

    def end(self) -> None:
        self.logouts += 1
        self.session = None

    def posted(self, path: str) -> list[Pairs]:
        """Form data sets that came to ``path``, in order."""
        return [call.pairs for call in self.calls if (call.method, call.path) == ("POST", path)]

    def context(self, check_mode: bool = False) -> Context:
        return Context(check_mode, lambda: NOW, lambda _seconds: None, transport=lambda _params: self)


def params(screens: Mapping[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    """Connection options as the doors fill them."""
    return {
        "host": "192.0.2.5",
        "port": 443,
        "username": "admin",
        "password": "p&ss é",
        "language": "auto",
        "timeout": 30,
        "screens": dict(screens or {}),
    } | options
