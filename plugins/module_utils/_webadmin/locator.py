# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the controls, statuses, buttons and tables of one catalogue screen are on the pages in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .._errors import Ambiguous, ControlNotFound, PageError, Where
from . import finder, forms
from .browser import Browser, in_all
from .catalogue import Control, ScreenSpec
from .document import Document, words
from .statuses import statuses
from .tables import Found, find
from .text import any_of, normal, without_number

KINDS = {
    "checkbox": ("checkbox",),
    "select": ("select",),
    "text": ("text", "textarea", "password"),
    "radio": ("radio",),
    "file": ("file",),
}
NEXT = any_of(("next", "next page", "suivant", "page suivante", ">", ">>", "»"))
MOST_SHOWN = 60
SURVEY = "Run the survey, then name the label in the screens file"
Place = tuple[Document, Any]


class Locator:
    """Finds by the labels of ``spec``; ``where`` names a place on the screen for errors."""

    def __init__(self, browser: Browser, spec: ScreenSpec, where: Callable[[str | None], Where]) -> None:
        self._browser, self.spec, self._where = browser, spec, where

    @property
    def documents(self) -> list[Document]:
        return self._browser.documents()

    def label(self, name: str) -> str:
        labels = self.spec.controls[name].labels
        return labels[0] if labels else name

    def has(self, name: str) -> bool:
        if name in self.spec.tables:
            return bool(self.tables(name))
        return bool(self.places(name) or self.statuses(name))

    def places(self, name: str) -> list[Place]:
        """Every control, button or link that answers to a catalogue name and is of its kind."""
        control = self.spec.controls[name]
        if control.kind in ("button", "link"):
            return self._clickables(control)
        if control.kind == "radio":
            return self.radios(name)
        kinds = KINDS.get(control.kind, ())
        return [place for place in self._labelled(control) if forms.kind(place[1]) in kinds] if kinds else []

    def one(self, name: str) -> Place:
        """The one that answers; raises Ambiguous or ControlNotFound."""
        return self.only(name, self.places(name))

    def only(self, name: str, found: list[Place]) -> Place:
        """The one of ``found``, which are the :meth:`places` of a name; raises Ambiguous or ControlNotFound."""
        if len(found) == 1:
            return found[0]
        if found:
            raise self.ambiguous(name, found)
        self._refuse_other_kind(name)
        raise self._missing(name)

    def ambiguous(self, name: str, found: list[Place]) -> Ambiguous:
        return Ambiguous(
            "More than one control answers to this label; nothing is written",
            self._where(self.label(name)),
            found=f"{len(found)} controls",
            remedy="Name the field in the screens file",
        )

    def radios(self, name: str) -> list[Place]:
        """The radio buttons of the group: all of the screen when there is one group, else the labelled one."""
        found = [(d, e) for d, e in in_all(self.documents, finder.controls) if forms.kind(e) == "radio"]
        groups = {_group(element) for _d, element in found}
        if len(groups) <= 1:
            return found
        test = _test(self.spec.controls[name])
        named = {_group(e) for _d, e in found if test(e.get("name"), finder.label_of(e))}
        if len(named) != 1:
            raise Ambiguous(
                "More than one group of choices is on the screen",
                self._where(self.label(name)),
                found=", ".join(finder.label_of(element) for _d, element in found),
                remedy="Name the field in the screens file",
            )
        return [(d, e) for d, e in found if _group(e) in named]

    def statuses(self, name: str) -> list[str]:
        wanted = any_of(self.spec.controls[name].labels)
        return [text for document in self.documents for text in statuses(document, wanted)]

    def status(self, name: str) -> str:
        """The text beside a label; raises Ambiguous or ControlNotFound."""
        found = self.statuses(name)
        if len(set(found)) > 1:
            raise Ambiguous(
                "More than one value stands beside this label", self._where(self.label(name)), found=" | ".join(found)
            )
        if not found:
            self._refuse_other_kind(name)
            raise self._missing(name)
        return found[0]

    def offered(self) -> list[str]:
        """Labels of the controls and buttons on the screen, each once, in alphabetical order."""
        labels = {finder.label_of(c) or finder.button_text(c) for _d, c in in_all(self.documents, finder.controls)}
        return sorted(filter(None, labels))

    def headings(self) -> list[str]:
        """Heading rows of the tables on the screen."""
        rows = [row for document in self.documents for row in document.root.iter("tr") if row.find("th") is not None]
        return [" | ".join(words(cell) for cell in row.iter("th", "td")) for row in rows]

    def tables(self, name: str) -> list[tuple[Document, Found]]:
        spec = self.spec.tables[name]
        columns = {column: any_of(labels) for column, labels in spec.columns.items()}
        try:
            return [(d, found) for d in self.documents for found in find(d, columns, set(spec.needed))]
        except ValueError as error:
            raise PageError(
                f"The table was not read whole: {error}", self._where(name), remedy="Try again; nothing was believed"
            ) from error

    def one_table(self, name: str) -> tuple[Document, Found]:
        found = self.tables(name)
        if len(found) == 1:
            return found[0]
        shown = "; ".join(self.headings()[:MOST_SHOWN]) or "no headings"
        if found:
            raise Ambiguous("More than one table has these headings", self._where(name), found=shown, remedy=SURVEY)
        raise ControlNotFound(
            "No table has these headings",
            self._where(name),
            found=shown,
            wanted=", ".join(self.spec.tables[name].needed),
            remedy="Name the headings in the screens file",
        )

    def next_page(self, document: Document) -> Any | None:
        """The link to the next page of a table, if there is one."""
        labels = NEXT | (any_of(self.spec.controls["next"].labels) if "next" in self.spec.controls else set())
        found = {
            document.address(link.get("href")): link
            for link in finder.links(document)
            if normal(words(link)) in labels or (link.get("rel") or "") == "next"
        }
        if len(found) > 1:
            raise Ambiguous("More than one link leads to a next page", self._where("next"))
        return next(iter(found.values()), None)

    def _labelled(self, control: Control) -> list[Place]:
        test = _test(control)
        return [
            (document, element)
            for document, element in in_all(self.documents, finder.fields)
            if test(element.get("name"), finder.label_of(element))
        ]

    def _clickables(self, control: Control) -> list[Place]:
        """Buttons, else links; one that stands on the page twice, above and below, counts once."""
        test = _test(control)
        buttons = [
            (d, b) for d, b in in_all(self.documents, finder.buttons) if test(b.get("name"), finder.button_text(b))
        ]
        if buttons and control.kind == "button":
            return list({_twin(button): (d, button) for d, button in reversed(buttons)}.values())
        links = [(d, link) for d, link in in_all(self.documents, finder.links) if test(None, words(link))]
        once = {(id(d), d.address(link.get("href"))): (d, link) for d, link in reversed(links)}
        return buttons + list(once.values())

    def _refuse_other_kind(self, name: str) -> None:
        control = self.spec.controls[name]
        if control.kind in ("button", "link", "radio"):
            return
        other = self._labelled(control)
        if other or (control.kind in KINDS and self.statuses(name)):
            raise ControlNotFound(
                "The label stands beside a control of another kind",
                self._where(self.label(name)),
                found=forms.kind(other[0][1]) if other else "text",
                wanted=control.kind,
                remedy=SURVEY,
            )

    def _missing(self, name: str) -> ControlNotFound:
        return ControlNotFound(
            "The label is not on the screen",
            self._where(self.label(name)),
            found="labels on the screen: " + ", ".join(self.offered()[:MOST_SHOWN]),
            remedy=SURVEY,
        )


def _group(radio: Any) -> tuple[Any, str | None]:
    return forms.form_of(radio), radio.get("name")  # the form itself: the id of a released proxy comes back


def _twin(button: Any) -> tuple[Any, ...]:
    sent = tuple(button.get(name) for name in ("name", "value", "formaction", "formmethod", "disabled"))
    return forms.form_of(button), *sent


def _test(control: Control) -> Callable[[str | None, str], bool]:
    wanted = any_of(control.labels)
    pattern = re.compile(control.regex, re.I) if control.regex else None

    def test(field: str | None, label: str) -> bool:
        if control.field:
            return field == control.field
        if pattern and pattern.search(label):
            return True
        return not wanted.isdisjoint(_readings(label))

    return test


@lru_cache(4096)
def _readings(label: str) -> frozenset[str]:
    """A label as it stands; without leaders or the sign of a help link; without its number."""
    return any_of((label, label.rstrip(" .…?"), without_number(label)[0]))
