# SPDX-License-Identifier: GPL-3.0-or-later
"""Which text a page shows for a key, in one language and skin."""

from __future__ import annotations

from typing import Literal

from .labels_manager import TEXTS as MANAGER
from .labels_menu import TEXTS as MENU
from .labels_tma import TEXTS as TMA
from .labels_variants import VARIANTS
from .labels_webadmin import TEXTS as WEBADMIN
from .labels_words import TEXTS as WORDS
from .texts import Text

Language = Literal["en", "fr"]

TEXTS: dict[str, Text] = {**MENU, **WEBADMIN, **MANAGER, **TMA, **WORDS}


class Labels:
    """The texts of one skin in one language."""

    def __init__(self, skin: str, language: Language) -> None:
        self.language = language
        shown = {**TEXTS, **VARIANTS.get(skin, {})}
        self._texts = {key: getattr(text, language) for key, text in shown.items()}
        self._given = {key for key, text in shown.items() if language in text.given}

    def __call__(self, key: str) -> str:
        return self._texts[key]

    def word(self, vocabulary: str, word: str) -> str:
        """The shown text of a canonical word."""
        return self._texts[f"{vocabulary}={word}"]

    def given(self, key: str) -> bool:
        """True when the spec gives the text shown, so that a site need not declare it."""
        return key in self._given

    def keys(self) -> list[str]:
        return list(self._texts)
