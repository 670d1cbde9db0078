# SPDX-License-Identifier: GPL-3.0-or-later
"""Data tables found by their headings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from . import forms
from .document import CONTROLS, Document, words
from .text import normal


def _rows_of(table: Any) -> list[Any]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _is_data(row: Any, table: Any) -> bool:
    """False for a row of the table's head or foot, when the table marks its body as well."""
    return row.getparent().tag not in ("thead", "tfoot") or table.find("tbody") is None


def _cells_of(row: Any) -> list[Any]:
    return [cell for cell in row if isinstance(cell.tag, str) and cell.tag in ("td", "th")]


@dataclass
class Cells:
    """One data row: cells by catalogue column."""

    cells: dict[str, Any]

    @property
    def identity(self) -> tuple[str, ...]:
        """Words of the row in the order of its columns; what stands in its controls does not count."""
        return tuple(words(cell) for cell in self.cells.values())

    def control(self, column: str) -> Any | None:
        found = [c for c in self.cells[column].iter(*CONTROLS) if forms.kind(c) not in ("hidden", "button")]
        return found[0] if len(found) == 1 else None


@dataclass
class Found:
    """A table of a page: which columns it has and its rows."""

    element: Any
    columns: dict[str, int]
    rows: list[Cells]


def find(document: Document, columns: Mapping[str, Collection[str]], needed: set[str]) -> list[Found]:
    """Tables whose heading row names every ``needed`` column. A data row with fewer cells than headings is not whole:
    it raises ValueError with the row's words."""
    found = []
    for table in document.root.iter("table"):
        for index, row in enumerate(rows := _rows_of(table)):
            headings = _headings(row, columns)
            if needed <= set(headings):
                data = [row for row in rows[index + 1 :] if _is_data(row, table)]
                found.append(Found(table, headings, _data(data, headings)))
                break
    return found


def _headings(row: Any, columns: Mapping[str, Collection[str]]) -> dict[str, int]:
    at: dict[str, int] = {}
    position = 0
    for cell in _cells_of(row):
        text = normal(words(cell))
        for column, labels in columns.items():
            if text and text in labels:
                if column in at:
                    return {}
                at[column] = position
        position += int(cell.get("colspan") or 1)
    return at


def _data(rows: list[Any], headings: Mapping[str, int]) -> list[Cells]:
    data = []
    for row in rows:
        cells = _cells_of(row)
        if (
            not cells
            or any(cell.get("colspan") not in (None, "1") for cell in cells)
            or all(cell.tag == "th" for cell in cells)
        ):
            continue
        if len(cells) <= max(headings.values()):
            raise ValueError(f"row {words(row)!r} has {len(cells)} cells")
        data.append(Cells({column: cells[position] for column, position in headings.items()}))
    return data
