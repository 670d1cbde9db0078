# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminals that TMA knows (SCR-T6): what its files say, not what phones do (VER-12)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from .._drivers.base import Driver, Row, Screen, Table
from .._errors import ControlNotFound, Where
from .._phoneconfig.models import family_of
from ._names import folded
from ._writes import place

SCREEN = "T6"
STATES = ("srtp_tls", "tls", "none", "unknown")
OPTIONAL = ("number", "software", "site", "address")
Phone = dict[str, Any]
_family_of = lru_cache(maxsize=1024)(family_of)


def read(driver: Driver, families: Sequence[str]) -> list[Phone]:
    """Every terminal of the open scope that TMA lists under ``families``, as phone facts, all pages read.

    ``inventory`` is one of STATES; ``family`` is ``unknown`` when model and range contradict each other. Raises
    ControlNotFound when TMA offers no such range or shows no table of terminals, PageError for one not read whole.
    """
    found: dict[str, Phone] = {}
    for family in families:
        table, listed_as = _table(driver, family)
        for row in table.rows:
            phone = _phone(driver, table, row, listed_as)
            known = found.setdefault(phone["mac"] or f"{phone['number']} {phone['site']}", phone)
            for fact in ("family", "inventory"):
                if known[fact] != phone[fact]:
                    known[fact] = "unknown"
    return [phone for phone in found.values() if phone["family"] in (*families, "unknown")]


def choose_family(driver: Driver, screen: Screen, control: str, family: str) -> None:
    """Stage the option of a select that means ``family``; raises ControlNotFound when there is not exactly one."""
    shown = screen.options(control)
    fitting = [text for text in shown if driver.canonical("family", text) == family]
    if len(fitting) != 1:
        raise ControlNotFound(
            problem=f"{len(fitting)} choices mean the family {family}",
            where=Where(host=driver.host, screen=place(screen), screen_id=f"SCR-{screen.id}", label=control),
            found=", ".join(shown),
            remedy="Declare values.family in the screens file",
        )
    screen.stage(control, fitting[0])


def _table(driver: Driver, family: str) -> tuple[Table, str | None]:
    """The terminals of a range; with the family None where the screen offers no choice and shows them all."""
    screen = driver.open(SCREEN)
    if not screen.has("show"):
        return screen.table("terminals"), None
    choose_family(driver, screen, "range", family)
    return screen.press("show").table("terminals"), family


def _phone(driver: Driver, table: Table, row: Row, listed_as: str | None) -> Phone:
    texts = {column: (row.text(column) or None) if table.has(column) else None for column in OPTIONAL}
    model = row.text("model")
    return {
        "mac": row.text("mac") or None,
        "number": texts["number"],
        "family": _family(_family_of(model), listed_as),
        "model": model,
        "software": texts["software"],
        "site": texts["site"],
        "address": texts["address"],
        "main": texts["site"],
        "inventory": _state(driver, table, row),
    }


def _family(by_model: str, listed_as: str | None) -> str:
    """TMA's own range decides for a model that nobody knows (OPEN-19); a contradiction leaves the family open."""
    if listed_as is None:
        return by_model
    return listed_as if by_model in ("unknown", listed_as) else "unknown"


def _state(driver: Driver, table: Table, row: Row) -> str:
    """An empty cell of a column that is there means ``none`` (VER-16); no column says nothing (OPEN-40)."""
    if not table.has("encryption"):
        return "unknown"
    shown = row.text("encryption")
    if not folded(shown):
        return "none"
    word = driver.canonical("inventory", shown)
    return word if word in STATES else "unknown"
