# SPDX-License-Identifier: GPL-3.0-or-later
"""One click that sends something: what is noted about it, what the answer may be, what it means for the write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._errors import (
    Ambiguous,
    Appliance,
    ConnectionFailed,
    ControlNotFound,
    MivoiceError,
    PageError,
    SessionExpired,
    Where,
    WriteUncertain,
)
from . import finder, forms, messages
from .browser import Browser, in_all
from .catalogue import NAVIGATE, Control
from .document import Document, words
from .locator import Locator, Place
from .staged import Change, uploads
from .text import any_of, normal

CONFIRMING = any_of(("Confirm", "Validate", "Valider", "OK", "Yes", "Oui", "Confirmer"))
READ_FIRST = "Run the same command again: it reads the state first"
SENT, REFUSED, UNCERTAIN = "sent", "refused", "uncertain"
NOT_CARRIED_OUT = "not carried out as far as seen"


class Press:
    """A click on ``control`` of the screen that ``locator`` knows; ``lost`` tells that a log-in page came back."""

    def __init__(self, browser: Browser, locator: Locator, control: Control, where: Where, lost: Callable[[], bool]):
        self._browser, self._locator, self._control = browser, locator, control
        self._where, self._lost = where, lost

    def send(self, document: Document, element: Any, changes: list[Change], writes: list[dict[str, Any]]) -> None:
        """Put the changes into the page and click.

        A write gets an entry in ``writes`` before it leaves; its ``outcome`` says what became of it. Raises
        WriteUncertain, SessionExpired, Appliance (the appliance refuses), or what the connection raises.
        """
        self._check(element, changes)
        records = {change.label: change.record() for change in changes}
        for change in changes:
            change.apply(self._where)
        before = {message.id for message in messages.recognise(self._browser.documents())}
        files = uploads(changes)
        if self._control.effect == NAVIGATE:
            self._browser.click(document, element, files)
            self._judge(before, "nothing was written")
            return
        entry = {"changes": records, "effect": self._control.effect, "outcome": SENT}
        entry |= {"button": words(element) if element.tag == "a" else finder.button_text(element)}
        writes.append(entry)
        self._write(lambda: self._browser.click(document, element, files), element, entry, before, writes)

    def _write(
        self,
        click: Callable[[], None],
        element: Any,
        entry: dict[str, Any],
        before: set[str],
        writes: list[dict[str, Any]],
    ) -> None:
        answered = self._browser.answered
        try:
            click()
            self._judge(before, "as far as seen the change was not carried out")
            self._confirm_if_asked(before)
        except Appliance:
            entry["outcome"] = REFUSED
            raise
        except SessionExpired:
            entry["outcome"] = NOT_CARRIED_OUT
            raise
        except WriteUncertain:
            entry["outcome"] = UNCERTAIN
            raise
        except ConnectionFailed as error:
            if self._browser.answered == answered and _posts(element):
                writes.remove(entry)
                raise
            entry["outcome"] = UNCERTAIN
            raise self._uncertain(error) from error
        except PageError as error:
            entry["outcome"] = UNCERTAIN
            raise self._uncertain(error) from error

    def _check(self, element: Any, changes: list[Change]) -> None:
        if element.tag == "a":
            if changes:
                raise ControlNotFound(
                    "This is a link: it does not send the changed controls; nothing was sent", self._where
                )
            return
        form = forms.form_of(element)
        if form is None:
            raise ControlNotFound("The button belongs to no form; nothing was sent", self._where)
        if any(forms.form_of(change.control) is not form for change in changes):
            raise Ambiguous("The button and the control are in different forms; nothing was sent", self._where)
        if uploads(changes) and not forms.sends_files(form, element):
            raise ControlNotFound(
                "The form of this button does not send files; nothing was sent",
                self._where,
                found=f"{forms.method_of(form, element)}, {form.get('enctype') or 'no enctype'}",
                wanted=f"post, {forms.MULTIPART}",
                remedy="Look at the screen: another button may be the one for the file. Name it in the screens file",
            )

    def _judge(self, before: set[str], state: str) -> None:
        """Raise for a log-in page or an error message that was not on the page before."""
        if self._lost():
            raise SessionExpired(
                f"The appliance closed the session and answered with its log-in page; {state}",
                self._where,
                remedy=READ_FIRST,
            )
        for message in messages.recognise(self._browser.documents(), before):
            raise Appliance(
                f"The appliance refuses: {message.meaning}",
                self._where,
                found=message.raw,
                remedy=message.remedy,
                rule=message.id,
            )

    def _confirm_if_asked(self, before: set[str]) -> None:
        """A page that only asks again ("Are you sure?") gets its one confirming button pressed, once.

        It is such a page only when nothing of the screen itself is on it. Where the catalogue says what follows a
        button, the page is a screen of its own and its user presses.
        """
        if self._control.leads_to or self._shows_the_screen():
            return
        asking = self._confirming()
        if len(asking) == 1:
            self._browser.click(*asking[0])
            self._judge(before, "as far as seen the change was not carried out")

    def _shows_the_screen(self) -> bool:
        spec = self._locator.spec
        if any(self._locator.tables(name) for name in spec.tables):
            return True
        own = (name for name, control in spec.controls.items() if not CONFIRMING & any_of(control.labels))
        return any(self._locator.places(name) for name in own)

    def _confirming(self) -> list[Place]:
        documents = self._browser.documents()
        buttons = [
            (document, button)
            for document, button in in_all(documents, finder.buttons)
            if normal(finder.button_text(button)) in CONFIRMING and _only_buttons(forms.form_of(button))
        ]
        links = [(d, link) for d, link in in_all(documents, finder.links) if normal(words(link)) in CONFIRMING]
        return buttons or links

    def _uncertain(self, error: MivoiceError) -> WriteUncertain:
        return WriteUncertain(
            f"The answer to a change could not be read; it may or may not have been carried out. {error.problem}",
            self._where,
            found=error.found,
            remedy=READ_FIRST,
        )


def _posts(element: Any) -> bool:
    form = forms.form_of(element) if element.tag != "a" else None
    return form is not None and forms.method_of(form, element) == "post"


def _only_buttons(form: Any | None) -> bool:
    return form is not None and all(forms.kind(control) in ("hidden", "button") for control in forms.controls_of(form))
