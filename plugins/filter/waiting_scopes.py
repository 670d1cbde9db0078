# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the scopes whose phones a gate waits for."""

from __future__ import annotations

DOCUMENTATION = r"""
name: waiting_scopes
short_description: Scopes for one terminal_wait task
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Builds O(voiceops.mivoice5000.terminal_wait#module:scopes) for every scope whose leader is still in
    the run, so that one task on one fork waits for all of them.
  - The result holds passwords.
positional: hosts, family, mode
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  hosts:
    description: Hosts still in the run, normally C(ansible_play_hosts).
    type: list
    elements: str
    required: true
  family:
    description: Family of terminals to wait for.
    type: str
    required: true
  mode:
    description: Mode that these terminals move to.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Wait for the 5300
  voiceops.mivoice5000.terminal_wait:
    scopes: "{{ hostvars | voiceops.mivoice5000.waiting_scopes(ansible_play_hosts, 'mivoice5300', 'disabled') }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: One dictionary a scope.
  type: list
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._scopes import waiting_scopes


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"waiting_scopes": waiting_scopes}
