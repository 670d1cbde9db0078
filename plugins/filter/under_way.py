# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: why a roll-out of one scope is not over."""

from __future__ import annotations

DOCUMENTATION = r"""
name: under_way
short_description: Why a roll-out of a scope is not over
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Empty when every system and, as far as TMA shows, every terminal stands as wanted and no action is under way.
  - What is not known counts as not over.
  - In mode C(trusted) it is not over, either, where none of O(authorities) verifies what a system shows.
positional: terminals, actions, desired, written_off, authorities
options:
  _input:
    description: Facts of the systems of the scope.
    type: list
    elements: dict
    required: true
  terminals:
    description: Terminals as M(voiceops.mivoice5000.terminal_info) returns them.
    type: list
    elements: dict
    required: true
  actions:
    description: Actions as M(voiceops.mivoice5000.terminal_info) returns them.
    type: list
    elements: dict
    required: true
  desired:
    description: The wanted state, as in C(mivoice_encryption).
    type: dict
    required: true
  written_off:
    description: Phones given up on by name, as in C(mivoice_written_off).
    type: list
    elements: dict
    default: []
  authorities:
    description: Authorities that the phones are to trust, each with C(name) and C(content) in PEM.
    type: list
    elements: dict
"""

EXAMPLES = r"""
- name: Show what is not over
  ansible.builtin.debug:
    msg: "{{ [mivoice_facts] | voiceops.mivoice5000.under_way(found.terminals, found.actions, mivoice_encryption) }}"
"""

RETURN = r"""
_value:
  description: Reasons, one line each.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._renewals import under_way


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"under_way": under_way}
