# SPDX-License-Identifier: GPL-3.0-or-later
"""Error messages of the appliance (spec 4.7): recognised by title or detail, shown raw with their meaning (ERR-6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from .document import Document, has_control, words
from .text import normal

MOST_CHILDREN = 8
ROLES = ("alert", "status", "alertdialog")
MARKS = {"alert", "message", "messages", "msg", "error", "erreur", "warning", "avertissement", "notice"}


class Message(NamedTuple):
    """``raw``: the words of the appliance, in the table below those of the manual, title and detail."""

    id: str
    raw: str
    meaning: str
    remedy: str


MESSAGES = (
    Message(
        "ERR-1",
        "CONTROLE ERRONE : Fichier PKCS12 introuvable.",
        "check failed, PKCS12 file not found",
        "Give the right PKCS#12 file and import again",
    ),
    Message(
        "ERR-2",
        "FONCTION INACTIVE : Fonction chiffrement non déverrouillée.",
        "function inactive, encryption not unlocked",
        "Enter the licence keycode (menu 2.1.3, module licence), then run again (LIC-1, LIC-2)",
    ),
    Message(
        "ERR-3",
        "ECHEC A LA GENERATION DU CERTIFICAT : Echec à la génération du certificat auto-signé.",
        "the self-signed certificate could not be generated",
        "Look at the system, then try again outside calls",
    ),
    Message(
        "ERR-4",
        "FIN DE VALIDITE DU CERTIFICAT : Certificat PBX périmé, fin de validité.",
        "the system's certificate has expired",
        "Check the system's date first, then install a new certificate",
    ),
    Message(
        "ERR-5",
        "FORMAT FICHIER INVALIDE : Certificat PBX inutilisable, adresse IP incorrecte.",
        "invalid file format, certificate unusable, wrong IP address",
        "The cause is the IP address, not the format: have the certificate issued with the TEL address of this system"
        " as its CN and among its alternative names (CERT-12 to CERT-17)",
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


def recognise(documents: Iterable[Document], known: Collection[str] = ()) -> list[Message]:
    """Known messages that stand alone as the text of an element, each once and in the words shown (ERR-6).

    Those whose ids are in ``known`` stood there before. A page that shows several new ones explains messages: it shows
    none.
    """
    found: dict[str, list[str]] = {}
    for document in documents:
        if not _may_speak(document):
            continue
        for element in document.root.iter():
            if not isinstance(element.tag, str) or len(element) > MOST_CHILDREN:
                continue
            text = words(element)
            message = _KNOWN.get(_bare(text))
            if message is not None and message.id not in known:
                found.setdefault(message.id, []).append(text)
    if len(found) != 1:
        return []
    return [message._replace(raw=_together(found[message.id])) for message in MESSAGES if message.id in found]


def _together(texts: list[str]) -> str:
    """Title and detail as shown: at once, or one after the other."""
    once = dict.fromkeys(texts)
    return " : ".join(text for text in once if not any(text != other and text in other for other in once))


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
