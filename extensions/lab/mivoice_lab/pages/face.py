# SPDX-License-Identifier: GPL-3.0-or-later
"""How a device shows itself: one skin in one language, with its addresses and menus."""

from __future__ import annotations

from functools import cache, partial

from markupsafe import Markup

from .labels import Labels, Language
from .menu import Entry, build
from .routes import Routes
from .screens import SITES
from .skin import SKINS


class Face:
    """Skin, texts, addresses and menus that all devices of a kind share."""

    def __init__(self, skin: str, language: Language) -> None:
        self.skin = SKINS[skin]
        self.language = language
        self.labels = Labels(skin, language)
        self.routes = Routes(skin)
        self.menus: dict[str, Entry] = {
            name: build(site, self.labels, partial(self.routes.url, site.area)) for name, site in SITES.items()
        }
        self.entries: dict[str, dict[str, Entry]] = {
            name: {entry.code: entry for entry in root.walk()} for name, root in self.menus.items()
        }
        self.places: dict[str, dict[str, Entry]] = {
            name: {entry.screen: entry for entry in root.walk() if entry.screen} for name, root in self.menus.items()
        }
        self._menu_html: dict[str, Markup] = {}

    def menu_html(self, site: str) -> Markup:
        """The whole menu, for skins that show it on every page; made once."""
        if site not in self._menu_html:
            entries = self.menus[site].children
            self._menu_html[site] = Markup(self.skin.render("menu.j2", entries=entries).decode(self.skin.charset))
        return self._menu_html[site]


@cache
def face(skin: str, language: Language) -> Face:
    """The face of a skin in a language; KeyError for an unknown skin."""
    return Face(skin, language)
