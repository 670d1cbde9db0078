# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients for download servers: one interface over FTP, FTPS, SFTP, TFTP, HTTP and HTTPS.

``with opened(Server(...)) as server:`` then list, read, write and remove plain names of one folder. What comes is
bounded in size, time and memory; who the server is, is verified; no error holds a password.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from .ftp import FtpServer
from .http import HttpServer
from .server import PROTOCOLS, DownloadServer, Server
from .sftp import SftpServer
from .tftp import TftpServer

__all__ = ["PROTOCOLS", "DownloadServer", "Server", "opened"]

_SPEAKERS: dict[str, Callable[[Server], Any]] = {
    "ftp": FtpServer,
    "ftps": FtpServer,
    "sftp": SftpServer,
    "tftp": TftpServer,
    "http": HttpServer,
    "https": HttpServer,
}


@contextmanager
def opened(server: Server) -> Iterator[DownloadServer]:
    """The server, connected and logged in; TFTP has nothing to connect to before the first file.

    Raises TlsError for the wrong certificate or host key, AuthError for a refused log-in (tried once), UsageError for
    a folder that is not there or a library that is missing, ConnectionFailed for everything else.
    """
    with closing(_SPEAKERS[server.protocol](server)) as speaker:
        yield speaker
