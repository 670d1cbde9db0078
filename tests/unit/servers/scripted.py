# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that misbehave to order. Every connection has a thread of its own, and all of it ends with the block."""

from __future__ import annotations

import os
import re
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

ADDRESS = "127.0.0.1"
STAMP = b"213 20260301120000"


def reset(connection: socket.socket) -> None:
    """Close as a machine does that has lost the connection: nobody is told."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())


@contextmanager
def tcp(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Yields the port."""
    open_ones: list[socket.socket] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            open_ones.append(self.request)
            with suppress(OSError, ValueError):
                serve(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_args: Any) -> None:
            return None

    with Server((ADDRESS, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            for one in open_ones:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            thread.join(10)


class Ftp:
    """An FTP server in passive mode whose answers can be replaced by command; keeps what it was told.

    ``answers``: command -> lines. ``send(name, offset, data, control)`` serves RETR once the data connection stands;
    what it returns is the last reply. ``listing`` is what NLST sends.
    """

    def __init__(self, answers: dict[str, bytes] | None = None, listing: bytes = b"") -> None:
        self.heard: list[str] = []
        self.answers = {
            "USER": b"331 more",
            "PASS": b"230 in",
            "TYPE": b"200 ok",
            "CWD": b"250 there",
            "QUIT": b"221 bye",
            "MDTM": STAMP,
            "SIZE": b"550 no",
            "DELE": b"550 no",
            "RNFR": b"350 go on",
            "RNTO": b"250 done",
            "welcome": b"220 ready",
            "opening": b"150 here it comes",
        } | (answers or {})
        self.listing = listing
        self.send: Callable[[str, int, socket.socket, socket.socket], bytes] = self.whole
        self.content = b""

    def whole(self, _name: str, offset: int, data: socket.socket, _control: socket.socket) -> bytes:
        data.sendall(self.content[offset:])
        return b"226 done"

    def __call__(self, control: socket.socket) -> None:
        offset = 0
        listeners: list[socket.socket] = []
        stream = control.makefile("rb")

        def say(reply: bytes) -> None:
            control.sendall(reply + b"\r\n")

        say(self.answers["welcome"])
        for line in stream:
            command, _blank, argument = line.decode("utf-8", "surrogateescape").strip("\r\n").partition(" ")
            self.heard.append(f"{command} {argument}".strip())
            if command in ("EPSV", "PASV"):
                listeners.append(socket.create_server((ADDRESS, 0)))
                say(_passive(command, listeners[-1].getsockname()[1]))
            elif command == "REST" and command not in self.answers:
                offset = int(argument)
                say(b"350 go on")
            elif command in ("RETR", "NLST", "STOR") and command not in self.answers:
                with listeners.pop() as listener:
                    data, _peer = listener.accept()
                say(self.answers["opening"])
                with data:
                    last = self._serve(command, argument, offset, data, control)
                offset = 0
                say(last)
            else:
                say(self.answers.get(command, b"502 unknown"))

    def _serve(self, command: str, name: str, offset: int, data: socket.socket, control: socket.socket) -> bytes:
        if command == "RETR":
            return self.send(name, offset, data, control)
        if command == "NLST":
            data.sendall(self.listing)
            return self.answers.get("listed", b"226 done")
        while data.recv(65536):
            pass
        return self.answers.get("stored", b"226 done")


def _passive(command: str, port: int) -> bytes:
    if command == "EPSV":
        return f"229 ok (|||{port}|)".encode()
    return f"227 ok (127,0,0,1,{port >> 8},{port & 255})".encode()


class Web:
    """An HTTP server that answers each request with what a function of path and range makes of it."""

    def __init__(self, answer: Callable[[str, int | None, socket.socket], None]) -> None:
        self.answer = answer
        self.heard: list[str] = []

    def __call__(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        while line := stream.readline():
            method, path, _version = line.decode().split()
            head = b"".join(iter(stream.readline, b"\r\n")).decode()
            asked = re.search(r"(?im)^range: bytes=(\d+)-", head)
            self.heard.append(f"{method} {path}" + (f" {asked[1]}" if asked else ""))
            if method == "HEAD":
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            else:
                self.answer(path, int(asked[1]) if asked else None, connection)


@contextmanager
def udp(answer: Callable[[bytes, Any, socket.socket], None]) -> Iterator[int]:
    """Yields the port; ``answer`` is called with each datagram and may send."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((ADDRESS, 0))

        def run() -> None:
            while True:
                packet, peer = sock.recvfrom(65536)
                if packet == b"stop":
                    return
                answer(packet, peer, sock)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield sock.getsockname()[1]
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stopper:
                stopper.sendto(b"stop", sock.getsockname())
            thread.join(10)
