# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers from a capture that a survey wrote, in the order in which they were captured."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import HttpResponse


class Replay:
    """Each captured answer is given once; the last one to an address stays. Fails on what was not captured."""

    def __init__(self, capture: Path) -> None:
        self._waiting: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for exchange in json.loads(capture.read_text(encoding="utf-8"))["exchanges"]:
            self._waiting[exchange["method"], exchange["url"]].append(exchange)

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None) -> HttpResponse:
        asked = method, urlsplit(url)._replace(scheme="", netloc="").geturl()
        assert asked in self._waiting, f"{asked} was not captured"
        waiting = self._waiting[asked]
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return HttpResponse(found["status"], found["headers"], found["body"].encode(found["encoding"], "replace"))

    def close(self) -> None:
        return None
