# SPDX-License-Identifier: GPL-3.0-or-later
"""One small server for each way to reach a folder, all of them other people's software or Python's own."""

from __future__ import annotations

import asyncio
import base64
import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh
import tftpy
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

USER, PASSWORD = "phones", "pä$sword 7391"
ADDRESS = "127.0.0.1"


@dataclass
class Trust:
    """What a client has to know of the servers, and what the servers need."""

    folder: Path
    authority: Authority = field(default_factory=Authority)

    def __post_init__(self) -> None:
        self.identity = self.folder / "identity.pem"
        self.identity.write_text(self.authority.identity(ADDRESS))
        self.ca = self.folder / "ca.pem"
        self.ca.write_text(self.authority.pem)
        certificate = x509.load_pem_x509_certificate(self.identity.read_bytes())
        self.fingerprint = certificate.fingerprint(SHA256()).hex()
        self.host_key = asyncssh.generate_private_key("ssh-ed25519")

    @property
    def host_fingerprint(self) -> str:
        return self.host_key.get_fingerprint()

    @property
    def host_line(self) -> str:
        return self.host_key.export_public_key().decode()

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.identity)
        return context


@contextmanager
def ftp(root: Path, trust: Trust, kind: str = "plain") -> Iterator[int]:
    """``kind``: plain, explicit or implicit TLS. Yields the port."""
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(root), perm="elradfmwMT")
    settings: dict[str, Any] = {"authorizer": authorizer, "auth_failed_timeout": 0, "banner": "ready"}
    base = FTPHandler
    if kind != "plain":
        base = TLS_FTPHandler
        settings |= {"certfile": str(trust.identity), "tls_control_required": True, "tls_data_required": True}
    if kind == "implicit":
        settings["handle"] = _implicit
    server = FTPServer((ADDRESS, 0), type("Quiet", (base,), settings), ioloop=IOLoop())
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            server.ioloop.loop(timeout=0.01, blocking=False)
        server.close_all()

    with _thread(serve, over.set):
        yield server.address[1]


def _implicit(handler: Any) -> None:
    handler.secure_connection(handler.ssl_context)
    FTPHandler.handle(handler)


class Chroot(asyncssh.SFTPServer):
    root = ""

    def __init__(self, channel: Any) -> None:
        super().__init__(channel, chroot=self.root)


class Door(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


@contextmanager
def sftp(root: Path, trust: Trust, kind: type[asyncssh.SFTPServer] = Chroot, **options: Any) -> Iterator[int]:
    """Yields the port."""
    ready: list[int] = []
    up, loop = threading.Event(), asyncio.new_event_loop()
    options = {"server_host_keys": [trust.host_key], "server_factory": Door} | options

    async def start() -> None:
        factory = type("Rooted", (kind,), {"root": str(root)})
        server = await asyncssh.listen(ADDRESS, 0, sftp_factory=factory, **options)
        ready.append(server.sockets[0].getsockname()[1])
        up.set()

    def serve() -> None:
        loop.run_until_complete(start())
        loop.run_forever()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    with _thread(serve, lambda: loop.call_soon_threadsafe(loop.stop)):
        assert up.wait(20)
        yield ready[0]


@contextmanager
def tftp(root: Path, _trust: Trust) -> Iterator[int]:
    """Yields the port."""
    server = tftpy.TftpServer(str(root))

    def serve() -> None:
        server.listen(ADDRESS, 0, timeout=0.2)

    with _thread(serve, lambda: server.stop(now=True)):
        assert server.is_running.wait(20)
        yield server.listenport


class Files(http.server.SimpleHTTPRequestHandler):
    """Reads as Python's own server does, and takes PUT and DELETE of those who log in; others may read."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        path = Path(self.translate_path(self.path))
        there = path.exists()
        path.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        self._done(204 if there else 201)

    def do_DELETE(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.exists():
            self._done(404)
            return
        path.unlink()
        self._done(204)

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        told = self.headers.get("Authorization")
        if told is not None and told != _basic():
            self._done(401)
            return False
        return True

    def _done(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        return None


def _basic() -> str:
    return "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


@contextmanager
def web(root: Path, trust: Trust, *, tls: bool = False) -> Iterator[int]:
    """Yields the port."""
    server = http.server.ThreadingHTTPServer((ADDRESS, 0), lambda *args: Files(*args, directory=str(root)))
    server.daemon_threads = True
    if tls:
        server.socket = trust.context().wrap_socket(server.socket, server_side=True)
    with _thread(lambda: server.serve_forever(poll_interval=0.01), server.shutdown):
        yield server.server_port
    server.server_close()


@contextmanager
def _thread(serve: Callable[[], None], stop: Callable[[], object]) -> Iterator[None]:
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(20)


@dataclass(frozen=True)
class Rig:
    """One row: how to start a server and what a client says to reach it."""

    protocol: str
    start: Callable[[Path, Trust], AbstractContextManager[int]]
    options: dict[str, Any] = field(default_factory=dict)
    logs_in: bool = True
    lists: bool = False
    removes: bool = True

    def server(self, trust: Trust, **changes: Any) -> Server:
        """``changes``: the port at least."""
        given: dict[str, Any] = {"protocol": self.protocol, "host": ADDRESS, "timeout": 5.0}
        if self.logs_in:
            given |= {"username": USER, "password": PASSWORD}
        if self.protocol in ("ftps", "https"):
            given["ca_path"] = str(trust.ca)
        if self.protocol == "sftp":
            given["host_key"] = trust.host_fingerprint
        return Server(**(given | self.options | changes))


# pyftpdlib 2.2.0 stalls when several log-ins are in active mode at a time; vsftpd does not (tests/peers/servers).
ACTIVE = {"passive": False, "connections": 1}

RIGS = {
    "ftp": Rig("ftp", ftp, lists=True),
    "ftp_active": Rig("ftp", ftp, ACTIVE, lists=True),
    "ftps": Rig("ftps", lambda root, trust: ftp(root, trust, "explicit"), lists=True),
    "ftps_implicit": Rig("ftps", lambda root, trust: ftp(root, trust, "implicit"), lists=True),
    "sftp": Rig("sftp", sftp, lists=True),
    "tftp": Rig("tftp", tftp, logs_in=False, removes=False),
    "http": Rig("http", web),
    "https": Rig("https", lambda root, trust: web(root, trust, tls=True)),
}
