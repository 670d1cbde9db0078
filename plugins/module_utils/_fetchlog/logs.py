# SPDX-License-Identifier: GPL-3.0-or-later
"""Log files of one download server: found, read once, and read on when they have grown."""

from __future__ import annotations

import glob
import lzma
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import IO

from .fetches import Fetch, story
from .formats import FORMATS
from .lines import Lines, unpacked
from .names import own_file
from .reader import Reader

Identity = tuple[int, ...]

NEVER = datetime.min.replace(tzinfo=UTC)
MISTIMED = (
    "holds a line that is later than the file: its clock or the time zone declared for it is another one,"
    " so none of its times is believed"
)


def everybody(_phone: str) -> bool:
    return True


@dataclass(frozen=True)
class Log:
    """Where a log lies and how to read it. ``zone``: of its times when they tell none, None when nobody knows it."""

    paths: tuple[str, ...]
    format: str
    zone: tzinfo | None = None
    count_requests: bool = False
    not_phones: tuple[str, ...] = ()


@dataclass
class File:
    """One file as far as it was read. ``trouble``: why not all of it could be, or why its times are not believed;
    ``told``: what it says, None when that has to be worked out again.
    """

    path: str
    reader: Reader
    position: int = 0
    size: int = -1
    changed_at: datetime = NEVER
    packed: bool = False
    trouble: str | None = None
    told: list[Fetch] | None = None


@dataclass
class LogReader:
    """Reads one :class:`Log`; ``read`` again reads what was added, also to a file that was renamed meanwhile.

    ``own_only``: only phones' own configuration files are asked for. ``wanted``: whether a phone is asked for.
    """

    log: Log
    clock: Callable[[], datetime]
    every_event: bool = False
    own_only: bool = False
    wanted: Callable[[str], bool] = everybody
    unreadable: dict[str, str] = field(default_factory=dict)
    _files: dict[Identity, File] = field(default_factory=dict)

    def read(self) -> None:
        """Read all there is now. Raises nothing: ``unreadable`` says by path what could not be opened or found."""
        self.unreadable = {}
        for path in self._found():
            try:
                self._read_file(path)
            except OSError as error:
                self.unreadable[path] = f"cannot be read: {error.strerror or type(error).__name__}"

    @property
    def files(self) -> list[File]:
        return list(self._files.values())

    def fetches(self) -> Iterator[Fetch]:
        """Of all files read; a file whose times cannot be is said so in its ``trouble``."""
        for file in self._files.values():
            if file.told is None:
                latest = min(file.changed_at, self.clock())
                told = story(file.reader, self.log.zone, latest, self.log.count_requests)
                file.told = [fetch for fetch in told.fetches if self._asked_for(fetch)]
                if told.mistimed:
                    file.trouble = MISTIMED
            yield from file.told

    def _asked_for(self, fetch: Fetch) -> bool:
        return self.wanted(fetch.phone) and (not self.own_only or own_file(fetch.phone, fetch.file))

    def _found(self) -> Iterator[str]:
        for wanted in self.log.paths:
            found = sorted(glob.glob(wanted)) if glob.has_magic(wanted) else [wanted]
            if not found:
                self.unreadable[wanted] = "cannot be read: no file has such a name"
            yield from found

    def _read_file(self, path: str) -> None:
        """Raises OSError when it cannot be opened. A pipe or a device could block or never end: not opened."""
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise OSError(0, "not a regular file")
        with open(path, "rb") as stream:
            status = os.fstat(stream.fileno())
            file = self._known(path, (status.st_dev, status.st_ino), status.st_size)
            if status.st_size != file.size:
                file.size, file.told = status.st_size, None
                self._read_on(file, stream)
                file.changed_at = datetime.fromtimestamp(os.fstat(stream.fileno()).st_mtime, UTC)

    def _known(self, path: str, identity: Identity, size: int) -> File:
        """The file as known by its identity. One that was cut, or is packed and has changed, is a new one; what the old
        one told stays known.
        """
        known = self._files.get(identity)
        if known is not None and (size < known.position or (known.packed and size != known.size)):
            self._files[*identity, len(self._files)] = known
            known = None
        if known is None:
            reader = Reader(FORMATS[self.log.format], self.log.not_phones, self.every_event, self.own_only)
            known = self._files[identity] = File(path, reader)
        known.path = path
        return known

    def _read_on(self, file: File, stream: IO[bytes]) -> None:
        packed = unpacked(stream)
        file.packed = packed is not None
        if packed is None:
            stream.seek(file.position)
        lines = Lines(packed or stream)
        try:
            for block in lines.blocks():
                file.reader.feed(block)
            file.trouble = None
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            file.trouble = f"could be read up to byte {lines.position} only: {error}"
        if packed is None:
            file.position += lines.position
        file.reader.counts.unparsed += lines.overlong
        file.reader.counts.lines += lines.overlong
