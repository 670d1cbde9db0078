# SPDX-License-Identifier: GPL-3.0-or-later
"""Error messages of the appliance (spec 4.7): recognised by title or detail, shown raw with their meaning (ERR-6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

from .document import Document, has_control, words
from .text import normal

MOST_CHILDREN = 8
ROLES = ("alert", "status", "alertdialog")
MARKS = {"alert", "message", "messages", "msg", "error", "erreur", "warning", "avertissement", "notice"}


class Message(NamedTuple):
    id: str
    raw: str
    meaning: str
    remedy: str


MESSAGES = (
    Message(
        "ERR-1",
        "CONTROLE ERRONE : Fichier PKCS12 introuvable.",
        "check failed, PKCS12 file not found",
        "Give the right file and import again",
    ),
    Message(
        "ERR-2",
        "FONCTION INACTIVE : Fonction chiffrement non déverrouillée.",
        "function inactive, encryption not unlocked",
        "Enter the licence keycode (LIC-1, LIC-2)",
    ),
    Message(
        "ERR-3",
        "ECHEC A LA GENERATION DU CERTIFICAT : Echec à la génération du certificat auto-signé.",
        "the self-signed certificate could not be generated",
        "Look at the system, try again outside calls",
    ),
    Message(
        "ERR-4",
        "FIN DE VALIDITE DU CERTIFICAT : Certificat PBX périmé, fin de validité.",
        "the system's certificate has expired",
        "Check the system's date, then install a new certificate",
    ),
    Message(
        "ERR-5",
        "FORMAT FICHIER INVALIDE : Certificat PBX inutilisable, adresse IP incorrecte.",
        "certificate unusable, wrong IP address",
        "Check the addresses in the certificate (CERT-12 to CERT-17)",
    ),
)


_OPENING = re.compile(r"^(?:(?:erreur|error|attention|alerte|warning) )+")


def _bare(text: str) -> str:
    """The words alone: signs between title and detail differ, and so does the word that opens a message."""
    return _OPENING.sub("", " ".join(re.findall(r"\w+", normal(text))))


def _spellings(message: Message) -> set[str]:
    title, detail = message.raw.split(" : ")
    return {_bare(text) for text in (title, detail, message.raw, f"{title} {detail}")}


_KNOWN = {spelling: message for message in MESSAGES for spelling in _spellings(message)}
_OTHER_SIGNS = bytes(set(range(256)) - set(b"abcdefghijklmnopqrstuvwxyz0123456789"))


def _squeezed(text: str) -> bytes:
    """Letters and digits alone, which two spellings that ``_bare`` makes equal have in common."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").lower().translate(None, _OTHER_SIGNS)


_SQUEEZED = {_squeezed(spelling) for spelling in _KNOWN}


def _may_speak(document: Document) -> bool:
    """False for a page without any known message: an inventory of 50,000 rows is not searched cell by cell."""
    text = _squeezed("".join(document.root.itertext()))
    return any(spelling in text for spelling in _SQUEEZED)


def recognise(documents: Iterable[Document]) -> list[Message]:
    """Known messages that stand alone as the text of an element, each once.

    A page that shows several of them explains messages: it shows none.
    """
    found = {
        message.id: message
        for document in documents
        if _may_speak(document)
        for element in document.root.iter()
        if isinstance(element.tag, str) and len(element) <= MOST_CHILDREN
        if (message := _KNOWN.get(_bare(words(element)))) is not None
    }
    return list(found.values()) if len(found) == 1 else []


def shown(documents: Iterable[Document]) -> list[str]:
    """What a page says to the person in front of it: elements marked as alert, message or error, and ERR-* texts."""
    pages = list(documents)
    texts = [message.raw for message in recognise(pages)]
    for document in pages:
        for element in document.root.iter():
            if isinstance(element.tag, str) and _speaks(element) and not has_control(element):
                text = words(element)
                texts += [text] if text and text not in texts else []
    return texts


def _speaks(element: Any) -> bool:
    marks = re.split(r"[\s_-]+", f"{element.get('class', '')} {element.get('id', '')}".lower())
    return element.get("role") in ROLES or bool(MARKS & set(marks))
