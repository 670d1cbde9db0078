# SPDX-License-Identifier: GPL-3.0-or-later
"""Records the requests that ``system_info`` sends to one system, so that others can send the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import quote_plus

import urllib3
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _options
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import system_info

from bench.systems.fleet import System

PASSWORD = "@PASSWORD@"
USERNAME = "@USERNAME@"


@dataclass(frozen=True)
class Request:
    """One request; *cookies_of* is the index of the answer whose cookies it carries, None for none."""

    method: str
    path: str
    content_type: str | None
    body: str | None
    cookies_of: int | None


def record(system: System, gather_subset: Sequence[str]) -> list[Request]:
    """Read *system* once; credentials in the recorded bodies are replaced by placeholders."""
    requests: list[Request] = []
    cookie_source: list[int] = []
    send = urllib3.HTTPSConnectionPool.urlopen

    def urlopen(pool: urllib3.HTTPSConnectionPool, method: str, url: str, *args: Any, **options: Any) -> Any:
        headers = {name.lower(): value for name, value in dict(options.get("headers") or {}).items()}
        requests.append(
            Request(
                method=method,
                path=url,
                content_type=headers.get("content-type"),
                body=_without_secrets(options.get("body"), system),
                cookies_of=cookie_source[-1] if "cookie" in headers else None,
            )
        )
        answer = send(pool, method, url, *args, **options)
        if "set-cookie" in answer.headers:
            cookie_source.append(len(requests) - 1)
        return answer

    with patch.object(urllib3.HTTPSConnectionPool, "urlopen", urlopen):
        result = system_info.run(params(system, gather_subset), Context())
    if result["system"]["unread"]:
        raise RuntimeError(f"{system.name}: not everything could be read: {result['system']['unread']}")
    return requests


def params(system: System, gather_subset: Sequence[str]) -> dict[str, Any]:
    """Options of ``system_info`` for *system*, as the action would pass them."""
    specification = system_info.ARGUMENT_SPEC | _options.CONNECTION
    known = {name: value for name, value in asdict(system).items() if name in specification}
    defaults = {name: option.get("default") for name, option in specification.items()}
    return defaults | known | {"gather_subset": list(gather_subset)}


def filled(requests: Iterable[dict[str, Any]], username: str, password: str) -> list[dict[str, Any]]:
    """Recorded requests, as dictionaries, with credentials in the places of their placeholders."""

    def body(text: str | None) -> str | None:
        return text and text.replace(PASSWORD, quote_plus(password)).replace(USERNAME, quote_plus(username))

    return [request | {"body": body(request["body"])} for request in requests]


def _without_secrets(body: bytes | str | None, system: System) -> str | None:
    if body is None:
        return None
    text = body.decode("latin-1") if isinstance(body, bytes) else body
    for encoding in ("utf-8", "latin-1"):
        text = text.replace(quote_plus(system.password, encoding=encoding), PASSWORD)
    return text.replace(f"={quote_plus(system.username)}", f"={USERNAME}")
