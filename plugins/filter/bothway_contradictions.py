# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: wishes for BOTHWAY that contradict each other."""

from __future__ import annotations

DOCUMENTATION = r"""
name: bothway_contradictions
short_description: Wishes for BOTHWAY that contradict each other
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Compares E(mivoice_encryption) and E(mivoice_bothway) of the systems of a scope, and looks for what they need
    (MOD-16).
positional: members
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  members:
    description: Names of the systems of one scope.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show what contradicts itself
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.bothway_contradictions(groups['pbx']) }}"
"""

RETURN = r"""
_value:
  description: Sentences, each with an ID of the specification; none when all is well.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._bothway import bothway_contradictions


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"bothway_contradictions": bothway_contradictions}
