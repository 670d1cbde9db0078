# SPDX-License-Identifier: GPL-3.0-or-later
"""Access logs of the download servers, in the words of the servers that sites run: nginx, vsftpd, tftpd-hpa."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

FORMATS = {"http": "nginx", "https": "nginx", "ftp": "vsftpd", "tftp": "tftpd"}
"""What phones use -> whose log the server writes."""


class AccessLog:
    """The log file of one server. `now` tells the wall clock; without `path` nothing is written."""

    def __init__(self, path: Path | None, server: str, now: Callable[[], datetime]) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1) if path else None
        self._server = server
        self._now = now

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def http(self, client: str, request_line: str, status: int, size: int, referer: str, user_agent: str) -> None:
        """nginx, format "combined": local time with its zone."""
        when = self._now().astimezone().strftime("%d/%b/%Y:%H:%M:%S %z")
        self._write(f'{client} - - [{when}] "{request_line}" {status} {size} "{referer or "-"}" "{user_agent or "-"}"')

    def ftp_connect(self, client: str) -> None:
        self._vsftpd(f'CONNECT: Client "{client}"')

    def ftp_login(self, client: str, user: str, told: str | None) -> None:
        """A log-in; what an anonymous client told in place of a password is no secret."""
        words = "" if told is None else f', anon password "{told}"'
        self._vsftpd(f'[{user}] OK LOGIN: Client "{client}"{words}')

    def ftp_login_failure(self, client: str, user: str) -> None:
        """A log-in that was refused."""
        self._vsftpd(f'[{user}] FAIL LOGIN: Client "{client}"')

    def ftp_transfer(self, what: str, client: str, path: str, size: int, seconds: float, user: str) -> None:
        """A file sent or taken to its end; `what`: DOWNLOAD or UPLOAD."""
        rate = size / 1024 / max(seconds, 1e-6)
        self._vsftpd(f'[{user}] OK {what}: Client "{client}", "{path}", {size} bytes, {rate:.2f}Kbyte/sec')

    def ftp_failure(self, client: str, path: str, user: str) -> None:
        """A file that is not there."""
        self._vsftpd(f'[{user}] FAIL DOWNLOAD: Client "{client}", "{path}", 0.00Kbyte/sec')

    def tftp_request(self, client: str, path: str) -> None:
        """What in.tftpd says of a read request: that it was asked for, not that it arrived."""
        self._syslog(f"RRQ from {client} filename {path}")

    def tftp_failure(self, client: str) -> None:
        """A file that is not there."""
        self._syslog(f"sending NAK (1, File not found) to {client}")

    def _vsftpd(self, text: str) -> None:
        """vsftpd's own log: local time without zone, of a server that lives in UTC."""
        when = self._now().astimezone(UTC)
        self._write(f"{when:%a %b} {when.day:2} {when:%H:%M:%S %Y} [pid {os.getpid()}] {text}")

    def _syslog(self, text: str) -> None:
        """The classic form of syslog (RFC 3164): local time, neither year nor zone, of a server that lives in UTC."""
        when = self._now().astimezone(UTC)
        self._write(f"{when:%b} {when.day:2} {when:%H:%M:%S} {self._server} in.tftpd[{os.getpid()}]: {text}")

    def _write(self, line: str) -> None:
        if self._file is not None:
            self._file.write(line + "\n")
