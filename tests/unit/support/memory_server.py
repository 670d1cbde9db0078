# SPDX-License-Identifier: GPL-3.0-or-later
"""A download server in memory, which notes what is asked of it and can be told to fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    MivoiceError,
    NotThere,
    UnreadableFile,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers import opening as servers

SERVER = {
    "protocol": "sftp",
    "host": "192.0.2.41",
    "host_key": "SHA256:2cK3pNUvE5jmmEjIxeCPIMpMZq4d8oHAM6mlCZcUR5U",
    "username": "files",
    "password": "the pässword of files",
}


class MemoryServer:
    """``files``: by name. ``broken``: names that cannot be read. ``said``: (what, name) of all that was asked.

    ``fails``: what a write raises. ``spoils``: the last byte of what is written is lost. ``refused``: as a server tells
    of names that it left out.
    """

    def __init__(self, files: Mapping[str, bytes | str] | None = None, **traits: Any) -> None:
        self.files = {name: c if isinstance(c, bytes) else c.encode() for name, c in (files or {}).items()}
        self.lists: bool = traits.get("lists", True)
        self.writes: bool = traits.get("writes", True)
        self.atomic: bool = traits.get("atomic", True)
        self.broken: set[str] = set()
        self.refused: list[UnreadableFile] = []
        self.said: list[tuple[str, str]] = []
        self.fails: MivoiceError | None = None
        self.spoils = False
        self.open = 0

    def names(self) -> Iterator[str]:
        if not self.lists:
            raise UsageError(problem="This server does not list its files")
        self.said.append(("list", ""))
        yield from list(self.files)

    def read(self, name: str) -> bytes:
        self.said.append(("read", name))
        if name in self.broken:
            raise UnreadableFile(problem="the server stopped in the middle of it")
        if name not in self.files:
            raise NotThere(problem="no such file")
        return self.files[name]

    def read_many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | UnreadableFile]]:
        for name in names:
            try:
                yield name, self.read(name)
            except UnreadableFile as error:
                yield name, error

    def write(self, name: str, data: bytes) -> None:
        self.said.append(("write", name))
        for failure in filter(None, [self.fails]):
            raise failure
        self.files[name] = data[:-1] if self.spoils else data

    def remove(self, name: str) -> bool:
        self.said.append(("remove", name))
        return self.files.pop(name, None) is not None

    def asked(self, what: str) -> list[str]:
        return [name for said, name in self.said if said == what]

    def stand_in(self, monkeypatch: pytest.MonkeyPatch) -> MemoryServer:
        """Be the server that every module reaches."""

        @contextmanager
        def opened(server: servers.Server) -> Iterator[MemoryServer]:
            self.said.append(("open", server.host))
            self.open += 1
            try:
                yield self
            finally:
                self.open -= 1

        monkeypatch.setattr(servers, "opened", opened)
        return self
