# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the controls that close a session is surely for one of our own: nobody else is ever put out."""

from __future__ import annotations

import re
from typing import Any

from . import forms
from .document import Document, sentences, words
from .text import any_of, normal

Place = tuple[Document, Any]
ROWS = ("tr", "li")
OPEN = any_of(("already", "open", "opened", "active", "déjà", "ouvert", "ouverte", "ouvertes", "actif"))
ABOUT = OPEN | any_of(
    ("session", "sessions", "user", "users", "logged", "connected", "connection", "held", "holds", "locked", "use")
    + ("used", "using", "administrator", "utilisateur", "utilisateurs", "utilisé", "utilise", "connecté", "connectée")
    + ("connexion", "verrouillé", "occupé", "administrateur")
)
NAMES_NOBODY = ABOUT - {"administrator", "administrateur"} | any_of(
    ("a", "an", "another", "at", "by", "close", "closed", "currently", "do", "for", "from", "has", "identification")
    + ("in", "is", "it", "must", "of", "on", "please", "s", "since", "still", "that", "the", "there", "this", "to")
    + ("want", "with", "you", "your", "à", "au", "autre", "avec", "ce", "cette", "cours", "d", "de", "depuis", "du")
    + ("en", "encore", "est", "fermer", "l", "la", "le", "les", "par", "pour", "sur", "un", "une", "votre", "voulez")
    + ("vous",)
)
_ALONE = r"(?<!\w)(?<!\w[.@+-]){}(?!\w|[.@+-]\w)"
_BETWEEN = re.compile(r"[\s'\u2019\"\u201c\u201d«»()\[\],;|]+")
_TIME_OR_ADDRESS = re.compile(r"\d{1,2}|\d+:\d+|\d+(?:[.:/-]\d+){2,}|[\da-f]*(?::[\da-f]*){2,}")


def of_ours(closers: list[Place], username: str) -> list[Place]:
    """Those whose own row, list item or form speaks of an open session of ``username`` and of nobody else."""
    elements = [element for _document, element in closers]
    return [(document, closer) for document, closer in closers if _is_ours(closer, elements, username)]


def _is_ours(closer: Any, closers: list[Any], username: str) -> bool:
    allowed = NAMES_NOBODY | _tokens(words(closer))
    scope = _scope(closer, closers, allowed)
    if scope is None or _lets_choose(closer):
        return False
    ours = re.compile(_ALONE.format(re.escape(username)))
    row = scope.tag in ROWS
    said = [words(scope)] if row else [sentence for sentence in sentences(scope) if ABOUT & _tokens(sentence)]
    if any(_tokens(ours.sub(" ", sentence)) - allowed for sentence in said):
        return False
    return any(ours.search(sentence) and (row or OPEN & _tokens(sentence)) for sentence in said)


def _scope(closer: Any, closers: list[Any], allowed: frozenset[str]) -> Any | None:
    """The nearest element around a control with words that may name somebody; None if another control is in it too."""
    for scope in closer.iterancestors():
        if any(scope in other.iterancestors() for other in closers if other is not closer):
            return None
        if _tokens(words(scope)) - allowed:
            return scope
    return None


def _lets_choose(closer: Any) -> bool:
    """The form holds more than the button: what is closed may be what is chosen there."""
    form = forms.form_of(closer) if closer.tag != "a" else None
    return form is not None and any(
        forms.kind(control) not in ("hidden", "button") for control in forms.controls_of(form)
    )


def _tokens(sentence: str) -> set[str]:
    """Words that may be a name, normalised: all but times and addresses."""
    found = {normal(token.strip(".!?:-–")) for token in _BETWEEN.split(sentence)} - {""}
    return {token for token in found if not _TIME_OR_ADDRESS.fullmatch(token)}


def not_in_a_list(candidates: list[Place]) -> list[Place]:
    """Those that stand alone: not in a table with headings, nor in a table or list that holds several of them."""
    return [(document, element) for document, element in candidates if not _listed(element, candidates)]


def _listed(element: Any, candidates: list[Place]) -> bool:
    holder = next(element.iterancestors("table", "ul", "ol", "dl"), None)
    if holder is None:
        return False
    inside = {_leads_to(other) for _document, other in candidates if holder in other.iterancestors(holder.tag)}
    headings = (th for th in holder.iter("th") if next(th.iterancestors("table")) is holder)
    return len(inside) > 1 or any(True for _heading in headings)


def _leads_to(element: Any) -> str:
    return str(element.get("href") or element.get("value") or element.get("formaction") or id(element))
