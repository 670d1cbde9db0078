# SPDX-License-Identifier: GPL-3.0-or-later
"""Showing a screen and carrying out what its forms send, confirmations included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.refusal import LabRefusal
from .elements import Block, Button, Form, Goto, Notice, Outcome, Page, Refused, Values, save_fields
from .http import BadRequest, Response
from .posted import Posted, posted_fields, text_of
from .sessions import Session
from .submission import Submission, read

if TYPE_CHECKING:
    from .visit import Visit

TOKEN = "__token"
ADDRESS_NAMES = frozenset(("p", "f", "b"))
RESTARTS_SIP = frozenset(("W5", "W10"))


class StalePage(Exception):
    """The page's token is missing, unknown or spent."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A submission that waits to be confirmed."""

    screen: str
    query: dict[str, str]
    form: str
    button: str
    posted: Posted
    write: bool
    label: str


class Work:
    """One visit of somebody logged in."""

    def __init__(self, visit: Visit) -> None:
        assert visit.session is not None and visit.place is not None
        self.visit = visit
        self.session: Session = visit.session
        self.name = visit.place.page

    def writes(self) -> bool:
        """Whether this visit changes the device."""
        if not self._sends():
            return False
        try:
            page = self._page()
            return page is not None and self._is_write(self._submission(page))
        except (BadRequest, StalePage):
            return False

    def answer(self) -> Response:
        """Show the screen, or carry out what was sent. Raises BadRequest."""
        page = self._page()
        if page is None:
            return self.visit.answers.say(404, "say.not_found")
        if not self._sends():
            return self._shown(page)
        try:
            submission = self._submission(page)
        except StalePage:
            return self.visit.answers.say(403, "say.old_page")
        token = self._sent_fields()[1]
        if token:
            self.visit.spend(token)
        if self._asks(submission):
            return self._ask(submission)
        return self._after(page, self._carry_out(submission))

    def _page(self) -> Page | None:
        if self.name == "confirm":
            return self._confirmation()
        screen = self.visit.screen(self.name, self.visit.query)
        return self.visit.build(screen, self.visit.query) if screen else None

    def _sends(self) -> bool:
        return self.visit.request.method == "POST" or "f" in self.visit.request.query

    def _sent_fields(self) -> tuple[Posted, str]:
        """What a form sent, by POST or GET, and its token."""
        request = self.visit.request
        if request.method == "POST":
            posted = posted_fields(request, self.visit.skin.charset)
        else:
            from_address = ADDRESS_NAMES | set(self.visit.query)
            posted = {name: [*values] for name, values in request.query.items() if name not in from_address}
        return posted, text_of(posted.pop(TOKEN, []))

    def _submission(self, page: Page) -> Submission:
        posted, token = self._sent_fields()
        request, skin = self.visit.request, self.visit.skin
        if request.method == "POST" and not self.visit.tokens_ok(token):
            raise StalePage
        found = read(page, request.first("f"), posted, skin, request.first("b"))
        if request.method != "POST" and self._is_write(found):
            raise BadRequest("a change needs POST")
        return found

    def _is_write(self, submission: Submission) -> bool:
        return submission.button.write and not self._asks(submission)

    def _asks(self, submission: Submission) -> bool:
        button = submission.button
        return button.confirm or (button.write and self.name in self.visit.skin.asks_again)

    def _ask(self, submission: Submission) -> Response:
        button = submission.button
        posted = {} if self.visit.request.first("b") else self._sent_fields()[0]
        pending = Pending(
            self.name, dict(self.visit.query), submission.form.key, button.key, posted, button.write, button.label
        )
        number = f"{len(self.session.kept) + 1}"
        self.session.kept[f"confirm {number}"] = pending
        return self._go(Goto("confirm", {"id": number}))

    def _confirmation(self) -> Page | None:
        """The page that asks once more, for the submission its address names."""
        pending = self.session.kept.get(f"confirm {self.visit.query.get('id', '')}")
        if not isinstance(pending, Pending):
            return None
        visit, labels = self.visit, self.visit.labels
        restart = labels("say.ask_restart") if pending.screen in RESTARTS_SIP else ""
        notice = Notice(labels("say.ask").format(what=pending.label), restart)
        confirm = Button(
            "confirm", labels("confirm.confirm"), lambda values: self._resume(pending), write=pending.write
        )
        cancel = Button(
            "cancel", labels("confirm.cancel"), lambda values: Goto(pending.screen, pending.query), link=True
        )
        blocks: list[Block] = [notice, Form("confirm", [], [confirm, cancel])]
        return visit.page("confirm", blocks, visit.query, title=labels("title.confirm"))

    def _resume(self, pending: Pending) -> Outcome:
        visit = self.visit
        del self.session.kept[f"confirm {visit.query['id']}"]
        screen = visit.screen(pending.screen, pending.query)
        if screen is None:
            return Refused(visit.labels("say.old_page"))
        page = visit.build(screen, pending.query)
        link = pending.button if not pending.posted and self._link(page, pending) else ""
        submission = read(page, pending.form, pending.posted, visit.skin, link)
        return self._carry_out(submission, pending.screen, pending.query)

    @staticmethod
    def _link(page: Page, pending: Pending) -> bool:
        buttons = [button for form in page.forms() if form.key == pending.form for button in form.buttons]
        return any(button.key == pending.button and button.url for button in buttons)

    def _carry_out(self, sent: Submission, screen: str = "", query: dict[str, str] | None = None) -> Outcome:
        try:
            if sent.button.action:
                return sent.button.action(sent.values)
            self._save(sent.form, sent.values, screen or self.name)
        except LabRefusal as refusal:
            return Refused(refusal.title, refusal.detail)
        return Goto(screen or self.name, self.visit.query if query is None else query, done=True)

    def _save(self, form: Form, values: Values, screen: str) -> None:
        if not save_fields(form.blocks, values):
            self.visit.app.world.operator_action(
                self.session.user, self.visit.device.name, "save_unchanged", screen=screen
            )

    def _after(self, page: Page, outcome: Outcome) -> Response:
        if isinstance(outcome, Goto):
            return self._go(outcome)
        notice = Notice(outcome.title, outcome.detail, bad=True)
        if self.visit.skin.refusal_alone or page.screen == "confirm":
            return self.visit.answers.notice(notice)
        fresh = self._page()
        return self.visit.answers.page(fresh or page, notice)

    def _go(self, to: Goto) -> Response:
        visit = self.visit
        self.session.flash = to.done and visit.skin.says_saved
        if not visit.skin.inline:
            return visit.answers.redirect(visit.url(to.screen, to.query))
        visit.query = dict(to.query)
        self.name = to.screen
        page = self._page()
        return self._shown(page) if page else visit.answers.say(404, "say.not_found")

    def _shown(self, page: Page) -> Response:
        notice = Notice(self.visit.labels("say.saved")) if self.session.flash else None
        self.session.flash = False
        return self.visit.answers.page(page, notice)
