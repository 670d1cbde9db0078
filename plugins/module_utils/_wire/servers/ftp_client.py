# SPDX-License-Identifier: GPL-3.0-or-later
"""ftplib with what it lacks: implicit TLS, the session of the control channel on the data channel, bounded replies."""

from __future__ import annotations

import ftplib
import hashlib
import socket
import ssl
from typing import Any

LINES = 1000
"""Lines of one reply; a server that never ends one is cut off."""
WIRE = "latin-1"
"""Maps every byte to a character and back, so that no reply and no name can fail to decode."""


def on_wire(text: str) -> str:
    """Text that comes out as UTF-8, or as the bytes that a name was listed with."""
    return text.encode("utf-8", "surrogateescape").decode(WIRE)


class Client(ftplib.FTP):
    """Plain FTP. Raises what ftplib raises."""

    def __init__(self, timeout: float) -> None:
        super().__init__(timeout=timeout, encoding=WIRE)
        self._lines = 0

    def getresp(self) -> str:
        self._lines = 0
        return super().getresp()

    def getline(self) -> str:
        self._lines += 1
        if self._lines > LINES:
            raise ftplib.error_proto(f"a reply of more than {LINES} lines")
        return super().getline()

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        data, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # that of FTP_TLS would begin another TLS session
        try:
            return self._protected(data), size
        except BaseException:
            data.close()
            raise

    def _protected(self, data: socket.socket) -> socket.socket:
        """In active mode anybody could have connected; only the server itself is believed."""
        if self.sock is None or data.getpeername()[0] != self.sock.getpeername()[0]:
            raise ftplib.error_proto("the data connection comes from another host")
        return data


class SecureClient(Client, ftplib.FTP_TLS):
    """FTPS. ``pin``: SHA-256 of the certificate, looked at before anything is said."""

    def __init__(self, timeout: float, context: ssl.SSLContext, pin: str | None) -> None:
        ftplib.FTP_TLS.__init__(self, context=context, timeout=timeout, encoding=WIRE)
        self._lines = 0
        self._pin = pin

    def begin(self, host: str, port: int, *, implicit: bool) -> None:
        """Connect and set up TLS. Raises WrongCertificate and what ftplib raises."""
        if implicit:
            self.host, self.port = host, port
            plain = socket.create_connection((host, port), self.timeout)
            self.af = plain.family
            self._take_over(self.context.wrap_socket(plain, server_hostname=host))
            self.welcome = self.getresp()
        else:
            self.connect(host, port)
            self.auth()
            self._checked(self.sock)

    def _take_over(self, secure: ssl.SSLSocket) -> None:
        self.sock = secure
        self._checked(secure)
        self.file = secure.makefile("r", encoding=self.encoding)

    def _protected(self, data: socket.socket) -> socket.socket:
        """With the session of the control channel: many servers insist, for it proves that both are one client."""
        if not isinstance(self.sock, ssl.SSLSocket):
            raise ftplib.error_proto("the control connection has no TLS")
        super()._protected(data)
        return self._checked(self.context.wrap_socket(data, server_hostname=self.host, session=self.sock.session))

    def _checked(self, secure: Any) -> Any:
        found = hashlib.sha256(secure.getpeercert(binary_form=True) or b"").hexdigest()
        if self._pin and found != self._pin:
            raise WrongCertificate(found)
        return secure


class WrongCertificate(Exception):
    """Its text is the fingerprint that the server shows."""
