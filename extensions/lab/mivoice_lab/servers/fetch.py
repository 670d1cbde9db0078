# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone's side of the download: one file by FTP, TFTP or HTTP, from the phone's own address. Blocking."""

from __future__ import annotations

import ftplib
import http.client
import io
from collections.abc import Callable

from tftpy import TftpClient
from tftpy.TftpShared import TftpException, TftpFileNotFoundError, TftpTimeout

TIMEOUT_SECONDS = 10.0
TFTP_TIMEOUT_SECONDS = 0.5


class FetchError(OSError):
    """The server did not answer, or broke off; says nothing about the file."""


def fetch(protocol: str, server: str, port: int, path: str, source: str) -> bytes | None:
    """Content of `path`, or None when the server says that it has no such file. Raises FetchError."""
    try:
        return _BY_PROTOCOL[protocol](server, port, path, source)
    except (OSError, EOFError, http.client.HTTPException, ftplib.Error, TftpException) as error:
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


def _by_http(server: str, port: int, path: str, source: str) -> bytes | None:
    connection = http.client.HTTPConnection(server, port, timeout=TIMEOUT_SECONDS, source_address=(source, 0))
    try:
        connection.request("GET", "/" + path)
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
    "http": _by_http,
    "tftp": _by_tftp,
}
