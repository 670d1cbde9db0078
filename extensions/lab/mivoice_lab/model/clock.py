# SPDX-License-Identifier: GPL-3.0-or-later
"""Time for the lab."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Wall time. `speed` shortens the product's own durations (a 300 s register interval at speed 60 lasts 5 s);
    it does not bend dates: certificates, HTTP dates and deferred actions stay comparable with the clock outside."""

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError("speed must be positive")
        self.speed = float(speed)

    def now(self) -> datetime:
        """Present time, aware, UTC."""
        return datetime.now(UTC)

    def after(self, seconds: float) -> datetime:
        """The moment at which a product duration of `seconds` that starts now ends."""
        return self.now() + timedelta(seconds=seconds / self.speed)


class ManualClock(Clock):
    """A clock that moves only when told, for tests."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC), speed: float = 1.0) -> None:
        super().__init__(speed)
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        """Move forward by `seconds` of wall time."""
        self.advance_to(self._now + timedelta(seconds=seconds))

    def advance_to(self, moment: datetime) -> None:
        """Move forward to `moment`; never backwards."""
        self._now = max(self._now, moment)
