# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording what an appliance answered, so that a maintainer can replay it; scrub says what is left out."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .._context import Context, HttpResponse, Transport, TransportFactory
from .._errors import UsageError
from .document import encoding_of
from .scrub import Scrubber

KEPT_HEADERS = ("content-type", "location", "set-cookie")
CAPTURE, TO_COMPLETE = "capture.json", "screens-to-complete.yml"
Exchange = dict[str, Any]


class _Recording:
    def __init__(self, inner: Transport, exchanges: list[tuple[str, str, HttpResponse]]) -> None:
        self._inner, self._exchanges = inner, exchanges

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None) -> HttpResponse:
        response = self._inner.request(method, url, headers=headers, body=body)
        self._exchanges.append((method, url, response))
        return response

    def close(self) -> None:
        self._inner.close()


class Recorder:
    """Wraps the transports of a context. Request headers and bodies, where passwords travel, are never kept."""

    def __init__(self, default: TransportFactory) -> None:
        self._default = default
        self._exchanges: list[tuple[str, str, HttpResponse]] = []

    def around(self, context: Context) -> Context:
        make = context.transport or self._default
        return dataclasses.replace(context, transport=lambda params: _Recording(make(params), self._exchanges))

    def exchanges(self, scrubber: Scrubber) -> list[Exchange]:
        """``{method, url (path and query), status, headers, encoding, body}`` in the order they came, scrubbed."""
        return [
            {
                "method": method,
                "url": scrubber.text(_without_host(url)),
                "status": response.status,
                "headers": {name: _header(name, response.headers[name], scrubber) for name in _kept(response)},
                "encoding": encoding_of(response),
                "body": scrubber.page(_text(response)),
            }
            for method, url, response in self._exchanges
        ]


def write(target: str, exchanges: list[Exchange], to_complete: str) -> list[str]:
    """Write both files, readable for their owner only; returns their paths. Raises UsageError for a bad folder."""
    contents = {CAPTURE: json.dumps({"exchanges": exchanges}, ensure_ascii=False, indent=1), TO_COMPLETE: to_complete}
    try:
        place = Path(target).expanduser()
        for missing in reversed([folder for folder in (place, *place.parents) if not folder.exists()]):
            missing.mkdir(mode=0o700)
        for name, content in contents.items():
            _write_private(place / name, content)
    except OSError as error:
        raise UsageError(f"The captures cannot be written: {error}", remedy="Check option 'capture_dir'") from error
    return [str(place / name) for name in contents]


def _write_private(path: Path, content: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)


def _kept(response: HttpResponse) -> list[str]:
    return [name for name in KEPT_HEADERS if name in response.headers]


def _header(name: str, value: str, scrubber: Scrubber) -> str:
    if name == "set-cookie":
        return "\n".join(f"{line.partition('=')[0]}=scrubbed; Path=/" for line in value.splitlines())
    return scrubber.text(_without_host(value) if name == "location" else value)


def _text(response: HttpResponse) -> str:
    try:
        return response.body.decode(encoding_of(response), errors="replace")
    except LookupError:
        return response.body.decode("cp1252", errors="replace")


def _without_host(url: str) -> str:
    return urlsplit(url)._replace(scheme="", netloc="").geturl()
