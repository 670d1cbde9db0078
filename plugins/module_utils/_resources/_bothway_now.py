# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a system has gone into BOTHWAY since its facts were read: hours may lie between them and a write (INV-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .._context import Context
from . import _ports

AT_ONCE = 16
System = Mapping[str, Any]


def with_port_now(systems: Sequence[System], context: Context) -> list[System]:
    """``systems``, with what the port of each shows now where it demands a certificate of its clients.

    It only tells against a system: one that cannot be reached from here is what its facts say.
    """
    asked = [system for system in systems if system.get("tel_address")]
    with ThreadPoolExecutor(min(AT_ONCE, len(asked) or 1)) as pool:
        seen = pool.map(lambda system: _ports.look(system, context), asked)
        demanding = {id(system): sip for system, sip in zip(asked, seen, strict=True) if _demands(sip)}
    return [{**system, "sip": demanding[id(system)]} if id(system) in demanding else system for system in systems]


def _demands(sip: Mapping[str, Any]) -> bool:
    return sip.get("client_certificate") == "required"
