# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu of an area: nested entries with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .labels import Labels
from .screens import Site


@dataclass(slots=True)
class Entry:
    """A menu entry; ``screen`` is empty for a group, ``code`` names the entry in the address of its page."""

    code: str
    label: str
    number: str
    screen: str
    url: str
    children: list[Entry] = field(default_factory=list)
    parent: Entry | None = None

    def walk(self) -> Iterator[Entry]:
        yield self
        for child in self.children:
            yield from child.walk()

    def trail(self) -> list[Entry]:
        """From the first level down to this entry."""
        return [*(self.parent.trail() if self.parent else []), self] if self.code else []


def build(site: Site, labels: Labels, url: Callable[..., str]) -> Entry:
    """The root of an area's menu; ``url(page, query)`` gives addresses."""
    root = Entry("", "", "", "", url("home"))
    leaves = [(screen.path, screen.number, screen.id) for screen in site.screens.values() if screen.path]
    leaves += [(door.path, "", door.id) for door in site.doors.values()]
    for path, number, target in leaves:
        numbers = _numbers(number, len(path))
        place = root
        for depth, key in enumerate(path):
            leaf = depth == len(path) - 1
            place = _child(place, labels(key), numbers[depth], target if leaf else "", url)
    _sort(root)
    return root


def _child(place: Entry, label: str, number: str, screen: str, url: Callable[..., str]) -> Entry:
    found = next((entry for entry in place.children if entry.label == label and not screen), None)
    if found is None:
        code = f"{place.code}.{len(place.children) + 1}" if place.code else str(len(place.children) + 1)
        address = url(screen) if screen else url("menu", {"node": code})
        found = Entry(code, label, number, screen, address, parent=place)
        place.children.append(found)
    found.number = found.number or number
    return found


def _numbers(number: str, depth: int) -> list[str]:
    """The numbers of the entries of a path; the first entry (the service) has none."""
    parts = number.split(".") if number else []
    shown = ["", *(".".join(parts[: index + 1]) for index in range(len(parts)))]
    return shown if len(shown) == depth else [""] * depth


def _sort(entry: Entry) -> None:
    entry.children.sort(key=lambda child: [int(part) for part in child.number.split(".")] if child.number else [99])
    for child in entry.children:
        _sort(child)
