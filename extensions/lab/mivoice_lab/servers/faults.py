# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the Web Admin pages, armed by script: what to do wrong, on which host, how often."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ANY_TARGET = "*"
# kind -> options it takes besides target
KINDS: dict[str, frozenset[str]] = {
    "refuse": frozenset({"count"}),
    "reset": frozenset({"count", "stage"}),
    "error500": frozenset({"count"}),
    "wrong_page": frozenset({"count"}),
    "expire": frozenset({"count"}),
    "slow": frozenset({"count", "seconds"}),
    "truncate": frozenset({"count"}),
    "hold": frozenset({"stage", "nth"}),
}
STAGES = ("before", "after")


class FaultError(ValueError):
    """A fault that cannot be armed as asked."""


@dataclass
class Fault:
    """One armed fault. `remaining` None lasts until it is cleared."""

    kind: str
    target: str
    remaining: int | None
    stage: str = "before"
    seconds: float = 0.0
    nth: int = 1
    seen: int = 0

    def concerns(self, target: str) -> bool:
        return self.target in (ANY_TARGET, target)


@dataclass
class Held:
    """A write request that waits for `release`."""

    number: int
    target: str
    stage: str
    method: str
    path: str
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def as_dict(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in ("number", "target", "stage", "method", "path")}


class Faults:
    """The armed faults and the held writes of one lab; used from the event loop only."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []
        self._held: list[Held] = []
        self._numbers = itertools.count(1)

    def arm(self, kind: str, target: str, **options: Any) -> None:
        """Arm `kind` for `target` (a host or "*"). No `count`: once; `refuse` lasts. Raises FaultError."""
        if kind not in KINDS:
            raise FaultError(f"unknown kind {kind!r}; known: {', '.join(sorted(KINDS))}")
        if unknown := options.keys() - KINDS[kind]:
            raise FaultError(f"{kind} does not take {', '.join(sorted(unknown))}")
        count = options.pop("count", None)
        if options.get("stage", STAGES[0]) not in STAGES:
            raise FaultError(f"stage is one of {', '.join(STAGES)}")
        if any(not _is_count(value) for value in (count, options.get("nth")) if value is not None):
            raise FaultError("count and nth are whole numbers from 1")
        if not isinstance(options.get("seconds", 0), int | float):
            raise FaultError("seconds is a number")
        lasting = kind == "refuse" and count is None
        self._armed.append(Fault(kind, target, None if lasting else count or 1, **options))

    def clear(self) -> None:
        """Disarm everything and let held writes go on."""
        self._armed.clear()
        self.release()

    def release(self) -> None:
        """Let held writes go on and forget holds that have not caught one yet."""
        self._armed = [fault for fault in self._armed if fault.kind != "hold"]
        for held in self._held:
            held.released.set()

    def refusing(self, target: str) -> bool:
        """Whether the port is to be closed until the fault is cleared."""
        return any(fault.remaining is None for fault in self._matching("refuse", target))

    def take(self, kind: str, target: str, stage: str | None = None) -> Fault | None:
        """The fault that strikes now, used up by one."""
        for fault in self._matching(kind, target):
            if fault.remaining is None or (stage is not None and fault.stage != stage):
                continue
            fault.remaining -= 1
            if fault.remaining == 0:
                self._armed.remove(fault)
            return fault
        return None

    def hold_for_write(self, target: str) -> Fault | None:
        """Count one write request on every hold of `target`; the hold whose turn has come, if any."""
        due = None
        for fault in list(self._matching("hold", target)):
            fault.seen += 1
            if fault.seen == fault.nth and due is None:
                due = fault
                self._armed.remove(fault)
        return due

    async def hold(self, target: str, stage: str, method: str, path: str) -> None:
        """Wait until released."""
        held = Held(next(self._numbers), target, stage, method, path)
        self._held.append(held)
        try:
            await held.released.wait()
        finally:
            self._held.remove(held)

    def held(self) -> list[dict[str, Any]]:
        """The writes that wait now, oldest first."""
        return [held.as_dict() for held in self._held]

    def _matching(self, kind: str, target: str) -> Iterator[Fault]:
        return (fault for fault in list(self._armed) if fault.kind == kind and fault.concerns(target))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
