# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``writes`` of a result: planned in check mode, sent otherwise, one shape for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._drivers.base import Driver, Screen
from .._errors import ReadBackMismatch, Where
from .._webadmin.catalogue import RESTARTS_SIP


def _shape(host: str, record: Mapping[str, Any], restarts_sip: bool) -> dict[str, Any]:
    parts = {key: record[key] for key in ("screen", "screen_id", "menu", "button", "changes")}
    return {"host": host, **parts, "restarts_sip": restarts_sip}


def sent(driver: Driver) -> list[dict[str, Any]]:
    """What the driver says it sent, in the shape of a result."""
    return [_shape(driver.host, record, record["effect"] == RESTARTS_SIP) for record in driver.writes]


@dataclass
class Plan:
    """Writes decided upon for one host. ``entries`` go into the result of a check and of a run alike."""

    host: str
    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        screen: Screen,
        button: str,
        changes: Mapping[str, Any],
        *,
        restarts_sip: bool = False,
        screen_id: str | None = None,
    ) -> None:
        """Note one press of ``button``; ``changes`` is {control: (before, after)}.

        ``screen_id`` names a screen further on that a check cannot open yet.
        """
        record = {
            "screen": screen.label_path,
            "screen_id": screen_id or screen.id,
            "menu": screen.menu,
            "button": button,
            "changes": {name: {"before": old, "after": new} for name, (old, new) in changes.items()},
        }
        self.entries.append(_shape(self.host, record, restarts_sip))


def read_back(screen: Screen, host: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """Raise ReadBackMismatch naming the first control whose value is not the one written."""
    for name, wanted in expected.items():
        if found.get(name) != wanted:
            raise ReadBackMismatch(
                problem="The value read after the write is not the value written",
                where=Where(host=host, screen=place(screen), screen_id=screen.id, label=name),
                found=repr(found.get(name)),
                wanted=repr(wanted),
                remedy="Look at the screen; another administrator or the appliance itself may have changed it",
            )


def place(screen: Screen) -> str:
    """Label path with menu number, as messages name a screen."""
    return f"{screen.label_path}, menu {screen.menu}" if screen.menu else screen.label_path


def evidence(what: str, source: str, read_at: str, value: Any, *, verified: bool = True) -> dict[str, Any]:
    """One piece of evidence of a result."""
    return {"what": what, "source": source, "read_at": read_at, "value": value, "verified": verified}
