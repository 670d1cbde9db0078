# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparing labels the way a person does (SCR-G1)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BEFORE = re.compile(r"^\W*(?:menu\s+)?[\[(]?(\d+(?:\.\d+){0,5})[\])]?[.:)\-–]?\s+(?=\D)", re.I)
_BEHIND = re.compile(r"[\s:.\-–]*[\[(]\s*(?:menu\s+)?(\d+(?:\.\d+){1,5})\s*[\])]\s*$", re.I)
_AROUND = re.compile(r"\s*>\s*")
SORTED = "▲▼△▽↑↓⇅⇵"
"""Arrows that a heading shows when a table can be sorted by it."""


def folded(text: str) -> str:
    """Visible text with runs of blanks, no-break ones included, made one space."""
    return " ".join(text.split())


@lru_cache(16384)
def normal(text: str) -> str:
    """Key under which two spellings of one label are equal (SCR-G1)."""
    plain = folded(text).replace("\\", "")
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in decomposed if not unicodedata.combining(char)).replace("\u2019", "'")
    plain = plain.casefold()
    return (_AROUND.sub(">", plain) if ">" in plain else plain).strip(" :*\t" + SORTED)


@lru_cache(16384)
def without_number(text: str) -> tuple[str, str | None]:
    """A menu entry's label and its number, whether that stands before it or in brackets behind it."""
    shown = folded(text)
    found = _BEFORE.match(shown) or (_BEHIND.search(shown) if shown.endswith((")", "]")) else None)
    if not found:
        return shown, None
    return (shown[: found.start()] + shown[found.end() :]).strip(), found.group(1)


@lru_cache(4096)
def any_of(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(normal(label) for label in labels)
