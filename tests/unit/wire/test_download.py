# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading one file back from a download server: what counts as not there, what as an error, and the bounds."""

from __future__ import annotations

import base64
import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import ConnectionFailed, TlsError, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire import download
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

CONTENT = b"-----BEGIN CERTIFICATE-----\r\n\x00\xff\n"


class Handler(http.server.BaseHTTPRequestHandler):
    """One file, its neighbours, and what goes wrong."""

    seen: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        self.seen.append(self.headers.get("Authorization"))
        if self.path == "/six/ca.crt":
            self._answer(200, CONTENT)
        elif self.path == "/moved/ca.crt":
            self.send_response(302)
            self.send_header("Location", "/six/ca.crt")
            self.end_headers()
        elif self.path == "/cut/ca.crt":
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENT) + 10))
            self.end_headers()
            self.wfile.write(CONTENT)
        else:
            self._answer({"/gone/ca.crt": 410, "/broken/ca.crt": 500, "/locked/ca.crt": 401}.get(self.path, 404), b"x")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        return None


@contextmanager
def served(wrap: Callable[[Any], Any] | None = None) -> Iterator[str]:
    """Address of an HTTP server, over TLS when ``wrap`` says so."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if wrap:
        server.socket = wrap(server.socket)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"{'https' if wrap else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def web() -> Iterator[str]:
    Handler.seen.clear()
    with served() as address:
        yield address


@pytest.fixture
def ftp(tmp_path: Path) -> Iterator[str]:
    """Address of an FTP server with one file, for anonymous and for one account."""
    (tmp_path / "six").mkdir()
    (tmp_path / "six" / "ca.crt").write_bytes(CONTENT)
    authorizer = DummyAuthorizer()
    authorizer.add_anonymous(str(tmp_path))
    authorizer.add_user("phones", "pässword", str(tmp_path / "six"))
    handler = type("Quiet", (FTPHandler,), {"authorizer": authorizer, "auth_failed_timeout": 0})
    server = FTPServer(("127.0.0.1", 0), handler)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            server.serve_forever(timeout=0.01, blocking=False, handle_exit=False)
        server.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"ftp://127.0.0.1:{server.address[1]}"
    over.set()
    thread.join()


@pytest.mark.parametrize("door", ["web", "ftp"])
def test_a_file_comes_byte_by_byte_and_one_that_is_not_there_is_none(door: str, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue(door)
    assert download.fetch(f"{address}/six/ca.crt", 1000) == CONTENT
    assert download.fetch(f"{address}/six/other.crt", 1000) is None
    assert download.fetch(f"{address}/nowhere/ca.crt", 1000) is None


def test_a_file_that_a_web_server_says_is_gone_is_none(web: str) -> None:
    assert download.fetch(f"{web}/gone/ca.crt", 1000) is None


@pytest.mark.parametrize("place", ["broken", "locked", "moved", "cut"])
def test_any_other_answer_is_no_knowledge(web: str, place: str) -> None:
    with pytest.raises(ConnectionFailed):
        download.fetch(f"{web}/{place}/ca.crt", 1000)


@pytest.mark.parametrize("door", ["web", "ftp"])
def test_a_file_that_is_too_large_is_not_read_on(door: str, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue(door)
    with pytest.raises(ConnectionFailed, match="more than"):
        download.fetch(f"{address}/six/ca.crt", len(CONTENT) - 1)


def test_an_account_is_used_where_one_is_given(web: str, ftp: str) -> None:
    download.fetch(f"{web}/six/ca.crt", 1000, username="phones", password="secret")
    assert Handler.seen == ["Basic " + base64.b64encode(b"phones:secret").decode()]
    assert download.fetch(f"{ftp}/ca.crt", 1000, username="phones", password="pässword") == CONTENT
    with pytest.raises(ConnectionFailed) as caught:
        download.fetch(f"{ftp}/ca.crt", 1000, username="phones", password="wrong one")
    assert "wrong one" not in str(caught.value)


def test_a_server_that_does_not_answer_is_told_with_its_address() -> None:
    with pytest.raises(ConnectionFailed, match=r"127\.0\.0\.1"):
        download.fetch("http://127.0.0.1:9/ca.crt", 1000, timeout=2)
    with pytest.raises(ConnectionFailed):
        download.fetch("ftp://127.0.0.1:9/ca.crt", 1000, timeout=2)


@pytest.mark.parametrize(("name", "vouched"), [("127.0.0.1", True), ("127.0.0.2", True), ("127.0.0.1", False)])
def test_https_is_believed_only_from_the_server_that_the_authority_vouches_for(
    tmp_path: Path, name: str, vouched: bool
) -> None:
    authority = Authority()
    (tmp_path / "server.pem").write_text(authority.identity(name))
    (tmp_path / "ca.pem").write_text((authority if vouched else Authority()).pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")

    def fetch(address: str) -> bytes | None:
        return download.fetch(f"{address}/six/ca.crt", 1000, ca_path=str(tmp_path / "ca.pem"))

    with served(lambda plain: context.wrap_socket(plain, server_side=True)) as address:
        if vouched and name in address:
            assert fetch(address) == CONTENT
            return
        with pytest.raises(TlsError):
            fetch(address)


@pytest.mark.parametrize(
    "url", ["tftp://10.0.0.1/", "file:///etc/", "10.0.0.1/folder", "https://", "ftp://phones:secret@10.0.0.1/"]
)
def test_an_address_of_another_kind_or_with_a_password_in_it_is_a_mistake(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        download.inside(url, "ca.crt")
    assert "secret" not in str(caught.value)


def test_the_file_of_a_folder_has_its_name_behind_it() -> None:
    assert download.inside("http://a/b", "ca.crt") == download.inside("http://a/b/", "ca.crt") == "http://a/b/ca.crt"
