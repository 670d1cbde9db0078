# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: who makes the copies of files to download servers."""

from __future__ import annotations

DOCUMENTATION = r"""
name: split_copies
short_description: Who makes the copies of files to download servers
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - TMA makes them (INV-25), but not on a server with E(mivoice_hand_managed).
positional: hostvars, systems
options:
  _input:
    description: Copies, as P(voiceops.mivoice5000.deployments#filter) lists them.
    type: list
    elements: dict
    required: true
  hostvars:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  systems:
    description: Names of the systems whose phones use the servers.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show who copies what
  ansible.builtin.debug:
    msg: "{{ authorities | voiceops.mivoice5000.deployments(['dl1'], ['mitel6000']) |
      voiceops.mivoice5000.split_copies(hostvars, groups['pbx']) }}"
  vars:
    authorities:
      - name: ca.crt
        content: "{{ lookup('ansible.builtin.file', mivoice_ca.src) }}"
"""

RETURN = r"""
_value:
  description: >-
    Copies in C(tma), in C(hand) those made directly, with C(host), the name in the inventory, and in C(person) those to
    servers that nobody said how to reach.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._server_files import split_copies


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"split_copies": split_copies}
