# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals of the product, with the exact texts of spec 4.7 where it gives them."""

from __future__ import annotations

Texts = tuple[str, str]
"""Title and detail."""


class LabRefusal(Exception):
    """The device refuses what was asked. `title` and `detail` are shown as they are on its page."""

    def __init__(self, title: str, detail: str) -> None:
        super().__init__(f"{title}: {detail}")
        self.title = title
        self.detail = detail


# ERR-1 .. ERR-5: (title, detail)
PKCS12_NOT_FOUND = ("CONTROLE ERRONE", "Fichier PKCS12 introuvable.")
NOT_UNLOCKED = ("FONCTION INACTIVE", "Fonction chiffrement non déverrouillée.")
GENERATION_FAILED = ("ECHEC A LA GENERATION DU CERTIFICAT", "Echec à la génération du certificat auto-signé.")
CERTIFICATE_EXPIRED = ("FIN DE VALIDITE DU CERTIFICAT", "Certificat PBX périmé, fin de validité.")
CERTIFICATE_WRONG_ADDRESS = ("FORMAT FICHIER INVALIDE", "Certificat PBX inutilisable, adresse IP incorrecte.")
# Assumed texts: spec 4.7 says its list is not complete. ENM-6T names the wrong password beside ERR-1 and ERR-5, so it
# has words of its own.
WRONG_PKCS12_PASSWORD = ("MOT DE PASSE REFUSE", "Mot de passe du fichier PKCS12 incorrect.")
PASSWORDS_DIFFER = ("SAISIE INCORRECTE", "Le mot de passe et sa confirmation sont différents.")
NO_PRIVATE_KEY = ("CERTIFICAT INUTILISABLE", "Clé privée absente du fichier PKCS12.")
KEY_OF_NO_CERTIFICATE = ("CERTIFICAT INUTILISABLE", "La clé privée ne correspond pas au certificat.")
SELF_SIGNED_IMPORT = ("CERTIFICAT INUTILISABLE", "Un certificat auto-signé ne peut pas être importé.")
AUTHORITY_IMPORT = ("CERTIFICAT INUTILISABLE", "Certificat d'autorité au lieu d'un certificat de serveur.")
NOT_AN_AUTHORITY = ("CERTIFICAT INUTILISABLE", "Certificat d'autorité attendu.")
NOT_VALID_YET = ("CERTIFICAT NON VALIDE", "Date de début de validité non atteinte.")
SERVER_MISSING = ("SERVEUR NON CHOISI", "Choisir un serveur de téléchargement.")
FILE_MISSING = ("FICHIER ABSENT", "Choisir un fichier.")
CFG_REFUSED = ("FICHIER REFUSE", "Fichiers *.cfg refusés : chiffrement des fichiers de configuration actif.")
WRONG_KEYCODE = ("CLE REFUSEE", "Clé de déverrouillage incorrecte.")
GENERATE_GREYED = ("FONCTION INDISPONIBLE", "Appliquer puis OK avant la génération des certificats.")
FIXED_PARAMETER = ("PARAMETRE FIGE", "La portée de ce paramètre n'est pas modifiable.")
NOT_DISTRIBUTED = ("PARAMETRE NON REPARTI", "Ce paramètre n'est pas réparti en spécifique.")
INVALID_VALUE = ("VALEUR INCORRECTE", "Format de la valeur incorrect.")
DATE_IN_THE_PAST = ("DATE INCORRECTE", "La date de l'action différée est passée.")
TRANSFER_FAILED = ("ECHEC DU TRANSFERT", "Serveur de téléchargement injoignable ou disque plein.")
