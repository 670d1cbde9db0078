# SPDX-License-Identifier: GPL-3.0-or-later
"""One SSH connection to a download server: whom it trusts, how it logs in, and when it is made anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from ... import _deps
from ..._errors import MivoiceError, UsageError, Where
from . import names, problems
from .part import Broken
from .server import Server

PINNED = "SHA256:"
KINDS = (
    ("ssh-ed25519",),
    ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"),
    ("rsa-sha2-512", "rsa-sha2-256"),
)
"""A fingerprint does not tell the kind of its key, and a server shows one key of those that it has."""
FAST = "^aes256-gcm@openssh.com,aes128-gcm@openssh.com"
"""Ahead of asyncssh's own order: with many small files they take half the time of its first, ChaCha20."""

logging.getLogger("asyncssh").addHandler(logging.NullHandler())


class Session:
    """Connects when it is needed. Nothing of the user's own SSH set-up is read: no configuration, keys or agent."""

    def __init__(self, server: Server) -> None:
        self.library = _deps.imported(_deps.SERVER_LIBRARIES["sftp"], "SFTP")
        self.folder = b""
        self._server = server
        self._keys = self._own_keys()
        self._trust = self._trusted()
        self._connection: Any = None
        self._client: Any = None
        self._gate = asyncio.Lock()
        self._answers = 0

    async def client(self) -> Any:
        """What asyncssh calls an SFTP client. Raises TlsError, ConnectionFailed, AuthError, UsageError."""
        async with self._gate:
            if self._client is None:
                try:
                    async with asyncio.timeout(self._server.timeout):
                        await self._connect()
                except (self.library.Error, OSError, EOFError) as error:
                    await self.drop()
                    raise self._explained(error) from error
                except BaseException:
                    await self.drop()
                    raise
            return self._client

    async def drop(self) -> None:
        """Close for good; the next one who needs a client connects anew."""
        connection, self._connection, self._client = self._connection, None, None
        if connection is not None:
            connection.abort()
            with suppress(Exception):
                await connection.wait_closed()

    @asynccontextmanager
    async def dialogue(self) -> AsyncIterator[Any]:
        """A client for one file. Raises Broken for what the connection is to blame for.

        One file that stalls breaks nobody else's transfer: the connection is dropped only when all of them stall.
        """
        client = await self.client()
        answers = self._answers
        try:
            async with asyncio.timeout(self._server.timeout) as timer:
                yield client, timer
            self._answers += 1
        except (self.library.SFTPConnectionLost, self.library.SFTPNoConnection) as error:
            await self._dropped(client)
            raise Broken(problems.told(self._server, error)) from error
        except self.library.SFTPError:
            self._answers += 1
            raise
        except (self.library.Error, OSError, EOFError) as error:
            if not isinstance(error, TimeoutError) or answers == self._answers:
                await self._dropped(client)
            raise Broken(problems.told(self._server, error)) from error

    def progress(self, timer: asyncio.Timeout) -> None:
        """Something came: the clock starts again."""
        timer.reschedule(asyncio.get_running_loop().time() + self._server.timeout)

    async def _dropped(self, client: Any) -> None:
        if client is self._client:
            await self.drop()

    async def _connect(self) -> None:
        await self._recognised()
        self._client = await self._connection.start_sftp_client(path_encoding=None)
        wanted = names.encoded(self._server.path) or b"."
        try:
            self.folder = await self._client.realpath(wanted)
            if not await self._client.isdir(self.folder):
                raise self.library.SFTPNotADirectory("not a folder")
        except self.library.SFTPConnectionLost:
            raise
        except self.library.SFTPError as error:
            raise problems.no_folder(self._server, error) from error

    async def _recognised(self) -> None:
        """Connect and log in to the server that shows the right key; whoever shows another one is told no password."""
        wrong: list[str] = []
        failure: Exception | None = None
        for algorithms in KINDS if self._pinned else ((),):
            try:
                await self._connect_with(algorithms, wrong)
                return
            except self.library.PermissionDenied:
                raise
            except self.library.DisconnectError as error:
                failure = error
        if wrong:
            raise problems.wrong_identity(self._server, f"it shows {' and '.join(wrong)}", self._trusting) from failure
        raise failure or OSError("no kind of host key was tried")

    async def _connect_with(self, algorithms: Sequence[str], wrong: list[str]) -> None:
        server = self._server
        self._connection = await self.library.connect(
            server.host,
            server.reached_port,
            username=server.username,
            password=server.password,
            client_keys=self._keys or None,
            known_hosts=self._trust,
            server_host_key_algs=algorithms or (),
            client_factory=self._factory(wrong),
            encryption_algs=FAST,
            config=[],
            agent_path=None,
            gss_host=None,
            disable_trivial_auth=True,
            x509_trusted_certs=None,
            connect_timeout=server.timeout,
            login_timeout=server.timeout,
        )

    @property
    def _trusting(self) -> str:
        """The option that says which host key is the right one."""
        return "host_key" if self._server.host_key else "known_hosts"

    @property
    def _pinned(self) -> bool:
        return (self._server.host_key or "").startswith(PINNED)

    def _factory(self, wrong: list[str]) -> Any:
        pinned = self._server.host_key if self._pinned else None

        class Client(self.library.SSHClient):  # type: ignore[name-defined,misc]
            def validate_host_public_key(self, _host: str, _address: str, _port: int, key: Any) -> bool:
                found = key.get_fingerprint("sha256")
                if found != (pinned or "").rstrip("="):
                    wrong.append(f"{key.get_algorithm()} {found}")
                return pinned is not None and found == pinned.rstrip("=")

        return Client

    def _trusted(self) -> Any:
        """In the form that asyncssh takes. Raises UsageError."""
        server = self._server
        try:
            if self._pinned:
                return ([], [], [])
            if server.host_key:
                return ([self.library.import_public_key(server.host_key)], [], [])
            return self.library.read_known_hosts(server.known_hosts)
        except (OSError, ValueError, self.library.KeyImportError) as error:
            raise UsageError(
                problem=f"Option {self._trusting!r} of the download server cannot be used: {error}",
                where=Where(host=server.address),
                wanted="SHA256:... or a public key's line"
                if self._trusting == "host_key"
                else "the path of a known_hosts file",
            ) from error

    def _own_keys(self) -> list[Any]:
        path = self._server.private_key
        if not path:
            return []
        try:
            return [self.library.read_private_key(path)]
        except (OSError, ValueError, self.library.KeyImportError) as error:
            raise UsageError(
                problem=f"The private key for the log-in cannot be used: {error}",
                where=Where(host=self._server.address),
                found=path,
                wanted="a private key without a passphrase that this user may read",
            ) from error

    def _explained(self, error: Exception) -> MivoiceError:
        library, server = self.library, self._server
        if isinstance(error, library.PermissionDenied):
            return problems.log_in_refused(server, error)
        if isinstance(error, library.HostKeyNotVerifiable):
            return problems.wrong_identity(server, problems.told(server, error), self._trusting)
        return problems.failed(server, error)
