# SPDX-License-Identifier: GPL-3.0-or-later
"""Log-in and log-out: Web Admin, Manager, and TMA with its choice of region and site (SCR-T0)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from .elements import Block, Button, Field, Fields, Form, Notice, Option, Page, Values
from .http import BadRequest, Response
from .posted import posted_fields, text_of
from .sessions import LOCK_OUT, Admission, Session
from .submission import Submission, read
from .work import TOKEN

if TYPE_CHECKING:
    from .visit import Visit

Scope = tuple[str, str]


class Entrance:
    """The door of one area of a device."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._labels = visit.labels

    def answer(self, page: str) -> Response:
        """Show the door, let somebody in, or close the session they left open."""
        visit = self._visit
        if page == "home" or not (visit.request.method == "POST" or "f" in visit.request.query):
            return self.door(steps=self._scope_chosen())
        if page == "close":
            return self._close_stale()
        return self._log_in(self._sent(self._page(self._scope_chosen())))

    def leave(self, session: Session) -> Response:
        """Log out."""
        visit = self._visit
        visit.app.sessions.close(session)
        visit.app.world.events.append("logout", visit.device.name, session.user, area=visit.area)
        return self._onwards(cookie="")

    def door(self, notice: Notice | None = None, steps: bool = False) -> Response:
        """The log-in page."""
        return self._visit.answers.page(self._page(steps), notice)

    def _page(self, scope_chosen: bool) -> Page:
        tma = self._visit.area == "tma"
        blocks: list[Block] = self._tma_door(scope_chosen) if tma else [self._main_door()]
        query = {name: self._visit.query[name] for name in ("region", "site") if scope_chosen}
        return self._visit.page("login", blocks, query, title=self._labels("title.login"))

    def _main_door(self) -> Form:
        fields = [
            Field("text", "username", self._labels("session.username")),
            Field("password", "password", self._labels("session.password")),
        ]
        return Form("login", [Fields("", fields)], [Button("login", self._labels("session.login"))], method="post")

    def _tma_door(self, scope_chosen: bool) -> list[Block]:
        button = Button("continue", self._labels("T0.continue"))
        credentials = [
            Field("text", "username", self._labels("T0.login")),
            Field("password", "password", self._labels("T0.password")),
        ]
        if len(self._scopes()) == 1 or scope_chosen:
            return [Form("login", [Fields("", credentials)], [button], method="post")]
        regions = dict.fromkeys(region for region, _unused in self._scopes())
        choice = [
            Field("select", "region", self._labels("T0.region"), options=tuple(Option(r, r) for r in regions)),
            Field(
                "select", "site", self._labels("T0.site"), options=tuple(Option(s, s) for _region, s in self._scopes())
            ),
        ]
        if self._visit.skin.site_first:
            return [Form("scope", [Fields("", choice)], [button])]
        return [Form("login", [Fields("", choice), Fields("", credentials)], [button], method="post")]

    def _scopes(self) -> list[Scope]:
        tma = self._visit.device.tma
        return tma.scopes if tma else []

    def _scope_chosen(self) -> bool:
        query = self._visit.query
        return (query.get("region", ""), query.get("site", "")) in self._scopes() and "site" in query

    def _sent(self, page: Page) -> Submission | None:
        """What the door's form sent; None when its token is not right."""
        visit = self._visit
        if visit.request.method == "POST":
            posted = posted_fields(visit.request, visit.skin.charset)
        else:
            posted = {name: [*values] for name, values in visit.request.query.items() if name not in ("p", "f")}
        token = text_of(posted.pop(TOKEN, []))
        if not visit.tokens_ok(token):
            return None
        found = read(page, visit.form_key(), posted, visit.skin)
        if visit.request.method != "POST" and found.form.key != "scope":
            raise BadRequest("a log-in needs POST")
        if token:
            visit.spend(token)
        return found

    def _log_in(self, sent: Submission | None) -> Response:
        if sent is None:
            return self.door(Notice(self._labels("say.old_page"), bad=True))
        if sent.form.key == "scope":
            return self._take_scope(sent.values)
        visit, scope = self._visit, self._scope(sent.values)
        if visit.area == "tma" and scope not in self._scopes():
            return self.door(Notice(self._labels("T0.no_such_site"), bad=True))
        user, password = str(sent.values["username"]), str(sent.values["password"])
        known = self._known_users()
        right = user in known and hmac.compare_digest(known[user].encode(), password.encode())
        admission = visit.app.sessions.log_in(
            visit.device.name,
            visit.area,
            user,
            right,
            visit.request.remote,
            visit.now,
            visit.app.limit(visit.device.name),
            scope,
        )
        return self._admit(admission, user)

    def _take_scope(self, values: Values) -> Response:
        scope = (str(values["region"]), str(values["site"]))
        if scope not in self._scopes():
            return self.door(Notice(self._labels("T0.no_such_site"), bad=True))
        return self._visit.answers.redirect(self._visit.url("login", {"region": scope[0], "site": scope[1]}))

    def _scope(self, values: Values) -> Scope | None:
        if self._visit.area != "tma":
            return None
        if "site" in values:
            return str(values["region"]), str(values["site"])
        if self._scope_chosen():
            return self._visit.query["region"], self._visit.query["site"]
        return self._scopes()[0]

    def _known_users(self) -> dict[str, str]:
        device = self._visit.device
        return device.tma.credentials if self._visit.area == "tma" and device.tma else device.admins

    def _admit(self, admission: Admission, user: str) -> Response:
        visit, say = self._visit, self._labels
        if admission.session:
            return self._opened(admission.session)
        events = visit.app.world.events
        events.append("login_refused", visit.device.name, user, area=visit.area, reason=admission.kind)
        if admission.other is None:
            text = say("say.bad_login" if admission.kind == "refused" else "say.locked")
            minutes = int(LOCK_OUT.total_seconds() // 60)
            return self.door(Notice(text.format(minutes=minutes), bad=True), self._scope_chosen())
        text = say(f"say.{admission.kind}").format(user=admission.other.user, address=admission.other.address)
        notice = Notice(text, bad=True)
        blocks: list[Block] = []
        if admission.ticket:
            blocks.append(self._closing())
        page = visit.page("close", blocks, {"id": admission.ticket}, title=say("title.login"))
        return visit.answers.page(page, notice)

    def _closing(self) -> Form:
        return Form("close", [], [Button("close_stale", self._labels("session.close_stale"))], method="post")

    def _close_stale(self) -> Response:
        visit = self._visit
        page = visit.page("close", [self._closing()], visit.query, title=self._labels("title.login"))
        sent = self._sent(page)
        name, now = visit.device.name, visit.now
        done = sent and visit.app.sessions.close_stale(
            name, visit.area, visit.query.get("id", ""), visit.request.remote, now
        )
        if not done:
            return self.door(Notice(self._labels("say.old_page"), bad=True))
        closed, opened = done
        if closed:
            visit.app.world.events.append("logout", name, closed.user, area=visit.area, reason="closed by a new log-in")
        return self._opened(opened)

    def _opened(self, session: Session) -> Response:
        visit = self._visit
        visit.app.world.events.append(
            "login", visit.device.name, session.user, area=visit.area, address=session.address
        )
        visit.session = session
        if visit.skin.inline:
            return visit.answers.home(session.cookie)
        return self._onwards(session.cookie)

    def _onwards(self, cookie: str) -> Response:
        """To the home page of the area."""
        answers = self._visit.answers
        if self._visit.skin.framed:
            return answers.refresh(answers.home_url(), self._labels("title.home"), cookie)
        return answers.redirect(answers.home_url(), cookie)
