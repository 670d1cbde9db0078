# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps that a person has to do, because no screen is known for them: exact path, label and value, in EN and FR."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

STEPS: dict[str, dict[str, dict[str, str]]] = {
    "self_signed_certificate": {  # OPEN-5, SCR-W5.2
        "en": {
            "title": "Generate the self-signed certificate of the system",
            "path": "Telephony Service>System>Security>Certificate management",
            "menu": "2.4.1",
            "label": "Certificate regeneration",
            "value": "",
            "verify": "Port 5061 answers with the new certificate; the next run sees it by itself",
        },
        "fr": {
            "title": "Générer le certificat auto-signé du système",
            "path": "Service téléphonie>Système>Sécurité>Gestion des Certificats",
            "menu": "2.4.1",
            "label": "Régénération du certificat",
            "value": "",
            "verify": "Le port 5061 répond avec le nouveau certificat ; le prochain passage le voit de lui-même",
        },
    },
    "inter_ipbx_encryption": {  # OPEN-7, SCR-W10.4
        "en": {
            "title": "Set inter-iPBX encryption",
            "path": "Telephony service>Network and links>Quality of service>Encryption and IP parameters",
            "menu": "4.4.4",
            "label": "Inter-iPBX encryption",
            "value": "",
            "verify": "The links to the other systems show 'connected encrypted' once both ends have a certificate",
        },
        "fr": {
            "title": "Régler le chiffrement inter-iPBX",
            "path": "Service téléphonie>Réseau et liaisons>Qualité de service>Chiffrement et paramètres IP",
            "menu": "4.4.4",
            "label": "Chiffrement inter-iPBX",
            "value": "",
            "verify": "Les liaisons affichent « connecté chiffré » quand les deux extrémités ont un certificat",
        },
    },
    "T60-5": {  # TMA-9, SCR-T7: no manual says where the global update is
        "en": {
            "title": "Give the 6000 terminals their time server",
            "path": "TMA>Terminal configuration, tab TimeZone, then the manual action that updates the global data",
            "menu": "",
            "label": "time server1",
            "value": "",
            "verify": "The action is finished in Action monitoring, and the terminals show the right time",
        },
        "fr": {
            "title": "Donner leur serveur de temps aux postes 6000",
            "path": "TMA>Configuration des postes, onglet TimeZone, puis l'action manuelle de mise à jour des données "
            "globales",
            "menu": "",
            "label": "time server1",
            "value": "",
            "verify": "L'action est terminée dans le Suivi des actions, et les postes affichent la bonne heure",
        },
    },
    "T53-7": {  # DIS-27, OPEN-14
        "en": {
            "title": "Put the TLS port of the 5300 terminals in their global configuration file as well",
            "path": "global configuration file of the 5300 on the download servers, never the DHCP server",
            "menu": "",
            "label": "SIP_PORT_PBX",
            "value": "",
            "verify": "The file on every download server shows it",
        },
        "fr": {
            "title": "Mettre aussi le port TLS des postes 5300 dans leur fichier de configuration globale",
            "path": "fichier de configuration globale des 5300 sur les serveurs de téléchargement, jamais le serveur "
            "DHCP",
            "menu": "",
            "label": "SIP_PORT_PBX",
            "value": "",
            "verify": "Le fichier de chaque serveur de téléchargement le montre",
        },
    },
    "STP-7": {  # DIS-27, OPEN-14
        "en": {
            "title": "Put the UDP port of the 5300 terminals back in their global configuration file",
            "path": "global configuration file of the 5300 on the download servers, never the DHCP server",
            "menu": "",
            "label": "SIP_PORT_PBX",
            "value": "",
            "verify": "The file on every download server shows it",
        },
        "fr": {
            "title": "Remettre le port UDP des postes 5300 dans leur fichier de configuration globale",
            "path": "fichier de configuration globale des 5300 sur les serveurs de téléchargement, jamais le serveur "
            "DHCP",
            "menu": "",
            "label": "SIP_PORT_PBX",
            "value": "",
            "verify": "Le fichier de chaque serveur de téléchargement le montre",
        },
    },
}

SENTENCES = {
    "en": "{title} on {host}: {path}{number}, '{label}'{setting}. {verify}.",
    "fr": "{title} sur {host} : {path}{number}, « {label} »{setting}. {verify}.",
}
SETTINGS = {"en": " set to {value}", "fr": " à mettre sur {value}"}
VALUES = {
    "en": {"enabled": "ticked", "disabled": "unticked", "press": ""},
    "fr": {"enabled": "coché", "disabled": "décoché", "press": ""},
}


def done_by(step: str, operator_done: Sequence[Mapping[str, Any]]) -> str | None:
    """Who vouches for ``step``, None when nobody does."""
    return next((str(entry["by"]) for entry in operator_done if entry.get("step") == step), None)


def operator_step(
    step: str, host: str, value: str, language: str, operator_done: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """One operator step of the contract: {step, title, path, menu, label, value, text, verify, done_by}.

    ``value`` is enabled, disabled, press, or the text to enter.
    """
    told = STEPS[step][language] | {"value": VALUES[language].get(value, value)}
    setting = SETTINGS[language].format(**told) if told["value"] else ""
    number = f" (menu {told['menu']})" if told["menu"] else ""
    text = SENTENCES[language].format(host=host, setting=setting, number=number, **told)
    return {"step": step, **told, "text": text, "done_by": done_by(step, operator_done)}
