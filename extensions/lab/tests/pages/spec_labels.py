# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the spec, written out a second time: paths, menu numbers and labels per screen (spec 2.1-2.3)."""

TEL = ("Telephony service", "Service téléphonie")
SYS = ("System", "Système")
CONF = ("Configuration", "Configuration")
SUP = (("Supervision", "Supervision"), ("Status display", "Visu des états"))
QOS = (("Network and links", "Réseau et liaisons"), ("Quality of service", "Qualité de service"))

# device, screen, menu number, path, labels of the page; each text in English and French
SCREENS = [
    (
        "pbx1", "W1", "2.1.3",
        (TEL, SYS, ("Info", "Info"), ("Licences", "Licences")),
        [
            ("Encryption licence", "Licence chiffrement"), ("Authorised", "Autorisé"),
            ("Keycode", "clé de déverrouillage"),
        ],
    ),
    (
        "pbx1", "W2", "2.3.1",
        (TEL, SYS, CONF, ("Services", "Services")),
        [("Terminal service", "Service Postes")],
    ),
    (
        "pbx1", "W3", "2.3.4.2",
        (TEL, SYS, CONF, ("Cards", "Cartes"), ("Main board/migration", "Carte mère/migration")),
        [("in service", "en service")],
    ),
    (
        "pbx1", "W4", "",
        (TEL, SYS, CONF, ("Cards", "Cartes"), ("IP card parameters", "paramètres des cartes ip")),
        [("EIP IP address", "adresse IP de l'EIP")],
    ),
    (
        "pbx1", "W5", "2.4.1",
        (TEL, SYS, ("Security", "Sécurité"), ("Certificate management", "Gestion des Certificats")),
        [("Certificate regeneration", "Régénération du certificat")],
    ),
    (
        "pbx1", "W6", "",
        (TEL, SYS, CONF, ("Alarms", "Alarmes"), ("Individualised configuration", "Configuration individualisée")),
        [
            ("Detection in", "Détection dans"), ("By the group", "Par le groupe"), ("Of the alarm", "De l'alarme"),
            ("Reported to", "Remontée vers"), ("SITE LOCAL", "SITE LOCAL"), ("BLS EXPLOITATION", "BLS EXPLOITATION"),
            ("TRAP SNMP", "TRAP SNMP"),
        ],
    ),
    (
        "pbx1", "W7", "",
        (TEL, SYS, *SUP, ("Connections of tcp tunnel", "Connexions tcp tunnel")),
        [],
    ),
    (
        "pbx1", "W8", "1.2.3",
        (TEL, ("Subscribers", "Abonnés"), ("Subscriptions", "Abonnements"), ("Characteristics", "Caractéristiques")),
        [],
    ),
    (
        "pbx1", "W9", "1.4.3",
        (TEL, ("Subscribers", "Abonnés"), ("Rights", "Droits"), ("Feature classes", "Classes de facilités")),
        [],
    ),
    (
        "pbx1", "W10", "4.4.4",
        (TEL, *QOS, ("Encryption and IP parameters", "Chiffrement et paramètres IP")),
        [("SIP terminal certificate verification", "vérification certificats postes SIP")],
    ),
    (
        "alone", "W10", "4.3.4",
        (TEL, *QOS, ("IP encryption and parameters", "Chiffrement et paramètres IP")),
        [("SIP terminal certificate verification", "vérification certificats postes SIP")],
    ),
    (
        "mgr1", "M2", "",
        (("Technical characteristics", "Caractéristiques techniques"), ("Feature classes", "Classes de facilités")),
        [],
    ),
    (
        "mgr1", "M3", "",
        (("Administration", "Administration"), ("Network topology", "Topologie du réseau")),
        [("multi-site", "multisite"), ("Configuration", "Configuration")],
    ),
]  # fmt: skip

DEPLOYMENT = [
    ("Deployment", "Déploiement"),
    ("Range", "Gamme"),
    ("List of servers", "Liste des serveurs"),
    ("Other file", "Autre fichier"),
    ("Validate", "Valider"),
    ("Mitel 6000 SIP Phone", "Mitel 6000 SIP Phone"),
    ("MiVoice 5300 IP phone", "MiVoice 5300 IP phone"),
]
SETTINGS = [("Encryption", "Chiffrement"), ("Encryption type", "Type de chiffrement"), ("Self-signed", "Auto signé"),
            ("Import", "Importer"), ("Apply", "Appliquer"), ("OK", "OK")]  # fmt: skip
ALL_SITES = (
    "Generate certificates for all the sites on the multi-sites",
    "Générer les certificats pour l'ensemble des sites du multisites",
)
RECAP = [("Region", "Région"), ("Multi-site", "Multisite"), ("Terminal range", "Gamme de poste"),
         ("Terminal model", "Modèle de poste"), ("Software", "Logiciel")]  # fmt: skip

# 4.7
NOT_UNLOCKED = ("FONCTION INACTIVE", "Fonction chiffrement non déverrouillée.")
NOT_FOUND = ("CONTROLE ERRONE", "Fichier PKCS12 introuvable.")
GENERATION_FAILED = ("ECHEC A LA GENERATION DU CERTIFICAT", "Echec à la génération du certificat auto-signé.")
