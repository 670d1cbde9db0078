# SPDX-License-Identifier: GPL-3.0-or-later
"""TFTP servers that are silent, refuse, ramble and stop in the middle."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    NotThere,
    ServerRefused,
    UnreadableFile,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server, opened

from .scripted import ADDRESS, udp

READ, WRITE, DATA, ERROR, OPTIONS = 1, 2, 3, 5, 6
SHORT = 0.3
Answer = Callable[[bytes, Any, socket.socket], None]


def at(port: int, **changes: Any) -> Server:
    return Server("tftp", ADDRESS, port, **({"timeout": SHORT} | changes))


def error(code: int, text: bytes = b"words") -> bytes:
    return struct.pack("!HH", ERROR, code) + text + b"\0"


def always(packet: bytes) -> Answer:
    return lambda _request, peer, sock: sock.sendto(packet, peer)


def first_only(packet: bytes) -> Answer:
    """Answers requests and nothing else."""

    def answer(request: bytes, peer: Any, sock: socket.socket) -> None:
        if request[1] in (READ, WRITE):
            sock.sendto(packet, peer)

    return answer


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (always(error(1)), NotThere, "not there"),
        (always(error(2, b"Permission denied")), UnreadableFile, "error 2"),
        (always(error(0, b"\xff\x1b[2J")), UnreadableFile, "error 0"),
        (lambda *_nothing: None, UnreadableFile, f"nothing came for {SHORT} s"),
        (first_only(struct.pack("!HH", DATA, 1) + b"x" * 512), UnreadableFile, f"nothing came for {SHORT} s"),
        (always(struct.pack("!HH", DATA, 7) + b"x"), UnreadableFile, "future block"),
        (always(b"\0"), UnreadableFile, r"\w"),
        (always(b"\xff" * 40), UnreadableFile, r"\w"),
        (always(struct.pack("!H", OPTIONS) + b"tsize\0nonsense\0"), UnreadableFile, r"\w"),
        (always(struct.pack("!H", OPTIONS) + b"tsize\x0099999999\0"), UnreadableFile, "more than"),
    ],
)
def test_a_file_that_does_not_come_says_why(answer: Answer, kind: type[Exception], says: str) -> None:
    with udp(answer) as port, opened(at(port)) as server, pytest.raises(UnreadableFile, match=says) as caught:
        server.read("startup.cfg")
    assert caught.type is kind
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (always(error(2, b"Access violation")), ServerRefused, "does not allow it"),
        (always(error(3, b"Disk full")), ServerRefused, "has no room"),
        (lambda *_nothing: None, WriteUncertain, "old, new or cut short"),
    ],
)
def test_a_file_that_is_not_written_says_why(answer: Answer, kind: type[Exception], says: str) -> None:
    with udp(answer) as port, opened(at(port)) as server, pytest.raises(kind, match=says):
        server.write("startup.cfg", b"new")


def test_a_short_file_by_the_size_that_was_announced_is_not_whole() -> None:
    def answer(request: bytes, peer: Any, sock: socket.socket) -> None:
        if request[1] == READ:
            sock.sendto(struct.pack("!H", OPTIONS) + b"tsize\x0010\0", peer)
        else:
            sock.sendto(struct.pack("!HH", DATA, 1) + b"abc", peer)

    with udp(answer) as port, opened(at(port)) as server, pytest.raises(UnreadableFile, match="3 bytes came instead"):
        server.read("startup.cfg")
