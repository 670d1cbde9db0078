# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone's side of the download: one file by FTP, TFTP, HTTP or HTTPS, from the phone's own address. Blocking."""

from __future__ import annotations

import ftplib
import http.client
import io
import ssl
from collections.abc import Callable
from urllib.parse import quote

from tftpy import TftpClient
from tftpy.TftpShared import TftpException, TftpFileNotFoundError, TftpTimeout

TIMEOUT_SECONDS = 10.0
TFTP_TIMEOUT_SECONDS = 0.5


class FetchError(OSError):
    """The server did not answer, or broke off; says nothing about the file."""


def fetch(
    protocol: str,
    server: str,
    port: int,
    path: str,
    source: str,
    user_agent: str = "",
    context: ssl.SSLContext | None = None,
) -> bytes | None:
    """Content of `path`, or None when the server says that it has no such file. `user_agent` is told over HTTP and
    HTTPS; `context` checks the server of HTTPS. Raises FetchError, for a name that the protocol cannot carry too."""
    try:
        if protocol in ("http", "https"):
            return _by_http(_http(server, port, source, context if protocol == "https" else None), path, user_agent)
        return _BY_PROTOCOL[protocol](server, port, path, source)
    except (OSError, EOFError, ValueError, http.client.HTTPException, ftplib.Error, TftpException) as error:
        raise FetchError(f"{protocol}://{server}:{port}/{path}: {error}") from error


def _by_ftp(server: str, port: int, path: str, source: str) -> bytes | None:
    content = io.BytesIO()
    with ftplib.FTP(timeout=TIMEOUT_SECONDS) as ftp:
        ftp.connect(server, port, source_address=(source, 0))
        ftp.login()
        try:
            ftp.retrbinary(f"RETR {path}", content.write)
        except ftplib.error_perm as error:
            if str(error).startswith("550"):
                return None
            raise
    return content.getvalue()


def _http(server: str, port: int, source: str, context: ssl.SSLContext | None) -> http.client.HTTPConnection:
    place = (source, 0)
    if context is None:
        return http.client.HTTPConnection(server, port, timeout=TIMEOUT_SECONDS, source_address=place)
    return http.client.HTTPSConnection(server, port, timeout=TIMEOUT_SECONDS, source_address=place, context=context)


def _by_http(connection: http.client.HTTPConnection, path: str, user_agent: str) -> bytes | None:
    try:
        connection.request("GET", "/" + quote(path), headers={"User-Agent": user_agent} if user_agent else {})
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if response.status == http.client.NOT_FOUND:
        return None
    if response.status != http.client.OK:
        raise FetchError(f"answered {response.status}")
    return content


def _by_tftp(server: str, port: int, path: str, source: str) -> bytes | None:
    content = _KeptOpen()
    client = TftpClient(server, port, localip=source, flock=False)
    try:
        client.download(path, content, timeout=TFTP_TIMEOUT_SECONDS)
    except TftpFileNotFoundError:
        return None
    except TftpTimeout as error:
        raise FetchError("no answer") from error
    return content.getvalue()


class _KeptOpen(io.BytesIO):
    """tftpy closes what it wrote to; the content is read afterwards."""

    def close(self) -> None:
        self.seek(0)


_BY_PROTOCOL: dict[str, Callable[[str, int, str, str], bytes | None]] = {
    "ftp": _by_ftp,
    "tftp": _by_tftp,
}
