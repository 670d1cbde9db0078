# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading over several links to one server at a time: threads, because the libraries behind most protocols block."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Generic, Protocol, TypeVar

from ..._errors import MivoiceError, UnreadableFile
from ..._phoneconfig.folder import LIMIT
from . import names
from .attempts import Attempts
from .part import Part
from .server import Server

AHEAD = 2
"""Files under way or waiting to be taken, for each connection: what bounds the memory."""


class Link(Protocol):
    """One log-in to the server, used by one thread at a time. ``usable`` is False when it must not be used again."""

    usable: bool

    def fetch(self, name: str, part: Part) -> None:
        """Fill the part. Raises Broken, NotThere, UnreadableFile."""

    def close(self) -> None:
        """Log out."""


L = TypeVar("L", bound=Link)


class Links(Generic[L]):
    """Links that are opened when they are needed; the first one tells at once whether the server lets us in.

    A server that takes fewer links than it is offered is used over those that it takes.
    """

    def __init__(self, connect: Callable[[], L], most: int) -> None:
        self._connect = connect
        self._most = most
        self._idle: list[L] = []
        self._open = 0
        self._changed = threading.Condition()

    @contextmanager
    def lent(self) -> Iterator[L]:
        """A link of one's own. Raises what connecting raises when there is none at all."""
        link = self._taken()
        try:
            yield link
        finally:
            self._given_back(link)

    def close(self) -> None:
        with self._changed:
            idle, self._idle = self._idle, []
            self._open -= len(idle)
        for link in idle:
            link.close()

    def _taken(self) -> L:
        while True:
            with self._changed:
                while not self._idle and self._open >= self._most:
                    self._changed.wait()
                if self._idle:
                    return self._idle.pop()
                self._open += 1
            try:
                return self._connect()
            except MivoiceError:
                with self._changed:
                    self._open -= 1
                    self._changed.notify()
                    if not self._open:
                        raise
                    self._most = self._open

    def _given_back(self, link: L) -> None:
        with self._changed:
            if link.usable:
                self._idle.append(link)
            else:
                self._open -= 1
            self._changed.notify()
        if not link.usable:
            link.close()


class Reader(Generic[L]):
    """The reading half of a DownloadServer."""

    def __init__(self, server: Server, connect: Callable[[], L]) -> None:
        self._server = server
        self._links: Links[L] = Links(connect, server.connections)
        self._attempts = Attempts()
        self._listed = names.Listed()

    @property
    def refused(self) -> list[UnreadableFile]:
        return self._listed.refused

    def close(self) -> None:
        self._links.close()

    def read(self, name: str, limit: int = LIMIT) -> bytes:
        part = Part(names.checked(name), limit, self._server.timeout)
        for trial in self._attempts.at(name):
            with trial, self._links.lent() as link:
                part.begin()
                link.fetch(name, part)
        return bytes(part.data)

    def read_many(self, names: Iterable[str], limit: int = LIMIT) -> Iterator[tuple[str, bytes | UnreadableFile]]:
        done: SimpleQueue[Future[tuple[str, bytes | UnreadableFile]]] = SimpleQueue()
        waiting = 0
        with ThreadPoolExecutor(self._server.connections, thread_name_prefix="download") as pool:
            try:
                for name in names:
                    pool.submit(self._result, name, limit).add_done_callback(done.put)
                    waiting += 1
                    if waiting >= AHEAD * self._server.connections:
                        yield done.get().result()
                        waiting -= 1
                for _rest in range(waiting):
                    yield done.get().result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _result(self, name: str, limit: int) -> tuple[str, bytes | UnreadableFile]:
        try:
            return name, self.read(name, limit)
        except UnreadableFile as error:
            return name, error
