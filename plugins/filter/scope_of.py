# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the scope that one system belongs to."""

from __future__ import annotations

DOCUMENTATION = r"""
name: scope_of
short_description: Find the TMA scope of a system
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Picks from the result of P(voiceops.mivoice5000.scopes#filter) the scope that a system is a member of.
positional: name
options:
  _input:
    description: Result of P(voiceops.mivoice5000.scopes#filter).
    type: dict
    required: true
  name:
    description: Inventory name of the system.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show the scope of this system
  ansible.builtin.debug:
    msg: "{{ mivoice_scopes | voiceops.mivoice5000.scope_of(inventory_hostname) }}"
"""

RETURN = r"""
_value:
  description: The scope, see P(voiceops.mivoice5000.scopes#filter).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._scopes import scope_of


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"scope_of": scope_of}
