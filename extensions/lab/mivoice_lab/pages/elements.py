# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts a screen is described with. A skin turns them into its own kind of markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .http import Upload

Value = str | bool | tuple[str, ...] | Upload
Kind = Literal["check", "select", "radio", "text", "password", "textarea", "multi", "file"]


@dataclass(slots=True)
class Option:
    """One choice: its canonical word, the text shown, and (set by the skin) the value posted."""

    word: str
    text: str
    group: str = ""
    code: str = ""


@dataclass(slots=True)
class Field:
    """A control. ``write`` is called with the new value when a save finds it changed.

    ``value`` is a bool for check boxes, a tuple of words for multi-selects, a word for selects and radios, an
    `Upload` for files, else text.
    An ``extra`` field is one the spec does not name: a save must leave it as it was.
    """

    kind: Kind
    key: str
    label: str
    value: Value = ""
    options: tuple[Option, ...] = ()
    write: Callable[..., object] | None = None
    enabled: bool = True
    extra: bool = False
    hint: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Icon:
    """A picture in a cell (VER-10..14)."""

    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Link:
    key: str
    label: str
    url: str
    number: str = ""
    target: str = ""


Cell = str | Icon | Field


@dataclass(slots=True)
class Grid:
    """A table: headings and rows of cells."""

    key: str
    columns: list[str]
    rows: list[list[Cell]]
    kind: str = "grid"


@dataclass(slots=True)
class Facts:
    """Labels beside texts."""

    rows: list[tuple[str, str]]
    kind: str = "facts"


@dataclass(slots=True)
class Fields:
    """Labelled controls under a heading."""

    legend: str
    items: list[Field]
    kind: str = "fields"


@dataclass(slots=True)
class Links:
    items: list[Link]
    kind: str = "links"


@dataclass(slots=True)
class Notice:
    """A title and a detail shown to the user; ``bad`` for refusals (spec 4.7) and errors."""

    title: str
    detail: str = ""
    bad: bool = False
    kind: str = "notice"


Values = Mapping[str, Value]


def content_of(value: Value) -> bytes:
    """Content of the file of a `file` control, empty when none was chosen."""
    return value.content if isinstance(value, Upload) else b""


def save_fields(groups: Iterable[Fields | Grid | Facts], values: Values) -> list[str]:
    """Write every control whose value differs from the one shown; the keys of those written."""
    changed = []
    for field_ in fields_of(groups):
        if field_.enabled and field_.write and values[field_.key] != field_.value:
            field_.write(values[field_.key])
            changed.append(field_.key)
    return changed


def fields_of(groups: Iterable[Fields | Grid | Facts]) -> list[Field]:
    """The controls in labelled groups and tables."""
    found: list[Field] = []
    for group in groups:
        if isinstance(group, Fields):
            found += group.items
        elif isinstance(group, Grid):
            found += [cell for row in group.rows for cell in row if isinstance(cell, Field)]
    return found


@dataclass(frozen=True, slots=True)
class Goto:
    """Go on at a screen (of the same area) with this query; ``done`` says that something was saved."""

    screen: str
    query: dict[str, str] = field(default_factory=dict)
    done: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Stay on the page and show why nothing was done."""

    title: str
    detail: str = ""


Outcome = Goto | Refused


@dataclass(slots=True)
class Button:
    """A button of a form.

    ``action`` gets the parsed values; without one, every changed field is saved. ``write`` marks what changes the
    device, ``confirm`` what asks once more on a page of its own, ``link`` what some skins draw as a link.
    """

    key: str
    label: str
    action: Callable[[Values], Outcome] | None = None
    write: bool = False
    confirm: bool = False
    link: bool = False
    enabled: bool = True
    name: str = ""
    code: str = ""
    url: str = ""


@dataclass(slots=True)
class Form:
    """Controls and the buttons that send them; ``key`` tells the forms of one page apart. An empty ``method`` is the
    skin's choice: selectors may be sent by GET."""

    key: str
    blocks: Sequence[Grid | Facts | Fields]
    buttons: list[Button]
    action: str = ""
    method: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    kind: str = "form"

    def fields(self) -> list[Field]:
        return fields_of(self.blocks)

    @property
    def encoding(self) -> str:
        """How a browser is to send it: a file needs parts; empty for the usual way."""
        return "multipart/form-data" if any(field.kind == "file" for field in self.fields()) else ""


Block = Grid | Facts | Links | Notice | Form


@dataclass(slots=True)
class Page:
    """One page before it becomes markup."""

    screen: str
    title: str
    blocks: list[Block]
    number: str = ""
    crumbs: list[str] = field(default_factory=list)

    def forms(self) -> list[Form]:
        return [block for block in self.blocks if isinstance(block, Form)]
