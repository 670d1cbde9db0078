# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages as HTTP responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .elements import Block, Link, Links, Notice, Page
from .http import Response, http_date

if TYPE_CHECKING:
    from .visit import Visit


class Answers:
    """Makes the responses of one visit."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def page(self, page: Page, notice: Notice | None = None, status: int = 200, cookie: str | None = None) -> Response:
        """A page in its frame: header, menu, notice."""
        visit = self._visit
        with_menu = visit.skin.menu_everywhere and visit.session is not None
        menu = visit.face.menu_html(visit.site_name) if with_menu else ""
        html = visit.skin.render("page.j2", page=page, notice=notice, menu=menu, **self._surroundings())
        return self._html(status, html, cookie)

    def notice(self, notice: Notice, status: int = 200) -> Response:
        """A page that only says something."""
        visit = self._visit
        back = Links([Link("back", visit.labels("session.back"), self.home_url())])
        return self.page(Page("", visit.labels("title.error"), [back]), notice, status)

    def say(self, status: int, key: str, detail: str = "") -> Response:
        return self.notice(Notice(self._visit.labels(key), detail, bad=True), status)

    def home(self, cookie: str | None = None) -> Response:
        visit = self._visit
        assert visit.session is not None
        welcome = visit.labels("say.welcome").format(user=visit.session.user)
        scope = " / ".join(visit.session.scope) if visit.session.scope else ""
        blocks: list[Block] = [Notice(welcome, scope), Links(self._entries(""))]
        return self.page(Page("home", visit.labels("title.home"), blocks), cookie=cookie)

    def menu(self, node: str) -> Response:
        """A page, or a frame, that lists the entries of a group of the menu."""
        visit = self._visit
        entry = visit.face.entries[visit.site_name].get(node)
        if entry is None:
            return self.say(404, "say.not_found")
        if visit.skin.framed:
            html = visit.skin.render("menu.j2", entry=entry, **self._surroundings())
            return self._html(200, html)
        crumbs = [step.label for step in entry.trail()]
        page = Page(
            "menu", entry.label or visit.labels("title.menu"), [Links(self._entries(node))], entry.number, crumbs
        )
        return self.page(page)

    def frameset(self) -> Response:
        return self._html(200, self._visit.skin.render("frameset.j2", **self._surroundings()))

    def lost(self) -> Response:
        """No session: each skin has its own way to say so."""
        visit = self._visit
        if visit.skin.lost_session == "redirect":
            return self.redirect(self.home_url())
        if visit.skin.lost_session == "refresh":
            return self.refresh(self.home_url(), visit.labels("say.expired"))
        from .entrance import Entrance

        return Entrance(visit).door(Notice(visit.labels("say.expired"), bad=True))

    def redirect(self, url: str, cookie: str | None = None) -> Response:
        return self._respond(self._visit.skin.redirect_status, [("Location", url)], b"", cookie)

    def refresh(self, url: str, text: str, cookie: str | None = None) -> Response:
        """A page that sends the browser on."""
        html = self._visit.skin.render("refresh.j2", to=url, text=text, **self._surroundings())
        return self._html(200, html, cookie)

    def file(self, content_type: str, body: bytes) -> Response:
        return self._respond(200, [("Content-Type", content_type)], body, None)

    def home_url(self) -> str:
        visit = self._visit
        return visit.url("home") if visit.area == "tma" else "/"

    def _entries(self, node: str) -> list[Link]:
        visit = self._visit
        entry = visit.face.entries[visit.site_name][node]
        return [Link("entry", child.label, child.url, child.number) for child in entry.children]

    def _surroundings(self) -> dict[str, Any]:
        visit = self._visit
        product = {"tma": "MiVoice 5000 TMA", "manager": "MiVoice 5000 Manager"}.get(visit.area, "MiVoice 5000")
        return {
            "t": visit.labels,
            "language": visit.face.language,
            "product": f"{product} {visit.device.release}",
            "device": visit.device.name,
            "user": visit.session.user if visit.session else "",
            "url": visit.url,
            "token": visit.fresh_token(),
        }

    def _html(self, status: int, body: bytes, cookie: str | None = None) -> Response:
        return self._respond(status, [("Content-Type", self._visit.skin.content_type())], body, cookie)

    def _respond(self, status: int, headers: list[tuple[str, str]], body: bytes, cookie: str | None) -> Response:
        visit = self._visit
        headers += [
            ("Date", http_date(visit.app.device_time(visit.device.name))),
            ("Cache-Control", "no-store"),
            ("Content-Length", str(len(body))),
        ]
        if cookie is not None:
            ends = "" if cookie else "; Max-Age=0"
            headers.append(("Set-Cookie", f"{visit.cookie_name}={cookie}; Path=/; Secure; HttpOnly{ends}"))
        return Response(status, headers, body)
