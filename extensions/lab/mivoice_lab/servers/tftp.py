# SPDX-License-Identifier: GPL-3.0-or-later
"""TFTP (RFC 1350) on files in memory. tftpy's own server loop is `select`, which fails above 1,024 descriptors and
takes seconds to stop; its sessions are used here, driven by asyncio."""

from __future__ import annotations

import asyncio
import io
import logging
import struct
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from tftpy.TftpContexts import TftpContextServer
from tftpy.TftpPacketTypes import TftpPacketERR
from tftpy.TftpShared import TftpErrors, TftpException, TftpTimeout, TftpTimeoutExpectACK

from .files import Denied

if TYPE_CHECKING:
    from .files import Files

RESEND_SECONDS = 1.0
_LOG = logging.getLogger(__name__)


class TftpService(asyncio.DatagramProtocol):
    """One TFTP download server: reads only."""

    def __init__(self, files: Files, address: str, port: int) -> None:
        self._files = files
        self._place = (address, port)
        self._sessions: dict[tuple[str, int], TftpContextServer] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self._empty_root = tempfile.TemporaryDirectory(prefix="mivoice-lab-tftp-")
        self._timer: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, local_addr=self._place)
        self._timer = loop.call_later(RESEND_SECONDS, self._resend)

    async def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            self._transport.abort()
        for client in list(self._sessions):
            self._end(client)
        self._empty_root.cleanup()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if addr in self._sessions:
            return
        session = TftpContextServer(
            *addr, RESEND_SECONDS, self._empty_root.name, self._file, upload_open=_refuse_upload, flock=False
        )
        session.sock.bind((self._place[0], 0))
        session.sock.setblocking(False)
        self._sessions[addr] = session
        asyncio.get_running_loop().add_reader(session.sock, self._advance, addr)
        self._guarded(addr, lambda: session.start(data))

    def _file(self, path: str, *, raddress: str, rport: int) -> io.BytesIO | None:
        self._files.log.tftp_request(raddress, path)
        try:
            data = self._files.read(path, raddress)
        except Denied:
            self._refuse(raddress, rport)
            raise
        if data is None:
            self._files.log.tftp_failure(raddress)
            return None
        return _HalfOf(data) if self._files.stalls(path) else io.BytesIO(data)

    def _refuse(self, client: str, port: int) -> None:
        """tftpy knows no answer but "File not found" to a request that it does not serve."""
        packet = TftpPacketERR()
        packet.errorcode = TftpErrors.AccessViolation
        self._sessions[client, port].sock.sendto(packet.encode().buffer, (client, port))

    def _advance(self, client: tuple[str, int]) -> None:
        session = self._sessions[client]
        self._guarded(client, session.cycle)
        if session.state is None:
            self._end(client)

    def _guarded(self, client: tuple[str, int], step: Callable[[], object]) -> None:
        try:
            step()
        except (BlockingIOError, TftpTimeoutExpectACK):
            pass
        except (TftpException, struct.error, OSError) as error:
            _LOG.debug("TFTP %s: %s", client[0], error)
            self._end(client)

    def _end(self, client: tuple[str, int]) -> None:
        session = self._sessions.pop(client, None)
        if session is not None:
            asyncio.get_running_loop().remove_reader(session.sock)
            session.end()

    def _resend(self) -> None:
        for client, session in list(self._sessions.items()):
            try:
                session.checkTimeout(time.time())
            except TftpTimeout:
                session.retry_count += 1
                if session.retry_count >= session.retries:
                    self._end(client)
                else:
                    self._guarded(client, partial(_resend_last, session))
        self._timer = asyncio.get_running_loop().call_later(RESEND_SECONDS, self._resend)


class _HalfOf(io.BytesIO):
    """A file of which only the blocks of its first half come."""

    def read(self, size: int | None = -1) -> bytes:
        wanted = len(self.getvalue()) if size is None or size < 0 else size
        if self.tell() + wanted > len(self.getvalue()) // 2:
            raise BlockingIOError
        return super().read(wanted)


def _refuse_upload(_path: str, _context: TftpContextServer) -> None:
    return None


def _resend_last(session: TftpContextServer) -> None:
    if session.last_pkt is not None:
        session.state.resendLast()
