# SPDX-License-Identifier: GPL-3.0-or-later
"""MiVoice 5000 Manager (spec 2.2)."""

from __future__ import annotations

from ..catalogue import RESTARTS_SIP, WRITE, Control, ScreenSpec, TableSpec, button, checkbox, file, select, text
from .webadmin import RIGHT, SHOW, VALIDATE

ALL_SITES = (
    "Generate certificates for all the sites on the multi-sites",
    "Générer les certificats pour l'ensemble des sites du multisites",
)

SCREENS = (
    ScreenSpec(
        "M2",
        "SCR-M2",
        "manager",
        ("Technical characteristics>Feature classes", "Caractéristiques techniques>Classes de facilités"),
        (),
        {
            "feature_class": select("Feature class", "Classe de facilités"),
            "show": SHOW,
            "right": checkbox(*RIGHT, scr="SCR-M2.1"),
            "validate": VALIDATE,
        },
        {
            "feature_classes": TableSpec(
                {"name": ("Feature class", "Classe de facilités", "Name", "Nom"), "right": RIGHT}, ("name", "right")
            )
        },
    ),
    ScreenSpec(
        "M3",
        "SCR-M3",
        "manager",
        ("Administration>Network topology", "Administration>Topologie du réseau"),
        (),
        {
            "multisite": select("Multi-site", "Multisite", "multi-sites", scr="SCR-M3.1"),
            "configuration": button("Configuration", leads_to="M3C", scr="SCR-M3.2"),
        },
    ),
    ScreenSpec(
        "M3C",
        "SCR-M3",
        "manager",
        (),
        (),
        {
            "encryption": checkbox("Encryption", "Chiffrement", scr="SCR-M3.3"),
            "type": select("Encryption type", "Type de chiffrement", scr="SCR-M3.4"),
            "certificate_file": file(scr="SCR-M3.5"),
            "certificate_password": text(scr="SCR-M3.6", secret=True),
            "certificate_confirmation": text(scr="SCR-M3.6", secret=True),
            "import": button("Import", "Importer", effect=WRITE, scr="SCR-M3.7"),
            "apply": button("Apply", "Appliquer", effect=WRITE, scr="SCR-M3.8"),
            "ok": button("OK", effect=WRITE, scr="SCR-M3.9"),
            "generate": button(
                "Generate Certificates",
                "Certificate generation",
                "Génération des certificats",
                leads_to="M3G",
                scr="SCR-M3.10",
            ),
        },
    ),
    ScreenSpec(
        "M3G",
        "SCR-M3",
        "manager",
        (),
        (),
        {
            "scope": Control("radio", ALL_SITES, scr="SCR-M3.11"),
            "confirm": button("Confirm", "Validate", "Valider", effect=RESTARTS_SIP, leads_to="M3", scr="SCR-M3.12"),
        },
    ),
    ScreenSpec(
        "M4",
        "SCR-M4",
        "manager",
        (),
        (),
        {},
        {
            "operations": TableSpec(
                {
                    "date": ("Date",),
                    "operation": ("Operation", "Opération"),
                    "message": ("Message", "Result", "Résultat"),
                },
                ("operation", "message"),
            )
        },
    ),
    ScreenSpec(
        "M5",
        "SCR-M5",
        "manager",
        ("Administration>Telephony>Terminal management", "Administration>Téléphonie>Gestion des terminaux"),
    ),
)
