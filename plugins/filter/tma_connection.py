# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: how to reach the TMA of a scope."""

from __future__ import annotations

DOCUMENTATION = r"""
name: tma_connection
short_description: Connection options of the TMA that moves a scope
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Connection options of the Manager, or of the system itself without Manager,
    with the TMA log-in, region and multi-site.
  - The result holds passwords.
positional: scope
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  scope:
    description: A scope of P(voiceops.mivoice5000.scopes#filter).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Read the inventory of terminals
  voiceops.mivoice5000.terminal_info:
    host: "{{ tma.host }}"
    port: "{{ tma.port }}"
  vars:
    tma: "{{ hostvars | voiceops.mivoice5000.tma_connection(mivoice_scope) }}"
"""

RETURN = r"""
_value:
  description: Options for a module that reaches a TMA.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._scopes import tma_connection


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"tma_connection": tma_connection}
