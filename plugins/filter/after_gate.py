# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: why what follows a gate is put off."""

from __future__ import annotations

DOCUMENTATION = r"""
name: after_gate
short_description: Why what follows a gate of a scheduled stop is put off
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Empty when the gate is open. Also empty when the gate has to stop the run, which is so without a schedule, after the
    deadline, and when the action of TMA failed.
positional: family, gate, now, pilot
options:
  _input:
    description: The schedule, like C(mivoice_decommission) with its windows. Empty, any step may begin.
    type: dict
    required: true
  family:
    description: Family of the gate.
    type: str
    required: true
  gate:
    description: The gate, as M(voiceops.mivoice5000.terminal_wait) returns it.
    type: dict
    required: true
  now:
    description: The time to judge by, with its zone.
    type: str
    required: true
  pilot:
    description: Whether the gate is that of a pilot.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show whether the run goes on
  ansible.builtin.debug:
    msg: "{{ mivoice_decommission | voiceops.mivoice5000.after_gate('mivoice5300', gate, stamp) }}"
  vars:
    stamp: "{{ now(utc=true, fmt='%Y-%m-%dT%H:%M:%SZ') }}"
"""

RETURN = r"""
_value:
  description: Empty, or why and until when.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._calendar import after_gate


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"after_gate": after_gate}
