# SPDX-License-Identifier: GPL-3.0-or-later
"""The web pages of every device of a world: ``handle(device, request) -> response``, without sockets."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from .elements import Value
from .extras import ExtraValues
from .face import Face, face
from .http import Request, Response
from .labels import Language
from .overrides import overrides
from .sessions import Sessions, Tokens
from .visit import Visit

if TYPE_CHECKING:
    from ..model.manager import Manager
    from ..model.system import System
    from ..model.world import World

MAX_SESSIONS = 1
LANGUAGES: tuple[Language, ...] = ("en", "fr")


class App:
    """Pages of the systems and Managers of a world, by inventory name. Callers hold ``world.lock``.

    ``skin`` (forms, frames, dialogs) and ``language`` (en, fr) are for devices whose fleet file names none;
    ``page_size`` is the number of rows of a page of a long list; ``rng`` makes cookies and tokens.
    """

    def __init__(
        self,
        world: World,
        skin: str = "forms",
        language: Language = "en",
        page_size: int = 200,
        rng: random.Random | None = None,
    ) -> None:
        self.world = world
        self.page_size = page_size
        self._skin = skin
        self._language = language
        source = rng or random.SystemRandom()
        self.sessions = Sessions(source)
        self.door_tokens = Tokens(source, kept=5000)
        self._extras = {name: ExtraValues(name, self._collateral) for name in LANGUAGES}

    def handle(self, device: str, request: Request) -> Response:
        """Answer one request to a device. KeyError for an unknown device."""
        return Visit(self, device, request).answer()

    def is_write(self, device: str, request: Request) -> bool:
        """Whether this request would change the device; changes nothing itself. KeyError for an unknown device."""
        return Visit(self, device, request).writes()

    def overrides(self, device: str) -> dict[str, Any]:
        """The override file of a site for this device (what the spec lacks, as its pages show it)."""
        shown = self.face(device)
        return overrides(self.world, device, shown.skin.name, shown.language)

    def open_sessions(self) -> list[dict[str, str]]:
        """Sessions neither logged out nor expired."""
        return [
            {"device": s.device, "area": s.area, "user": s.user, "address": s.address, "opened": s.opened.isoformat()}
            for s in self.sessions.open(self.world.clock.now())
        ]

    def expire_sessions(self, device: str | None = None) -> None:
        """End the sessions of a device, or all, as idleness would."""
        self.sessions.expire(device)

    def device(self, name: str) -> System | Manager:
        return self.world.device(name)

    def face(self, device: str) -> Face:
        """Skin and language of a device."""
        held = self.device(device)
        return face(held.skin or self._skin, cast(Language, held.language or self._language))

    def limit(self, device: str) -> int:
        """How many administrators the device admits at a time."""
        return self.device(device).max_sessions or MAX_SESSIONS

    def extras(self, language: Language) -> ExtraValues:
        return self._extras[language]

    def device_time(self, name: str) -> datetime:
        """What a device believes the date to be."""
        return self.world.clock.now() + timedelta(seconds=self.device(name).clock_skew)

    def _collateral(self, device: str, user: str, field: str, before: Value, after: Value) -> None:
        self.world.events.append("collateral", device, user, field=field, before=before, after=after)
