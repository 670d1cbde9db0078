# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain Python values out of what Ansible hands to an action (tagged, unsafe, lazy or vaulted)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Copy of ``value`` in exact built-in types; text of any other kind (vaulted text, dates) becomes ``str``."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return str.__str__(str(value))
