# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and responses without a socket."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; ``headers`` has lower-case names, ``remote`` is the client's IP address."""

    method: str
    path: str
    query: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    remote: str = "127.0.0.1"

    def cookie(self, name: str) -> str | None:
        if "cookie" not in self.headers:
            return None
        try:
            jar = SimpleCookie(self.headers["cookie"])
        except CookieError:
            return None
        return jar[name].value if name in jar else None

    def first(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response; ``headers`` keeps order and repeated names."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class BadRequest(Exception):
    """The request is not one that the page offers: answered with 400."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent with a form; without name when none was chosen."""

    name: str = ""
    content: bytes = field(default=b"", repr=False)


def with_query(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def http_date(moment: datetime) -> str:
    """An IMF-fixdate (RFC 9110 5.6.7) of an aware UTC moment."""
    return format_datetime(moment, usegmt=True)
