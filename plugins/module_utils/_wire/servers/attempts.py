# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a file is tried, and when a server is given up: in one place for code that waits and code that awaits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType

from ..._errors import MivoiceError, UnreadableFile
from ..._phoneconfig.folder import unreadable
from . import problems
from .part import ATTEMPTS, Broken

GIVE_UP = 8
"""After so many files in a row that did not come for reasons of the connection, the server counts as lost."""


class Trial:
    """One attempt, as a block of ``with``. Keeps what is worth another one; a file's own errors go through."""

    def __init__(self, arrived: Callable[[], None]) -> None:
        self.reason: str | None = None
        self.final = False
        self._arrived = arrived

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if isinstance(error, Broken):
            self.reason = str(error)
        elif isinstance(error, MivoiceError) and not isinstance(error, UnreadableFile):
            self.reason, self.final = problems.gone(error), True
        elif error is None or isinstance(error, UnreadableFile):
            self._arrived()
        return self.reason is not None


class Attempts:
    """Remembers how many files in a row did not come, and why the server was given up."""

    def __init__(self) -> None:
        self._row = 0
        self._lost: str | None = None

    def at(self, name: str) -> Iterator[Trial]:
        """Trials until one succeeds. Raises UnreadableFile after the last, or at once when the server is lost."""
        reason = ""
        for _number in range(ATTEMPTS):
            if self._lost:
                raise unreadable(name, self._lost)
            trial = Trial(self._arrived)
            yield trial
            if trial.reason is None:
                return
            reason = trial.reason
            if trial.final:
                break
        self._failed(reason)
        raise unreadable(name, reason)

    def _arrived(self) -> None:
        """The server answers, whatever it says."""
        self._row = 0

    def _failed(self, reason: str) -> None:
        self._row += 1
        if self._row >= GIVE_UP:
            self._lost = f"the server is given up after {self._row} failures in a row: {reason}"
