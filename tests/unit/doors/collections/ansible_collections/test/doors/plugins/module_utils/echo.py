# SPDX-License-Identifier: GPL-3.0-or-later
"""A resource that does to a door whatever a real one may do."""

from __future__ import annotations

import base64
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused, Where
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._options import PKCS12

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "behave": {
        "type": "str",
        "choices": ["write", "refuse", "break_half_way", "crash", "warn", "tell", "types", "receive"],
        "required": True,
    },
    "keycode": {"type": "str", "no_log": True},
    "names": {"type": "list", "elements": "str", "default": []},
    "nested": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "name": {"type": "str"},
            "tma_password": {"type": "str", "no_log": True},
            "screens": {"type": "raw"},
            "ca_path": {"type": "path"},
            "known_hosts": {"type": "path"},
        },
    },
    **PKCS12,
}
CONNECTED = True
LOCAL_PATHS = ("known_hosts",)
SPEC_EXTRAS: dict[str, Any] = {"required_if": [("behave", "tell", ["keycode"])]}

WRITE = {"host": "pbx", "screen": "A>B", "screen_id": "W10", "menu": "4.4.4", "button": "validate"}


def _told(params: dict[str, Any]) -> str:
    file = f"{params['content']} {params['pkcs12_password']}"
    return f"{params['password']} {params['keycode']} {[part['tma_password'] for part in params['nested']]} {file}"


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    context.progress(f"working with {_told(params)}")
    behave = params["behave"]
    if behave == "refuse":
        raise Refused("The interlock says no", Where(host=params["host"], label="Box"), _told(params), rule="INV-15")
    if behave == "break_half_way":
        raise Refused("Broken", details={"writes": [WRITE]})
    if behave == "crash":
        raise ZeroDivisionError(_told(params))
    if behave == "receive":
        return {"changed": False, "name": params["src"], "size": len(base64.b64decode(params["content"]))}
    if behave == "types":
        kinds = {name: type(value).__name__ for name, value in params.items()}
        kinds["password"] += f" of {len(params['password'])}"
        kinds["screens_item"] = type(params["screens"]["screens"]["W10"]["menu"][0]).__name__
        inside = [{name: part[name] for name in ("screens", "ca_path", "known_hosts")} for part in params["nested"]]
        outside = {name: params[name] for name in ("screens", "ca_path")}
        return {"changed": False, "kinds": kinds, "nested": inside} | outside
    after = {"box": True, "note": _told(params)} if behave == "tell" else {"box": True}
    result = {"changed": True, "before": {"box": False}, "after": after, "writes": [WRITE], "check": context.check_mode}
    if behave == "warn":
        result["warnings"] = ["mind the gap"]
    return result
