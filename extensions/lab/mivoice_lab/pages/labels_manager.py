# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels of the Manager screens (spec 2.2)."""

from __future__ import annotations

from .texts import Text, ours

_RIGHT = Text("Right to encryption", "Droit au chiffrement")

TEXTS: dict[str, Text] = {
    "M2.feature_class": ours("Feature class", "Classe de facilités"),
    "M2.show": ours("Show", "Afficher"),
    "M2.right": _RIGHT,
    "M2.feature_classes.name": ours("Name", "Nom"),
    "M2.feature_classes.right": _RIGHT,
    "M2.validate": Text("Validate", "Valider"),
    "M3.multisite": Text("Multi-site", "Multisite"),
    "M3.configuration": Text("Configuration", "Configuration"),
    "M3C.encryption": Text("Encryption", "Chiffrement"),
    "M3C.type": Text("Encryption type", "Type de chiffrement"),
    "M3C.certificate_file": ours("External certificate to import", "Certificat externe à importer"),
    "M3C.certificate_password": ours("Password of the certificate", "Mot de passe du certificat"),
    "M3C.certificate_confirmation": ours("Confirmation of the password", "Confirmation du mot de passe"),
    "M3C.import": Text("Import", "Importer"),
    "M3C.apply": Text("Apply", "Appliquer"),
    "M3C.ok": Text("OK", "OK"),
    "M3C.generate": Text("Generate certificates", "Génération des certificats"),
    "M3G.scope": ours("Scope", "Portée"),
    "M3G.scope.all": Text(
        "Generate certificates for all the sites on the multi-sites",
        "Générer les certificats pour l'ensemble des sites du multisites",
    ),
    "M3G.confirm": Text("Confirm", "Valider"),
    "M3G.choose": ours("Choose the sites", "Choisissez les sites"),
    "M4.operations.date": ours("Date", "Date"),
    "M4.operations.operation": ours("Operation", "Opération"),
    "M4.operations.message": Text("Message", "Message"),
}
