# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the facts of one system under its inventory identity."""

from __future__ import annotations

DOCUMENTATION = r"""
name: system_facts
short_description: Merge what was read of a system with its inventory identity
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Joins the results of M(voiceops.mivoice5000.system_info) and M(voiceops.mivoice5000.sip_probe) and
    computes the mode (MOD-16) from both.
positional: name, system, sip
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  name:
    description: Inventory name of the system.
    type: str
    required: true
  system:
    description: RV(voiceops.mivoice5000.system_info#module:system).
    type: dict
    required: true
  sip:
    description: RV(voiceops.mivoice5000.sip_probe#module:sip).
    type: dict
    required: false
"""

EXAMPLES = r"""
- name: Keep the facts of this system
  ansible.builtin.set_fact:
    mivoice_facts: "{{ hostvars | voiceops.mivoice5000.system_facts(inventory_hostname, info.system, probe.sip) }}"
"""

RETURN = r"""
_value:
  description: Facts of the system, as the interlocks read them.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._scopes import system_facts


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"system_facts": system_facts}
