# SPDX-License-Identifier: GPL-3.0-or-later
"""TFTP by tftpy: read and write by name, no more. There is no log-in, no list, no removing and no renaming."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from ... import _deps
from ..._errors import ConnectionFailed, NotThere, UnreadableFile
from ..._phoneconfig.folder import unreadable
from . import names, problems
from .part import Broken, Part
from .pooled import Reader
from .server import Server

BLOCK = 1024
"""Bytes a packet: fits every network without being cut up."""
RESENT = 5
"""How often a packet is sent before the server's timeout is over."""
FILE_NOT_FOUND, DISK_FULL = 1, 3

logging.getLogger("tftpy").addHandler(logging.NullHandler())


class Sink(io.RawIOBase):
    """Where tftpy puts what comes."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part

    def write(self, block: Any) -> int:
        self._part.take(bytes(block))
        return len(block)


class TftpLink:
    """Nothing is kept between two files."""

    usable = True

    def __init__(self, server: Server) -> None:
        self._server = server
        self._library = _deps.imported(_deps.SERVER_LIBRARIES[server.protocol], "TFTP")
        self._error: Any = None
        self._begun = False

    def close(self) -> None:
        return None

    def fetch(self, name: str, part: Part) -> None:
        part.restart(None)
        try:
            announced = self._transfer("download", name, Sink(part), part)
        except (UnreadableFile, Broken):
            raise
        except Exception as error:  # noqa: BLE001 - tftpy lets its parser's own errors through
            raise self._unread(name, error) from error
        part.whole(announced)

    def put(self, name: str, data: bytes) -> None:
        """Raises ServerRefused when it did not even begin, WriteUncertain."""
        try:
            self._transfer("upload", name, io.BytesIO(data), Part(name, len(data), self._server.timeout))
        except Exception as error:
            if self._error is not None and not self._begun:
                raise problems.refused(self._server, name, "written", self._words(error)) from error
            found = problems.told(self._server, error) if self._error is None else self._words(error)
            raise problems.uncertain(self._server, name, found) from error

    def _transfer(self, direction: str, name: str, stream: Any, part: Part) -> int | None:
        """The size that the server announced."""
        self._error, self._begun = None, False
        announced: list[int] = []
        packets = self._library.TftpPacketTypes

        def look(packet: Any) -> None:
            part.in_time()
            if isinstance(packet, packets.TftpPacketERR):
                self._error = packet
            elif isinstance(packet, packets.TftpPacketDAT):
                self._begun = True
            elif isinstance(packet, packets.TftpPacketOACK) and "tsize" in packet.options:
                announced.append(int(packet.options["tsize"]))
                part.fits(announced[0])

        options = {"blksize": BLOCK} | ({"tsize": 0} if direction == "download" else {})
        client = self._library.TftpClient(self._server.host, self._server.reached_port, options, flock=False)
        path = "/".join([*self._server.folder_parts, name])
        getattr(client, direction)(
            names.encoded(path), stream, packethook=look, timeout=self._server.timeout / RESENT, retries=RESENT
        )
        return announced[0] if announced else None

    def _unread(self, name: str, error: Exception) -> Exception:
        code = self._error.errorcode if self._error is not None else None
        if code == FILE_NOT_FOUND:
            return problems.not_there(name)
        if code is not None:
            return unreadable(name, f"the server refuses it: {self._words(error)}")
        if isinstance(error, self._library.TftpShared.TftpTimeout):
            return Broken(f"nothing came for {self._server.timeout:g} s")
        return Broken(problems.told(self._server, error))

    def _words(self, error: Exception) -> str:
        if self._error.errorcode == DISK_FULL:
            return "disk full"
        message = getattr(self._error, "errmsg", None)
        text = message.decode("utf-8", "backslashreplace") if isinstance(message, bytes) else str(message or error)
        return self._server.scrubbed(f"error {self._error.errorcode}: {text}")


class TftpServer(Reader[TftpLink]):
    """DownloadServer over TFTP. Opening it asks nothing: there is nothing that could be asked."""

    lists = False
    writes = True
    atomic = False

    def __init__(self, server: Server) -> None:
        super().__init__(server, lambda: TftpLink(server))
        with self._links.lent():
            pass

    def names(self) -> Iterator[str]:
        raise problems.cannot_list(self._server)

    def write(self, name: str, data: bytes) -> None:
        with self._links.lent() as link:
            link.put(names.checked(name), data)
        self._kept(name, data)

    def _kept(self, name: str, data: bytes) -> None:
        """tftpd-hpa acknowledges every block on a full disk. Raises WriteUncertain unless the file is what was sent."""
        try:
            found = self.read(name, max(len(data), 1))
        except UnreadableFile as error:
            raise problems.uncertain(self._server, name, f"it cannot be read back: {error.problem}") from error
        if found != data:
            shown = (
                f"{len(found)} of {len(data)} bytes were kept" if len(found) < len(data) else "other bytes were kept"
            )
            raise problems.uncertain(self._server, name, f"{shown}; is the disk full?")

    def remove(self, name: str) -> bool:
        """Only what is not there is removed already."""
        names.checked(name)
        try:
            self.read(name)
        except NotThere:
            return False
        except UnreadableFile as error:
            raise ConnectionFailed(
                problem=f"It cannot be told whether {name} is there", where=error.where, found=error.problem
            ) from error
        raise problems.refused(self._server, name, "removed", "TFTP cannot remove files")
