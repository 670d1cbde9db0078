# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that more than one module has, as plain argument-spec fragments (documented in ``doc_fragments``)."""

from __future__ import annotations

from typing import Any

Spec = dict[str, dict[str, Any]]

CONNECTION: Spec = {
    "host": {"type": "str", "required": True},
    "port": {"type": "int", "required": True},
    "username": {"type": "str", "required": True},
    "password": {"type": "str", "required": True, "no_log": True},
    "ca_path": {"type": "path"},
    "fingerprint": {"type": "str"},
    "tls_legacy": {
        "type": "list",
        "elements": "str",
        "choices": ["tls1_0", "tls1_1", "weak_keys", "renegotiation"],
        "default": [],
    },
    "language": {"type": "str", "choices": ["en", "fr", "auto"], "default": "auto"},
    "screens": {"type": "raw"},
    "timeout": {"type": "int", "default": 30},
}

TMA: Spec = {
    "tma_username": {"type": "str"},
    "tma_password": {"type": "str", "no_log": True},
    "region": {"type": "str"},
    "multisite": {"type": "str"},
}

NAMED: Spec = {"name": {"type": "str"}}

SYSTEM_CONNECTION: Spec = {
    "name": {"type": "str", "required": True},
    "tel_address": {"type": "str"},
    "time_zone": {"type": "str"},
    **CONNECTION,
}

SEEN_FINISHED: Spec = {
    "seen_finished": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {"action": {"type": "str", "required": True}, "at": {"type": "str", "required": True}},
    }
}

FETCHED: Spec = {
    "fetched": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "phone": {"type": "str", "required": True},
            "at": {"type": "str", "required": True},
            "file": {"type": "str"},
        },
    }
}

PLANNED: Spec = {"planned": {"type": "dict", "default": {}}}

OVERRIDE: Spec = {
    "override": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "rule": {"type": "str", "required": True},
            "reason": {"type": "str", "required": True},
        },
    }
}

WRITING: Spec = PLANNED | OVERRIDE

SIP_RESTART: Spec = {
    "sip_restart": {"type": "str", "choices": ["forbid", "window", "allow"], "default": "forbid"},
    "window": {
        "type": "dict",
        "options": {
            "start": {"type": "str", "required": True},
            "end": {"type": "str", "required": True},
        },
    },
}

WRITTEN_OFF: Spec = {
    "written_off": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "phone": {"type": "str", "required": True},
            "reason": {"type": "str", "required": True},
        },
    }
}

OPERATOR_DONE: Spec = {
    "operator_done": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "gate": {"type": "str"},
            "step": {"type": "str"},
            "phones": {"type": "list", "elements": "str"},
            "by": {"type": "str", "required": True},
        },
    }
}

INVENTORY_LAG: Spec = {"inventory_lag": {"type": "float", "default": 3600.0}}  # VER-12

CLOCK_TOLERANCE: Spec = {"clock_tolerance": {"type": "float", "default": 60.0}}  # PRE-4, INV-14

TRUSTED_FILES: Spec = {
    "trusted_files": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "name": {"type": "str", "required": True},
            "content": {"type": "str", "required": True, "no_log": True},
        },
    }
}
"""Nobody means to put a private key here; if one is there all the same, it is not shown (BCRT-11)."""

OPERATOR_LANGUAGE: Spec = {"operator_language": {"type": "str", "choices": ["en", "fr"], "default": "en"}}

MOST_BYTES = 1024 * 1024
"""Bytes that a file given to a module may have: a certificate file has a few thousand."""

SOURCE: Spec = {
    "src": {"type": "path"},
    "content": {"type": "str", "no_log": True},
}
"""A file of the controller. The action reads ``src`` into ``content`` (base64) and leaves ``src`` as its name."""

PKCS12: Spec = SOURCE | {
    "pkcs12_password": {"type": "str", "no_log": True},
    "crl": {"type": "list", "elements": "path", "default": []},
}
"""``password`` is the one of the log-in (CONNECTION)."""

PHONES_HOLD: Spec = {"phones_hold": {"type": "dict"}}
"""Facts of INV-41 and INV-44: what the gates proved that phones check certificates against."""

FILLED_FROM: dict[str, tuple[str, ...]] = {
    name: (f"mivoice_{name}",)
    for name in (
        *CONNECTION,
        *TMA,
        "tel_address",
        "sip_port",
        "sips_port",
        "role",
        "hardware",
        "manager",
        "cluster_server",
        "backup",
        "time_zone",
        "operator_language",
    )
} | {
    "host": ("mivoice_host", "ansible_host"),
    "name": ("mivoice_site_name", "inventory_hostname"),
}
"""Option -> inventory variables that fill it when the task leaves it out, first defined one wins."""
