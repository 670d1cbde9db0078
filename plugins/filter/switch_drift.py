# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: switches of a system that differ as the site has declared."""

from __future__ import annotations

DOCUMENTATION = r"""
name: switch_drift
short_description: Switches of a system that differ as the site has declared
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Compares the switches that declarations speak of with the desired state. One that could not be read is not among
    them.
positional: system, facts, desired
options:
  _input:
    description: Declarations, as P(voiceops.mivoice5000.known_drift#filter) gives them.
    type: list
    elements: dict
    required: true
  system:
    description: Inventory name of the system.
    type: str
    required: true
  facts:
    description: Its facts, as P(voiceops.mivoice5000.system_facts#filter) gives them.
    type: dict
    required: true
  desired:
    description: The desired state, C(mivoice_encryption).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show which switches are left alone
  ansible.builtin.debug:
    msg: "{{ declared | voiceops.mivoice5000.switch_drift(inventory_hostname, mivoice_facts, mivoice_encryption) }}"
"""

RETURN = r"""
_value:
  description:
    - One dictionary a switch, with C(what), C(system), C(name) (in its facts), C(found), C(over), C(days), C(words) and
      C(id).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drift.known import of_switches


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"switch_drift": of_switches}
