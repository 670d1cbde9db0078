# SPDX-License-Identifier: GPL-3.0-or-later
"""First half of a terminal update in TMA (TMA-2): which parameters are specific, per family and package (SCR-T2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from .._drivers.base import Driver, Row, Screen, Table
from .._errors import Ambiguous, ControlNotFound, ReadBackMismatch, Refused, UnknownValue, UsageError, Where
from .._phoneconfig.profiles import Wanted, canonical
from ._inventory import choose_family
from ._names import folded
from ._writes import place

BLOCKS = ("upper", "lower")
EVERY_PACKAGE = "all"
DISTRIBUTED = {"range": "specific", "specific": True}
"""Column of T2 -> what says that the parameter goes into the specific files (SCR-T2.4, SCR-T2.5)."""


@dataclass(frozen=True)
class Target:
    """What an update is about. ``software`` is the package as TMA writes it; ``terminals`` the list, usually All."""

    family: str
    software: str
    terminals: str
    region: str | None
    multisites: tuple[str, ...]
    """Names that the recap may show for the multi-site or standalone site."""


@dataclass(frozen=True)
class Line:
    """One row of T2: ``name`` as shown, ``parameter`` as the table of section 5 spells it."""

    name: str
    parameter: str
    tab: str
    block: str
    column: str
    row: Row
    range: Any
    """Word of the vocabulary ``range`` (6000) or bool (5300)."""

    @property
    def distributed(self) -> bool:
        return bool(self.range == DISTRIBUTED[self.column])

    @property
    def editable(self) -> bool:
        return self.row.editable(self.column)


def packages(driver: Driver, software: str | None, in_use: Iterable[str | None]) -> list[str]:
    """The packages to configure, each for itself: the one asked for, every one in production for ``all`` (TMA-3).

    In production are those that TMA offers and that phones of the family run; all that it offers when no phone tells.
    Raises UsageError listing them when none was chosen and they leave a choice, or when the one chosen is not offered.
    """
    screen = driver.open("T2")
    offered = screen.options("release")
    where = Where(driver.host, place(screen), "SCR-T2", "release")
    if software not in (None, EVERY_PACKAGE):
        if software not in offered:
            raise UsageError(
                problem="TMA does not offer this software package",
                where=where,
                found=software,
                wanted=", ".join(offered),
            )
        return [software]
    used = {text for text in in_use if text}
    candidates = [text for text in offered if text in used] or offered
    if not candidates or (software is None and len(candidates) > 1):
        raise UsageError(
            problem="Which software package is to be configured? TMA takes one at a time (TMA-3)",
            where=where,
            found=", ".join(candidates) or "none",
            remedy=f"Choose one with option software, or {EVERY_PACKAGE!r} for one after the other",
        )
    return candidates


def open_range(driver: Driver, target: Target) -> Screen:
    """T2 showing the parameters of the target's family and package; raises Refused when it shows another one."""
    screen = driver.open("T2")
    choose_family(driver, screen, "range", target.family)
    screen.stage("release", target.software)
    screen = screen.press("show")
    shown = (driver.canonical("family", screen.value("range")), screen.value("release"))
    if shown != (target.family, target.software):
        raise Refused(
            problem="TMA shows another range or package than the one asked for",
            where=Where(driver.host, place(screen), "SCR-T2"),
            found=", ".join(str(part) for part in shown),
            wanted=f"{target.family}, {target.software}",
            remedy="Choose the package of this family with option software",
        )
    return screen


def lines(driver: Driver, screen: Screen) -> list[Line]:
    """Rows of T2. Without a column for it, the first of two rows with one name is the upper block (TMA-6)."""
    table = screen.table("parameters")
    column = "range" if table.has("range") else "specific"
    found: list[Line] = []
    for row in table.rows:
        name, tab = row.text("parameter"), row.text("tab") if table.has("tab") else ""
        block = _block(
            driver, screen, table, row, any((one.parameter, one.tab) == (canonical(name), tab) for one in found)
        )
        value = row.value(column) if column == "specific" else driver.canonical("range", row.text(column))
        found.append(Line(name, canonical(name), tab, block, column, row, value))
    return found


def _block(driver: Driver, screen: Screen, table: Table, row: Row, second: bool) -> str:
    if not table.has("block"):
        return BLOCKS[second]
    shown = row.text("block")
    word = driver.canonical("block", shown)
    if word not in BLOCKS:
        raise UnknownValue(
            problem="It cannot be told which block of the tab this row is in (TMA-6)",
            where=Where(driver.host, place(screen), "SCR-T2", row.text("parameter")),
            found=shown,
            remedy="Declare values.block in the screens file",
        )
    return word


def chosen(
    driver: Driver, screen: Screen, shown: Sequence[Line], wanted: Mapping[str, Wanted], block: str
) -> dict[str, Line]:
    """The one row of T2 for each parameter that has to be distributed; its twin has to stay ignored (INV-39, TMA-6).

    Raises ControlNotFound, Ambiguous or Refused naming parameter, tab and path.
    """
    found = {}
    for name, wish in wanted.items():
        if not wish.distribute:
            continue
        same = [line for line in shown if line.parameter == name and in_tab(line.tab, wish.tab)]
        fitting = [line for line in same if line.block == block] if len(same) > 1 else same
        if len(fitting) == 1:
            found[name] = fitting[0]
        elif fitting or not wish.optional:
            no_single_row(driver, screen, name, wish.tab, len(fitting))
        for twin in same:
            if twin not in fitting and twin.range != "ignored":
                _not_editable(driver, screen, twin, "the other row of this parameter is not ignored", "SCR-T2")
    return found


def distribute(driver: Driver, screen: Screen, target: Target, changes: Mapping[str, Line]) -> Screen:
    """Make ``changes`` specific, confirm, open T2 again and read them back; returns that screen."""
    for line in changes.values():
        line.row.stage(line.column, specific_text(driver, screen, line))
    screen.press("distribute").press("confirm")
    screen = open_range(driver, target)
    shown = {(line.parameter, line.tab, line.block): line for line in lines(driver, screen)}
    for name, old in changes.items():
        found = shown.get((name, old.tab, old.block))
        if found is None or not found.distributed:
            raise ReadBackMismatch(
                problem="The parameter is not specific after the distribution",
                where=Where(driver.host, place(screen), "SCR-T2", name),
                found=str(found.range if found else None),
                wanted=str(DISTRIBUTED[old.column]),
            )
    return screen


def specific_text(driver: Driver, screen: Screen, line: Line) -> bool | str:
    """The value that the control of a row takes for "specific"; raises when the row cannot be edited (DIS-25)."""
    if not line.editable:
        _not_editable(driver, screen, line, "the row cannot be edited", "SCR-T2")
    if line.column == "specific":
        return True
    texts = [text for text in line.row.options("range") if driver.canonical("range", text) == "specific"]
    if len(texts) != 1:
        raise ControlNotFound(
            problem="The range of this parameter cannot be set to Specific",
            where=Where(driver.host, place(screen), "SCR-T2", line.name),
            found=", ".join(line.row.options("range")),
            remedy="Declare values.range in the screens file",
        )
    return texts[0]


def in_tab(shown: str, wanted: str | None) -> bool:
    return wanted is None or not shown or folded(shown) == folded(wanted)


def no_single_row(driver: Driver, screen: Screen, name: str, tab: str | None, count: int) -> NoReturn:
    kind = Ambiguous if count else ControlNotFound
    raise kind(
        problem=f"{count} rows are named {name!r}" + (f" in tab {tab}" if tab else ""),
        where=Where(driver.host, place(screen), f"SCR-{screen.id}", name),
        wanted="exactly one row",
        remedy="Look at the tab in TMA: another spelling, or a package that has no such parameter?",
    )


def _not_editable(driver: Driver, screen: Screen, line: Line, why: str, screen_id: str) -> NoReturn:
    raise Refused(
        problem=f"Stopped before writing: {why} (tab {line.tab or '-'}, {line.block} block)",
        where=Where(driver.host, place(screen), screen_id, line.name),
        found=str(line.range),
        remedy="A person has to look at this tab: which of the two rows does this TMA use (OPEN-13)?",
        rule="INV-39",
    )
