# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP of one system: 5060 over UDP and TCP, 5061 over TLS, open exactly as the model says (MOD-3, MOD-4)."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, cast

from sipmessage import Request, Response

from . import messages
from .certificates import pem_of, server_context
from .framing import FramingError
from .messages import Party, Transport
from .streams import Stream, TcpStream, TlsStream, converse

if TYPE_CHECKING:
    from ..model.system import System
    from ..model.world import World

TlsIdentity = tuple[str, str, str | None]
"""Certificates that the system shows, its own first, and its key; CA file of the terminals when their certificates are
demanded (MOD-7)."""

HANDSHAKE_SECONDS = 10
_LOG = logging.getLogger(__name__)


class SipService:
    """The SIP sockets of one system. `reconcile` opens and closes them; call it after every change of the model."""

    def __init__(self, world: World, system: System) -> None:
        self._world = world
        self._system = system
        self._datagrams: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self._tls: asyncio.Server | None = None
        self._tls_identity: TlsIdentity | None = None
        self._restarts = system.sip_restarts
        self._connections: dict[asyncio.Task[None], Transport] = {}

    def current(self) -> bool:
        """Whether the sockets are as the model says."""
        return self._wanted() == (self._restarts, self._tcp is not None, self._tls_identity)

    async def reconcile(self) -> None:
        """Bring the sockets to what the model says now. Raises OSError when a port is taken."""
        restarts, plain, identity = self._wanted()
        if restarts != self._restarts:
            self._restarts = restarts
            self.close()
            await asyncio.sleep(0)  # the loop closes an aborted UDP socket in its next round
        if identity != self._tls_identity:
            self._close_tls()
        if not plain:
            self._close_plain()
        if plain and self._tcp is None:
            await self._open_plain()
        if identity is not None and self._tls is None:
            await self._open_tls(identity)

    def close(self) -> None:
        """Close every port and connection, as a restart of the SIP service does (INV-24)."""
        self._close_plain()
        self._close_tls()

    def _wanted(self) -> tuple[int, bool, TlsIdentity | None]:
        """Restarts of SIP so far, whether 5060 is open, what 5061 shows."""
        with self._world.lock:
            system = self._system
            return system.sip_restarts, system.port_open(system.sip_port), self._wanted_tls()

    def _wanted_tls(self) -> TlsIdentity | None:
        certificate = self._system.certificate
        if certificate is None or not self._system.port_open(self._system.sips_port):
            return None
        terminals_ca = "\n".join(self._system.ca_file_pem) if self._system.bothway else None
        return "\n".join(certificate.presented), certificate.key_pem, terminals_ca

    async def _open_plain(self) -> None:
        place = (self._system.tel_address, self._system.sip_port)
        loop = asyncio.get_running_loop()
        self._tcp = await asyncio.start_server(self._accept_tcp, *place)
        transport, _protocol = await loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=place)
        self._datagrams = transport

    async def _open_tls(self, identity: TlsIdentity) -> None:
        cert_pem, key_pem, terminals_ca = identity
        context = server_context(cert_pem, key_pem, client_ca_pem=terminals_ca)

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._serve(TlsStream(reader, writer, context, server_side=True), writer, "tls")

        self._tls = await asyncio.start_server(accept, self._system.tel_address, self._system.sips_port)
        self._tls_identity = identity

    def _close_plain(self) -> None:
        if self._tcp is not None:
            self._tcp.close()
        if self._datagrams is not None:
            self._datagrams.abort()
        self._tcp = self._datagrams = None
        self._drop_connections(secured=False)

    def _close_tls(self) -> None:
        if self._tls is not None:
            self._tls.close()
        self._tls = self._tls_identity = None
        self._drop_connections(secured=True)

    def _drop_connections(self, *, secured: bool) -> None:
        for task, transport in self._connections.items():
            if (transport == "tls") == secured:
                task.cancel()

    async def _accept_tcp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._serve(TcpStream(reader, writer), writer, "tcp")

    async def _serve(self, stream: Stream, writer: asyncio.StreamWriter, transport: Transport) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._connections[task] = transport
        try:
            await self._converse(stream, writer.get_extra_info("peername"), transport)
        except (OSError, FramingError, TimeoutError) as error:
            _LOG.debug("%s: %s connection ended: %s", self._system.name, transport, error)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            del self._connections[task]
            await stream.close()

    async def _converse(self, stream: Stream, peer: tuple[str, int], transport: Transport) -> None:
        client_pem = None
        if isinstance(stream, TlsStream):
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await stream.handshake()
            certificate = stream.peer_certificate()
            client_pem = pem_of(certificate) if certificate else None
            with self._world.lock:
                problem = self._system.tls_problem(client_pem)
            if problem:  # OpenSSL takes a chain to the CA file, the system wants it to hold the issuer
                raise ConnectionError(problem)
        await converse(stream, lambda raw: self.answers(raw, peer, transport, client_pem)[1])

    def answers(
        self, raw: bytes, source: tuple[str, int], transport: Transport, client_pem: str | None = None
    ) -> tuple[Request | None, list[bytes]]:
        """The request in `raw` and the messages to send back. Malformed input on a stream raises FramingError."""
        try:
            message = messages.parse(raw)
        except ValueError as error:
            if transport == "udp":
                return None, []
            raise FramingError(str(error)) from error
        if isinstance(message, Response) or message.method == "ACK" or self._filtered(transport, source[0]):
            return None, []
        reply = self._register if message.method == "REGISTER" else self._other
        return message, [bytes(one) for one in reply(message, source, transport, client_pem)]

    def _filtered(self, transport: Transport, address: str) -> bool:
        """MOD-3: with BOTHWAY 5060 serves declared SIP trunks only, the rest meets silence."""
        with self._world.lock:
            return transport != "tls" and self._system.bothway and address not in self._system.trunks

    def _other(
        self, message: Request, source: tuple[str, int], _transport: Transport, _client_pem: str | None
    ) -> list[Request | Response]:
        code, phrase = (200, "OK") if message.method == "OPTIONS" else (405, "Method Not Allowed")
        return [self._response(message, code, phrase, source)]

    def _register(
        self, message: Request, source: tuple[str, int], transport: Transport, client_pem: str | None
    ) -> list[Request | Response]:
        mac = messages.mac_of(message)
        port = self._system.sips_port if transport == "tls" else self._system.sip_port
        if mac is None:
            return [self._response(message, 403, "Forbidden", source)]
        with self._world.lock:
            result = self._system.register(mac, source[0], port, transport, client_pem)
        if result.code == 0:
            return []
        answer = self._response(message, result.code, result.reason, source)
        if not result.accepted:
            return [answer]
        answer.headers.setlist("Contact", message.headers.getlist("Contact"))
        answer.expires = message.expires
        if not result.update_order:
            return [answer]
        me = Party("", self._system.tel_address, port, transport)
        return [messages.check_sync(message.contact[0].uri, me), answer]

    def _response(self, message: Request, code: int, phrase: str, source: tuple[str, int]) -> Response:
        answer = messages.response(message, code, phrase, source)
        answer.headers.set("Allow", messages.ALLOWED_METHODS)
        answer.server = messages.SERVER_NAME
        return answer


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, service: SipService) -> None:
        self._service = service

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        request, answers = self._service.answers(data, addr, "udp")
        if request is None:
            return
        for answer in answers:
            self._transport.sendto(answer, messages.answer_address(request, addr))
