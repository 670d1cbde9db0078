# SPDX-License-Identifier: GPL-3.0-or-later
"""Bounded reading of one local folder: plain files only, links only while they stay inside, nothing below it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from .._errors import UnreadableFile, UsageError, Where

LIMIT = 1024 * 1024
"""Bytes. Files of phones have a few kilobytes; a file above it is reported, not read."""

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Source(Protocol):
    """Where files of phones are, a folder or a download server. ``lists``: whether ``names`` tells all of them.

    ``refused``: names of the last listing that lead elsewhere or hide something, and are left out.
    """

    @property
    def lists(self) -> bool:
        """Whether :meth:`names` tells all of them."""

    @property
    def refused(self) -> Sequence[UnreadableFile]:
        """One error for each name that was left out."""

    def names(self) -> Iterator[str]:
        """Plain names of the files."""

    def read(self, name: str) -> bytes:
        """Content of a file. Raises UnreadableFile."""

    def read_many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | UnreadableFile]]:
        """Every name once with its content or why there is none, in any order."""


class Folder:
    """One open folder. Close it, or use it as a context manager. Raises UsageError when it cannot be opened."""

    lists = True
    refused: Sequence[UnreadableFile] = ()

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise UsageError(
                problem=f"Folder {path!r} cannot be read: {error.strerror}",
                remedy="Name the folder that the terminals download from, on the machine that the task runs on",
            ) from error

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_exception: Any) -> None:
        os.close(self._descriptor)

    def names(self) -> Iterator[str]:
        """Names in the folder, as the system lists them."""
        try:
            with os.scandir(self._descriptor) as entries:
                for entry in entries:
                    yield entry.name
        except OSError as error:
            raise UsageError(problem=f"Folder {self.path!r} cannot be listed: {error.strerror}") from error

    def read(self, name: str) -> bytes:
        """Content of a file. Raises UnreadableFile, and nothing else."""
        try:
            return self._read(name)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise unreadable(name, error.strerror or type(error).__name__) from error
        try:
            return self._read(self._inside(name))
        except OSError as error:
            raise unreadable(name, f"a link that leads nowhere: {error.strerror}") from error

    def read_many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | UnreadableFile]]:
        """Every name once, in order, with its content or the error that :meth:`read` raises for it."""
        for name in names:
            try:
                yield name, self.read(name)
            except UnreadableFile as error:
                yield name, error

    def _read(self, name: str) -> bytes:
        """Raises OSError, with ELOOP for a link, and UnreadableFile."""
        descriptor = os.open(name, _FLAGS, dir_fd=self._descriptor)
        try:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                raise unreadable(name, "not a plain file")
            data = os.read(descriptor, LIMIT + 1) if state.st_size <= LIMIT else b""
        finally:
            os.close(descriptor)
        if max(state.st_size, len(data)) > LIMIT:
            raise unreadable(name, f"more than {LIMIT} bytes")
        if len(data) < state.st_size:
            raise unreadable(name, f"only {len(data)} of {state.st_size} bytes could be read")
        return data

    def _inside(self, name: str) -> str:
        """Where a link leads to, relative to the folder. Raises OSError for a loop, UnreadableFile outside."""
        root = os.path.realpath(self.path)
        target = os.path.realpath(os.path.join(root, name), strict=True)
        if os.path.commonpath([root, target]) != root:
            raise unreadable(name, "a link that leads out of the folder")
        return os.path.relpath(target, root)


def shown(name: str) -> str:
    """A file's name as text that can be printed whatever bytes it is made of."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def unreadable(name: str, reason: str) -> UnreadableFile:
    """The one error that reading a file of a phone raises."""
    return UnreadableFile(
        problem=reason, where=Where(label=shown(name)), remedy="Look at the file on the download server"
    )
