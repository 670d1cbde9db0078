# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen as it stands in the browser: controls by label, tables by heading, forms sent whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._errors import Ambiguous, ControlNotFound, PageError, UsageError, Where
from .._webadmin import finder, forms, messages, news
from .._webadmin.catalogue import NAVIGATE, Control, ScreenSpec
from .._webadmin.document import Document
from .._webadmin.locator import Locator, Place
from .._webadmin.multipart import Upload
from .._webadmin.staged import Change, by_page
from .._webadmin.text import normal
from .table import WebRow, WebTable

if TYPE_CHECKING:
    from .webadmin import WebDriver

MOST_PAGES = 2000


class WebScreen:
    """Bound to the driver's browser: pressing a button replaces what is on the screen. See base.Screen."""

    def __init__(
        self, driver: WebDriver, spec: ScreenSpec, label_path: str, before: frozenset[str] = frozenset()
    ) -> None:
        self._driver, self.spec, self._before = driver, spec, before
        self.id, self.label_path = spec.id, label_path
        self.menu = spec.menu[0] if spec.menu else None
        self.locator = Locator(driver.browser, spec, self.where)
        self._staged: list[Change] = []

    def where(self, label: str | None = None) -> Where:
        shown = f"{self.label_path}, menu {' or '.join(self.spec.menu)}" if self.spec.menu else self.label_path
        return Where(self._driver.host, shown, self.spec.scr, label)

    def has(self, name: str) -> bool:
        return self.locator.has(name)

    def enabled(self, name: str) -> bool:
        _document, control = self.locator.one(name)
        return control.tag == "a" or not forms.disabled(control)

    def value(self, control: str) -> Any:
        found = self.locator.places(control)
        if not found:
            return self.locator.status(control)
        if self.spec.controls[control].kind == "radio":
            chosen = [e for _document, e in found if e.get("checked") is not None]
            return finder.label_of(chosen[0]) if chosen else ""
        return forms.value_of(self.locator.only(control, found)[1])

    def options(self, control: str) -> list[str]:
        if self.spec.controls[control].kind == "radio":
            return [finder.label_of(radio) for _document, radio in self.locator.radios(control)]
        return [forms.option_text(option) for option in self.locator.one(control)[1].iter("option")]

    def table(self, name: str) -> WebTable:
        """All rows of all pages of a table. Raises PageError when the pages do not come to an end."""
        rows: list[WebRow] = []
        columns: set[str] = set()
        seen: set[str] = set()
        for _page in range(MOST_PAGES):
            document, found = self.locator.one_table(name)
            columns |= set(found.columns)
            rows += [WebRow(self, name, document, cells) for cells in found.rows]
            onward = self.locator.next_page(document)
            if onward is None:
                return WebTable(rows, columns)
            address = document.address(onward.get("href"))
            if address in seen:
                raise PageError("The pages of the table lead back to one already read", self.where(name))
            seen.add(address)
            self._driver.turn(self, document, onward)
        raise PageError(f"The table has more than {MOST_PAGES} pages", self.where(name))

    def stage(self, control: str, value: bool | str | Upload) -> None:
        if self.spec.controls[control].kind == "radio":
            document, element = self._choice(control, str(value))
            self.note(
                document, element, finder.label_of(element), True, False, lambda: self._choice(control, str(value))
            )
            return
        document, element = self.locator.one(control)
        label, secret = finder.label_of(element) or control, self.spec.controls[control].secret
        self.note(document, element, label, value, secret, lambda: self.locator.one(control))

    def note(
        self,
        document: Document,
        element: Any,
        label: str,
        value: bool | str | Upload,
        secret: bool,
        again: Callable[[], Place],
    ) -> None:
        """Keep a new value for the next press; raises ControlNotFound for a greyed control."""
        if forms.disabled(element) or element.get("readonly") is not None:
            raise ControlNotFound("The control is greyed and takes no value", self.where(label))
        self._staged.append(Change(document, element, label, value, secret, again))

    def press(self, button: str) -> WebScreen:
        control = self.spec.controls[button]
        if control.effect != NAVIGATE and self._driver.read_only:
            raise UsageError(
                "A write was asked of a read-only session: this is a mistake in this collection, nothing was sent",
                self.where(self.locator.label(button)),
            )
        pages = by_page(self._staged)
        if len(pages) > 1 and (control.leads_to or control.effect == NAVIGATE):
            raise Ambiguous(
                "The changes lie on several pages and this button leads away from them; nothing was sent",
                self.where(self.locator.label(button)),
                remedy="Change the rows of one page at a time",
            )
        before = news.said(self.locator.documents)
        for changes in pages:
            self._press_on_page(button, control, changes)
        self._staged = []
        following = self._driver.site.screens[control.leads_to or self.id]
        return WebScreen(self._driver, following, self.label_path, before)

    def follow(self, link: str) -> WebScreen:
        return self.press(link)

    def download(self, link: str) -> bytes:
        document, element = self.locator.one(link)
        return self._driver.browser.download(document.address(element.get("href")))

    def messages(self) -> list[str]:
        return messages.shown(self.locator.documents)

    def news(self) -> list[str]:
        return news.fresh(self._before, self.locator.documents)

    def row_again(self, name: str, identity: tuple[str, ...], column: str) -> Place:
        """The control of a row on the page now shown, the row known by all its words."""
        document, found = self.locator.one_table(name)
        same = [cells for cells in found.rows if cells.identity == identity]
        control = same[0].control(column) if len(same) == 1 and column in same[0].cells else None
        if control is None:
            raise ControlNotFound(
                "The row was not found again on its page; nothing was written there",
                self.where(f"{identity[0]} / {column}"),
                found=f"{len(same)} rows with these words",
                remedy="Run the same command again: it reads the table first",
            )
        return document, control

    def _press_on_page(self, button: str, control: Control, changes: list[Change]) -> None:
        if changes and not self._driver.browser.shows(changes[0].document):
            self._driver.turn_back(self, changes[0])
            for change in changes:
                change.rebind()
        document, element = self._clickable(button, changes)
        if element.tag != "a" and forms.disabled(element):
            raise ControlNotFound(
                "The button is greyed",
                self.where(finder.button_text(element)),
                remedy="Look at the screen: something has to be done before",
            )
        self._driver.pressed(self, control, document, element, changes)

    def _clickable(self, button: str, changes: list[Change]) -> Place:
        """The button; when several read alike, the one in the form of the changed controls."""
        found = self.locator.places(button)
        if len(found) > 1 and changes:
            form = forms.form_of(changes[0].control)
            near = [(d, e) for d, e in found if e.tag != "a" and forms.form_of(e) is form]
            if len(near) == 1:
                return near[0]
        return self.locator.one(button)

    def _choice(self, control: str, text: str) -> Place:
        chosen = [p for p in self.locator.radios(control) if normal(finder.label_of(p[1])) == normal(text)]
        if len(chosen) != 1:
            raise ControlNotFound(
                f"{len(chosen)} choices read {text!r}",
                self.where(self.locator.label(control)),
                found=", ".join(self.options(control)),
            )
        return chosen[0]
