# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP servers that stall, reset, redirect, pack and lie."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    NotThere,
    ServerRefused,
    UnreadableFile,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server, opened
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.part import ATTEMPTS

from .quiet import words
from .scripted import ADDRESS, Web, reset, tcp

SECRET = "s3cret 4711"
CONTENT = bytes(range(256)) * 400
SHORT = 1.0


def at(port: int, **changes: Any) -> Server:
    given: dict[str, Any] = {"host": ADDRESS, "port": port, "timeout": 5.0}
    return Server("http", **(given | changes))


def head(status: str, *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def breaking(stamps: list[str], *, partial: bool = True) -> Web:
    """The first answer is reset in the middle; then the rest is sent where it is asked for."""

    def answer(_path: str, start: int | None, connection: socket.socket) -> None:
        stamp = stamps.pop(0)
        if start is None or not partial:
            connection.sendall(head("200 OK", f"Content-Length: {len(CONTENT)}", stamp))
            connection.sendall(CONTENT if len(web.heard) > 2 else CONTENT[:50_000])
            if len(web.heard) == 2:
                connection.shutdown(socket.SHUT_RDWR)
        else:
            shown = f"Content-Range: bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
            connection.sendall(head("206 Part", f"Content-Length: {len(CONTENT) - start}", shown, stamp))
            connection.sendall(CONTENT[start:])

    web = Web(answer)
    return web


SAME, OTHER, WEAK, NONE = 'ETag: "a"', 'ETag: "b"', 'ETag: W/"a"', "X-Nothing: 1"


def test_a_transfer_that_breaks_is_continued_where_it_was() -> None:
    web = breaking([SAME, SAME])
    with tcp(web) as port, opened(at(port)) as server:
        assert server.read("big.cfg") == CONTENT
    assert web.heard == ["HEAD /", "GET /big.cfg", "GET /big.cfg 50000"]


@pytest.mark.parametrize("stamps", [[WEAK, WEAK], [NONE, NONE]], ids=["weak", "none"])
def test_without_a_sure_stamp_it_starts_again(stamps: list[str]) -> None:
    web = breaking(stamps)
    with tcp(web) as port, opened(at(port)) as server:
        assert server.read("big.cfg") == CONTENT
    assert web.heard == ["HEAD /", "GET /big.cfg", "GET /big.cfg"]


def test_the_rest_of_another_version_is_not_sewn_on() -> None:
    web = breaking([SAME, OTHER, OTHER])
    with tcp(web) as port, opened(at(port)) as server:
        assert server.read("big.cfg") == CONTENT
    assert web.heard[-1] == "GET /big.cfg"


def test_a_whole_answer_to_a_question_for_the_rest_is_taken_whole() -> None:
    web = breaking([SAME, OTHER], partial=False)
    with tcp(web) as port, opened(at(port)) as server:
        assert server.read("big.cfg") == CONTENT


def test_a_server_that_stalls_in_one_file_costs_that_file_alone() -> None:
    def answer(path: str, _start: int | None, connection: socket.socket) -> None:
        connection.sendall(head("200 OK", "Content-Length: 3"))
        if path == "/stalls.cfg":
            connection.recv(1)
        connection.sendall(b"abc")

    with tcp(Web(answer)) as port, opened(at(port, timeout=SHORT)) as server:
        found = dict(server.read_many(["1.cfg", "stalls.cfg", "2.cfg"]))
    assert (found["1.cfg"], found["2.cfg"]) == (b"abc", b"abc")
    assert isinstance(found["stalls.cfg"], UnreadableFile)


def test_a_reset_without_end_is_given_up() -> None:
    web = Web(lambda _path, _start, connection: reset(connection))
    with tcp(web) as port, opened(at(port)) as server, pytest.raises(UnreadableFile):
        server.read("big.cfg")
    assert len(web.heard) == 1 + ATTEMPTS


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (head("404 No", "Content-Length: 0"), NotThere, "not there"),
        (head("410 Gone", "Content-Length: 0"), NotThere, "not there"),
        (head("401 Who", "Content-Length: 0"), UnreadableFile, "401"),
        (head("403 No", "Content-Length: 0"), UnreadableFile, "403"),
        (head("302 Else", "Location: /other.cfg", "Content-Length: 0"), UnreadableFile, "302"),
        (head("503 Later", "Content-Length: 0"), UnreadableFile, "503"),
        (head("200 OK", "Content-Encoding: gzip", "Content-Length: 3") + b"abc", UnreadableFile, "packed"),
        (head("200 OK", "Content-Length: 99999999"), UnreadableFile, "more than"),
        (head("206 Part", "Content-Range: bytes 5-7/8", "Content-Length: 3") + b"abc", UnreadableFile, "another part"),
        (b"220 This is FTP\r\n", UnreadableFile, "220 This is FTP"),
    ],
)
def test_a_file_that_does_not_come_says_why(answer: bytes, kind: type[Exception], says: str) -> None:
    web = Web(lambda path, _start, connection: connection.sendall(answer))
    with tcp(web) as port, opened(at(port, timeout=1.0, username="u", password=SECRET)) as server:
        with pytest.raises(UnreadableFile, match=says) as caught:
            server.read("startup.cfg")
        assert caught.type is kind
    assert SECRET not in words(caught.value)
    assert not any("other.cfg" in line for line in web.heard)


def test_an_answer_without_end_is_cut_off() -> None:
    def answer(_path: str, _start: int | None, connection: socket.socket) -> None:
        connection.sendall(head("200 OK"))
        while True:
            connection.sendall(b"x" * 65536)

    with tcp(Web(answer)) as port, opened(at(port)) as server, pytest.raises(UnreadableFile, match="more than"):
        server.read("startup.cfg")


@pytest.mark.parametrize(("status", "says"), [("507 Full", "has no room"), ("405 No", "allow"), ("403 No", "allow")])
def test_a_file_that_is_not_written_says_why(status: str, says: str) -> None:
    web = Web(lambda _path, _start, connection: connection.sendall(head(status, "Content-Length: 0")))
    with tcp(web) as port, opened(at(port)) as server:
        with pytest.raises(ServerRefused, match=says):
            server.write("startup.cfg", b"")
        with pytest.raises(ServerRefused):
            server.remove("startup.cfg")


def test_a_reset_while_writing_leaves_nobody_sure() -> None:
    web = Web(lambda _path, _start, connection: reset(connection))
    with tcp(web) as port, opened(at(port)) as server, pytest.raises(WriteUncertain):
        server.write("startup.cfg", b"")
