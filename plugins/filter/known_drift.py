# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: drift that the site has declared."""

from __future__ import annotations

DOCUMENTATION = r"""
name: known_drift
short_description: Drift that the site has declared
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Reads C(mivoice_known_drift) of some hosts. An entry that cannot be understood is an error that names the host and
    the entry.
  - An entry is in force until the day C(until) begins in the zone of the host (C(mivoice_time_zone)).
positional: hosts, systems, now
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  hosts:
    description: Hosts whose declarations are read, normally the members of a scope.
    type: list
    elements: str
    required: true
  systems:
    description: All systems of the inventory, normally C(groups['pbx']).
    type: list
    elements: str
    required: true
  now:
    description: The time to judge by, with its zone.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show what is declared
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.known_drift(groups['pbx'], groups['pbx'], '2026-03-02T20:00:00Z') }}"
"""

RETURN = r"""
_value:
  description:
    - One dictionary a declaration, with C(what), C(phones), C(files), C(systems), C(owner), C(until), C(reason),
      C(days) (those left), C(over), and in words C(words), C(subject) and C(id).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._run_outcome import known_drift


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"known_drift": known_drift}
