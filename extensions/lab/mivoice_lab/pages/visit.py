# SPDX-License-Identifier: GPL-3.0-or-later
"""One request to one device: which page, which session, what to do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..model.manager import Manager
from .answers import Answers
from .context import Context
from .elements import Block, Page
from .entrance import Entrance
from .http import BadRequest, Request, Response
from .icons import ICONS
from .screens import SITES, Screen, Site
from .work import Work

if TYPE_CHECKING:
    from .app import App

PARAMETERS = frozenset(
    (
        "family",
        "package",
        "item",
        "multisite",
        "draft",
        "detection_in",
        "by_group",
        "of_alarm",
        "reported_to",
        "page",
        "node",
        "id",
        "region",
        "site",
    )
)
"""Names that a page's own address may carry (beside ``p``, ``f`` and ``b``: page, form, button)."""


class Visit:
    """Everything known about one request before anything is done about it."""

    def __init__(self, app: App, device: str, request: Request) -> None:
        self.app = app
        self.request = request
        self.device = app.device(device)
        self.face = app.face(device)
        self.skin = self.face.skin
        self.labels = self.face.labels
        self.main = "manager" if isinstance(self.device, Manager) else "webadmin"
        self.place = self.face.routes.place(request, self.main)
        self.area = self.place.area if self.place else self.main
        self.site_name = self._site_name()
        self.site: Site = SITES[self.site_name]
        self.now = app.world.clock.now()
        self.cookie_name = self.skin.cookie + ("T" if self.area == "tma" else "")
        self.session = app.sessions.find(device, self.area, request.cookie(self.cookie_name), self.now)
        self.query = {name: values[0] for name, values in request.query.items() if name in PARAMETERS}
        self.url = partial(self.face.routes.url, self.area)
        self.answers = Answers(self)

    def writes(self) -> bool:
        """Whether the request would change the device."""
        if self.session is None or self.place is None or self._missing_tma():
            return False
        return Work(self).writes()

    def answer(self) -> Response:
        """Do what is asked and answer."""
        if self.request.path in ICONS:
            return self.answers.file("image/gif", ICONS[self.request.path])
        if self.place is None or self._missing_tma():
            return self.answers.say(404, "say.not_found")
        try:
            return self._answer(self.place.page)
        except BadRequest as error:
            return self.answers.say(400, "say.bad_request", str(error))

    def _answer(self, page: str) -> Response:
        if page in ("login", "close") or (self.session is None and page == "home"):
            return Entrance(self).answer(page)
        if self.session is None:
            return self.answers.lost()
        self.session.seen = self.now
        if page == "logout":
            return Entrance(self).leave(self.session)
        return self._show(page)

    def _show(self, page: str) -> Response:
        if page == "home" and self.skin.framed:
            return self.answers.frameset()
        if page in ("home", "content"):
            return self.answers.home()
        if page == "menu":
            return self.answers.menu(self.query.get("node", ""))
        if page in self.site.doors:
            return self.answers.redirect(self.face.routes.url("tma", "home"))
        if page == "ca_file" and (pem := self._authority()):
            return self.answers.file("application/x-pem-file", pem.encode())
        return Work(self).answer()

    def _authority(self) -> str | None:
        """The authority's file that this device offers (SCR-W5.1)."""
        certificate = None if isinstance(self.device, Manager) else self.device.certificate
        return certificate.authority_pem if certificate else None

    def screen(self, page: str, query: dict[str, str]) -> Screen | None:
        """The screen of this area that an address names, when it has what the screen needs."""
        found = self.site.screens.get(page)
        if found is None or any(name not in query for name in found.needs):
            return None
        multisites = self.device.multisites if isinstance(self.device, Manager) else {}
        if "multisite" in found.needs and query["multisite"] not in multisites:
            return None
        return found

    def context(self, screen: str, query: dict[str, str]) -> Context:
        assert self.session is not None
        return Context(
            world=self.app.world,
            device=self.device,
            area=self.area,
            screen=screen,
            skin=self.skin,
            labels=self.labels,
            session=self.session,
            query=query,
            extras=self.app.extras(self.face.language),
            page_size=self.app.page_size,
            url=self.url,
            now=self.app.device_time(self.device.name),
        )

    def build(self, screen: Screen, query: dict[str, str]) -> Page:
        """Describe a screen, with names and addresses in its controls."""
        return self.page(screen.id, screen.view(self.context(screen.id, query)), query, screen.number)

    def page(self, name: str, blocks: list[Block], query: dict[str, str], number: str = "", title: str = "") -> Page:
        """A page of this area, with names and addresses in its controls."""
        entry = self.face.places[self.site_name].get(name)
        crumbs = [step.label for step in entry.trail()] if entry else []
        if not title:
            title = crumbs[-1] if crumbs else self.labels(self.site.screens[name].title)
        made = Page(name, title, blocks, number, crumbs)
        self.skin.dress(made, lambda form, button: self._action(name, query, form, button))
        return made

    def _action(self, name: str, query: dict[str, str], form: str, button: str) -> tuple[str, dict[str, str]]:
        sent = {**query, "f": form} | ({"b": button} if button else {})
        return self.url(name, sent), self.face.routes.fixed(self.area, name) | {"f": form}

    def form_key(self) -> str:
        return self.request.first("f")

    def tokens_ok(self, token: str) -> bool:
        box = self.session.tokens if self.session else self.app.door_tokens
        return not self.skin.tokens or box.valid(token)

    def spend(self, token: str) -> None:
        if self.skin.tokens:
            (self.session.tokens if self.session else self.app.door_tokens).spend(token)

    def fresh_token(self) -> str:
        if not self.skin.tokens:
            return ""
        return (self.session.tokens if self.session else self.app.door_tokens).issue()

    def _site_name(self) -> str:
        if not isinstance(self.device, Manager) and self.area == "webadmin" and self.device.manager is None:
            return "webadmin alone"
        return self.area

    def _missing_tma(self) -> bool:
        if self.area != "tma":
            return False
        stopped = not isinstance(self.device, Manager) and self.device.services.get("tma") != "started"
        return self.device.tma is None or stopped
