# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what a run did to one scope, for a person."""

from __future__ import annotations

DOCUMENTATION = r"""
name: summary
short_description: What a run did to one scope, in a few lines
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Says what was wanted, what stands, what is open, whose word it rests on, and which command comes next.
  - Reads what the roles C(enable) and C(disable) keep of every system. What was never reached counts as not done.
positional: scope, state, playbook, alive, check_mode
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  scope:
    description: The scope, as P(voiceops.mivoice5000.scope_of#filter) gives it.
    type: dict
    required: true
  state:
    description: State that the run is to bring about.
    type: str
    choices: [enabled, disabled]
    required: true
  playbook:
    description: Playbook of this collection to name when it has to be run again.
    type: str
    required: true
  alive:
    description: Hosts that have not failed, normally C(ansible_play_hosts).
    type: list
    elements: str
    required: true
  check_mode:
    description: Whether nothing was written.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show what was done and what comes next
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.summary(mivoice_scope, 'enabled', 'enable', ansible_play_hosts) }}"
  when: inventory_hostname == mivoice_scope.leader
"""

RETURN = r"""
_value:
  description: Lines of text.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._summary import summary


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"summary": summary}
