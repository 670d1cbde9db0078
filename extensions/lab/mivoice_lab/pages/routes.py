# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses of pages: each skin has its own kind."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from .http import Request, with_query
from .screens import SITES

PAGES = ("home", "menu", "content", "login", "close", "logout", "confirm", "ca_file")
AREAS = ("webadmin", "manager", "tma")


@dataclass(frozen=True, slots=True)
class Place:
    """A page of an area. ``page`` is a screen id or one of PAGES."""

    area: str
    page: str


class Routes:
    """Addresses of one skin, both ways."""

    def __init__(self, skin: str) -> None:
        self._skin = skin
        pages = [*PAGES, *dict.fromkeys(name for site in SITES.values() for name in (*site.screens, *site.doors))]
        self._addresses = {
            Place(area, page): self._address(area, page, number) for area in AREAS for number, page in enumerate(pages)
        }
        self._places = {address: place for place, address in self._addresses.items()}

    def url(self, area: str, page: str, query: dict[str, str] | None = None) -> str:
        path, _unused = self._addresses[Place(area, page)]
        return with_query(path, {**self.fixed(area, page), **(query or {})})

    def fixed(self, area: str, page: str) -> dict[str, str]:
        """The part of a page's query that names the page."""
        number = self._addresses[Place(area, page)][1]
        return {"p": number} if number else {}

    def place(self, request: Request, main: str) -> Place | None:
        """What a request asks for; `/` is the home page of the device's ``main`` area."""
        if request.path == "/":
            return Place(main, "home")
        place = self._places.get((request.path, request.first("p")))
        return place if place and place.area in (main, "tma") else None

    def _address(self, area: str, page: str, number: int) -> tuple[str, str]:
        if self._skin == "frames":
            return f"/cgi-bin/{area}.cgi", str(100 + number)
        if self._skin == "dialogs":
            return f"/{area}/d{crc32(page.encode()) & 0xFFFFFF:06x}", ""
        return f"/{area}/{page.lower()}", ""
