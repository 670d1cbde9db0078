# SPDX-License-Identifier: GPL-3.0-or-later
"""A text in English and French, and for which of them the spec vouches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    en: str
    fr: str
    given: tuple[str, ...] = ("en", "fr")


def ours(en: str, fr: str) -> Text:
    """A text that the spec does not give: declared in the site's override file."""
    return Text(en, fr, ())


def french(en: str, fr: str) -> Text:
    """A text the spec gives in French only; the English one is its unconfirmed translation (spec 2, mark †)."""
    return Text(en, fr, ("fr",))
