# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: facts of the cluster of a system."""

from __future__ import annotations

DOCUMENTATION = r"""
name: bothway_cluster
short_description: Facts of the cluster of a system
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Of its server and all its nodes, as the roles have read them (INV-3).
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
- name: Show which systems were read
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.bothway_cluster(groups['pbx'], inventory_hostname) |
      map(attribute='name') }}"
"""

RETURN = r"""
_value:
  description: Facts, for O(voiceops.mivoice5000.bothway#module:cluster).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._bothway import bothway_cluster


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"bothway_cluster": bothway_cluster}
