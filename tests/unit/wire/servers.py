# SPDX-License-Identifier: GPL-3.0-or-later
"""Small blocking servers on loopback, each for one connection at a time, in a thread of its own."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

OK = b"SIP/2.0 200 OK\r\n"
Serve = Callable[[socket.socket], None]

_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(
    subject: str = "10.0.0.1", issuer: str | None = None, *, forged: bool = False, san: bool = True
) -> x509.Certificate:
    """A certificate of our one key; with ``issuer`` or ``forged`` it is signed with another key."""

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)] if text else [])

    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(subject if issuer is None else issuer))
        .public_key(_KEY.public_key())
        .serial_number(0x7012004DBFE00001)  # spec 4.4
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=365))
    )
    if san:
        names = [x509.DNSName("pbx.example"), x509.DNSName("10.0.0.1")]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(_OTHER_KEY if forged or issuer is not None else _KEY, hashes.SHA256())


def tls_context(
    folder: Path, *, required: bool = False, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> ssl.SSLContext:
    """Server side with a self-signed certificate, demanding one of the client if ``required``."""
    pem = folder / "server.pem"
    own = certificate()
    key = _KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(own.public_bytes(serialization.Encoding.PEM) + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = newest
    context.load_cert_chain(pem)
    if required:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(pem)
    return context


def answering(client: socket.socket) -> None:
    """Answers one request with 200, quoting the request so that its token is in the answer."""
    request = client.recv(65536)
    client.sendall(OK + request.split(b"\r\n", 1)[1])


def over_tls(context: ssl.SSLContext, serve: Serve = answering) -> Serve:
    def wrapped(client: socket.socket) -> None:
        with contextlib.closing(context.wrap_socket(client, server_side=True)) as secure:
            serve(secure)

    return wrapped


@contextlib.contextmanager
def tcp_server(serve: Serve) -> Iterator[int]:
    """A TCP server on 127.0.0.1 that hands every connection to ``serve``; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_accept, args=(listener, serve), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _accept(listener: socket.socket, serve: Serve) -> None:
    with contextlib.suppress(OSError):  # the listener was shut down
        while True:
            client, _unused = listener.accept()
            with contextlib.closing(client), contextlib.suppress(OSError):
                serve(client)


@contextlib.contextmanager
def udp_server(answer: Callable[[bytes], list[bytes]]) -> Iterator[int]:
    """A UDP server on 127.0.0.1 that sends back what ``answer`` makes of each datagram; yields its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]

        def run() -> None:
            while True:
                request, client = sock.recvfrom(65536)
                if request == b"stop":
                    return
                for reply in answer(request):
                    sock.sendto(reply, client)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield port
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stopper:
                stopper.sendto(b"stop", ("127.0.0.1", port))
            thread.join(10)


def closed_port() -> int:
    """A port on which nobody listens just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
