# SPDX-License-Identifier: GPL-3.0-or-later
"""Which line of a table is the one the specification speaks of."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from .._errors import Ambiguous, ControlNotFound

if TYPE_CHECKING:
    from .._drivers.base import Row, Table

ENCRYPTION_LICENCE = ("encryption", "chiffrement")  # SCR-W1.1
EIP_CARD = ("eip",)  # SCR-W3.1
ALARMS = ("AlmLocPers", "EN ALARME")  # SCR-W6.6


def folded(text: str) -> str:
    """Text without case, accents and repeated spaces (SCR-G1)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(mark for mark in decomposed if not unicodedata.combining(mark)).split())


def row_named(table: Table, column: str, words: tuple[str, ...]) -> Row:
    """The one row whose ``column`` holds one of ``words``; raises ControlNotFound or Ambiguous."""
    rows = [row for row in table.rows if any(word in folded(row.text(column)) for word in words)]
    if not rows:
        raise ControlNotFound(problem=f"No line of the table is named {' or '.join(words)}")
    if len(rows) > 1:
        shown = ", ".join(row.text(column) for row in rows)
        raise Ambiguous(problem=f"More than one line of the table answers to {' or '.join(words)}", found=shown)
    return rows[0]
