# SPDX-License-Identifier: GPL-3.0-or-later
"""Trust, old TLS and broken answers, over real sockets."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    ConnectionFailed,
    MivoiceError,
    PageError,
    TlsError,
    UsageError,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin.transport import HttpsTransport
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Handler = Callable[[ssl.SSLSocket, bytes], bool]


@dataclass
class Identity:
    pem: Path
    fingerprint: str


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pbx")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("tls") / "pbx.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    der = certificate.public_bytes(serialization.Encoding.DER)
    return Identity(pem, hashlib.sha256(der).hexdigest())


class Server:
    """Serves TLS connections one after the other; ``handler`` answers a request, True keeps the connection."""

    def __init__(self, identity: Identity, handler: Handler, newest: ssl.TLSVersion | None = None) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if newest is not None:
            self._context.set_ciphers("DEFAULT:@SECLEVEL=0")
            self._context.minimum_version = ssl.TLSVersion.TLSv1
            self._context.maximum_version = newest
        self._context.load_cert_chain(identity.pem)
        self._handler, self.connections = handler, 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                plain, _address = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            try:
                with self._context.wrap_socket(plain, server_side=True) as secure:
                    while (asked := _request(secure)) and self._handler(secure, asked):
                        pass
            except OSError:
                continue

    def stop(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


def _request(secure: ssl.SSLSocket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        more = secure.recv(4096)
        if not more:
            return b""
        got += more
    return got


@pytest.fixture
def serve(identity: Identity) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(handler: Handler, newest: ssl.TLSVersion | None = None) -> Server:
        started.append(Server(identity, handler, newest))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def fine(secure: ssl.SSLSocket, _asked: bytes) -> bool:
    secure.sendall(OK)
    return True


def short(secure: ssl.SSLSocket, _asked: bytes) -> bool:
    secure.sendall(OK.replace(b"Length: 2", b"Length: 99"))
    return False


def reset(secure: ssl.SSLSocket, _asked: bytes) -> bool:
    secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def ask(server: Server, method: str = "GET", **options: Any) -> bytes:
    transport = HttpsTransport({"host": "127.0.0.1", "port": server.port, "timeout": 10} | options)
    try:
        address = f"https://127.0.0.1:{server.port}/"
        return transport.request(method, address, headers={}, body=b"a=1" if method == "POST" else None).body
    finally:
        transport.close()


def refused(error: type[MivoiceError], server: Server, method: str = "GET", **options: Any) -> MivoiceError:
    with pytest.raises(error) as caught:
        ask(server, method, **options)
    assert caught.value.where.host == "127.0.0.1"
    assert caught.value.remedy
    return caught.value


def test_a_pinned_certificate_is_trusted_and_no_other(serve: Callable[..., Server], identity: Identity) -> None:
    server = serve(fine)
    pin = ":".join(identity.fingerprint[at : at + 2].upper() for at in range(0, 64, 2))
    assert ask(server, fingerprint=pin) == b"ok"
    assert "fingerprint" in refused(TlsError, server, fingerprint="0" * 64).problem


def test_an_authority_is_trusted_and_no_certificate_without_one(
    serve: Callable[..., Server], identity: Identity
) -> None:
    server = serve(fine)
    assert ask(server, ca_path=str(identity.pem)) == b"ok"
    assert "not trusted" in refused(TlsError, server).problem


@pytest.mark.parametrize("pin", ["ab" * 20, "xy" * 32, "ab"])
def test_a_fingerprint_that_is_not_sha_256_is_refused(pin: str) -> None:
    with pytest.raises(UsageError, match="SHA-256"):
        HttpsTransport({"host": "127.0.0.1", "fingerprint": pin})


def test_old_tls_is_refused_with_the_option_that_would_allow_it(
    serve: Callable[..., Server], identity: Identity
) -> None:
    server = serve(fine, ssl.TLSVersion.TLSv1_1)
    assert "tls1_1" in str(refused(TlsError, server, fingerprint=identity.fingerprint).remedy)
    assert ask(server, fingerprint=identity.fingerprint, tls_legacy=["tls1_1"]) == b"ok"


def test_one_connection_carries_all_requests(serve: Callable[..., Server], identity: Identity) -> None:
    server = serve(fine)
    transport = HttpsTransport({"host": "127.0.0.1", "port": server.port, "fingerprint": identity.fingerprint})
    for _request_number in range(3):
        transport.request("GET", f"https://127.0.0.1:{server.port}/", headers={}, body=None)
    transport.close()
    assert server.connections == 1


def test_the_request_line_has_path_and_query_alone_as_a_browser_sends_it(
    serve: Callable[..., Server], identity: Identity
) -> None:
    asked: list[bytes] = []

    def note(secure: ssl.SSLSocket, request: bytes) -> bool:
        asked.append(request)
        return fine(secure, request)

    server = serve(note)
    transport = HttpsTransport({"host": "127.0.0.1", "port": server.port, "fingerprint": identity.fingerprint})
    transport.request("GET", f"https://127.0.0.1:{server.port}", headers={}, body=None)
    transport.request("POST", f"https://127.0.0.1:{server.port}/a b?c=d e#f", headers={}, body=b"")
    transport.close()
    assert [request.split(b"\r\n")[0] for request in asked] == [b"GET / HTTP/1.1", b"POST /a%20b?c=d%20e HTTP/1.1"]
    assert all(f"Host: 127.0.0.1:{server.port}\r\n".encode() in request for request in asked)


@pytest.mark.parametrize("address", ["https://127.0.0.2:{port}/", "http://127.0.0.1:{port}/", "https://127.0.0.1:1/"])
def test_an_address_elsewhere_is_not_asked_for(serve: Callable[..., Server], identity: Identity, address: str) -> None:
    server = serve(fine)
    transport = HttpsTransport({"host": "127.0.0.1", "port": server.port, "fingerprint": identity.fingerprint})
    with pytest.raises(ConnectionFailed):
        transport.request("GET", address.format(port=server.port), headers={}, body=None)
    transport.close()
    assert server.connections == 0


def test_an_answer_shorter_than_announced_is_no_page(serve: Callable[..., Server], identity: Identity) -> None:
    refused(PageError, serve(short), fingerprint=identity.fingerprint)


def test_after_a_broken_answer_the_next_request_still_goes_out(
    serve: Callable[..., Server], identity: Identity
) -> None:
    answers = iter([short, fine])

    def answer(secure: Any, asked: Any) -> Any:
        return next(answers)(secure, asked)

    server = serve(answer)
    transport = HttpsTransport({"host": "127.0.0.1", "port": server.port, "fingerprint": identity.fingerprint})
    address = f"https://127.0.0.1:{server.port}/"
    with pytest.raises(PageError):
        transport.request("GET", address, headers={}, body=None)
    assert transport.request("GET", address, headers={}, body=None).body == b"ok"
    transport.close()


@pytest.mark.parametrize("handler", [reset, short])
def test_a_post_that_breaks_is_uncertain(serve: Callable[..., Server], identity: Identity, handler: Handler) -> None:
    server = serve(handler)
    refused(WriteUncertain, server, "POST", fingerprint=identity.fingerprint)
    assert server.connections == 1


def test_a_get_that_breaks_is_no_answer(serve: Callable[..., Server], identity: Identity) -> None:
    refused(ConnectionFailed, serve(reset), fingerprint=identity.fingerprint)


def test_a_port_nobody_listens_on_is_told_so(identity: Identity) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectionFailed, match="does not answer"):
        HttpsTransport({"host": "127.0.0.1", "port": port, "fingerprint": identity.fingerprint}).request(
            "POST", f"https://127.0.0.1:{port}/", headers={}, body=b""
        )


def test_cookies_set_together_stay_apart(serve: Callable[..., Server], identity: Identity) -> None:
    def two(secure: ssl.SSLSocket, _asked: bytes) -> bool:
        cookies = b"Set-Cookie: a=1; Expires=Mon, 02 Mar 2026 21:30:00 GMT\r\nSet-Cookie: b=2\r\n"
        secure.sendall(OK.replace(b"\r\n\r\n", b"\r\n" + cookies + b"\r\n"))
        return True

    server = serve(two)
    transport = HttpsTransport({"host": "127.0.0.1", "port": server.port, "fingerprint": identity.fingerprint})
    answer = transport.request("GET", f"https://127.0.0.1:{server.port}/", headers={}, body=None)
    transport.close()
    assert [line[:3] for line in answer.headers["set-cookie"].splitlines()] == ["a=1", "b=2"]
