# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen as it stands in the browser: controls by label, tables by heading, forms sent whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._errors import Ambiguous, ControlNotFound, PageError, Where
from .._webadmin import finder, forms, tables
from .._webadmin.browser import in_all
from .._webadmin.catalogue import Control, ScreenSpec
from .._webadmin.document import Document, words
from .._webadmin.text import any_of, normal, without_number

if TYPE_CHECKING:
    from .webadmin import WebDriver

KINDS = {
    "checkbox": ("checkbox",),
    "select": ("select",),
    "text": ("text", "textarea", "password"),
    "radio": ("radio",),
}
NEXT = {normal(text) for text in ("next", "next page", "suivant", "page suivante", ">", ">>", "»")}
MOST_PAGES = 2000
Place = tuple[Document, Any]


class WebRow:
    def __init__(self, screen: WebScreen, document: Document, cells: tables.Cells) -> None:
        self._screen, self._document, self._cells = screen, document, cells

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
        control = self._control(column)
        self._screen.note(self._document, control, f"{self._title()} / {column}", value)

    def _title(self) -> str:
        return next((words(cell) for cell in self._cells.cells.values() if words(cell)), "row")

    def _cell(self, column: str) -> Any:
        if column not in self._cells.cells:
            raise ControlNotFound("The table has no such column", self._screen.where(column))
        return self._cells.cells[column]

    def _control(self, column: str) -> Any:
        self._cell(column)
        control = self._cells.control(column)
        if control is None:
            raise ControlNotFound(
                "The cell holds no control, or more than one",
                self._screen.where(column),
                found=words(self._cell(column)),
            )
        return control


class WebTable:
    def __init__(self, rows: list[WebRow], columns: set[str]) -> None:
        self.rows, self._columns = rows, columns

    def has(self, column: str) -> bool:
        return column in self._columns


class WebScreen:
    """Bound to the driver's browser: pressing a button replaces what is on the screen."""

    def __init__(self, driver: WebDriver, spec: ScreenSpec, label_path: str) -> None:
        self._driver, self.spec = driver, spec
        self.id, self.label_path = spec.id, label_path
        self.menu = spec.menu[0] if spec.menu else None
        self._staged: list[tuple[Document, Any, str, bool | str]] = []

    def where(self, label: str | None = None) -> Where:
        shown = f"{self.label_path}, menu {' or '.join(self.spec.menu)}" if self.spec.menu else self.label_path
        return Where(self._driver.host, shown, self.spec.scr, label)

    @property
    def documents(self) -> list[Document]:
        return self._driver.browser.documents()

    def has(self, name: str) -> bool:
        if name in self.spec.tables:
            return bool(self._tables(name))
        return bool(self._places(name) or self._statuses(name))

    def enabled(self, name: str) -> bool:
        _document, control = self._one(name)
        return control.tag == "a" or not forms.disabled(control)

    def value(self, control: str) -> Any:
        places = self._places(control)
        if not places:
            return self._status(control)
        if self.spec.controls[control].kind == "radio":
            return next(
                (finder.label_of(radio) for _d, radio in self._radios(control) if radio.get("checked") is not None), ""
            )
        return forms.value_of(self._one(control)[1])

    def options(self, control: str) -> list[str]:
        if self.spec.controls[control].kind == "radio":
            return [finder.label_of(radio) for _document, radio in self._radios(control)]
        return [forms.option_text(option) for option in self._one(control)[1].iter("option")]

    def table(self, name: str) -> WebTable:
        """All rows of all pages of a table."""
        rows: list[WebRow] = []
        columns: set[str] = set()
        seen: set[str] = set()
        for _page in range(MOST_PAGES):
            document, found = self._one_table(name)
            columns |= set(found.columns)
            rows += [WebRow(self, document, cells) for cells in found.rows]
            onward = self._next(document)
            if onward is None:
                return WebTable(rows, columns)
            address = document.address(onward.get("href"))
            if address in seen:
                raise PageError("The pages of the table lead back to one already read", self.where(name))
            seen.add(address)
            self._driver.browser.follow(document, onward)
        raise PageError(f"The table has more than {MOST_PAGES} pages", self.where(name))

    def stage(self, control: str, value: bool | str) -> None:
        if self.spec.controls[control].kind == "radio":
            wanted = normal(str(value))
            chosen = [place for place in self._radios(control) if normal(finder.label_of(place[1])) == wanted]
            if len(chosen) != 1:
                raise ControlNotFound(
                    f"{len(chosen)} choices read {value!r}", self.where(control), found=", ".join(self.options(control))
                )
            self.note(*chosen[0], finder.label_of(chosen[0][1]), True)
            return
        document, element = self._one(control)
        self.note(document, element, finder.label_of(element) or control, value)

    def note(self, document: Document, element: Any, label: str, value: bool | str) -> None:
        if forms.disabled(element) or element.get("readonly") is not None:
            raise ControlNotFound("The control is greyed and takes no value", self.where(label))
        self._staged.append((document, element, label, value))

    def press(self, button: str) -> WebScreen:
        document, element = self._one(button)
        if element.tag != "a" and forms.disabled(element):
            raise ControlNotFound(
                "The button is greyed",
                self.where(finder.button_text(element)),
                remedy="Look at the screen: something has to be done before",
            )
        return self._driver.pressed(self, self.spec.controls[button], button, document, element, self._staged)

    def follow(self, link: str) -> WebScreen:
        return self.press(link)

    def download(self, link: str) -> bytes:
        document, element = self._one(link)
        return self._driver.browser.download(document.address(element.get("href")))

    def messages(self) -> list[str]:
        return [words(document.root) for document in self.documents]

    def _statuses(self, name: str) -> list[str]:
        wanted = any_of(self.spec.controls[name].labels)
        return [text for document in self.documents for text in finder.statuses(document, wanted)]

    def _status(self, name: str) -> str:
        found = self._statuses(name)
        if len(set(found)) > 1:
            raise Ambiguous("More than one value stands beside this label", self.where(name), found=" | ".join(found))
        if not found:
            raise ControlNotFound(
                "The label is not on the screen",
                self.where(self._label(name)),
                found=self._offered(),
                remedy="Run the survey, then name the label in the screens file",
            )
        return found[0]

    def _label(self, name: str) -> str:
        labels = self.spec.controls[name].labels
        return labels[0] if labels else name

    def _offered(self) -> str:
        labels = [
            finder.label_of(c) or finder.button_text(c)
            for document in self.documents
            for c in finder.controls(document)
        ]
        return "labels on the screen: " + ", ".join(sorted({label for label in labels if label})[:60])

    def _places(self, name: str) -> list[Place]:
        control = self.spec.controls[name]
        if control.kind in ("button", "link"):
            return self._clickables(control)
        if control.kind == "radio":
            return self._radios(name)
        kinds = KINDS.get(control.kind, ())
        return [place for place in self._labelled(control) if forms.kind(place[1]) in kinds]

    def _labelled(self, control: Control) -> list[Place]:
        test = _test(control)
        return [
            (document, element)
            for document, element in in_all(self.documents, finder.controls)
            if forms.kind(element) != "button" and test(element.get("name"), finder.label_of(element))
        ]

    def _radios(self, name: str) -> list[Place]:
        """The radio buttons of the group: all of the screen when there is one group, else the labelled one."""
        found = [(d, e) for d, e in in_all(self.documents, finder.controls) if forms.kind(e) == "radio"]
        groups = {(forms.form_of(element), element.get("name")) for _d, element in found}
        if len(groups) > 1:
            test = _test(self.spec.controls[name])
            named = {
                element.get("name") for _d, element in found if test(element.get("name"), finder.label_of(element))
            }
            found = [(d, e) for d, e in found if e.get("name") in named]
            if len(named) != 1:
                raise Ambiguous("More than one group of choices is on the screen", self.where(name))
        return found

    def _clickables(self, control: Control) -> list[Place]:
        test = _test(control)
        found = [
            (d, b) for d, b in in_all(self.documents, finder.buttons) if test(b.get("name"), finder.button_text(b))
        ]
        if found and control.kind == "button":
            return found
        return found + [(d, link) for d, link in in_all(self.documents, finder.links) if test(None, words(link))]

    def _one(self, name: str) -> Place:
        places = self._places(name)
        if len(places) == 1:
            return places[0]
        if places:
            raise Ambiguous(
                "More than one control answers to this label; nothing is written",
                self.where(self._label(name)),
                found=f"{len(places)} controls",
                remedy="Name the field in the screens file",
            )
        control = self.spec.controls[name]
        other = self._labelled(control) if control.kind not in ("button", "link", "radio") else []
        if other or (control.kind in KINDS and self._statuses(name)):
            kind = forms.kind(other[0][1]) if other else "text"
            raise ControlNotFound(
                "The label stands beside a control of another kind",
                self.where(self._label(name)),
                found=kind,
                wanted=control.kind,
            )
        raise ControlNotFound(
            "The label is not on the screen",
            self.where(self._label(name)),
            found=self._offered(),
            remedy="Run the survey, then name the label in the screens file",
        )

    def _tables(self, name: str) -> list[tuple[Document, tables.Found]]:
        spec = self.spec.tables[name]
        columns = {column: any_of(labels) for column, labels in spec.columns.items()}
        try:
            return [(d, found) for d in self.documents for found in tables.find(d, columns, set(spec.needed))]
        except ValueError as error:
            raise PageError(f"The table was not read whole: {error}", self.where(name)) from error

    def _one_table(self, name: str) -> tuple[Document, tables.Found]:
        found = self._tables(name)
        if len(found) == 1:
            return found[0]
        headings = " | ".join(
            words(row)[:120] for d in self.documents for row in d.root.iter("tr") if row.find("th") is not None
        )
        if found:
            raise Ambiguous("More than one table has these headings", self.where(name), found=headings)
        raise ControlNotFound(
            "No table has these headings",
            self.where(name),
            found=headings or "no headings",
            wanted=", ".join(self.spec.tables[name].needed),
            remedy="Name the headings in the screens file",
        )

    def _next(self, document: Document) -> Any | None:
        labels = NEXT | (any_of(self.spec.controls["next"].labels) if "next" in self.spec.controls else set())
        found = {
            link.get("href"): link
            for link in finder.links(document)
            if normal(words(link)) in labels or (link.get("rel") or "") == "next"
        }
        if len(found) > 1:
            raise Ambiguous("More than one link leads to a next page", self.where("next"))
        return next(iter(found.values()), None)


def _test(control: Control) -> Callable[[str | None, str], bool]:
    wanted = any_of(control.labels)
    pattern = re.compile(control.regex, re.I) if control.regex else None

    def test(field: str | None, label: str) -> bool:
        if control.field:
            return field == control.field
        if pattern and pattern.search(label):
            return True
        return normal(label) in wanted or normal(without_number(label)[0]) in wanted

    return test
