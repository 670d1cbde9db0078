# SPDX-License-Identifier: GPL-3.0-or-later
"""Second half of a terminal update in TMA (TMA-2): values in the specific data (SCR-T3) and the action (SCR-T4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._drivers.base import Driver, Row, Screen, Table
from .._errors import ControlNotFound, Refused, Where
from .._phoneconfig.profiles import Wanted, canonical
from ._names import folded
from ._tma import Target, in_tab, no_single_row
from ._writes import place

ALL_MODELS = ("all models", "tous les modeles")  # SCR-T3.1


def open_values(driver: Driver, screen: Screen, target: Target) -> Screen:
    """T3 behind T2's link, its recap checked against ``target`` (T60-6); raises Refused for another scope."""
    screen = screen.follow("modify")
    asked = (*(["region"] if target.region else []), "multisite", "family", "model", "software")
    recap = {name: str(screen.value(name)) for name in asked}
    wrong = [
        name
        for name, right in (
            ("region", not target.region or folded(recap["region"]) == folded(target.region)),
            ("multisite", folded(recap["multisite"]) in {folded(name) for name in target.multisites}),
            ("family", driver.canonical("family", recap["family"]) == target.family),
            ("model", folded(recap["model"]) in ALL_MODELS),
            ("software", recap["software"] == target.software),
        )
        if not right
    ]
    if wrong:
        raise Refused(
            problem="The recap of TMA is not about what was asked for; nothing was written",
            where=Where(driver.host, place(screen), "SCR-T3", ", ".join(wrong)),
            found=", ".join(f"{name} {recap[name]!r}" for name in wrong),
            wanted=f"{target.region or 'any region'}, {' or '.join(target.multisites)}, {target.family}, all models,"
            f" {target.software}",
            remedy="Choose region, multisite and software as TMA shows them",
        )
    return screen


def value_rows(driver: Driver, screen: Screen, table: Table, wanted: Mapping[str, Wanted]) -> dict[str, Row]:
    """The row of T3 for each parameter to write; raises ControlNotFound or Ambiguous naming parameter, tab and path."""
    found = {}
    for name, wish in wanted.items():
        if not wish.write:
            continue
        rows = [
            row for row in table.rows if canonical(row.text("parameter")) == name and in_tab(_tab(table, row), wish.tab)
        ]
        if len(rows) != 1:
            no_single_row(driver, screen, name, wish.tab, len(rows))
        found[name] = rows[0]
    return found


def _tab(table: Table, row: Row) -> str:
    return row.text("tab") if table.has("tab") else ""


def stage_values(driver: Driver, screen: Screen, target: Target, wanted: Mapping[str, Wanted]) -> None:
    """Choose the list, tick C beside each value to write and nowhere else, enter the values (TMA-13, INV-18)."""
    _choose_list(driver, screen, target.terminals)
    table = screen.table("parameters")
    writing = value_rows(driver, screen, table, wanted)
    values = {id(row): str(wanted[name].value) for name, row in writing.items()}
    for row in table.rows:
        value = values.get(id(row))
        if row.value("c") is not (value is not None):
            row.stage("c", value is not None)
        if value is not None and row.value("common_value") != value:
            row.stage("common_value", value)


def _choose_list(driver: Driver, screen: Screen, terminals: str) -> None:
    texts = [text for text in screen.options("list") if folded(text) == folded(terminals)]
    if len(texts) != 1:
        raise ControlNotFound(
            problem="TMA has no such list of terminals",
            where=Where(driver.host, place(screen), "SCR-T3", "list"),
            found=", ".join(screen.options("list")),
            wanted=terminals,
            remedy="Choose with option list",
        )
    screen.stage("list", texts[0])


def start(driver: Driver, screen: Screen, name: str, update: Mapping[str, Any]) -> None:
    """From T3 through Save and Confirm to T4; the last press writes."""
    act(driver, screen.press("save").press("confirm"), name, update)


def act(driver: Driver, screen: Screen, name: str, update: Mapping[str, Any]) -> None:
    """T4: name, type, date and time of the action; the press writes."""
    screen.stage("action_name", name)
    kinds = [t for t in screen.options("update_type") if driver.canonical("update_type", t) == update["type"]]
    if len(kinds) != 1:
        raise ControlNotFound(
            problem=f"{len(kinds)} choices mean {update['type']}",
            where=Where(driver.host, place(screen), "SCR-T4", "update_type"),
            found=", ".join(screen.options("update_type")),
            remedy="Declare values.update_type in the screens file",
        )
    screen.stage("update_type", kinds[0])
    if update["type"] == "deferred":
        screen.stage("date", update["date"])
        screen.stage("time", update["time"])
    screen.press("confirm")
