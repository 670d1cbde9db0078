# SPDX-License-Identifier: GPL-3.0-or-later
"""One file from a download server by its address, as a terminal would fetch it."""

from __future__ import annotations

from urllib.parse import SplitResult, quote, unquote, urlsplit

from .._errors import ConnectionFailed, FolderNotThere, MivoiceError, NotThere, TlsError, UsageError, Where
from .servers.opening import Server, opened

SCHEMES = ("ftp", "http", "https")
TIMEOUT = 30.0
"""Seconds without progress."""


def fetch(
    url: str,
    limit: int,
    *,
    ca_path: str | None = None,
    username: str | None = None,
    password: str | None = None,
    timeout: float = TIMEOUT,
) -> bytes | None:
    """What is at ``url``, None when the server says that nothing is; at most ``limit`` bytes.

    ``ca_path``: PEM file of the authority of an HTTPS server; left out, those of the machine count. Raises UsageError
    for an address of another kind, TlsError or ConnectionFailed for everything else.
    """
    parts = checked(url)
    folder, _slash, name = unquote(parts.path).rpartition("/")
    server = Server(
        protocol=parts.scheme,
        host=parts.hostname or "",
        port=parts.port,
        folder=folder.lstrip("/"),
        username=username,
        password=password,
        ca_path=ca_path if parts.scheme == "https" else None,
        timeout=timeout,
    )
    try:
        with opened(server) as reached:
            return reached.read(name, limit)
    except (NotThere, FolderNotThere):
        return None
    except MivoiceError as error:
        raise _unread(url, server, error) from error


def checked(url: str) -> SplitResult:
    """The parts of an address that :func:`fetch` can read; raises UsageError for another one."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise UsageError(problem=f"{url} is no address of a file", wanted=f"one of {', '.join(SCHEMES)}")
    if parts.username or parts.password:
        raise UsageError(problem="An address may not hold a user name or a password; there are options for them")
    return parts


def inside(folder: str, name: str) -> str:
    """Address of the file ``name`` in the folder at an address."""
    checked(folder)
    return f"{folder.rstrip('/')}/{quote(name)}"


def _unread(url: str, server: Server, error: MivoiceError) -> ConnectionFailed:
    kind = TlsError if isinstance(error, TlsError) else ConnectionFailed
    return kind(
        problem=f"{url} could not be read",
        where=Where(host=server.host),
        found="; ".join(part for part in (error.problem, error.found) if part),
        remedy="Look at the download server, its address and log-in, then run again",
    )
