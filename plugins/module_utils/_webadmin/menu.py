# SPDX-License-Identifier: GPL-3.0-or-later
"""Walking the menus by label path (SCR-G2): the number is only a second check."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .._errors import Ambiguous, ScreenNotFound, Where
from . import finder
from .browser import Browser
from .catalogue import ScreenSpec
from .document import Document, words
from .text import normal, without_number

TRAIL = re.compile(r"\s*[>»›→]\s*")
_SIGNS = re.compile(r"^[^\w(\[]+")

NAMES = ("a", "span", "b", "strong", "label", "p", "div")
HEADINGS = ("title", "h1", "h2", "h3", "h4", "legend", "caption")
TITLES = (*HEADINGS, *(name for name in NAMES if name != "a"), "td", "th", "font", "big", "center")
"""Elements that may hold the title of a page or a menu: old pages draw it with tables and fonts."""


def heading_text(element: Any) -> str:
    if element.tag == "area":
        return element.get("alt") or element.get("title") or ""
    return words(element) if element.tag != "title" else element.text or ""


def segments(path: str) -> list[str]:
    return [normal(segment) for segment in path.split(">")]


def ancestors(link: Any) -> list[str]:
    """Labels of the menus that a link lies in, outermost first."""
    found: list[str] = []
    for element in link.iterancestors():
        label = _own_label(element, link)
        if label:
            found.insert(0, _plain(label))
    return [*found, *_trail(heading_text(link))[:-1]]


def _own_label(element: Any, link: Any) -> str:
    if element.tag == "li":
        if (element.text or "").strip():
            return str(element.text)
        first = next(element.iterchildren(*NAMES), None)
        return "" if first is None or first is link or first in link.iterancestors() else words(first)
    if element.tag in ("details", "fieldset", "section", "nav", "div"):
        for child in element.iter("summary", "legend", "h1", "h2", "h3", "h4", "h5", "h6"):
            return words(child)
    return ""


class Menu:
    def __init__(self, browser: Browser, host: str) -> None:
        self._browser, self._host = browser, host

    def go(self, spec: ScreenSpec) -> str:
        """Open the screen by one of its label paths; returns that path. Home has to be on the screen."""
        where = Where(host=self._host, screen=spec.paths[0] if spec.paths else None, screen_id=spec.scr)
        home = dict(self._browser.view)
        for path in spec.paths:
            self._browser.view = dict(home)
            if self._walk(segments(path), spec, where):
                self.check_heading(path, spec, where)
                return path
        raise ScreenNotFound(
            "There is no such screen in the menus",
            where,
            found=self._offered(),
            remedy="Run the survey, then name the path in the screens file",
        )

    def _walk(self, wanted: list[str], spec: ScreenSpec, where: Where) -> bool:
        """Follow the deepest part of the path that a link offers, page after page."""
        done = 0
        while done < len(wanted):
            step = self._deepest(wanted, done, spec, where)
            if step is None and done == 0 and len(wanted) > 1 and self._stands_over_all(wanted[0]):
                done = 1
                continue
            if step is None:
                return False
            depth, document, link = step
            if depth == len(wanted):
                self._check_number(link, spec, where)
            self._browser.follow(document, link)
            done = depth
        return True

    def _deepest(
        self, wanted: list[str], done: int, spec: ScreenSpec, where: Where
    ) -> tuple[int, Document, Any] | None:
        for depth in range(len(wanted), done, -1):
            found = self._links(wanted[:depth], done)
            if len(found) > 1:
                raise Ambiguous(
                    "More than one menu entry answers to this path",
                    where,
                    found=", ".join(words(link) for _document, link in found),
                    remedy="Name the URL or a fuller path in the screens file",
                )
            if found:
                return depth, *found[0]
        return None

    def _stands_over_all(self, name: str) -> bool:
        """The first part of a path may be the title of the whole menu, which leads nowhere."""
        return any(
            normal(without_number(heading_text(element))[0]) == name
            for document in self._browser.documents()
            for element in document.root.iter(*TITLES)
        )

    def _links(self, path: list[str], done: int) -> list[tuple[Document, Any]]:
        candidates = [
            (document, link)
            for document in self._browser.documents()
            for link in finder.links(document)
            if _names(link, path)
        ]
        matching = [(d, link) for d, link in candidates if _lies_under(ancestors(link), path[:-1], done)]
        if not matching and len({d.address(link.get("href")) for d, link in candidates}) == 1:
            matching = [(d, link) for d, link in candidates if _lies_under(_read_before(d, link), path[:-1], done)]
        addresses = {d.address(link.get("href")): (d, link) for d, link in matching}
        return list(addresses.values())

    def check_heading(self, path: str, spec: ScreenSpec, where: Where) -> None:
        """The page's own heading may show the number as well; it has to agree too."""
        wanted = segments(path)
        for document in self._browser.documents():
            for heading in document.root.iter(*TITLES):
                shows_number = without_number(heading_text(heading))[1] is not None
                if shows_number and _names(heading, wanted) and next(heading.iterancestors("a"), None) is None:
                    self._check_number(heading, spec, where)

    def _check_number(self, element: Any, spec: ScreenSpec, where: Where) -> None:
        number = without_number(heading_text(element))[1]
        if number and spec.menu and number not in spec.menu:
            raise ScreenNotFound(
                "Path and menu number disagree; nothing is written",
                where,
                found=f"menu {number}",
                wanted=" or ".join(f"menu {known}" for known in spec.menu),
                remedy="Look at the screen; if it is the right one, add its number to the screens file",
            )

    def _offered(self) -> str:
        texts = [words(link) for document in self._browser.documents() for link in finder.links(document)]
        return "menu entries: " + ", ".join(texts[:60])


def _names(heading: Any, wanted: list[str]) -> bool:
    """The words of a heading are the screen's name, or a trail of menus that ends with it."""
    trail = _trail_of(heading)
    return bool(trail) and trail[-1] == wanted[-1] and all(step in wanted for step in trail)


@lru_cache(4096)
def _trail_of(heading: Any) -> tuple[str, ...]:
    return _trail(heading_text(heading))


@lru_cache(4096)
def _trail(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (_plain(step) for step in TRAIL.split(without_number(text)[0]))))


@lru_cache(4096)
def _plain(label: str) -> str:
    return normal(without_number(_SIGNS.sub("", label))[0])


def _read_before(document: Document, link: Any) -> list[str]:
    """What a person has read before a link of a menu that is drawn flat: every text of its own, in page order."""
    read: list[str] = []
    for element in document.root.iter(*TITLES, "a", "area", "dt", "li"):
        if element is link:
            break
        own = _plain(heading_text(element) if element.tag in ("a", "area") else (element.text or "") or words(element))
        if own and read[-1:] != [own]:
            read.append(own)
    return read


def _lies_under(above: list[str], path: list[str], done: int) -> bool:
    """The rest of the path, as far as it was not walked yet, is found in order among the menus above the link."""
    wanted = path[done:]
    if not wanted:
        return True
    position = 0
    for label in above:
        if position < len(wanted) and label == wanted[position]:
            position += 1
    return position == len(wanted)
