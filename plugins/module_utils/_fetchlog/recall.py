# SPDX-License-Identifier: GPL-3.0-or-later
"""What texts in log lines mean, each looked at once and remembered, within bounds: lines by the million hold few."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TypeAlias, TypeVar

from .formats import FAILED, SIZE_AND_SPEED, Shape
from .ledger import Request
from .names import Agent, Name, agent_of, name_of, name_of_url

MOST_REMEMBERED = 1 << 17
LONGEST_REMEMBERED = 1024
"""Bytes; a phone asks for nothing longer and calls itself nothing longer."""

REQUEST = re.compile(rb"GET (\S++)")
NOBODY = agent_of(None)
STRANGER = Agent(True, "", None, None)
NO_FILE = Name("", "", False, False)

NO_DOWNLOAD, JUNK = Request(NO_FILE, NOBODY, ""), Request(NO_FILE, NOBODY, "")
"""What a text stands for that is no request of a phone: something else, and nothing that is known."""

Known: TypeAlias = "dict[bytes, Request]"
Downloads: TypeAlias = "tuple[tuple[str, Known], ...]"
"""An outcome and the requests with it, for files of no size and for others; none for what is no download."""
Key = TypeVar("Key")
Value = TypeVar("Value")


class Recall:
    """``own_only``: files that are not a phone's own configuration are no downloads. ``files``: by outcome and text."""

    def __init__(self, own_only: bool) -> None:
        self.own_only = own_only
        self.files: dict[str, Known] = defaultdict(dict)
        self.transfers: Known = {}
        self.words: dict[bytes, Downloads] = {}
        self.sizes: dict[bytes, int] = {}
        self._names: dict[bytes, Name] = {}
        self._agents: dict[bytes | None, Agent] = {}
        self._requests: dict[tuple[Name, str], Request] = {}

    def url(self, request: bytes) -> Name:
        """What a web server was asked for."""
        name = self._names.get(request)
        if name is None:
            found = REQUEST.match(request) if is_short(request) else None
            name = remember(self._names, request, name_of_url(found[1]) if found else NO_FILE)
        return name

    def client(self, text: bytes | None) -> Agent:
        agent = self._agents.get(text)
        if agent is None:
            agent = agent_of(text) if text is None or is_short(text) else STRANGER
            if agent is not STRANGER:
                _bound(self._agents)[text] = agent
        return agent

    def downloads(self, shape: Shape, what: bytes) -> Downloads:
        """What vsftpd says before the address."""
        found = shape.text.fullmatch(what)
        if found is None:
            return remember(self.words, what, ())
        outcomes = [shape.outcomes.get(words, FAILED) for words in (found[1] + b" 0", found[1])]
        return remember(self.words, what, tuple((outcome, self.files[outcome]) for outcome in outcomes))

    def size(self, ending: bytes) -> int:
        """What vsftpd says after the file: 0 for no size, 1 for one, -1 for something else that stands there."""
        found = SIZE_AND_SPEED.fullmatch(ending)
        return remember(self.sizes, ending, -1 if found is None else int(found[1] not in (None, b"0")))

    def transfer(self, shape: Shape, text: bytes) -> Request:
        """A line of the other format of FTP servers, from the size on."""
        found = shape.text.fullmatch(text)
        if found is None:
            junk = shape.others is not None and shape.others.match(text) is None
            return remember(self.transfers, text, JUNK if junk else NO_DOWNLOAD)
        size, path, status = found.groups()
        outcome = shape.outcomes.get(status if size != b"0" else status + b" 0", FAILED)
        return remember(self.transfers, text, self._asked(path, outcome))

    def file(self, outcome: str, path: bytes) -> Request:
        """A download of what lies at ``path``."""
        return remember(self.files[outcome], path, self._asked(path, outcome))

    def message(self, shape: Shape, outcome: str, text: bytes) -> Request:
        """A line of tftpd, from the address on."""
        found = shape.text.fullmatch(text)
        request = self._asked(found[2] or found[1], outcome) if found else NO_DOWNLOAD
        return remember(self.files[outcome], text, request)

    def _asked(self, path: bytes, outcome: str) -> Request:
        name = self._names.get(path) or remember(self._names, path, name_of(path) if is_short(path) else NO_FILE)
        wanted = name.own or (name.of_phones and not self.own_only)
        return self.request(name, outcome) if wanted else NO_DOWNLOAD

    def request(self, name: Name, outcome: str) -> Request:
        """The one request that stands for all of a file, whatever its path."""
        found = self._requests.get((name, outcome))
        if found is None:
            found = _bound(self._requests)[name, outcome] = Request(name, NOBODY, outcome)
        return found


def is_short(text: bytes) -> bool:
    return len(text) <= LONGEST_REMEMBERED


def remember(known: dict[bytes, Value], text: bytes, value: Value) -> Value:
    if is_short(text):
        _bound(known)[text] = value
    return value


def _bound(known: dict[Key, Value]) -> dict[Key, Value]:
    """``known``, emptied when it has grown too large."""
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    return known
