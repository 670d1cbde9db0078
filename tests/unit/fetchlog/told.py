# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways to have a few lines read and to say what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.fetches import Fetch, Story, story
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.formats import FORMATS
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.reader import Reader

MAC = "00085D000001"
OTHER = "00085D000002"
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def reader_of(form: str, lines: Iterable[str | bytes], **options: Any) -> Reader:
    """A reader that was fed ``lines`` in one block."""
    reader = Reader(FORMATS[form], **options)
    whole = [line.encode() if isinstance(line, str) else line for line in lines]
    reader.feed(b"".join(line + b"\n" for line in whole))
    return reader


def told(reader: Reader, zone: ZoneInfo | None = PARIS, now: datetime = NOW, count_requests: bool = False) -> Story:
    return story(reader, zone, now, count_requests)


def fetches(form: str, *lines: str | bytes, zone: ZoneInfo | None = PARIS, now: datetime = NOW) -> list[Fetch]:
    return told(reader_of(form, lines), zone, now).fetches


def at(text: str) -> datetime:
    """A time of 2026 in UTC: ``03-02 08:30:00``."""
    return datetime.fromisoformat(f"2026-{text}+00:00")
