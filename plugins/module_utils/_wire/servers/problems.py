# SPDX-License-Identifier: GPL-3.0-or-later
"""The house's errors about a download server, each without the password, whoever quoted it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from ..._errors import (
    AuthError,
    ConnectionFailed,
    FolderNotThere,
    MivoiceError,
    NotThere,
    ServerRefused,
    TlsError,
    UsageError,
    Where,
    WriteUncertain,
)
from ..._phoneconfig.folder import shown, unreadable
from .server import Server

FULL = ("452", "552", "no space", "disk full", "quota", "insufficient storage", "507")
"""How servers say that there is no room."""


def told(server: Server, error: BaseException) -> str:
    """What an exception of a library says. Passwords that a server quotes are taken out of the exception too."""
    for one in _chain(error):
        one.args = tuple(server.scrubbed(part) if isinstance(part, str) else part for part in one.args)
        if isinstance(getattr(one, "reason", None), str) and not isinstance(one, OSError):
            one.reason = server.scrubbed(one.reason)  # type: ignore[attr-defined]
    if isinstance(error, TimeoutError):
        return f"nothing came for {server.timeout:g} s"
    if isinstance(error, EOFError) and not str(error):
        return "the server closed the connection"
    return server.scrubbed(str(error) or type(error).__name__)


def failed(server: Server, error: BaseException) -> ConnectionFailed:
    """Connecting did not work."""
    if about_tls(error):
        return TlsError(
            problem="TLS with the download server cannot be set up or its certificate is not trusted",
            where=Where(host=server.address),
            found=told(server, error),
            remedy="Give the authority in 'ca_path', or pin the certificate with 'fingerprint'",
        )
    return ConnectionFailed(
        problem="The download server does not answer as one should",
        where=Where(host=server.address),
        found=told(server, error),
        remedy="Check the address, the port and the network path, then run again",
    )


def wrong_identity(server: Server, found: str, option: str) -> TlsError:
    """It is not the server that the task means, or nobody can tell."""
    return TlsError(
        problem=f"The download server is not the one that option {option!r} names",
        where=Where(host=server.address),
        found=found,
        remedy="Compare with the server itself before you change the option",
    )


def log_in_refused(server: Server, error: BaseException | str) -> AuthError:
    return AuthError(
        problem=f"The download server refuses the log-in of {server.username or 'anonymous'!r} (tried once)",
        where=Where(host=server.address),
        found=error if isinstance(error, str) else told(server, error),
        remedy="Check user name and password, or that the account may log in this way",
    )


def no_folder(server: Server, error: BaseException) -> FolderNotThere:
    return FolderNotThere(
        problem=f"The folder {server.folder!r} cannot be entered on the download server",
        where=Where(host=server.address),
        found=told(server, error),
        remedy="Name a folder that exists below the log-in folder and that the account may read",
    )


def not_listed(server: Server, found: str) -> ConnectionFailed:
    return ConnectionFailed(
        problem="The folder of the download server could not be listed",
        where=Where(host=server.address),
        found=found,
        remedy="Let the account list the folder, or name the files that are wanted",
    )


def cannot_list(server: Server) -> UsageError:
    return UsageError(
        problem=f"{server.protocol.upper()} does not list what a server holds",
        where=Where(host=server.address),
        remedy="Name the files, or the terminals whose files are wanted",
    )


def not_there(name: str) -> NotThere:
    """Made like every other error about a file."""
    like = unreadable(name, "not there")
    return NotThere(problem=like.problem, where=like.where, remedy=like.remedy)


def refused(server: Server, name: str, action: str, error: BaseException | str) -> ServerRefused:
    """``action``: what was wanted, as in "written"."""
    found = server.scrubbed(error) if isinstance(error, str) else told(server, error)
    full = any(sign in found.lower() for sign in FULL)
    return ServerRefused(
        problem=f"{shown(name)} could not be {action}: the download server "
        + ("has no room" if full else "does not allow it"),
        where=Where(host=server.address, label=shown(name)),
        found=found,
        remedy="Make room on the server" if full else "Check what the account may do in that folder",
    )


def gone(error: MivoiceError) -> str:
    """Why no further file comes from a server that answered before."""
    return f"the server cannot be reached any more: {error.problem}" + (f": {error.found}" if error.found else "")


def uncertain(server: Server, name: str, found: str) -> WriteUncertain:
    return WriteUncertain(
        problem=f"{shown(name)} was not written to its end as far as can be told: it may be old, new or cut short",
        where=Where(host=server.address, label=shown(name)),
        found=found,
        remedy="Run the same command again: it reads the file first",
    )


def about_tls(error: BaseException) -> bool:
    return any(isinstance(one, ssl.SSLError) for one in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and all those that it comes from; urllib3 keeps them in ``reason`` and ``args``."""
    waiting: list[object] = [error]
    seen: list[BaseException] = []
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or any(one is other for other in seen):
            continue
        seen.append(one)
        yield one
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
