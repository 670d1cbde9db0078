# SPDX-License-Identifier: GPL-3.0-or-later
"""TCP and TLS streams with one interface. TLS runs over `wrap_bio`, because asyncio's own TLS closes a refused
connection without sending the alert that says why, and costs 0.3 MB per connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import Callable
from typing import Protocol, TypeVar

from .framing import KEEPALIVE_PING, KEEPALIVE_PONG, Framer

READ_SIZE = 16384
LINGER_SECONDS = 1.0
_ENCODING_DER = 2  # <openssl/ssl.h>, as in Python's _ssl module
T = TypeVar("T")


class Stream(Protocol):
    """A byte stream; `read` returns b"" at its end, errors are OSError (ssl.SSLError included)."""

    async def read(self) -> bytes:
        """The next bytes that arrive."""

    async def write(self, data: bytes) -> None:
        """Send all of it."""

    async def close(self) -> None:
        """End the connection."""


class TcpStream:
    """A plain asyncio stream pair."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        return await self._reader.read(READ_SIZE)

    async def write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def close(self) -> None:
        self._writer.close()


class TlsStream:
    """TLS over an asyncio stream pair; whatever OpenSSL wants to say is sent, refusals included.

    After an `ssl.SSLError` the alert is on its way; `close` then waits for the peer to have read it.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        context: ssl.SSLContext,
        *,
        server_side: bool,
        server_hostname: str | None = None,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side, server_hostname)
        self._refused = False

    async def handshake(self) -> None:
        """Raises ssl.SSLError when either side refuses."""
        await self._run(self._tls.do_handshake)

    def peer_certificate(self) -> bytes | None:
        """DER of the peer's certificate, if it sent one."""
        return self._tls.getpeercert(binary_form=True)

    def server_chain(self) -> list[bytes]:
        """DER of every certificate that the server has shown, its own first. `ssl` offers this from Python 3.13;
        before, it is there under the underscore."""
        if hasattr(self._tls, "get_unverified_chain"):
            return list(self._tls.get_unverified_chain())
        inner = self._tls._sslobj  # type: ignore[attr-defined]
        return [one.public_bytes(_ENCODING_DER) for one in inner.get_unverified_chain() or ()]

    async def read(self) -> bytes:
        try:
            return await self._run(lambda: self._tls.read(READ_SIZE))
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            return b""

    async def write(self, data: bytes) -> None:
        await self._run(lambda: self._tls.write(data))
        await self._writer.drain()

    async def close(self) -> None:
        with contextlib.suppress(OSError):
            if self._refused:
                await self._let_the_alert_be_read()
            else:
                self._say_goodbye()
        self._writer.close()

    async def _run(self, operation: Callable[[], T]) -> T:
        while True:
            try:
                return operation()
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError:
                self._refused = True
                raise
            finally:
                if data := self._outgoing.read():
                    self._writer.write(data)
            await self._writer.drain()
            if data := await self._reader.read(READ_SIZE):
                self._incoming.write(data)
            else:
                self._incoming.write_eof()

    def _say_goodbye(self) -> None:
        with contextlib.suppress(ssl.SSLError):
            self._tls.unwrap()
        if data := self._outgoing.read():
            self._writer.write(data)

    async def _let_the_alert_be_read(self) -> None:
        """Closing with unread bytes would reset the connection under the alert."""
        if self._writer.can_write_eof():
            self._writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while await self._reader.read(READ_SIZE):
                    pass


async def converse(stream: Stream, answers: Callable[[bytes], list[bytes]]) -> None:
    """Hand each SIP message of `stream` to `answers` and send what it returns, to the end of the stream.

    Raises OSError and FramingError.
    """
    framer = Framer()
    while data := await stream.read():
        for raw in framer.feed(data):
            for answer in [KEEPALIVE_PONG] if raw == KEEPALIVE_PING else answers(raw):
                await stream.write(answer)


def reset(writer: asyncio.StreamWriter | asyncio.Transport) -> None:
    """Close with a real RST: linger for zero seconds, then abort."""
    sock = writer.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport = writer.transport if isinstance(writer, asyncio.StreamWriter) else writer
    transport.abort()
