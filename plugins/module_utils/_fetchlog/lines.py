# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole lines out of log files, in blocks, in flat memory whatever the file holds."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Protocol

BLOCK = 1 << 15
"""Bytes; what such a block is taken apart into stays in a processor's cache."""
LONGEST_LINE = 1 << 16


class Readable(Protocol):
    """What lines are read from."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes, none at the end."""


PACKED: Mapping[bytes, Callable[[IO[bytes]], Readable]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
"""What logrotate leaves, told by its first bytes; each is in Python's own library."""


def unpacked(file: IO[bytes]) -> Readable | None:
    """The content of a packed file, None when it is not packed."""
    start = file.read(6)
    file.seek(0)
    return next((open_packed(file) for magic, open_packed in PACKED.items() if start.startswith(magic)), None)


class Lines:
    """Blocks of whole lines from where ``stream`` stands. A last line without end is still being written: left out.

    ``position``: bytes read of whole lines. ``overlong``: lines of more than LONGEST_LINE bytes without an end in
    sight, left out.
    """

    def __init__(self, stream: Readable) -> None:
        self.position = 0
        self.overlong = 0
        self._stream = stream

    def blocks(self) -> Iterator[bytes]:
        """Raises what reading raises: OSError, EOFError for a packed file cut short."""
        rest = b""
        inside = False
        while data := self._stream.read(BLOCK):
            if inside:
                end = data.find(b"\n") + 1
                self.position += end or len(data)
                data, inside = data[end:] if end else b"", not end
            data = rest + data
            end = data.rfind(b"\n") + 1
            block, rest = data[:end], data[end:]
            self.position += end
            if len(rest) > LONGEST_LINE:
                self.position, rest, inside = self.position + len(rest), b"", True
                self.overlong += 1
            if block:
                yield block
