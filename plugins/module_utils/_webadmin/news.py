# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer says that was not on the page before: words of the appliance that nobody had to mark as a message."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .document import Document, sentences
from .text import normal

_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")


def _key(sentence: str) -> str:
    """A clock, a countdown or a counter is not news each time it goes on."""
    return _DIGITS.sub("0", normal(sentence))


def said(documents: Iterable[Document]) -> frozenset[str]:
    """What is on the pages, to compare the answer with; see :func:`fresh`."""
    return frozenset(_key(sentence) for document in documents for sentence in sentences(document.root))


def fresh(before: frozenset[str], documents: Iterable[Document]) -> list[str]:
    """Sentences in words that were not there ``before``, each once, in reading order."""
    found = [sentence for document in documents for sentence in sentences(document.root)]
    return [s for s in dict.fromkeys(found) if _LETTER.search(s) and _key(s) not in before]
