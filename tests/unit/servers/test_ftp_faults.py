# SPDX-License-Identifier: GPL-3.0-or-later
"""FTP servers that stall, reset, refuse, ramble and lie: one clean error each, and the rest goes on."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    AuthError,
    ConnectionFailed,
    NotThere,
    ServerRefused,
    UnreadableFile,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.attempts import GIVE_UP
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server, opened
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.part import ATTEMPTS

from .quiet import words
from .scripted import ADDRESS, Ftp, reset, tcp

SECRET = "s3cret 4711"
CONTENT = bytes(range(256)) * 400
SHORT = 1.0
"""Seconds: the timeout of a test in which one file never comes and the others do, on a busy machine too."""


def at(port: int, **changes: Any) -> Server:
    given: dict[str, Any] = {"host": ADDRESS, "port": port, "username": "phones", "password": SECRET, "timeout": 5.0}
    return Server("ftp", **(given | changes))


def broken_once(ftp: Ftp, after: int = 50_000) -> None:
    """The first transfer is reset in the middle, those that follow are whole."""
    ftp.content = CONTENT

    def send(name: str, offset: int, data: socket.socket, control: socket.socket) -> bytes:
        if sum(line.startswith("RETR") for line in ftp.heard) > 1:
            return ftp.whole(name, offset, data, control)
        data.sendall(CONTENT[offset:after])
        data.close()
        control.shutdown(socket.SHUT_RDWR)
        return b""

    ftp.send = send


def test_a_transfer_that_breaks_is_continued_where_it_was() -> None:
    ftp = Ftp({"SIZE": f"213 {len(CONTENT)}".encode()})
    broken_once(ftp)
    with tcp(ftp) as port, opened(at(port)) as server:
        assert server.read("big.cfg") == CONTENT
    assert "REST 50000" in ftp.heard


def test_a_server_that_does_not_continue_begins_again() -> None:
    ftp = Ftp({"REST": b"502 not implemented"})
    broken_once(ftp)
    with tcp(ftp) as port, opened(at(port)) as server:
        assert server.read("big.cfg") == CONTENT
    assert "REST 50000" in ftp.heard


@pytest.mark.parametrize("stamps", [[b"213 1", b"213 2"], [b"500 what?", b"500 what?"]], ids=["other", "unknown"])
def test_a_file_that_may_have_changed_meanwhile_is_not_sewn_together(stamps: list[bytes]) -> None:
    ftp = Ftp()
    broken_once(ftp)

    class Stamps(dict[str, bytes]):
        def get(self, key: str, default: bytes = b"") -> bytes:  # type: ignore[override]
            return stamps.pop(0) if key == "MDTM" else super().get(key, default)

    ftp.answers = Stamps(ftp.answers)
    with tcp(ftp) as port, opened(at(port)) as server:
        assert server.read("big.cfg") == CONTENT
    assert not any(line.startswith("REST") for line in ftp.heard)


def test_a_transfer_that_always_breaks_is_given_up_after_a_few_attempts() -> None:
    ftp = Ftp()

    def send(_name: str, _offset: int, data: socket.socket, control: socket.socket) -> bytes:
        data.sendall(b"x")
        reset(data)
        reset(control)
        return b""

    ftp.send = send
    with tcp(ftp) as port, opened(at(port)) as server, pytest.raises(UnreadableFile):
        server.read("big.cfg")
    assert sum(line.startswith("RETR") for line in ftp.heard) == ATTEMPTS


def test_a_server_that_stalls_in_one_file_costs_that_file_alone() -> None:
    ftp = Ftp()
    ftp.content = CONTENT

    def send(name: str, offset: int, data: socket.socket, control: socket.socket) -> bytes:
        if name == "stalls.cfg":
            data.sendall(b"x")
            control.recv(1)
        return ftp.whole(name, offset, data, control)

    ftp.send = send
    with tcp(ftp) as port, opened(at(port, timeout=SHORT)) as server:
        found = dict(server.read_many(["1.cfg", "stalls.cfg", "2.cfg", "3.cfg"]))
    assert [found[f"{number}.cfg"] for number in (1, 2, 3)] == [CONTENT] * 3
    assert isinstance(found["stalls.cfg"], UnreadableFile)
    assert found["stalls.cfg"].problem == f"nothing came for {SHORT:g} s"


def test_a_server_that_is_gone_fails_the_rest_at_once() -> None:
    ftp = Ftp()

    def send(_name: str, _offset: int, data: socket.socket, control: socket.socket) -> bytes:
        reset(data)
        reset(control)
        return b""

    ftp.send = send
    with tcp(ftp) as port, opened(at(port, connections=1)) as server:
        found = list(server.read_many(f"{number}.cfg" for number in range(500)))
    assert len(found) == 500
    assert all(isinstance(data, UnreadableFile) for _name, data in found)
    assert "given up" in str(found[-1][1])
    assert sum(line.startswith("RETR") for line in ftp.heard) == ATTEMPTS * GIVE_UP


def test_fewer_connections_than_offered_are_enough() -> None:
    ftp = Ftp()
    ftp.content = b"x"
    taken: list[int] = []

    def serve(control: socket.socket) -> None:
        taken.append(1)
        if len(taken) > 1:
            control.sendall(b"421 Too many connections\r\n")
        else:
            ftp(control)

    with tcp(serve) as port, opened(at(port)) as server:
        assert [data for _name, data in server.read_many(f"{number}.cfg" for number in range(30))] == [b"x"] * 30


@pytest.mark.parametrize(
    ("answers", "kind", "says"),
    [
        ({"welcome": b"421 Too busy"}, ConnectionFailed, "421"),
        ({"welcome": b"* OK IMAP4 ready"}, ConnectionFailed, "IMAP4"),
        ({"PASS": b"530 Login incorrect"}, AuthError, "530"),
        ({"PASS": f"530 {SECRET} is wrong".encode()}, AuthError, r"530 \*\*\* is wrong"),
        ({"PASS": b"530 Zugang nicht m\xf6glich"}, AuthError, "530"),
        ({"USER": b"421 Closing"}, ConnectionFailed, "421"),
        ({"welcome": b"\r\n".join([b"220-more"] * 5000)}, ConnectionFailed, "a reply of more than"),
        ({"welcome": b"x" * 100_000}, ConnectionFailed, "more than"),
    ],
)
def test_a_server_that_lets_nobody_in_says_why(answers: dict[str, bytes], kind: type[Exception], says: str) -> None:
    with tcp(Ftp(answers)) as port, pytest.raises(kind, match=says) as caught, opened(at(port)):
        pass
    assert SECRET not in words(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("answers", "kind", "says"),
    [
        ({"RETR": b"550 Failed to open file."}, NotThere, "not there"),
        ({"RETR": b"550 Failed to open file.", "SIZE": b"213 12"}, UnreadableFile, "refuses it: 550"),
        ({"RETR": b"552 Quota"}, UnreadableFile, "552"),
        ({"RETR": f"553 {SECRET}".encode()}, UnreadableFile, r"553 \*\*\*"),
        ({"RETR": b"450 Busy"}, UnreadableFile, "450"),
        ({"RETR": b"530 Not logged in"}, UnreadableFile, "530"),
        ({"opening": b"150 Opening (12345 bytes)"}, UnreadableFile, "0 bytes came instead of 12345"),
        ({"opening": b"150 Opening (99999999 bytes)"}, UnreadableFile, "more than"),
    ],
)
def test_a_file_that_does_not_come_says_why(answers: dict[str, bytes], kind: type[Exception], says: str) -> None:
    with tcp(Ftp(answers)) as port, opened(at(port)) as server:
        with pytest.raises(UnreadableFile, match=says) as caught:
            server.read("startup.cfg")
        assert caught.type is kind
    assert SECRET not in words(caught.value)


def test_a_file_that_never_ends_is_cut_off() -> None:
    ftp = Ftp()

    def send(_name: str, _offset: int, data: socket.socket, _control: socket.socket) -> bytes:
        while True:
            data.sendall(b"x" * 65536)

    ftp.send = send
    with tcp(ftp) as port, opened(at(port)) as server, pytest.raises(UnreadableFile, match="more than"):
        server.read("startup.cfg")


def test_hostile_names_in_a_listing_are_left_out_and_told() -> None:
    bad = [b"../../etc/passwd", b"/etc/shadow", b"a\x00b", b"-la", b"x" * 5000, b"\x1b]0;title\x07", b"a\\b"]
    ftp = Ftp(listing=b"\r\n".join([*bad, b".", b"..", b"good.cfg", b"zo\xeb.cfg", b""]))
    with tcp(ftp) as port, opened(at(port)) as server:
        listed = list(server.names())
        refused = server.refused
    assert [name.encode("utf-8", "surrogateescape") for name in listed] == [b"good.cfg", b"zo\xeb.cfg"]
    assert len(refused) == len(bad)
    assert all(str(error).isprintable() and len(str(error)) < 500 for error in refused)


@pytest.mark.parametrize(
    "answers",
    [
        {"listed": b"226 Transfer done (but failed to open directory)."},
        {"NLST": b"550 Permission denied"},
        {"listed": b"426 Broken off"},
    ],
)
def test_a_folder_that_was_not_listed_whole_is_not_an_empty_one(answers: dict[str, bytes]) -> None:
    with tcp(Ftp(answers)) as port, opened(at(port)) as server, pytest.raises(ConnectionFailed, match="be listed"):
        server.names()


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"STOR": b"553 Could not create file."}, "does not allow it"),
        ({"STOR": b"550 Permission denied."}, "does not allow it"),
        ({"STOR": b"552 Exceeded storage allocation"}, "has no room"),
        ({"stored": b"452 Insufficient storage space"}, "has no room"),
        ({"stored": b"426 Failure writing to local file."}, "Failure writing"),
        ({"SIZE": b"213 1"}, "has no room"),
    ],
)
def test_a_file_that_is_not_written_says_why_and_takes_its_rest_away(answers: dict[str, bytes], says: str) -> None:
    ftp = Ftp(answers)
    with tcp(ftp) as port, opened(at(port)) as server, pytest.raises(ServerRefused, match=re.escape(says)):
        server.write("startup.cfg", b"new")
    assert not any(line.startswith("RNTO") for line in ftp.heard)
    assert not any("startup.cfg" in line for line in ftp.heard)
    assert any(line.startswith("DELE .mivoice-") for line in ftp.heard)


def test_a_server_that_renames_onto_no_file_swaps_them() -> None:
    ftp = Ftp({"SIZE": b"213 3"})
    tries: list[str] = []

    class Answers(dict[str, bytes]):
        def get(self, key: str, default: bytes = b"") -> bytes:  # type: ignore[override]
            if key == "RNTO":
                tries.append(ftp.heard[-1])
                return b"550 File exists" if len(tries) == 1 else b"250 done"
            return super().get(key, default)

    ftp.answers = Answers(ftp.answers)
    with tcp(ftp) as port, opened(at(port)) as server:
        server.write("startup.cfg", b"new")
    assert [bool(re.match(r"RNTO \.mivoice", one)) for one in tries] == [False, True, False]


def test_a_connection_that_breaks_in_the_renaming_leaves_nobody_sure() -> None:
    ftp = Ftp({"SIZE": b"213 3", "RNTO": b"no reply at all"})
    with tcp(ftp) as port, opened(at(port)) as server, pytest.raises(WriteUncertain, match="old file or the new one"):
        server.write("startup.cfg", b"new")


@pytest.mark.parametrize(
    ("size", "listing", "there"), [(b"213 3", b"", True), (b"550 no", b"a.cfg\r\n", True), (b"550 no", b"", False)]
)
def test_a_file_counts_as_removed_only_when_it_is_not_there(size: bytes, listing: bytes, there: bool) -> None:
    with tcp(Ftp({"SIZE": size}, listing)) as port, opened(at(port)) as server:
        if there:
            with pytest.raises(ServerRefused):
                server.remove("a.cfg")
        else:
            assert server.remove("a.cfg") is False
