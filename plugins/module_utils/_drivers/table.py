# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a table on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._errors import ControlNotFound
from .._webadmin import forms, tables
from .._webadmin.document import Document, words

if TYPE_CHECKING:
    from .screen import WebScreen


class WebRow:
    """See base.Row."""

    def __init__(self, screen: WebScreen, table: str, document: Document, cells: tables.Cells) -> None:
        self._screen, self._table, self._document, self._cells = screen, table, document, cells

    def text(self, column: str) -> str:
        cell = self._cell(column)
        control = self._cells.control(column)
        return str(forms.value_of(control)) if control is not None and forms.kind(control) == "select" else words(cell)

    def value(self, column: str) -> Any:
        return forms.value_of(self._control(column))

    def options(self, column: str) -> list[str]:
        return [forms.option_text(option) for option in self._control(column).iter("option")]

    def editable(self, column: str) -> bool:
        if column not in self._cells.cells:
            return False
        control = self._cells.control(column)
        return control is not None and not forms.disabled(control) and control.get("readonly") is None

    def stage(self, column: str, value: bool | str) -> None:
        identity = self._cells.identity
        self._screen.note(
            self._document,
            self._control(column),
            f"{self._title()} / {column}",
            value,
            False,
            lambda: self._screen.row_again(self._table, identity, column),
        )

    def _title(self) -> str:
        return next(filter(None, self._cells.identity), "row")

    def _cell(self, column: str) -> Any:
        if column not in self._cells.cells:
            raise ControlNotFound("The table has no such column", self._screen.where(column))
        return self._cells.cells[column]

    def _control(self, column: str) -> Any:
        cell = self._cell(column)
        control = self._cells.control(column)
        if control is None:
            raise ControlNotFound(
                "The cell holds no control, or more than one", self._screen.where(column), found=words(cell)
            )
        return control


class WebTable:
    """See base.Table."""

    def __init__(self, rows: list[WebRow], columns: set[str]) -> None:
        self.rows, self._columns = rows, columns

    def has(self, column: str) -> bool:
        return column in self._columns
