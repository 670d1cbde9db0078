# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: connection options of several systems."""

from __future__ import annotations

DOCUMENTATION = r"""
name: system_connections
short_description: Connection options of systems, from their inventory variables
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Builds the O(voiceops.mivoice5000.terminal_wait#module:scopes[].systems) list.
  - The result holds passwords.
positional: names
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  names:
    description: Inventory names of the systems.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Count the systems to ask
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.system_connections(['pbx1', 'pbx2']) | length }}"
"""

RETURN = r"""
_value:
  description: One dictionary a system with C(name), C(tel_address) and the connection options that its inventory gives.
  type: list
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._scopes import system_connections


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"system_connections": system_connections}
