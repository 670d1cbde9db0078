# SPDX-License-Identifier: GPL-3.0-or-later
"""Web Admin of one system (spec 2.1). Labels marked D are ours and unconfirmed; a site may override every one."""

from __future__ import annotations

from ..catalogue import (
    RESTARTS_SIP,
    WRITE,
    Control,
    ScreenSpec,
    TableSpec,
    button,
    checkbox,
    file,
    select,
    status,
    text,
)

VALIDATE = button("Validate", "Confirm", "Valider", effect=WRITE, scr="SCR-G3")
SHOW = button("Show", "Display", "Afficher", "OK")
RIGHT = ("Right to encryption", "Droit au chiffrement", "Chiffrement autorisé")
BASE = ("Telephony service", "Service téléphonie")


def _paths(english: str, french: str) -> tuple[str, ...]:
    return (f"Telephony service>{english}", f"Service téléphonie>{french}")


SCREENS = (
    ScreenSpec(
        "W1",
        "SCR-W1",
        "webadmin",
        _paths("System>Info>Licences", "Système>Info>Licences"),
        ("2.1.3",),
        {"keycode": text("Keycode", "clé de déverrouillage", scr="SCR-W1.2", secret=True), "validate": VALIDATE},
        {
            "licences": TableSpec(
                {
                    "name": (
                        "Licence",
                        "License",
                        "Licence name",
                        "Name",
                        "Function",
                        "Nom",
                        "Fonction",
                        "Désignation",
                    ),
                    "status": ("Status", "State", "Etat", "Statut"),
                },
                ("name", "status"),
            )
        },
    ),
    ScreenSpec(
        "W2",
        "SCR-W2",
        "webadmin",
        _paths("System>Configuration>Services", "Système>Configuration>Services"),
        ("2.3.1",),
        {
            "terminal_service": select("Terminal service", "Service Postes", scr="SCR-W2.1"),
            "tma_service": select("TMA service", "TMA", "Service TMA", scr="SCR-W2.2"),
            "ftp_service": select("FTP service", "FTP", "Service FTP", scr="SCR-W2.2"),
            "validate": VALIDATE,
        },
    ),
    ScreenSpec(
        "W3",
        "SCR-W3",
        "webadmin",
        _paths("System>Configuration>Cards>Main board/migration", "Système>Configuration>Cartes>Carte mère/migration"),
        ("2.3.4.2",),
        {},
        {
            "cards": TableSpec(
                {"name": ("Card", "Carte", "Name", "Nom", "Type"), "state": ("State", "Status", "Etat")},
                ("name", "state"),
            )
        },
    ),
    ScreenSpec(
        "W4",
        "SCR-W4",
        "webadmin",
        _paths(
            "System>Configuration>Cards>IP card parameters", "Système>Configuration>Cartes>paramètres des cartes ip"
        ),
        (),
        {"eip_address": text("EIP IP address", "adresse IP de l'EIP", scr="SCR-W4.1"), "validate": VALIDATE},
    ),
    ScreenSpec(
        "W5",
        "SCR-W5",
        "webadmin",
        _paths("System>Security>Certificate management", "Système>Sécurité>Gestion des Certificats"),
        ("2.4.1",),
        {
            "ca_file": Control("link", ("Authority file", "CA file", "fichier d'autorité"), scr="SCR-W5.1"),
            "regenerate": button("Régénération du certificat", effect=RESTARTS_SIP, scr="SCR-W5.2"),
            "pkcs12_file": file(scr="SCR-W5.3"),
            "pkcs12_password": text(scr="SCR-W5.3", secret=True),
            "import": button(effect=RESTARTS_SIP, scr="SCR-W5.3"),
        },
    ),
    ScreenSpec(
        "W6",
        "SCR-W6",
        "webadmin",
        _paths(
            "System>Configuration>Alarms>Individualised configuration",
            "Système>Configuration>Alarmes>Configuration individualisée",
        ),
        (),
        {
            "detection_in": select("Detection in", "Détection dans", scr="SCR-W6.1"),
            "by_group": select("By the group", "Par le groupe", scr="SCR-W6.2"),
            "of_alarm": select("Of the alarm", "De l'alarme", scr="SCR-W6.3"),
            "reported_to": select("Reported to", "Remontée vers", scr="SCR-W6.4"),
            "select_item": button("Select the item", "Sélectionner l'élément", scr="SCR-W6.5"),
        },
        {
            "alarms": TableSpec(
                {
                    "name": ("Alarm", "Alarme", "Name", "Nom"),
                    "state": ("State", "Etat", "Reported", "Remontée", "Status"),
                },
                ("name", "state"),
            )
        },
    ),
    ScreenSpec(
        "W7",
        "SCR-W7",
        "webadmin",
        _paths(
            "System>Supervision>Status display>Connections of tcp tunnel",
            "Système>Supervision>Visu des états>Connexions tcp tunnel",
        ),
        (),
        {},
        {
            "tunnels": TableSpec(
                {
                    "peer": ("Site", "Peer", "Remote site", "Distant", "Site distant", "Connection", "Connexion"),
                    "status": ("Status", "State", "Etat", "Statut"),
                },
                ("peer", "status"),
            )
        },
    ),
    ScreenSpec(
        "W8",
        "SCR-W8",
        "webadmin",
        _paths("Subscribers>Subscriptions>Characteristics", "Abonnés>Abonnements>Caractéristiques"),
        ("1.2.3",),
        {
            "subscription": select("Subscription", "Abonnement"),
            "show": SHOW,
            "right": checkbox(*RIGHT, scr="SCR-W8.1"),
            "feature_class": status("Feature class", "Classe de facilités"),
            "validate": VALIDATE,
        },
        {
            "subscriptions": TableSpec(
                {
                    "number": ("Number", "Directory number", "Subscription", "Numéro", "Abonnement"),
                    "feature_class": ("Feature class", "Classe de facilités"),
                    "right": RIGHT,
                },
                ("number", "right"),
            )
        },
    ),
    ScreenSpec(
        "W9",
        "SCR-W9",
        "webadmin",
        _paths("Subscribers>Rights>Feature classes", "Abonnés>Droits>Classes de facilités"),
        ("1.4.3",),
        {
            "feature_class": select("Feature class", "Classe de facilités"),
            "show": SHOW,
            "right": checkbox(*RIGHT, scr="SCR-W9.1"),
            "validate": VALIDATE,
        },
        {
            "feature_classes": TableSpec(
                {"name": ("Feature class", "Classe de facilités", "Name", "Nom"), "right": RIGHT}, ("name", "right")
            )
        },
    ),
    ScreenSpec(
        "W10",
        "SCR-W10",
        "webadmin",
        (
            *_paths(
                "Network and links>Quality of service>Encryption and IP parameters",
                "Réseau et liaisons>Qualité de service>Chiffrement et paramètres IP",
            ),
            "Telephony service>Network and links>Quality of service>IP encryption and parameters",
        ),
        ("4.4.4", "4.3.4"),
        {
            "voice_encryption": checkbox("Voice encryption", "Voice+ encryption", "Chiffrement voix", scr="SCR-W10.1"),
            "type": select(scr="SCR-W10.2"),
            "bothway": checkbox(
                "SIP terminal certificate verification", "vérification certificats postes SIP", scr="SCR-W10.3"
            ),
            "inter_ipbx": checkbox(scr="SCR-W10.4"),
            "validate": VALIDATE,
        },
    ),
    ScreenSpec(
        "W11",
        "SCR-W11",
        "webadmin",
        (),
        (),
        {
            "certificate": status(
                "certificate of SIP service",
                "Certificate assigned to the SIP service",
                "certificat affecté au service SIP",
                scr="SCR-W11.1",
            ),
            "valid_from": status(
                "Valid from", "Validity start", "Date de début de validité", "Début de validité", scr="SCR-W11.2"
            ),
            "valid_to": status(
                "Valid to", "Validity end", "Date de fin de validité", "Fin de validité", scr="SCR-W11.2"
            ),
        },
    ),
    ScreenSpec("W12", "SCR-W12", "webadmin"),
    ScreenSpec(
        "WREG",
        "OPEN-36",
        "webadmin",
        (),
        (),
        {},
        {
            "registrations": TableSpec(
                {
                    "number": ("Number", "Directory number", "Numéro"),
                    "mac": ("MAC address", "Adresse MAC", "MAC"),
                    "address": ("IP address", "Adresse IP"),
                    "port": ("Port",),
                    "transport": ("Transport",),
                    "last_seen": ("Last registration", "Dernier enregistrement"),
                },
                ("mac", "transport", "port"),
            )
        },
    ),
)
