# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps values of ``no_log`` options out of everything that leaves a door."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from ansible.module_utils.common.parameters import remove_values

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def _leaves(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
    elif value is not None and not isinstance(value, bool) and str(value):
        yield str(value)


def _suboptions(spec: Mapping[str, Any], value: Any) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)] if spec.get("options") else []


def secrets(spec: Mapping[str, Any], params: Mapping[str, Any]) -> set[str]:
    """Every value given for a ``no_log`` option of ``spec``, nested options included."""
    found: set[str] = set()
    for name, option in spec.items():
        value = params.get(name)
        if option.get("no_log"):
            found.update(_leaves(value))
        else:
            for part in _suboptions(option, value):
                found.update(secrets(option["options"], part))
    return found


def sanitised(spec: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """``params`` with the value of every ``no_log`` option replaced by :data:`MASK`."""
    clean: dict[str, Any] = {}
    for name, value in params.items():
        option = spec.get(name, {})
        if option.get("no_log") and value is not None:
            clean[name] = MASK
        elif option.get("options") and isinstance(value, Mapping):
            clean[name] = sanitised(option["options"], value)
        elif option.get("options") and isinstance(value, list):
            clean[name] = [sanitised(option["options"], v) if isinstance(v, Mapping) else v for v in value]
        else:
            clean[name] = value
    return clean


def _spellings(secret: str) -> set[str]:
    """The ways in which ``secret`` may turn up in a page, an address or a JSON text."""
    return {
        secret,
        html.escape(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        quote_plus(secret, encoding="latin-1", errors="replace"),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
    }


def scrub(value: Any, hidden: Iterable[str]) -> Any:
    """``value`` with every spelling of every hidden text replaced by asterisks, at any depth."""
    spellings = set().union(*(_spellings(secret) for secret in hidden))
    return remove_values(value, spellings) if spellings else value
