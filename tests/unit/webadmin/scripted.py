# SPDX-License-Identifier: GPL-3.0-or-later
"""A transport that answers only what was announced, and a driver on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context, HttpResponse, Transport
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drivers.factory import connect
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drivers.webadmin import WebDriver

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
USER, PASSWORD = "admin", "s3cret&word"
Answer = HttpResponse | Exception


def page(body: str, *, encoding: str = "utf-8", status: int = 200, **headers: str) -> HttpResponse:
    """A whole page; ``body`` may hold its own html element."""
    source = body if "<html" in body.lower() else f"<!DOCTYPE html><html><body>{body}</body></html>"
    shown = {"content-type": f"text/html; charset={encoding}"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return HttpResponse(status, shown, source.encode(encoding))


def redirect(to: str, **headers: str) -> HttpResponse:
    return HttpResponse(302, {"location": to} | {k.replace("_", "-"): v for k, v in headers.items()}, b"")


def _parts(kind: str, body: bytes, encoding: str) -> list[tuple[str, Any]]:
    """Fields of a multipart form: text, or (file name, content type, content) for a file."""

    def value(part: Message) -> Any:
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        return content.decode(encoding) if part.get_filename() is None else _file(part, content)

    def _file(part: Message, content: bytes) -> tuple[str | None, str, bytes]:
        return part.get_filename(), part.get_content_type(), content

    whole = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    parts = whole.get_payload()
    assert isinstance(parts, list)
    return [(str(part.get_param("name", header="content-disposition")), value(part)) for part in parts]


class Appliance:
    """Answers by method and path with query; a list is used up in order, its last answer stays.

    ``asked``: (method, path with query, form entries, cookie) of every request.
    """

    def __init__(self, answers: Mapping[str, Answer | list[Answer]], encoding: str = "utf-8") -> None:
        self._answers = {key: list(a) if isinstance(a, list) else [a] for key, a in answers.items()}
        self._encoding = encoding
        self.asked: list[tuple[str, str, list[tuple[str, Any]], str]] = []
        self.closed = 0

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None) -> HttpResponse:
        address = urlsplit(url)
        key = f"{method} {address.path}" + (f"?{address.query}" if address.query else "")
        kind = headers.get("Content-Type", "")
        form: list[tuple[str, Any]]
        if kind.startswith("multipart/form-data"):
            form = _parts(kind, body or b"", self._encoding)
        else:
            form = list(parse_qsl((body or b"").decode("ascii"), keep_blank_values=True, encoding=self._encoding))
        self.asked.append((method, key.partition(" ")[2], form, headers.get("Cookie", "")))
        assert key in self._answers, f"nobody announced {key}"
        waiting = self._answers[key]
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.closed += 1

    def sent(self, path: str) -> list[list[tuple[str, Any]]]:
        """Forms posted to a path."""
        return [form for method, asked, form, _cookie in self.asked if method == "POST" and asked == path]

    def times(self, key: str) -> int:
        return sum(f"{method} {path}" == key for method, path, _form, _cookie in self.asked)


def drive(
    appliance: Transport, area: str = "webadmin", *, read_only: bool = False, scope: Any = None, **options: Any
) -> WebDriver:
    params = {"host": "pbx.example", "port": 443, "username": USER, "password": PASSWORD} | options
    return connect(params, Context(clock=lambda: NOW, transport=lambda _params: appliance), area, read_only, scope)
