# SPDX-License-Identifier: GPL-3.0-or-later
"""Error messages of the appliance (spec 4.7): recognised by title or detail, shown raw with their meaning (ERR-6)."""

from __future__ import annotations

from typing import NamedTuple

from .text import normal


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


def recognise(text: str) -> Message | None:
    """The first known message that a page's words hold, by its title or by its detail."""
    shown = normal(text)
    for message in MESSAGES:
        if any(normal(part) in shown for part in message.raw.split(" : ")):
            return message
    return None
