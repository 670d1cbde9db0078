# SPDX-License-Identifier: GPL-3.0-or-later
"""Which language an appliance shows: what the page declares, else the labels it uses."""

from __future__ import annotations

from collections.abc import Iterable

from . import finder
from .document import Document, words
from .text import any_of, normal, without_number

MARKS = {
    "en": any_of(
        (
            "Telephony service",
            "Subscribers",
            "System",
            "Network and links",
            "Technical characteristics",
            "Network topology",
            "Terminal configuration",
            "Action monitoring",
            "Inventory",
            "Log out",
            "Logout",
            "Home",
        )
    ),
    "fr": any_of(
        (
            "Service téléphonie",
            "Abonnés",
            "Système",
            "Réseau et liaisons",
            "Caractéristiques techniques",
            "Topologie du réseau",
            "Configuration des postes",
            "Suivi des actions",
            "Inventaire",
            "Déconnexion",
            "Quitter",
            "Accueil",
        )
    ),
}


def language_of(documents: Iterable[Document]) -> str | None:
    """``en``, ``fr``, or None when the pages do not tell."""
    pages = list(documents)
    declared = {(document.root.get("lang") or "")[:2].lower() for document in pages} & set(MARKS)
    if len(declared) == 1:
        return declared.pop()
    labels = {
        normal(without_number(words(link))[0]) for document in pages for link in document.root.iter("a", "area")
    } | {normal(finder.button_text(button)) for document in pages for button in finder.buttons(document)}
    hits = {language: len(marks & labels) for language, marks in MARKS.items()}
    best = max(hits, key=lambda language: hits[language])
    return best if list(hits.values()).count(hits[best]) == 1 else None
