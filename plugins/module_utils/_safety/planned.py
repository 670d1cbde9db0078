# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts as earlier stages of the same plan will leave them (check mode; design section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def with_planned(facts: Mapping[str, Any], planned: Mapping[str, Any] | None, check_mode: bool) -> dict[str, Any]:
    """``facts`` for the interlocks: in check mode with the predictions merged in, else untouched.

    ``planned``: {"systems": {name: partial system facts}, "phones": {family: mode}, ...}.
    """
    result = dict(facts)
    if not check_mode or not planned:
        return result
    by_name = planned.get("systems") or {}
    for key in ("systems", "peers"):
        if isinstance(facts.get(key), list):
            result[key] = [merged(system, by_name.get(system.get("name")) or {}) for system in facts[key]]
    return result | {"planned": dict(planned), "check_mode": True}


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Deep merge of two dictionaries, the second wins."""
    result = dict(first)
    for key, value in second.items():
        known = result.get(key)
        result[key] = merged(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return result
