# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes noted for the next press, and finding their controls again on a page that was left meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .._errors import ControlNotFound, Where
from . import forms
from .document import Document
from .multipart import SAFE_NAME, Upload

SECRET = "(secret)"


@dataclass
class Change:
    """A new value for one control. ``again`` finds the control anew after its page was opened again."""

    document: Document
    control: Any
    label: str
    value: bool | str | Upload
    secret: bool
    again: Callable[[], tuple[Document, Any]]

    def rebind(self) -> None:
        self.document, self.control = self.again()

    @property
    def upload(self) -> Upload | None:
        return self.value if isinstance(self.value, Upload) else None

    def record(self) -> dict[str, Any]:
        """``{before, after}`` for the list of writes; a secret shows only that it changed, a file only what it is."""
        if self.upload:
            return {"before": "", "after": self.upload.shown()}
        if self.secret or forms.kind(self.control) == "password":
            return {"before": SECRET, "after": SECRET}
        return {"before": forms.value_of(self.control), "after": self.value}

    def apply(self, where: Where) -> None:
        """Put the value into the page; raises ControlNotFound when the control cannot take it."""
        if isinstance(self.value, Upload):
            self._apply_file(self.value, where)
            return
        try:
            forms.set_value(self.control, self.value)
        except ValueError as error:
            raise ControlNotFound(
                f"The control cannot take the value: {error}",
                where,
                found=", ".join(forms.option_text(option) for option in self.control.iter("option")) or None,
                wanted=None if self.secret else str(self.value),
            ) from error

    def _apply_file(self, file: Upload, where: Where) -> None:
        """A file goes beside the page (see ``uploads``), if its control takes one and its name can be read anywhere."""
        if forms.kind(self.control) != "file":
            raise ControlNotFound("The control takes no file", where, found=forms.kind(self.control), wanted="file")
        if not SAFE_NAME.fullmatch(file.name):
            raise ControlNotFound(
                "The name of the file may be read wrongly by the appliance; nothing was sent",
                where,
                found=file.name,
                wanted="letters A to Z, digits, point, underscore and hyphen only (OPEN-35)",
                remedy="Rename the file",
            )


def uploads(changes: list[Change]) -> dict[Any, Upload]:
    """Files to send with a form, by control."""
    return {change.control: change.upload for change in changes if change.upload}


def by_page(changes: list[Change]) -> list[list[Change]]:
    """Changes page by page, in the order in which they were noted; one empty page when there are none."""
    pages: dict[int, list[Change]] = {}
    for change in changes:
        pages.setdefault(id(change.document), []).append(change)
    return list(pages.values()) or [[]]
