# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that stand beside a label and are no controls: next cell, definition, output, words behind the label."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .document import Document, has_control, words
from .text import folded, normal

LABELS = ("td", "th", "dt", "label", "span", "b", "strong", "div", "p", "li")
BLOCKS = ("table", "ul", "ol", "dl", "form")
CELLS = ("td", "th")
VALUES = ("span", "output", "b", "strong", "em", "code", "time", "p", "div")
BOLD = ("th", "b", "strong")


def statuses(document: Document, wanted: Collection[str]) -> list[str]:
    """Values shown for the labels in ``wanted`` (normalised), in page order; a heading is never a value."""
    found: list[str] = []
    for element in document.root.iter(*LABELS):
        text = words(element)
        label, colon, value = text.partition(":")
        if normal(text) in wanted:
            found += _value_of(element) if _holds_words_alone(element) else []
        elif colon and element.tag in ("p", "li", "div", "td") and len(element) == 0 and normal(label) in wanted:
            found.append(folded(value))
    return found


def _holds_words_alone(element: Any) -> bool:
    return not has_control(element) and next(element.iterdescendants(*BLOCKS), None) is None


def _value_of(label: Any) -> list[str]:
    owned = _output(label)
    if owned is not None:
        return [words(owned)]
    if label.tag in (*CELLS, "dt"):
        return _beside_cell(label)
    behind = folded(label.tail or "").lstrip(": ")
    if behind:
        return [behind]
    following = label.getnext()
    if following is None or following.tag not in VALUES or has_control(following):
        return []
    return [words(following)]


def _output(label: Any) -> Any | None:
    identity = label.get("for")
    if label.tag != "label" or not identity:
        return None
    return next(iter(label.getroottree().getroot().xpath("//*[@id=$identity]", identity=identity)), None)


def _beside_cell(label: Any) -> list[str]:
    following = _next_with_words(label)
    if following is None and label.tag in CELLS:
        holder = _holder(label)
        return _beside_cell(holder) if holder is not None else []
    if following is None or following.tag not in ("td", "dd") or has_control(following) or _is_heading(following):
        return []
    return [words(following)]


def _next_with_words(label: Any) -> Any | None:
    """The next cell; one that holds nothing but a colon, or keeps the columns apart, is passed over."""
    following = label.getnext()
    while following is not None and (_is_colon(following) or _is_spacer(following)):
        following = following.getnext()
    return following


def _is_colon(cell: Any) -> bool:
    return bool(words(cell)) and not normal(words(cell))


def _is_spacer(cell: Any) -> bool:
    """An empty cell in a column that is empty in every row, with one filled cell behind it."""
    table = next(cell.iterancestors("table"), None)
    if table is None or cell.tag not in CELLS:
        return False
    behind = [other for other in cell.itersiblings(*CELLS) if words(other) or has_control(other)]
    if len(behind) != 1 or words(behind[0]).endswith(":") or next(behind[0].iter("a"), None) is not None:
        return False
    at = len(list(cell.itersiblings(*CELLS, preceding=True)))
    column = [cells[at] for row in table.iter("tr") if len(cells := list(row.iterchildren(*CELLS))) > at]
    return not any(words(one) or has_control(one) for one in column)


def _holder(cell: Any) -> Any | None:
    """The cell around a table that was drawn only to place this one cell."""
    table = next(cell.iterancestors("table"), None)
    if table is None or len(list(table.iter(*CELLS))) != 1:
        return None
    return next(table.iterancestors(*CELLS), None)


def _is_heading(cell: Any) -> bool:
    """True for a cell of a heading row: in a table head, or in a row all bold with a plain row under it."""
    if next(cell.iterancestors("thead"), None) is not None:
        return True
    row = next(cell.iterancestors("tr"), None)
    under = row.getnext() if row is not None else None
    return under is not None and bool(words(cell)) and _all_bold(row) and not _all_bold(under)


def _all_bold(row: Any) -> bool:
    return all(_is_bold(cell) for cell in row.iterchildren(*CELLS) if words(cell))


def _is_bold(cell: Any) -> bool:
    return cell.tag == "th" or any(words(part) == words(cell) for part in cell.iter(*BOLD))
