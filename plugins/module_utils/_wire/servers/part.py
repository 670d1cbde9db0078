# SPDX-License-Identifier: GPL-3.0-or-later
"""What has come of one file so far: bounded in size and time, and kept when a transfer breaks so that it can go on."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..._phoneconfig.folder import unreadable

ATTEMPTS = 3
"""How often one file is begun or continued before it is given up."""
PATIENCE = 10
"""Times the server's timeout: how long one attempt may take, however steadily it drips."""
CHUNK = 65536

Clock = Callable[[], float]


class Broken(Exception):
    """A transfer that did not come to its end and is worth another attempt; the text says why, without secrets."""


class Part:
    """The bytes of one file, over all attempts."""

    def __init__(self, name: str, limit: int, timeout: float, clock: Clock = time.monotonic) -> None:
        self.name = name
        self._limit = limit
        self._timeout = timeout
        self._clock = clock
        self.stamp: object = None
        self.data = bytearray()
        self.begin()

    def begin(self) -> None:
        """An attempt starts now."""
        self._deadline = self._clock() + PATIENCE * self._timeout

    def resume(self, stamp: object) -> int:
        """Where to go on. ``stamp`` tells one version of the file from another; None, or another one, starts again."""
        if stamp is None or stamp != self.stamp:
            self.restart(stamp)
        return len(self.data)

    def restart(self, stamp: object) -> None:
        """Forget what came before."""
        self.data.clear()
        self.stamp = stamp

    def take(self, block: bytes) -> None:
        """Add what came next. Raises UnreadableFile for a file too big or too slow."""
        self.fits(len(self.data) + len(block))
        self.data += block
        self.in_time()

    def fits(self, size: int) -> None:
        """Raises UnreadableFile when a file of that many bytes is not wanted."""
        if size > self._limit:
            raise unreadable(self.name, f"more than {self._limit} bytes")

    def in_time(self) -> None:
        if self._clock() > self._deadline:
            raise unreadable(self.name, f"not whole within {PATIENCE * self._timeout:g} s")

    def whole(self, size: int | None) -> None:
        """Compare with the size that the server announced. Raises Broken when it is another one."""
        if size is not None and size != len(self.data):
            found = len(self.data)
            self.data.clear()
            raise Broken(f"{found} bytes came instead of {size}")
