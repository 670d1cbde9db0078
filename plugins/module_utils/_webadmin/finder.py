# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding controls, statuses and links by the words a person would look for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

from . import forms
from .document import CONTROLS, HIDDEN_WORDS, Document, has_control, words
from .text import any_of, normal, without_number

CELLS = ("td", "th")
TICKED = ("checkbox", "radio")
SAYS_ON = any_of(("enable", "enabled", "active", "activate", "on", "yes", "activer", "activé", "actif", "oui"))
"""Words behind a box that say what the tick means, not what the box is for."""
ANEW = (
    "br",
    "hr",
    "p",
    "div",
    "tr",
    "li",
    "form",
    "fieldset",
    "legend",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
)
"""Elements before and behind which the words for a control start anew."""


def controls(document: Document) -> list[Any]:
    """Every visible control of a page."""
    return document.controls


@lru_cache(4096)
def label_of(control: Any) -> str:
    """The words that name a control: its label, else the words nearest to it as the page is read."""
    for source in (_for_label, _wrapping_label, _aria):
        if text := source(control):
            return text
    if _words_all_around(control):
        return ""
    for source in (_beside, _cell_behind, _cell_before, _before, _block_before, _above):
        if text := source(control):
            return text
    return ""


def button_text(button: Any) -> str:
    if button.tag == "input":
        return str(button.get("value") or button.get("alt") or button.get("title") or "")
    return words(button) if button.tag != "button" else _button_words(button)


def _button_words(button: Any) -> str:
    return " ".join("".join(button.itertext()).split()) or str(button.get("title") or button.get("value") or "")


def _for_label(control: Any) -> str:
    identity = control.get("id")
    if not identity:
        return ""
    labels = control.getroottree().getroot().iter("label")
    return " ".join(filter(None, (words(label) for label in labels if label.get("for") == identity)))


def _wrapping_label(control: Any) -> str:
    label = next(control.iterancestors("label"), None)
    return words(label) if label is not None else ""


def _aria(control: Any) -> str:
    root = control.getroottree().getroot()
    named = [root.xpath("//*[@id=$identity]", identity=one) for one in (control.get("aria-labelledby") or "").split()]
    return " ".join(words(one) for found in named for one in found) or str(control.get("aria-label") or "")


def _beside(control: Any) -> str:
    """Words right behind a check box or radio button, up to the next control."""
    if forms.kind(control) not in TICKED or _is_named_before(control):
        return ""
    found = [control.tail or ""]
    for sibling in control.itersiblings():
        if not isinstance(sibling.tag, str):
            continue
        if sibling.tag in (*CONTROLS, "br", "tr", "table", "p", "div") or has_control(sibling):
            break
        found += [words(sibling), sibling.tail or ""]
    text = " ".join("".join(found).split())
    return "" if normal(text) in SAYS_ON else text


def _is_named_before(control: Any) -> bool:
    """The line begins with words and ends with a control."""
    line = _line(control)
    return bool(line) and isinstance(line[0], str) and not isinstance(line[-1], str)


def _words_all_around(control: Any) -> bool:
    """Nothing tells whether the words before the boxes of a line name them, or those behind: no colon, no end."""
    line = _line(control)
    boxes = [piece for piece in line if not isinstance(piece, str) and forms.kind(piece) == "checkbox"]
    if control not in boxes or len(boxes) < 2 or not isinstance(line[0], str) or not isinstance(line[-1], str):
        return False
    return not line[0].rstrip().endswith(":")


def _line(control: Any) -> list[Any]:
    """Texts and controls that stand in one line with a control."""
    block = next(control.iterancestors("td", "th", "p", "div", "li", "fieldset", "form", "body"), None)
    line: list[Any] = []
    for piece in _stream(block) if block is not None else ():
        if isinstance(piece, str):
            line += [piece] if piece.strip() else []
        elif piece.tag in CONTROLS:
            line.append(piece)
        elif control in line:
            return line
        else:
            line = []
    return line if control in line else []


def _cell_behind(control: Any) -> str:
    """Words of the cell to the right of a tick box, in a row that begins with such a box."""
    cell = control.getparent()
    if forms.kind(control) not in TICKED or cell.tag not in CELLS or words(cell):
        return ""
    row = [one for one in cell.getparent().iterchildren(*CELLS) if words(one) or has_control(one)]
    if not has_control(row[0]) or words(row[0]):
        return ""
    following = row[row.index(cell) + 1 : row.index(cell) + 2]
    return words(following[0]) if following and not has_control(following[0]) else ""


def _block_before(control: Any) -> str:
    """Words of the block before the one that a control stands alone in, when the two are a pair."""
    block = next(control.iterancestors("div", "p", "span", "li", "td", "body"), None)
    if block is None or block.tag not in ("div", "p", "span") or words(block):
        return ""
    before = block.getprevious()
    pair = block.getparent().iterchildren(block.tag)
    if before is None or before.tag != block.tag or has_control(before) or sum(map(has_control, pair)) > 1:
        return ""
    return words(before)


def _above(control: Any) -> str:
    """The heading over a control, in a table of one row of headings and one row of controls."""
    cell = next(control.iterancestors(*CELLS), None)
    if cell is None or cell.getparent().getnext() is not None:
        return ""
    row, over = cell.getparent(), cell.getparent().getprevious()
    if over is None or over.tag != "tr":
        return ""
    names, fields = list(over.iterchildren(*CELLS)), list(row.iterchildren(*CELLS))
    if len(names) != len(fields) or any(map(has_control, names)) or any(map(words, fields)):
        return ""
    return words(names[fields.index(cell)])


def _cell_before(control: Any) -> str:
    """Words of the nearest cell to the left that has words and no control; or of the term before a definition."""
    holder = next(control.iterancestors("td", "th", "dd"), None)
    form = forms.form_of(control)
    while holder is not None:
        if form is not None and holder in form.iterancestors() and normal(_before_in(control, holder)):
            return ""
        for cell in holder.itersiblings("td", "th", "dt", preceding=True):
            if has_control(cell):
                break
            text = words(cell)
            if normal(text):
                return text
        if _before_in(control, holder):
            return ""
        holder = next(holder.iterancestors("td", "th", "dd"), None)
    return ""


def _before(control: Any) -> str:
    """Words that stand before a control inside the same block."""
    block = next(control.iterancestors("td", "th", "p", "div", "li", "fieldset", "form", "body"), None)
    return _before_in(control, block) if block is not None else ""


def _before_in(control: Any, block: Any) -> str:
    found: list[str] = []
    for piece in _stream(block):
        if piece is control:
            return " ".join("".join(found).split())
        if isinstance(piece, str):
            found.append(piece)
        else:
            found = []
    return ""


def _stream(element: Any) -> Iterator[Any]:
    """Texts and controls of an element in reading order; a line break or another block starts anew."""
    if element.text and element.tag not in HIDDEN_WORDS:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            if child.tag in CONTROLS:
                if forms.kind(child) != "hidden":
                    yield child
            elif child.tag in ANEW:
                yield child
                yield from _stream(child)
                yield child
            elif child.tag not in HIDDEN_WORDS:
                yield from _stream(child)
        if child.tail:
            yield child.tail


def matching(found: Iterable[Any], wanted: Collection[str], name: Callable[[Any], str]) -> list[Any]:
    named = [(item, name(item)) for item in found]
    return [item for item, text in named if normal(text) in wanted or normal(without_number(text)[0]) in wanted]


def links(document: Document) -> list[Any]:
    return document.links


def fields(document: Document) -> list[Any]:
    return document.fields


def buttons(document: Document) -> list[Any]:
    return document.buttons
