# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes noted for the next press, and finding their controls again on a page that was left meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .._errors import ControlNotFound, Where
from . import forms
from .document import Document

SECRET = "(secret)"


@dataclass
class Change:
    """A new value for one control. ``again`` finds the control anew after its page was opened again."""

    document: Document
    control: Any
    label: str
    value: bool | str
    secret: bool
    again: Callable[[], tuple[Document, Any]]

    def rebind(self) -> None:
        self.document, self.control = self.again()

    def record(self) -> dict[str, bool | str]:
        """``{before, after}`` for the list of writes; a secret shows only that it changed."""
        if self.secret or forms.kind(self.control) == "password":
            return {"before": SECRET, "after": SECRET}
        return {"before": forms.value_of(self.control), "after": self.value}

    def apply(self, where: Where) -> None:
        """Put the value into the page; raises ControlNotFound when the control cannot take it."""
        try:
            forms.set_value(self.control, self.value)
        except ValueError as error:
            raise ControlNotFound(
                f"The control cannot take the value: {error}",
                where,
                found=", ".join(forms.option_text(option) for option in self.control.iter("option")) or None,
                wanted=None if self.secret else str(self.value),
            ) from error


def by_page(changes: list[Change]) -> list[list[Change]]:
    """Changes page by page, in the order in which they were noted; one empty page when there are none."""
    pages: dict[int, list[Change]] = {}
    for change in changes:
        pages.setdefault(id(change.document), []).append(change)
    return list(pages.values()) or [[]]
