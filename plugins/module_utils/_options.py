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

OPERATOR_LANGUAGE: Spec = {"operator_language": {"type": "str", "choices": ["en", "fr"], "default": "en"}}

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
        "operator_language",
    )
} | {
    "host": ("mivoice_host", "ansible_host"),
    "name": ("mivoice_site_name", "inventory_hostname"),
}
"""Option -> inventory variables that fill it when the task leaves it out, first defined one wins."""
