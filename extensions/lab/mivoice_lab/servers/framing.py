# SPDX-License-Identifier: GPL-3.0-or-later
"""Cut SIP messages out of a TCP or TLS stream (RFC 3261 18.3, RFC 5626 3.5.1); sipmessage does not."""

from __future__ import annotations

import re

MAX_MESSAGE = 65536
KEEPALIVE_PING = b"\r\n\r\n"
KEEPALIVE_PONG = b"\r\n"
_END_OF_HEADERS = b"\r\n\r\n"
_CONTENT_LENGTH = re.compile(rb"^(?:content-length|l)[ \t]*:[ \t]*(\d+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class FramingError(ValueError):
    """The stream cannot be a sequence of SIP messages."""


class Framer:
    """Bytes in, whole messages out. A keep-alive ping comes out as `KEEPALIVE_PING`, a pong is swallowed."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Whole messages completed by `data`, in order. Raises FramingError."""
        self._buffer += data
        messages = []
        while (message := self._next()) is not None:
            if message != KEEPALIVE_PONG:
                messages.append(message)
        if len(self._buffer) > MAX_MESSAGE:
            raise FramingError(f"message longer than {MAX_MESSAGE} bytes")
        return messages

    def _next(self) -> bytes | None:
        for keepalive in (KEEPALIVE_PING, KEEPALIVE_PONG):
            if self._buffer.startswith(keepalive):
                return self._take(len(keepalive))
        head = self._buffer.find(_END_OF_HEADERS)
        if head < 0:
            return None
        found = _CONTENT_LENGTH.search(self._buffer, 0, head + 2)
        if found is None:
            raise FramingError("no Content-Length on a stream")
        total = head + len(_END_OF_HEADERS) + int(found[1])
        if total > MAX_MESSAGE:
            raise FramingError(f"message longer than {MAX_MESSAGE} bytes")
        return self._take(total) if len(self._buffer) >= total else None

    def _take(self, size: int) -> bytes:
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken
