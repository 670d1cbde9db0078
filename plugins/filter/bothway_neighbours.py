# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: systems on which phones of one system may register."""

from __future__ import annotations

DOCUMENTATION = r"""
name: bothway_neighbours
short_description: Systems on which phones of one system may register
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Connections of the system, of its backup system, and of those for which it is the backup.
  - The result holds passwords.
positional: members, name
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
  name:
    description: Inventory name of the system.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show their names
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.bothway_neighbours(groups['pbx'], inventory_hostname) |
      map(attribute='name') }}"
"""

RETURN = r"""
_value:
  description: Connections, for O(voiceops.mivoice5000.bothway#module:connections).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._bothway import bothway_neighbours


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"bothway_neighbours": bothway_neighbours}
