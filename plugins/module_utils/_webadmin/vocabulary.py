# SPDX-License-Identifier: GPL-3.0-or-later
"""Shown texts and their canonical words: the documented good ones; a site adds what the manuals leave out (OPEN-3)."""

from __future__ import annotations

from collections.abc import Mapping

VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "licence": {"authorised": ("Authorised", "Autorisé")},
    "service": {"started": ("START", "DEMARRE"), "stopped": ()},
    "card": {"in_service": ("en service", "in service")},
    "tunnel": {"encrypted": ("connected encrypted", "connecté chiffré")},
    "certificate": {"present": ("present", "présent"), "absent": ("absent",)},
    "inventory": {
        "srtp_tls": ("Encrypted in SRTP (and TLS)", "Poste chiffré en SRTP (et TLS)"),
        "tls": ("Encrypted in TLS", "chiffré en TLS"),
        "none": ("Not encrypted", "non chiffré"),
        "unknown": ("Not available", "Information non disponible"),
    },
    "alarm": {"reported": ("TRAP SNMP",)},
    "action_state": {"waiting": (), "running": (), "finished": (), "failed": ()},
    "import": {"accepted": (), "refused": ()},
    "operation": {"succeeded": (), "failed": ()},
    "transport": {"udp": ("UDP",), "tcp": ("TCP",), "tls": ("TLS",)},
    "range": {
        "specific": ("Specific", "Spécifique"),
        "global": ("Global", "Globale"),
        "ignored": ("Ignored", "ignorer", "Ignore"),
    },
    "block": {"upper": (), "lower": ()},
    "family": {
        "mitel6000": ("Mitel 6000 SIP Phone", "Mitel 6000 SIP Phones", "MiVoice 6000 SIP phones"),
        "mivoice5300": (
            "MiVoice 5300 IP phone",
            "Mitel 5300 IP Phone",
            "Mitel 5300 SIP Phone",
            "Mitel 5300 SIP Phones",
        ),
    },
    "encryption_type": {"self_signed": ("Self-signed", "Auto signé"), "import": ("Import",)},
    "update_type": {"immediate": ("Immediate", "Immédiate"), "deferred": ("Deferred", "Différé", "Différée")},
}
