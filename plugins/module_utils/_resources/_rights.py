# SPDX-License-Identifier: GPL-3.0-or-later
"""The right to encryption (SCR-W8, SCR-W9, SCR-M2): the same two shapes of screen, read and written.

A screen is either one table with a tick box per line, or a select, a ``show`` button and one tick box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .._drivers.base import Driver, Row, Screen
from .._errors import UsageError, Where
from ._writes import Plan, read_back


@dataclass(frozen=True)
class Kind:
    """Names that one kind of holder has in the catalogue."""

    screen_id: str
    table: str
    select: str
    name: str
    extra: str | None


FEATURE_CLASSES = Kind("W9", "feature_classes", "feature_class", "name", None)
MANAGER_FEATURE_CLASSES = Kind("M2", "feature_classes", "feature_class", "name", None)
SUBSCRIPTIONS = Kind("W8", "subscriptions", "subscription", "number", "feature_class")


def _from_row(kind: Kind, row: Row) -> dict[str, Any]:
    extra = {kind.extra: row.text(kind.extra)} if kind.extra else {}
    return {kind.name: row.text(kind.name), **extra, "right": row.value("right")}


def _shown(kind: Kind, screen: Screen) -> Iterator[tuple[dict[str, Any], Screen]]:
    for choice in screen.options(kind.select):
        screen.stage(kind.select, choice)
        screen = screen.press("show")
        extra = {kind.extra: screen.value(kind.extra)} if kind.extra and screen.has(kind.extra) else {}
        yield {kind.name: choice, **extra, "right": screen.value("right")}, screen


def read(kind: Kind, screen: Screen) -> list[dict[str, Any]]:
    """Every holder with its right, in the order of the screen."""
    if screen.has(kind.table):
        return [_from_row(kind, row) for row in screen.table(kind.table).rows]
    return [holder for holder, _screen in _shown(kind, screen)]


def differing(
    kind: Kind, holders: list[dict[str, Any]], names: list[str], exceptions: list[str], wanted: bool
) -> list[str]:
    """Names of the holders to change (of all when ``names`` is empty, never of ``exceptions``).

    Raises UsageError for a name that the screen does not list.
    """
    known = [holder[kind.name] for holder in holders]
    strangers = [name for name in names if name not in known]
    if strangers:
        raise UsageError(
            problem=f"Option 'names' has {', '.join(strangers)}, which the screen does not list",
            where=Where(screen_id=kind.screen_id),
            found=", ".join(known),
        )
    chosen = set(names or known) - set(exceptions)
    return [holder[kind.name] for holder in holders if holder["right"] is not wanted and holder[kind.name] in chosen]


def plan(screen: Screen, in_table: bool, to_change: list[str], wanted: bool, host: str) -> Plan:
    """One write when the screen is a table (``in_table``), one per holder when it is a select."""
    made = Plan(host)
    if not to_change:
        return made
    changes = {f"right {name}": (not wanted, wanted) for name in to_change}
    if in_table:
        made.add(screen, "validate", changes)
    else:
        for label, change in changes.items():
            made.add(screen, "validate", {label: change})
    return made


def write(kind: Kind, driver: Driver, to_change: list[str], wanted: bool) -> list[dict[str, Any]]:
    """Set the right of ``to_change``, read everything again and return it; raises ReadBackMismatch."""
    screen = driver.open(kind.screen_id)
    if screen.has(kind.table):
        for row in screen.table(kind.table).rows:
            if row.text(kind.name) in to_change:
                row.stage("right", wanted)
        screen.press("validate")
    else:
        for name in to_change:
            screen.stage(kind.select, name)
            screen = screen.press("show")
            screen.stage("right", wanted)
            screen = screen.press("validate")
    screen = driver.open(kind.screen_id)
    after = read(kind, screen)
    _confirm(kind, screen, driver.host, after, to_change, wanted)
    return after


def _confirm(
    kind: Kind, screen: Screen, host: str, after: list[dict[str, Any]], changed: list[str], wanted: bool
) -> None:
    found: Mapping[str, Any] = {f"right {holder[kind.name]}": holder["right"] for holder in after}
    read_back(screen, host, {f"right {name}": wanted for name in changed}, found)
