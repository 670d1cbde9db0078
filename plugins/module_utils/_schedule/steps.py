# SPDX-License-Identifier: GPL-3.0-or-later
"""The next safe step of a staged stop, as a function of what is known of one scope.

The order is that of ``FAMILIES`` (INV-16), between leaving BOTHWAY (INV-11) and the systems (INV-15). The role
``disable`` takes the steps; this tells where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._safety.facts import FAMILIES
from .plan import BOTHWAY, SYSTEMS

DONE = "done"
IN_BOTHWAY = ("bothway", "bothway_no_cert")
NOT_KNOWN = ("unknown", None)
STEPS = (BOTHWAY, *FAMILIES, SYSTEMS, DONE)


def next_step(modes: Mapping[str, Any], gates: Mapping[str, Any], voice: Mapping[str, Any]) -> str:
    """One of ``STEPS``. What is not known is not done: it keeps the step that it belongs to.

    ``modes`` and ``voice`` by system: the mode found (Annex B) and whether voice encryption is on (None: not known).
    ``gates`` by family: the verdict of its gate towards ``disabled``, None when it was not asked. Once both have
    passed, phones on port 5060 have shown that no system filters it, whatever its screens could tell.
    """
    found = set(modes.values())
    if not found or found & set(IN_BOTHWAY):
        return BOTHWAY
    for family in FAMILIES:
        if gates.get(family) != "pass":
            return BOTHWAY if found & set(NOT_KNOWN) else family
    return DONE if voice and all(state is False for state in voice.values()) else SYSTEMS
