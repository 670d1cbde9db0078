# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: systems to put into BOTHWAY and to take out of it."""

from __future__ import annotations

DOCUMENTATION = r"""
name: bothway_systems
short_description: Systems to put into BOTHWAY and to take out of it
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Compares what was read of the systems of a scope with the inventory. A cluster server comes before its nodes.
positional: members, stop
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
  stop:
    description: None is to be in BOTHWAY, whatever the inventory says.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show which box has to be ticked and which unticked
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.bothway_systems(groups['pbx']) }}"
"""

RETURN = r"""
_value:
  description: Names in C(enter), C(hold), which are in it already, and C(leave).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._bothway import bothway_systems


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"bothway_systems": bothway_systems}
