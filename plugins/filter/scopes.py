# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the TMA scopes of an inventory."""

from __future__ import annotations

DOCUMENTATION = r"""
name: scopes
short_description: Group systems by the TMA that moves them
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - One scope is one multi-site of one Manager, or one system without Manager.
  - A run has to cover whole scopes, because TMA moves whole scopes.
positional: hosts
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  hosts:
    description: Names of the systems, normally the whole group C(pbx).
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Work out the scopes
  ansible.builtin.set_fact:
    mivoice_scopes: "{{ hostvars | voiceops.mivoice5000.scopes(groups['pbx']) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description:
    - Scopes by name, each with C(name), C(leader), C(members), C(needed) (members and their backup systems),
      C(limit) (every host that a run of this scope has to cover), C(tma_host), C(manager), C(region) and C(multisite).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._scopes import scopes


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"scopes": scopes}
