# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA, in Manager or in a system (spec 2.3)."""

from __future__ import annotations

from ..catalogue import WRITE, Control, ScreenSpec, TableSpec, button, file, select, status, text
from .webadmin import SHOW

RANGE = select("Terminal range", "Range", "Gamme", "Gamme de poste", scr="SCR-T2.1")
CONFIRM = ("Confirm", "Validate", "Valider")
LOG_IN = ("Login", "Log in", "Connect", "Connexion", "Se connecter", *CONFIRM, "OK")

SCREENS = (
    ScreenSpec(
        "T0",
        "SCR-T0",
        "tma",
        (),
        (),
        {
            "region": select("Region", "Région", scr="SCR-T0.1"),
            "site": select(
                "Multi-site/standalone site", "multi-site/isolated site", "multisite/site isolé", scr="SCR-T0.2"
            ),
            "continue": button("Continue", "Continuer", *LOG_IN, scr="SCR-T0.3"),
            "login": text("login", "user name", "identifiant", scr="SCR-T0.4"),
            "password": text("password", "mot de passe", scr="SCR-T0.4", secret=True),
        },
    ),
    ScreenSpec(
        "T1",
        "SCR-T1",
        "tma",
        ("Deployment", "Déploiement"),
        (),
        {
            "range": select("Range", "Terminal range", "Gamme", "Gamme de poste", scr="SCR-T1.1"),
            "server": select("List of servers", "Liste des serveurs", scr="SCR-T1.2"),
            "file": file("Other file", "Autre fichier", scr="SCR-T1.3"),
            "validate": button("Validate", "Confirm", "Valider", leads_to="T4", scr="SCR-T1.5"),
        },
    ),
    ScreenSpec(
        "T2",
        "SCR-T2",
        "tma",
        ("Terminal configuration", "Configuration des postes"),
        (),
        {
            "range": RANGE,
            "release": select("Release to configure", "Version à configurer", scr="SCR-T2.2"),
            "show": SHOW,
            "distribute": button("Distribute", "Répartir", leads_to="T2D", scr="SCR-T2.6"),
            "modify": Control(
                "link",
                ("Modify specific parameters", "Modifier les paramètres spécifiques"),
                leads_to="T3",
                scr="SCR-T3",
            ),
        },
        {
            "parameters": TableSpec(
                {
                    "tab": ("Tab", "Onglet"),
                    "block": ("Block", "Bloc"),
                    "parameter": ("Parameter", "Parameters", "Paramètre", "Paramètres"),
                    "range": ("Range", "Portée"),
                    "specific": ("Specific", "Spécifique"),
                    "default": ("Default value", "Valeur par défaut", "Value", "Valeur"),
                },
                ("parameter",),
            )
        },
    ),
    ScreenSpec(
        "T2D", "SCR-T2", "tma", (), (), {"confirm": button(*CONFIRM, effect=WRITE, leads_to="T2", scr="SCR-T2.6")}
    ),
    ScreenSpec(
        "T3",
        "SCR-T3",
        "tma",
        (),
        (),
        {
            "region": status("Region", "Région", scr="SCR-T3.1"),
            "multisite": status("Multi-site", "Multisite", scr="SCR-T3.1"),
            "family": status("Terminal range", "Gamme de poste", "Gamme", scr="SCR-T3.1"),
            "model": status("Terminal model", "Modèle de poste", scr="SCR-T3.1"),
            "software": status("Software", "Logiciel", scr="SCR-T3.1"),
            "list": select("List", "Liste", scr="SCR-T3.2"),
            "save": button("Save", "Enregistrer", leads_to="T3C", scr="SCR-T3.6"),
        },
        {
            "parameters": TableSpec(
                {
                    "tab": ("Tab", "Onglet"),
                    "c": ("C",),
                    "parameter": ("Parameters", "Parameter", "Paramètres", "Paramètre"),
                    "common_value": ("Common values", "Valeurs communes"),
                },
                ("c", "parameter", "common_value"),
            )
        },
    ),
    ScreenSpec("T3C", "SCR-T3", "tma", (), (), {"confirm": button(*CONFIRM, leads_to="T4", scr="SCR-T3.6")}),
    ScreenSpec(
        "T4",
        "SCR-T4",
        "tma",
        (),
        (),
        {
            "action_name": text("Action name", "Nom de l'action", scr="SCR-T4.1"),
            "update_type": Control("radio", (), scr="SCR-T4.2"),
            "date": text("Date", scr="SCR-T4.3"),
            "time": text("Time", "Heure", scr="SCR-T4.4"),
            "confirm": button(*CONFIRM, effect=WRITE, leads_to="T5", scr="SCR-T4.5"),
        },
    ),
    ScreenSpec(
        "T5",
        "SCR-T5",
        "tma",
        ("Action monitoring", "Suivi des actions"),
        (),
        {},
        {
            "actions": TableSpec(
                {
                    "name": ("Action name", "Nom de l'action", "Action", "Name", "Nom"),
                    "state": ("State", "Status", "Etat"),
                    "date": ("Date",),
                },
                ("name", "state"),
            )
        },
    ),
    ScreenSpec(
        "T6",
        "SCR-T6",
        "tma",
        ("Inventory", "Inventaire"),
        (),
        {"range": RANGE, "show": SHOW},
        {
            "terminals": TableSpec(
                {
                    "mac": ("MAC address", "Adresse MAC", "MAC"),
                    "number": ("Number", "Directory number", "Numéro"),
                    "model": ("Model", "Terminal model", "Modèle"),
                    "software": ("Software", "Logiciel"),
                    "site": ("Site", "System", "iPBX"),
                    "address": ("IP address", "Adresse IP"),
                    "encryption": ("Encryption", "Chiffrement"),
                },
                ("mac", "model"),
            )
        },
    ),
)
