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
    "trusted_certificate": {  # OPEN-5, SCR-W5.3
        "en": {
            "title": "Import the PKCS#12 file of the system with its password",
            "path": "Telephony Service>System>Security>Certificate management",
            "menu": "2.4.1",
            "label": "PKCS#12 import",
            "value": "",
            "verify": "Port 5061 answers with this very certificate; the next run sees it by itself",
        },
        "fr": {
            "title": "Importer le fichier PKCS#12 du système avec son mot de passe",
            "path": "Service téléphonie>Système>Sécurité>Gestion des Certificats",
            "menu": "2.4.1",
            "label": "Import PKCS#12",
            "value": "",
            "verify": "Le port 5061 répond avec ce certificat même ; le prochain passage le voit de lui-même",
        },
    },
    "multisite_certificate": {  # SCR-M3.5 and M3.6 have no documented labels
        "en": {
            "title": "Import the certificate of the multi-site with its password, twice, then Import, Apply, OK and "
            "Generate certificates for all the sites",
            "path": "Administration>Network topology, Configuration of the multi-site",
            "menu": "",
            "label": "Encryption type Import, certificate file",
            "value": "",
            "verify": "Port 5061 of every system shows a certificate of this authority; the next run sees it by itself",
        },
        "fr": {
            "title": "Importer le certificat du multisite avec son mot de passe, deux fois, puis Importer, Appliquer, "
            "OK et Générer les certificats pour l'ensemble des sites",
            "path": "Administration>Topologie du réseau, Configuration du multisite",
            "menu": "",
            "label": "Type de chiffrement Import, fichier du certificat",
            "value": "",
            "verify": "Le port 5061 de chaque système montre un certificat de cette autorité ; le prochain passage le "
            "voit de lui-même",
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
    "BWY-2": {  # OPEN-8
        "en": {
            "title": "Load the certificates of the authorities that signed the terminals' certificates",
            "path": "Telephony Service>System>Security>Certificate management is likely; no manual names the place",
            "menu": "",
            "label": "CA file of the terminals",
            "value": "",
            "verify": "Port 5061 accepts a good certificate of the site once the system is in BOTHWAY",
        },
        "fr": {
            "title": "Charger les certificats des autorités qui ont signé ceux des postes",
            "path": "Service téléphonie>Système>Sécurité>Gestion des Certificats, sans doute ; aucun manuel ne le dit",
            "menu": "",
            "label": "Fichier des autorités des postes",
            "value": "",
            "verify": "Le port 5061 accepte un bon certificat du site une fois le système en BOTHWAY",
        },
    },
    "BWY-7": {  # OPEN-36, TRN-6
        "en": {
            "title": "See to it that no calls are in progress, and that none begin",
            "path": "no screen is documented; ask those who phone, or look where the site counts calls",
            "menu": "",
            "label": "Calls in progress",
            "value": "",
            "verify": "Nobody calls until the phones are registered again; a running call could not be released",
        },
        "fr": {
            "title": "S'assurer qu'aucune communication n'est en cours et qu'aucune ne commence",
            "path": "aucun écran n'est documenté ; demander aux usagers, ou regarder là où le site compte les appels",
            "menu": "",
            "label": "Communications en cours",
            "value": "",
            "verify": "Personne n'appelle avant que les postes soient de nouveau enregistrés ; une communication en "
            "cours ne pourrait pas être libérée",
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
