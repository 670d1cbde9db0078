# SPDX-License-Identifier: GPL-3.0-or-later
"""FTP and FTPS by ftplib."""

from __future__ import annotations

import contextlib
import ftplib
import socket
import ssl
from collections.abc import Iterator

from ..._errors import MivoiceError, ServerRefused, TlsError
from ..._phoneconfig.folder import unreadable
from ..._webadmin.transport import fingerprint, ssl_context
from . import names, problems, replacing
from .ftp_client import Client, SecureClient, WrongCertificate, on_wire
from .part import CHUNK, Broken, Part
from .pooled import Reader
from .server import IMPLICIT_FTPS, Server

LONGEST_LIST = 64 * 1024 * 1024
"""Bytes of a listing: a million names of usual length."""

REFUSALS = (ftplib.error_perm, ftplib.error_temp, ftplib.error_reply)
"""A server's clean "no"; what else ftplib raises is no FTP."""
NETWORK = (OSError, EOFError, ftplib.Error)
CLOSING = "421"
NOT_THERE = "550"
NOT_LISTED = "fail"
"""vsftpd ends the list of a folder that it cannot open with 226 and says so in words only."""


class FtpLink:
    """One log-in, in the folder. ``usable``: whether the dialogue is at a place where the next command may follow."""

    def __init__(self, server: Server) -> None:
        self.usable = True
        self._server = server
        self._client = _connected(server)
        try:
            _entered(server, self._client)
        except BaseException:
            self._client.close()
            raise

    def close(self) -> None:
        with contextlib.suppress(*NETWORK, *REFUSALS):
            if self.usable:
                self._client.quit()
        self._client.close()

    def fetch(self, name: str, part: Part) -> None:
        try:
            with self._dialogue():
                self._fetch(name, part)
        except REFUSALS as refusal:
            if part.data:  # a server that does not continue may still begin
                part.restart(None)
                raise Broken(problems.told(self._server, refusal)) from refusal
            raise self._unread(name, refusal) from refusal

    def _fetch(self, name: str, part: Part) -> None:
        stamp = self._asked("MDTM", name)
        start = part.resume(stamp)
        data, announced = self._client.ntransfercmd(f"RETR {on_wire(name)}", start or None)
        with contextlib.closing(data):
            part.fits(announced or 0)
            while block := data.recv(CHUNK):
                part.take(block)
        self._client.voidresp()
        if start:
            announced = self.size(name)
        part.whole(announced)

    def _unread(self, name: str, refusal: Exception) -> Exception:
        """550 means everything from "no such file" to "not for you"; a size is told of what is there."""
        text = problems.told(self._server, refusal)
        if text.startswith(NOT_THERE) and self.size(name) is None:
            return problems.not_there(name)
        if isinstance(refusal, ftplib.error_temp):
            return Broken(text)
        return unreadable(name, f"the server refuses it: {text}")

    def listing(self) -> list[str]:
        """Every name as it was sent. Raises Broken, ConnectionFailed."""
        received = bytearray()
        try:
            with self._dialogue():
                with contextlib.closing(self._client.transfercmd("NLST")) as data:
                    while block := data.recv(CHUNK):
                        received += block
                        if len(received) > LONGEST_LIST:
                            raise problems.not_listed(self._server, f"more than {LONGEST_LIST} bytes")
                reply = self._client.voidresp()
        except REFUSALS as refusal:
            raise problems.not_listed(self._server, problems.told(self._server, refusal)) from refusal
        if NOT_LISTED in reply.lower():
            raise problems.not_listed(self._server, self._server.scrubbed(reply))
        return [names.decoded(line.rstrip(b"\r")) for line in bytes(received).split(b"\n") if line.strip()]

    def store(self, name: str, data: bytes) -> None:
        """Raises Broken and the server's refusal, as do the following."""
        with self._dialogue():
            with contextlib.closing(self._client.transfercmd(f"STOR {on_wire(name)}")) as channel:
                self._send(channel, data)
            self._client.voidresp()

    def _send(self, channel: socket.socket, data: bytes) -> None:
        """A server that has no room closes the channel first and then says why: its word is worth more."""
        try:
            channel.sendall(data)
            if isinstance(channel, ssl.SSLSocket):
                with contextlib.suppress(OSError):
                    channel.unwrap()
        except OSError:
            self._client.voidresp()
            raise

    def rename(self, old: str, new: str) -> None:
        with self._dialogue():
            self._client.rename(on_wire(old), on_wire(new))

    def delete(self, name: str) -> None:
        with self._dialogue():
            self._client.delete(on_wire(name))

    def size(self, name: str) -> int | None:
        """None when the server does not say; of a folder it does not."""
        with self._dialogue():
            told = self._asked("SIZE", name)
        return int(told) if told and told.isdecimal() else None

    def _asked(self, command: str, name: str) -> str | None:
        """What a server says of a file, None when it does not know the command or the file."""
        try:
            reply = self._client.sendcmd(f"{command} {on_wire(name)}")
        except (ftplib.error_perm, ftplib.error_reply):
            return None
        return reply[4:].strip() if reply.startswith("213") else None

    @contextlib.contextmanager
    def _dialogue(self) -> Iterator[None]:
        """After anything but a clean reply the link is not used again. Raises Broken for the network's faults."""
        try:
            yield
        except REFUSALS as refusal:
            self.usable = not str(refusal).startswith(CLOSING)
            raise
        except (*NETWORK, WrongCertificate) as error:
            self.usable = False
            raise Broken(problems.told(self._server, error)) from error
        except BaseException:
            self.usable = False
            raise


class FtpServer(Reader[FtpLink]):
    """DownloadServer over FTP or FTPS."""

    lists = True
    writes = True
    atomic = True

    def __init__(self, server: Server) -> None:
        super().__init__(server, lambda: FtpLink(server))
        with self._links.lent():
            pass

    def names(self) -> Iterator[str]:
        self._listed = names.Listed()
        with self._links.lent() as link, self._unbroken():
            found = link.listing()
        return self._listed.plain(found)

    def write(self, name: str, data: bytes) -> None:
        replacing.replace(self, names.checked(name), data)

    def remove(self, name: str) -> bool:
        try:
            self.delete(names.checked(name))
        except ServerRefused:
            if self.is_file(name) or self._listed_still(name):
                raise
            return False
        return True

    def put(self, name: str, data: bytes) -> None:
        with self._links.lent() as link, self._changing(name, "written"):
            link.store(name, data)
            kept = link.size(name)
        if kept is not None and kept != len(data):
            raise problems.refused(self._server, name, "written", f"{kept} of {len(data)} bytes were kept: no space?")

    def rename(self, old: str, new: str) -> None:
        with self._links.lent() as link, self._changing(new, "put in place"):
            link.rename(old, new)

    def delete(self, name: str) -> None:
        with self._links.lent() as link, self._changing(name, "removed"):
            link.delete(name)

    def is_file(self, name: str) -> bool:
        with self._links.lent() as link, self._unbroken():
            return link.size(name) is not None

    def _listed_still(self, name: str) -> bool:
        with self._links.lent() as link, self._unbroken():
            return name in link.listing()

    @contextlib.contextmanager
    def _changing(self, name: str, action: str) -> Iterator[None]:
        """Raises ServerRefused, ConnectionFailed when nobody knows whether it happened."""
        with self._unbroken():
            try:
                yield
            except REFUSALS as refusal:
                raise problems.refused(self._server, name, action, refusal) from refusal

    @contextlib.contextmanager
    def _unbroken(self) -> Iterator[None]:
        try:
            yield
        except Broken as broken:
            raise problems.failed(self._server, broken) from broken


def _connected(server: Server) -> Client:
    """TLS is set up and its certificate looked at. Raises TlsError, ConnectionFailed."""
    try:
        if server.protocol == "ftp":
            plain = Client(server.timeout)
            plain.connect(server.host, server.reached_port)
            return plain
        pin = fingerprint(server.fingerprint) if server.fingerprint else None
        secure = SecureClient(server.timeout, ssl_context(server.ca_path, pin is not None, []), pin)
        secure.begin(server.host, server.reached_port, implicit=server.port == IMPLICIT_FTPS)
        return secure
    except WrongCertificate as wrong:
        raise problems.wrong_identity(server, f"SHA-256 {wrong}", "fingerprint") from wrong
    except REFUSALS as refusal:
        raise _no_tls(server, refusal) from refusal
    except NETWORK as error:
        raise problems.failed(server, error) from error


def _no_tls(server: Server, refusal: Exception) -> MivoiceError:
    if server.protocol == "ftp" or problems.told(server, refusal).startswith(CLOSING):
        return problems.failed(server, refusal)
    return TlsError(
        problem="The download server does not offer TLS",
        found=problems.told(server, refusal),
        remedy="Switch TLS on at the server, or say that it is plain 'ftp' if that is what is meant",
    )


def _entered(server: Server, client: Client) -> None:
    """Log in, protect the data, go to the folder. Raises AuthError, UsageError for the folder, ConnectionFailed."""
    try:
        client.set_pasv(server.passive)
        client.login(on_wire(server.username or "anonymous"), on_wire(server.password or ""))
        if isinstance(client, SecureClient):
            client.prot_p()
        client.voidcmd("TYPE I")
    except REFUSALS as refusal:
        if problems.told(server, refusal).startswith(CLOSING):
            raise problems.failed(server, refusal) from refusal
        raise problems.log_in_refused(server, refusal) from refusal
    except NETWORK as error:
        raise problems.failed(server, error) from error
    if server.path:
        try:
            client.cwd(on_wire(server.path))
        except REFUSALS as refusal:
            raise problems.no_folder(server, refusal) from refusal
        except NETWORK as error:
            raise problems.failed(server, error) from error
