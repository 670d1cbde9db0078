# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's log: what was written, refused, restarted, fetched, registered, lost."""

from __future__ import annotations

from typing import Any

from .clock import Clock

Event = dict[str, Any]


class EventLog:
    """Append-only list of `{n, at, kind, target, actor, **detail}`; `n` counts from 1, `at` is ISO 8601 UTC."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._events: list[Event] = []

    def append(self, kind: str, target: str, actor: str = "", **detail: Any) -> Event:
        """Record one event and return it. `detail` holds JSON values only."""
        event: Event = {
            "n": len(self._events) + 1,
            "at": self._clock.now().isoformat(),
            "kind": kind,
            "target": target,
            "actor": actor,
            **detail,
        }
        self._events.append(event)
        return event

    def since(self, number: int = 0) -> list[Event]:
        """Events with `n` greater than `number`."""
        return self._events[number:]

    def of_kind(self, *kinds: str) -> list[Event]:
        """Events of these kinds, oldest first."""
        return [event for event in self._events if event["kind"] in kinds]

    def __len__(self) -> int:
        return len(self._events)

    @property
    def last(self) -> int:
        """Number of the newest event, 0 when there is none."""
        return len(self._events)
