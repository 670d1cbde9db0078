# SPDX-License-Identifier: GPL-3.0-or-later
"""A resource that sends recorded requests and reads nothing: what is left of ``system_info`` without its own work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context

from bench.systems import bare
from bench.systems.record import filled

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {"requests": {"type": "path", "required": True}}
CONNECTED = True
SPEC_EXTRAS: dict[str, Any] = {}


def run(params: dict[str, Any], _context: Context) -> dict[str, Any]:
    """Send the requests of the file that ``requests`` names to the host of ``params``."""
    recorded = json.loads(Path(params["requests"]).read_text())
    bare.send({"params": params, "requests": filled(recorded, params["username"], params["password"])})
    return {"changed": False}
