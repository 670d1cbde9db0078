# SPDX-License-Identifier: GPL-3.0-or-later
"""A system's SIP ports seen from outside (MOD-3, MOD-4, VER-35). Needs no log-in and no screen."""

from __future__ import annotations

from typing import Any

from .._context import Context
from .._errors import UsageError
from .._wire import probe

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "tel_address": {"type": "str", "required": True},
    "sip_port": {"type": "int", "default": 5060},
    "sips_port": {"type": "int", "default": 5061},
    "timeout": {"type": "int", "default": 5},
}
CONNECTED = False
REQUIRES = ("cryptography",)
SPEC_EXTRAS: dict[str, Any] = {}


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Facts ``sip`` with their evidence. Raises UsageError for a port or a timeout that cannot be; changes nothing."""
    for name in ("sip_port", "sips_port"):
        if not 0 < params[name] < 65536:
            raise UsageError(problem=f"{name} {params[name]} is not a port", wanted="1 to 65535")
    if params["timeout"] <= 0:
        raise UsageError(problem=f"timeout {params['timeout']} is not a time to wait", wanted="at least 1 second")
    address = params["tel_address"]
    sip = (context.wire or probe).probe(address, params["sip_port"], params["sips_port"], float(params["timeout"]))
    return {"changed": False, "sip": sip, "evidence": [_evidence(address, params["sips_port"], sip, context)]}


def _evidence(address: str, port: int, sip: dict[str, Any], context: Context) -> dict[str, Any]:
    return {
        "what": "mode of the SIP service",
        "source": f"probe of {address}:{port}",
        "read_at": context.clock().isoformat(),
        "value": sip["mode"],
        "verified": sip["mode"] != "unknown",
    }
