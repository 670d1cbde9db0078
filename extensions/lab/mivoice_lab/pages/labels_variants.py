# SPDX-License-Identifier: GPL-3.0-or-later
"""Other spellings that the spec itself prints (DIS-3, DIS-22, DIS-34, SCR-G3), spread over the skins."""

from __future__ import annotations

from .texts import Text, ours

_VALIDATE = Text("Confirm", "Valider")  # SCR-G3

VARIANTS: dict[str, dict[str, Text]] = {
    "frames": {
        "M3C.generate": Text("Certificate generation", "Génération des certificats"),
        "T0.site": Text("Multi-site/isolated site", "Multisite/site isolé"),
        "session.login": ours("Connect", "Se connecter"),
        "session.username": ours("User", "Utilisateur"),
        "page.next": ours("Next", "Suivante"),
        "page.previous": ours("Previous", "Précédente"),
    },
    "dialogs": {
        "W10.voice_encryption": Text("Voice+ encryption", "Chiffrement voix"),
        "M3C.generate": Text("Generate Certificates", "Génération des certificats"),
        **{f"{screen}.validate": _VALIDATE for screen in ("W1", "W2", "W4", "W8", "W9", "W10", "M2")},
        "session.logout": ours("Sign out", "Quitter"),
        "inventory=srtp_tls": ours("SRTP", "SRTP"),
        "inventory=unknown": ours("?", "?"),
        "WREG.registrations.mac": ours("MAC", "MAC"),
        "T6.terminals.mac": ours("MAC", "MAC"),
    },
}
