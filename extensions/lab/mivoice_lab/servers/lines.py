# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone's SIP line on the wire: it registers over UDP, TCP or TLS and answers what it is asked."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sipmessage import URI, Request, Response

from . import messages
from .framing import FramingError
from .messages import Party, Transport
from .streams import Stream, TcpStream, TlsStream, converse

PHONE_PORTS: dict[Transport, int] = {"udp": 5060, "tcp": 5060, "tls": 5061}
RETRANSMIT_SECONDS = 0.5
IP_RECVERR = 11  # <linux/in.h>; in the socket module from Python 3.14
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What came of a REGISTER. `code` 0: nothing was answered, `reason` says why."""

    code: int
    reason: str
    update_order: bool = False


@dataclass(frozen=True)
class Identity:
    """What a phone says of itself."""

    mac: str
    number: str
    address: str
    user_agent: str
    port_offset: int = 0

    def port(self, transport: Transport) -> int:
        """Where it listens."""
        return PHONE_PORTS[transport] + self.port_offset


class Line(Protocol):
    """One registration path, kept open until closed; `lost` is called when the system drops it."""

    async def open(self) -> None:
        """Connect."""

    def server_chain(self) -> list[bytes]:
        """The certificates that the system has shown, in DER, its own first; none without TLS."""

    async def register(self, timeout: float) -> Answer:
        """Send a REGISTER and wait that many seconds for the answer."""

    def close(self) -> None:
        """Let go of the socket."""


class _Transactions:
    """REGISTER sent and answers received, and the phone's part as a server (OPTIONS, NOTIFY)."""

    def __init__(self, phone: Identity, system: tuple[str, int], transport: Transport) -> None:
        self._phone = phone
        self._transport = transport
        self._system = URI(scheme="sip", host=system[0], port=system[1])
        self._me = Party(phone.number, phone.address, phone.port(transport), transport)
        self._call_id = messages.token()
        self._sequence = 0
        self._pending: asyncio.Future[Response] | None = None
        self._update_order = False

    def begin(self) -> tuple[Request, asyncio.Future[Response]]:
        self._sequence += 1
        self._update_order = False
        self._pending = asyncio.get_running_loop().create_future()
        phone = self._phone
        return messages.register(
            self._system, self._me, phone.mac, phone.user_agent, call_id=self._call_id, sequence=self._sequence
        ), self._pending

    def conclude(self, response: Response) -> Answer:
        return Answer(response.code, response.phrase, self._update_order)

    def received(self, raw: bytes) -> tuple[Request | None, list[bytes]]:
        """The request in `raw`, if it is one, and the answers to send."""
        try:
            message = messages.parse(raw)
        except ValueError as error:
            _log.debug("phone %s: %s", self._phone.number, error)
            return None, []
        if isinstance(message, Request):
            return message, [bytes(self._answer(message))] if message.method != "ACK" else []
        mine = message.call_id == self._call_id and message.cseq.sequence == self._sequence
        if mine and message.code >= 200 and self._pending is not None and not self._pending.done():
            self._pending.set_result(message)
        return None, []

    def _answer(self, request: Request) -> Response:
        if request.method == "NOTIFY" and (request.headers.get("Event") or "").startswith("check-sync"):
            self._update_order = True
        known = request.method in ("NOTIFY", "OPTIONS")
        answer = messages.response(request, *((200, "OK") if known else (405, "Method Not Allowed")))
        answer.headers.set("Allow", "OPTIONS, NOTIFY, ACK")
        answer.user_agent = self._phone.user_agent
        return answer


class UdpLine(asyncio.DatagramProtocol):
    """Registers from its own port 5060 over UDP and answers there."""

    def __init__(self, phone: Identity, system: tuple[str, int]) -> None:
        self._phone = phone
        self._system = system
        self._transactions = _Transactions(phone, system, "udp")
        self._reply: asyncio.Future[Response] | None = None
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self) -> None:
        """Bind the phone's port. Raises OSError."""
        loop = asyncio.get_running_loop()
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)  # a closed port is reported at once
            sock.bind((self._phone.address, self._phone.port("udp")))
            sock.setblocking(False)
            self._transport, _unused = await loop.create_datagram_endpoint(lambda: self, sock=sock)
        except OSError:
            sock.close()
            raise
        self._socket = sock

    async def register(self, timeout: float) -> Answer:
        assert self._transport is not None
        request, reply = self._transactions.begin()
        self._reply = reply
        try:
            async with asyncio.timeout(timeout):
                while not reply.done():
                    self._transport.sendto(bytes(request), self._system)
                    await asyncio.wait([reply], timeout=RETRANSMIT_SECONDS)
            return self._transactions.conclude(reply.result())
        except TimeoutError:
            return Answer(0, "no answer")
        except OSError as error:
            return Answer(0, str(error))

    def server_chain(self) -> list[bytes]:
        """There is none over UDP."""
        return []

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        request, answers = self._transactions.received(data)
        for answer in answers:
            assert request is not None and self._transport is not None
            self._transport.sendto(answer, messages.answer_address(request, addr))

    def error_received(self, exc: Exception) -> None:
        """The system's port is closed. What the kernel queued about it has to be taken away, or the loop spins."""
        with contextlib.suppress(OSError):
            while True:
                self._socket.recvmsg(1, 512, socket.MSG_ERRQUEUE)
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(exc)


class StreamLine:
    """Registers over one kept TCP or TLS connection, and listens on the phone's own port of that transport. With TLS
    1.3 the alert of a system that refuses its certificate comes after the handshake, as the end of the connection."""

    def __init__(
        self,
        phone: Identity,
        system: tuple[str, int],
        *,
        client_context: ssl.SSLContext | None,
        listener_context: ssl.SSLContext,
        lost: Callable[[], None],
    ) -> None:
        self._transport: Transport = "tcp" if client_context is None else "tls"
        self._phone = phone
        self._system = system
        self._client_context = client_context
        self._listener_context = listener_context
        self._lost = lost
        self._transactions = _Transactions(phone, system, self._transport)
        self._stream: Stream | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._reading: asyncio.Task[None] | None = None
        self._listener: asyncio.Server | None = None
        self._end: str | None = None

    async def open(self) -> None:
        """Connect to the system and listen on the phone's port. Raises OSError when refused."""
        reader, writer = await asyncio.open_connection(*self._system, local_addr=(self._phone.address, 0))
        self._writers.add(writer)
        if self._client_context is None:
            self._stream = TcpStream(reader, writer)
        else:
            secured = TlsStream(reader, writer, self._client_context, server_side=False)
            self._stream = secured
            await secured.handshake()
        self._reading = asyncio.create_task(self._read(self._stream))
        self._listener = await asyncio.start_server(
            self._accept, self._phone.address, self._phone.port(self._transport)
        )

    def server_chain(self) -> list[bytes]:
        """DER of what the system has shown, over TLS."""
        return self._stream.server_chain() if isinstance(self._stream, TlsStream) else []

    async def register(self, timeout: float) -> Answer:
        assert self._stream is not None and self._reading is not None
        request, reply = self._transactions.begin()
        try:
            async with asyncio.timeout(timeout):
                await self._stream.write(bytes(request))
                await asyncio.wait([reply, self._reading], return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            return Answer(0, "no answer")
        except OSError as error:
            return Answer(0, self._end or str(error))
        return (
            self._transactions.conclude(reply.result()) if reply.done() else Answer(0, self._end or "connection lost")
        )

    def close(self) -> None:
        self._lost = _nobody
        if self._reading is not None:
            self._reading.cancel()
        if self._listener is not None:
            self._listener.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _read(self, stream: Stream) -> None:
        try:
            await converse(stream, lambda raw: self._transactions.received(raw)[1])
        except ssl.SSLError as error:
            self._end = str(error)
        except (OSError, FramingError) as error:
            _log.debug("phone %s: %s", self._phone.number, error)
        self._lost()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        stream: Stream = TcpStream(reader, writer)
        try:
            if self._transport == "tls":
                stream = secured = TlsStream(reader, writer, self._listener_context, server_side=True)
                await secured.handshake()
            await converse(stream, lambda raw: self._transactions.received(raw)[1])
        except (OSError, FramingError) as error:
            _log.debug("phone %s: %s", self._phone.number, error)
        finally:
            self._writers.discard(writer)
            await stream.close()


def _nobody() -> None:
    """Nobody is told of a line that was closed on purpose."""
