# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface between resources and whatever reaches a screen (Web Admin pages, a person, a test's fake).

Resources name screens and controls by their catalogue names and exchange canonical Python values:
check box -> bool, select/radio -> the visible text of the option, text -> str, status -> visible text, file -> Upload
(to stage only: a file control always reads '').
They never see HTML, addresses, field names or languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from .._webadmin.multipart import Upload

__all__ = ["Driver", "Row", "Screen", "Table", "Upload"]


class Row(Protocol):
    """One line of a table. Columns are catalogue names."""

    def text(self, column: str) -> str:
        """Visible text of the cell, spaces folded ('' when empty). An icon counts by alt text, title or file name."""

    def value(self, column: str) -> Any:
        """Value of the one control in the cell: bool or str."""

    def options(self, column: str) -> list[str]:
        """Visible texts that the select in the cell offers."""

    def editable(self, column: str) -> bool:
        """False when the cell has no control, or a disabled or read-only one."""

    def stage(self, column: str, value: bool | str) -> None:
        """Note a new value; it travels with the next press()."""


class Table(Protocol):
    """A table found by its headings. Every row was read whole (paging followed to the end), or reading raised."""

    @property
    def rows(self) -> Sequence[Row]:
        """From top to bottom."""

    def has(self, column: str) -> bool:
        """True if the table has that column."""


class Screen(Protocol):
    """One open screen."""

    id: str
    label_path: str
    menu: str | None

    def has(self, name: str) -> bool:
        """True if that control, button, link or table is on the screen."""

    def value(self, control: str) -> Any:
        """Canonical value of a control; see above for the types."""

    def options(self, control: str) -> list[str]:
        """Visible texts that a select or radio offers."""

    def enabled(self, name: str) -> bool:
        """False when that control or button is greyed."""

    def table(self, name: str) -> Table:
        """Read that table whole."""

    def stage(self, control: str, value: bool | str | Upload) -> None:
        """Note a new value for a control; raises ControlNotFound when it cannot take it.

        A file that stands on a form which does not send files is refused by press(), with nothing sent.
        """

    def press(self, button: str) -> Screen:
        """Send the form with every other field as it was plus what was staged; return the screen that follows.

        Raises Appliance when the answer shows an error message. Buttons whose catalogue effect is not
        ``navigate`` are writes: they are recorded in ``Driver.writes`` and refused on a read-only driver.
        """

    def follow(self, link: str) -> Screen:
        """Go where a link leads; return the screen that follows."""

    def download(self, link: str) -> bytes:
        """Content of the file behind a link."""

    def messages(self) -> list[str]:
        """Visible texts of the messages on the screen."""

    def news(self) -> list[str]:
        """Sentences on the screen that were not there before the press() or follow() that led to it."""


class Driver(Protocol):
    """One logged-in session with one host. Use as a context manager: leaving it always logs out."""

    host: str
    writes: list[dict[str, Any]]
    """Writes sent so far: {screen, screen_id, menu, button, changes: {label: {before, after}}, effect, outcome}.

    outcome: ``sent`` | ``refused`` | ``uncertain`` (the connection broke) | ``not carried out as far as seen``.
    """

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the session shows: {release: str|None, clock_offset: float|None (seconds, theirs - ours), language}."""

    def open(self, screen_id: str) -> Screen:
        """Open a screen by its catalogue name."""

    def declared(self, screen_id: str) -> bool:
        """True if the catalogue plus the site's overrides say where that screen is (path or URL known)."""

    def canonical(self, vocabulary: str, text: str) -> str | None:
        """Canonical word for a shown text (catalogue ``values``), None when unknown."""

    def close(self) -> None:
        """Log out; never raises a MivoiceError."""

    def __enter__(self) -> Driver:
        """Itself."""

    def __exit__(self, *exc: object) -> None:
        """Log out."""
