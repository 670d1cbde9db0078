# SPDX-License-Identifier: GPL-3.0-or-later
"""Which download server, how to reach it, and what everyone who talks to one may rely on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from ..._errors import UnreadableFile, UsageError, Where
from ..._phoneconfig.folder import LIMIT, shown
from . import names

PORTS = {"ftp": 21, "ftps": 21, "sftp": 22, "tftp": 69, "http": 80, "https": 443}
PROTOCOLS = tuple(PORTS)
IMPLICIT_FTPS = 990
"""The port on which FTPS starts with TLS at once; on any other it is asked for with AUTH TLS."""
MOST_CONNECTIONS = 16

_ONLY_FOR = {
    "ca_path": ("ftps", "https"),
    "fingerprint": ("ftps", "https"),
    "host_key": ("sftp",),
    "known_hosts": ("sftp",),
    "private_key": ("sftp",),
}
_NO_LOG_IN = ("tftp",)


@dataclass(frozen=True)
class Server:
    """One download server and the log-in to it. Raises UsageError for parts that contradict each other.

    ``port``: None is the protocol's own; ``ftps`` is explicit TLS, implicit on port 990. ``folder``: below the log-in
    folder, or from the root of the server when it starts with a slash. ``fingerprint``: SHA-256 of the certificate.
    ``host_key``: ``SHA256:...`` or a public key's line. ``private_key``: path of the key to log in with. ``timeout``:
    seconds without progress.
    """

    protocol: str
    host: str
    port: int | None = None
    folder: str = ""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_path: str | None = None
    fingerprint: str | None = None
    host_key: str | None = None
    known_hosts: str | None = None
    private_key: str | None = field(default=None, repr=False)
    passive: bool = True
    connections: int = 4
    timeout: float = 30.0

    def __post_init__(self) -> None:
        for found, wanted in self._mistakes():
            raise UsageError(
                problem=f"The description of a download server cannot be used: {found}",
                where=Where(host=shown(self.host)),
                wanted=wanted,
                remedy="Correct the fields of the server",
            )

    def _mistakes(self) -> Iterator[tuple[str, str]]:
        if self.protocol not in PROTOCOLS:
            yield f"protocol {self.protocol!r} is not known", f"one of {', '.join(PROTOCOLS)}"
        if not self.host or any(not one.isprintable() or one in " /@" for one in self.host):
            yield "its host is no name and no address", "a host name or an address"
        if self.port is not None and not 0 < self.port < 65536:
            yield f"port {self.port} does not exist", "1 to 65535"
        if not 1 <= self.connections <= MOST_CONNECTIONS:
            yield f"{self.connections} connections at a time", f"1 to {MOST_CONNECTIONS}"
        if not self.timeout > 0:
            yield f"a timeout of {self.timeout} s", "more than 0"
        for part in self.folder_parts:
            if names.fault(part):
                yield f"folder {self.folder!r}: {names.fault(part)}", "names of folders with / between them"
        for option, protocols in _ONLY_FOR.items():
            if getattr(self, option) and self.protocol not in protocols:
                yield f"{option!r} means nothing to {self.protocol}", f"it is for {' and '.join(protocols)}"
        yield from self._log_in_mistakes()

    def _log_in_mistakes(self) -> Iterator[tuple[str, str]]:
        for option in ("username", "password"):
            if any(one in (getattr(self, option) or "") for one in "\r\n\0"):
                yield f"{option!r} has an end of line in it", "one line"
        if self.username and self.protocol in _NO_LOG_IN:
            yield f"{self.protocol} knows no log-in", "no 'username'"
        if self.password and not self.username:
            yield "there is a password and no user name", "'username' too"
        if self.protocol == "sftp":
            if not (self.host_key or self.known_hosts):
                yield "nothing says which host key is the right one", "'host_key' or 'known_hosts'"
            if not self.username or not (self.password or self.private_key):
                yield "SFTP needs a log-in", "'username', and 'password' or 'private_key'"

    @property
    def folder_parts(self) -> list[str]:
        return [part for part in self.folder.split("/") if part]

    @property
    def path(self) -> str:
        """The folder as FTP and SFTP take it: "" for the log-in folder."""
        return ("/" if self.folder.startswith("/") else "") + "/".join(self.folder_parts)

    @property
    def reached_port(self) -> int:
        return self.port or PORTS[self.protocol]

    @property
    def address(self) -> str:
        """For messages: never with a user name or a password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.protocol}://{host}:{self.reached_port}/{'/'.join(self.folder_parts)}"

    def scrubbed(self, text: str) -> str:
        """Words of a server or a library, printable and without the password, whoever put it there."""
        clean = shown(text).replace(self.password, "***") if self.password else shown(text)
        return "".join(one if one.isprintable() else " " for one in clean)


class DownloadServer(Protocol):
    """What :func:`opened` gives. Reading raises UnreadableFile and nothing else, and so do results of ``read_many``.

    A server that is lost for good fails every further file at once, with the reason. ``lists``: whether the protocol
    can list. ``writes``: whether it can write at all. ``atomic``: whether a file is replaced by renaming another.
    ``refused``: names of the last listing that must not be used, one error each.
    """

    lists: bool
    writes: bool
    atomic: bool

    @property
    def refused(self) -> list[UnreadableFile]:
        """Names of the last listing that must not be used."""

    def names(self) -> Iterator[str]:
        """Plain names in the folder, folders among them where the protocol does not tell.

        Raises UsageError where it cannot list at all, ConnectionFailed when the list does not come whole.
        """

    def read(self, name: str, limit: int = LIMIT) -> bytes:
        """Content of a file of at most ``limit`` bytes. Raises NotThere, or UnreadableFile for every other reason."""

    def read_many(self, names: Iterable[str], limit: int = LIMIT) -> Iterator[tuple[str, bytes | UnreadableFile]]:
        """Every name once with its content or why there is none, several at a time, in any order."""

    def write(self, name: str, data: bytes) -> None:
        """Put a file in place of what is there. Raises ServerRefused, UsageError, ConnectionFailed when it is as
        before, WriteUncertain when nobody knows."""

    def remove(self, name: str) -> bool:
        """Take a file away; whether it was there. Raises as :meth:`write` does."""
