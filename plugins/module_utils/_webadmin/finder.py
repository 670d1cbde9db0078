# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding controls, statuses and links by the words a person would look for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from . import forms
from .document import CONTROLS, HIDDEN_WORDS, Document, has_control, words
from .text import normal, without_number

CELLS = ("td", "th")


def controls(document: Document) -> list[Any]:
    """Every visible control of a page."""
    return [control for control in document.root.iter(*CONTROLS) if forms.kind(control) != "hidden"]


def label_of(control: Any) -> str:
    """The words that name a control: its label, else the words nearest to it as the page is read."""
    for source in (_for_label, _wrapping_label, _aria, _beside, _cell_before, _before):
        text = source(control)
        if text:
            return text
    return ""


def button_text(button: Any) -> str:
    if button.tag == "input":
        return str(button.get("value") or button.get("alt") or button.get("title") or "")
    return words(button, tuple(tag for tag in HIDDEN_WORDS)) if button.tag != "button" else _button_words(button)


def _button_words(button: Any) -> str:
    return " ".join("".join(button.itertext()).split()) or str(button.get("title") or button.get("value") or "")


def _for_label(control: Any) -> str:
    identity = control.get("id")
    if not identity:
        return ""
    labels = control.getroottree().getroot().xpath("//label[@for=$identity]", identity=identity)
    return " ".join(filter(None, (words(label) for label in labels)))


def _wrapping_label(control: Any) -> str:
    label = next(control.iterancestors("label"), None)
    return words(label) if label is not None else ""


def _aria(control: Any) -> str:
    return str(control.get("aria-label") or "")


def _beside(control: Any) -> str:
    """Words right behind a check box or radio button, up to the next control."""
    if forms.kind(control) not in ("checkbox", "radio"):
        return ""
    found = [control.tail or ""]
    for sibling in control.itersiblings():
        if not isinstance(sibling.tag, str):
            continue
        if sibling.tag in (*CONTROLS, "br", "tr", "table", "p", "div") or has_control(sibling):
            break
        found += [words(sibling), sibling.tail or ""]
    return " ".join("".join(found).split())


def _cell_before(control: Any) -> str:
    """Words of the nearest cell to the left that has words and no control; or of the term before a definition."""
    holder = next(control.iterancestors("td", "th", "dd"), None)
    while holder is not None:
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
            elif child.tag in ("br", "hr", "p", "div", "tr", "li"):
                yield child
                yield from _stream(child)
            elif child.tag not in HIDDEN_WORDS:
                yield from _stream(child)
        if child.tail:
            yield child.tail


def matching(found: Iterable[Any], wanted: Collection[str], name: Callable[[Any], str]) -> list[Any]:
    return [item for item in found if normal(name(item)) in wanted or normal(without_number(name(item))[0]) in wanted]


def links(document: Document) -> list[Any]:
    return [link for link in document.root.iter("a", "area") if link.get("href")]


def buttons(document: Document) -> list[Any]:
    return [control for control in controls(document) if forms.kind(control) == "button"]
