# SPDX-License-Identifier: GPL-3.0-or-later
"""Preflight over facts that were read before: no connection, no change (spec 6.1 and 8)."""

from __future__ import annotations

from typing import Any

from .._context import Context
from .._deps import PKI_NEEDS
from .._errors import Refused
from .._options import CLOCK_TOLERANCE, WRITTEN_OFF
from .._safety.preflight import lines, preflight, standing
from . import _phone_certificates
from ._update import UPDATE, checked

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "systems": {"type": "list", "elements": "dict"},
    "phones": {"type": "list", "elements": "dict"},
    "desired": {"type": "dict", "required": True},
    "time_server": {"type": "str"},
    "eip_network": {"type": "str"},
    "certificates": {"type": "dict"},
    "no_encryption_right": {"type": "list", "elements": "str", "default": []},
    **CLOCK_TOLERANCE,
    **WRITTEN_OFF,
    **UPDATE,
    **_phone_certificates.PHONE_CERTIFICATES,
    "config": {
        "type": "dict",
        "default": {},
        "options": {
            "update_type": {"type": "str", "choices": ["immediate", "deferred"]},
            "multisite_works": {"type": "bool"},
            "config_file_encryption": {"type": "bool"},
            "tdm": {"type": "bool"},
            "conference": {"type": "bool"},
            "mixed_groups": {"type": "bool"},
            "crl": {"type": "bool"},
            "dect_mixed_bases": {"type": "bool"},
            "omm_ports": {"type": "list", "elements": "int"},
            "sip_trunks": {"type": "list", "elements": "str"},
            "trusted_file": {"type": "str"},
            "root_file": {"type": "str"},
            "local_file": {"type": "str"},
            "key_file": {"type": "str", "no_log": False},
        },
    },
    "network": {
        "type": "dict",
        "default": {},
        "options": {
            "ntp_servers": {"type": "dict"},
            "sip_port_pbx_in_dhcp": {"type": "bool"},
            "managers": {
                "type": "list",
                "elements": "dict",
                "options": {
                    "name": {"type": "str", "required": True},
                    "multisites": {"type": "list", "elements": "str", "required": True},
                },
            },
            "download_servers": {
                "type": "list",
                "elements": "dict",
                "options": {
                    "name": {"type": "str", "required": True},
                    "reachable": {"type": "bool"},
                },
            },
        },
    },
    "fail_on_errors": {"type": "bool", "default": False},
}
CONNECTED = False
REQUIRES = PKI_NEEDS
SPEC_EXTRAS: dict[str, Any] = {}


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """The lists under ``preflight`` and the same as lines under ``text``.

    Raises Refused when ``fail_on_errors`` is set and an error stands that no later step cures; UsageError when
    ``desired`` cannot be understood or the date of ``update`` is none or past.
    """
    if params["update"]:
        kind = checked(params["update"], context.clock())["type"]
        params = params | {"config": params["config"] | {"update_type": kind}}
    now = context.clock()
    facts = {name: value for name, value in params.items() if value is not None} | {"now": now}
    facts["phone_certificates"] = _phone_certificates.described(params, _phone_certificates.authorities(params), now)
    found = preflight(facts)
    told = lines(found)
    stopping = standing(found["errors"])
    if params["fail_on_errors"] and stopping:
        first = stopping[0]
        raise Refused(
            problem=f"Preflight found {len(stopping)} errors; nothing was written. The first: {first['text']}",
            found=", ".join(first["systems"] + first["phones"]) or None,
            remedy=first["way_out"],
            rule=first["id"],
            details={"preflight": found, "text": told},
        )
    return {"changed": False, "preflight": found, "text": told}
