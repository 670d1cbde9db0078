# SPDX-License-Identifier: GPL-3.0-or-later
"""Search for a log that its reader cannot stand, or that a plain reading understands in another way."""

from __future__ import annotations

import io
import sys

import start

with start.watched("_fetchlog"):
    from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import fetches, formats, lines, reader
sys.path.insert(0, str(start.ROOT / "tests" / "unit"))
from datetime import UTC, datetime  # noqa: E402

from fetchlog.plain import compare  # noqa: E402

FORMS = sorted(formats.FORMATS)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def one_input(data: bytes) -> None:
    """The first byte chooses the format and the options, the rest is the log."""
    choice, log = (data[:1] or b"\0")[0], data[1:]
    form, every_event, own_only = FORMS[choice % 4], bool(choice & 4), bool(choice & 8)
    read = reader.Reader(formats.FORMATS[form], ("10.20.1.13",) if choice & 16 else (), every_event, own_only)
    whole = lines.Lines(io.BytesIO(log))
    for block in whole.blocks():
        middle = block.find(b"\n", len(block) // 2) + 1
        for part in (block[:middle], block[middle:]):
            if part:
                read.feed(part)
    told = fetches.story(read, UTC, NOW, bool(choice & 32))
    assert all(fetch.as_dict()["file"].isprintable() for fetch in told.fetches)
    compare(read, form, log[: whole.position], every_event, own_only, ("10.20.1.13",) if choice & 16 else ())


def samples() -> list[bytes]:
    """Our sample logs, read in every format and with every option."""
    logs = [path.read_bytes() for path in sorted((start.ROOT / "tests/fixtures/logs").glob("*.log"))]
    return [bytes([choice]) + log for log in logs for choice in range(0, 64, 7)]


if __name__ == "__main__":
    start.fuzz("logs", samples(), one_input)
