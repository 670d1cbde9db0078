# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: whether 5300 phones depend on a system."""

from __future__ import annotations

DOCUMENTATION = r"""
name: serves_5300
short_description: Whether 5300 phones depend on a system
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - So they do as its own phones and as those that fall over to it (INV-43).
  - Where the terminals of such a system were not read, it is taken for granted.
positional: every, name
options:
  _input:
    description: The C(hostvars) of the run, with C(mivoice_terminals) of each leader of a scope.
    type: dict
    required: true
  every:
    description: >-
      The scopes of all systems, whatever the run is limited to, as P(voiceops.mivoice5000.scopes#filter) gives them.
    type: dict
    required: true
  name:
    description: Inventory name of the system.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show whether its certificate needs the address as CN
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.serves_5300(mivoice_scopes, inventory_hostname) }}"
"""

RETURN = r"""
_value:
  description: Whether they do.
  type: bool
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._certificate_files import serves_5300


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"serves_5300": serves_5300}
