# SPDX-License-Identifier: GPL-3.0-or-later
"""Screen and control names that a resource may use, and the words a fake appliance shows. Nothing else exists."""

from __future__ import annotations

WEBADMIN = {
    "HOME": set[str](),
    "W1": {"licences", "keycode", "validate"},
    "W2": {"terminal_service", "tma_service", "ftp_service", "validate"},
    "W3": {"cards"},
    "W4": {"eip_address"},
    "W5": {"ca_file", "regenerate", "pkcs12_file", "pkcs12_password", "import"},
    "W6": {"detection_in", "by_group", "of_alarm", "reported_to", "select_item", "alarms"},
    "W7": {"tunnels"},
    "W8": {"subscriptions", "subscription", "show", "right", "feature_class", "validate"},
    "W9": {"feature_classes", "feature_class", "show", "right", "validate"},
    "W10": {"voice_encryption", "type", "bothway", "inter_ipbx", "validate"},
    "W11": {"certificate", "valid_from", "valid_to"},
    "WREG": {"registrations"},
}
MANAGER = {
    "M2": {"feature_classes", "feature_class", "show", "right", "validate"},
    "M3": {"multisite", "configuration"},
    "M3C": {
        "encryption",
        "type",
        "certificate_file",
        "certificate_password",
        "certificate_confirmation",
        "import",
        "apply",
        "ok",
        "generate",
    },
    "M3G": {"scope", "confirm"},
    "M4": {"operations"},
}
TMA = {
    "T0": {"region", "site", "continue", "login", "password"},
    "T1": {"range", "server", "file", "validate"},
    "T2": {"range", "release", "show", "parameters", "distribute", "modify"},
    "T3": {"region", "multisite", "family", "model", "software", "list", "parameters", "save", "confirm"},
    "T4": {"action_name", "update_type", "date", "time", "confirm"},
    "T5": {"actions"},
    "T6": {"range", "show", "terminals"},
}
NAMES = {"webadmin": WEBADMIN, "manager": MANAGER, "tma": TMA}

COLUMNS = {
    "licences": {"name", "status"},
    "cards": {"name", "state"},
    "alarms": {"name", "state"},
    "tunnels": {"peer", "status"},
    "subscriptions": {"number", "feature_class", "right"},
    "feature_classes": {"name", "right"},
    "registrations": {"number", "mac", "address", "port", "transport", "last_seen"},
    "operations": {"date", "operation", "message"},
    "actions": {"name", "state", "date"},
    "terminals": {"mac", "number", "model", "software", "site", "address", "encryption"},
}

WORDS = {
    "licence": {"Authorised": "authorised", "Autorisé": "authorised"},
    "service": {"START": "started", "DEMARRE": "started", "STOP": "stopped"},
    "card": {"en service": "in_service"},
    "tunnel": {"connected encrypted": "encrypted"},
    "certificate": {"present": "present", "absent": "absent"},
    "alarm": {"TRAP SNMP": "reported"},
    "transport": {"UDP": "udp", "TCP": "tcp", "TLS": "tls"},
    "encryption_type": {"Self-signed": "self_signed", "Import": "import"},
    "inventory": {"SRTP": "srtp_tls", "TLS": "tls", "": "none", "?": "unknown"},
}
