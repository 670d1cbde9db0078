# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrators' clients of the download servers, one interface: the standard library's, asyncssh and tftpy."""

from __future__ import annotations

import asyncio
import base64
import ftplib
import http.client
import io
import re
import ssl

import asyncssh
from mivoice_lab.model.download import ACCOUNT, PORTS
from mivoice_lab.servers.fetch import fetch
from mivoice_lab.servers.identities import Identity

TIMEOUT_SECONDS = 10.0


class Refused(Exception):
    """The server said no; `str()` is what it said."""


class Ftp:
    """FTP, and FTPS with the certificate pinned."""

    def __init__(self, address: str, user: str = ACCOUNT, password: str = "", identity: Identity | None = None) -> None:
        self._ftp = ftplib.FTP(timeout=TIMEOUT_SECONDS) if identity is None else _ftps(identity)
        self._ftp.connect(address, PORTS["ftp"])
        self._try(lambda: self._ftp.login(user, password))
        if isinstance(self._ftp, ftplib.FTP_TLS):
            self._ftp.prot_p()

    def names(self) -> list[str]:
        return self._try(self._ftp.nlst)

    def read(self, name: str, offset: int = 0) -> bytes:
        taken = io.BytesIO()
        self._try(lambda: self._ftp.retrbinary(f"RETR {name}", taken.write, rest=offset or None))
        return taken.getvalue()

    def write(self, name: str, data: bytes) -> None:
        self._try(lambda: self._ftp.storbinary(f"STOR {name}.part", io.BytesIO(data)))
        self._try(lambda: self._ftp.rename(f"{name}.part", name))

    def remove(self, name: str) -> None:
        self._try(lambda: self._ftp.delete(name))

    def close(self) -> None:
        self._ftp.close()

    @staticmethod
    def _try(step):
        try:
            return step()
        except ftplib.Error as error:
            raise Refused(str(error)) from error


def _ftps(identity: Identity) -> ftplib.FTP_TLS:
    return ftplib.FTP_TLS(context=_pinned(identity), timeout=TIMEOUT_SECONDS)


def _pinned(identity: Identity) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=identity.pem()[0])
    return context


class Sftp:
    """SFTP with the host key known; a connection for each request."""

    def __init__(self, address: str, password: str, identity: Identity) -> None:
        known = asyncssh.import_known_hosts(
            f"[{address}]:{PORTS['sftp']} {identity.host_key.export_public_key().decode()}"
        )
        self._place = (address, PORTS["sftp"])
        self._options = {"username": ACCOUNT, "password": password, "known_hosts": known, "client_keys": None}

    def names(self) -> list[str]:
        return [str(name) for name in self._try(lambda sftp: sftp.listdir("."))]

    def read(self, name: str, offset: int = 0) -> bytes:
        async def run(sftp: asyncssh.SFTPClient) -> bytes:
            return await (await sftp.open(name, "rb")).read(offset=offset)

        return self._try(run)

    def write(self, name: str, data: bytes) -> None:
        async def run(sftp: asyncssh.SFTPClient) -> None:
            async with sftp.open(f"{name}.part", "wb") as file:
                await file.write(data)
            await sftp.posix_rename(f"{name}.part", name)

        self._try(run)

    def remove(self, name: str) -> None:
        self._try(lambda sftp: sftp.remove(name))

    def close(self) -> None:
        """Nothing is kept open."""

    def _try(self, step):
        async def run():
            connection = await asyncssh.connect(*self._place, **self._options)
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    return await step(await connection.start_sftp_client())
            finally:
                connection.abort()

        try:
            return asyncio.run(run())
        except asyncssh.Error as error:
            raise Refused(str(error)) from error


class Http:
    """HTTP and HTTPS."""

    def __init__(self, address: str, password: str | None, identity: Identity | None = None) -> None:
        protocol = "http" if identity is None else "https"
        self._place = (address, PORTS[protocol])
        self._identity = identity
        token = base64.b64encode(f"{ACCOUNT}:{password}".encode()).decode()
        self._headers = {} if password is None else {"Authorization": f"Basic {token}"}

    def names(self) -> list[str]:
        return re.findall('<a href="([^"./][^"]*)">', self._ask("GET", "/")[1].decode())

    def read(self, name: str, offset: int = 0) -> bytes:
        return self._ask("GET", f"/{name}", headers={"Range": f"bytes={offset}-"} if offset else {})[1]

    def write(self, name: str, data: bytes) -> None:
        self._ask("PUT", f"/{name}", data)

    def remove(self, name: str) -> None:
        self._ask("DELETE", f"/{name}")

    def close(self) -> None:
        """Nothing is kept open."""

    def _ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None):
        if self._identity is None:
            connection = http.client.HTTPConnection(*self._place, timeout=TIMEOUT_SECONDS)
        else:
            context = _pinned(self._identity)
            connection = http.client.HTTPSConnection(*self._place, timeout=TIMEOUT_SECONDS, context=context)
        try:
            connection.request(method, path, body, self._headers | (headers or {}))
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise Refused(f"{answer.status} {answer.reason}")
        return answer.status, content


class Tftp:
    """TFTP reads, and that is all it does here."""

    def __init__(self, address: str) -> None:
        self._address = address

    def read(self, name: str, offset: int = 0) -> bytes:
        data = fetch("tftp", self._address, PORTS["tftp"], name, "127.0.0.1")
        if data is None:
            raise Refused("File not found")
        return data[offset:]

    def close(self) -> None:
        """Nothing is kept open."""


def administrator(lab, name: str = "dl1", password: str | None = None):
    """A client that speaks what the server's administrators speak, logged in with the account."""
    server, identity = lab.world.download_servers[name], lab.lab.identities[name]
    secret = server.password if password is None else password
    return {
        "ftp": lambda: Ftp(server.address, password=secret),
        "ftps": lambda: Ftp(server.address, password=secret, identity=identity),
        "sftp": lambda: Sftp(server.address, secret, identity),
        "tftp": lambda: Tftp(server.address),
        "http": lambda: Http(server.address, secret),
        "https": lambda: Http(server.address, secret, identity),
    }[server.files_protocol]()
