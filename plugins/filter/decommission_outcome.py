# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: how a run of the scheduled decommission ended."""

from __future__ import annotations

DOCUMENTATION = r"""
name: decommission_outcome
short_description: How a run of the scheduled decommission ended
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - One word and one exit code for the run, and for each scope a word and three lines (what happened, what is at risk,
    what to type).
positional: hosts, alive, now, check_mode
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  hosts:
    description: Hosts of the run, normally C(ansible_play_hosts_all).
    type: list
    elements: str
    required: true
  alive:
    description: Hosts that have not failed, normally C(ansible_play_hosts).
    type: list
    elements: str
    required: true
  now:
    description: The time to judge by, with its zone.
    type: str
    required: true
  check_mode:
    description: Whether nothing was written.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show how it ended
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.decommission_outcome(ansible_play_hosts_all, ansible_play_hosts, stamp) }}"
  vars:
    stamp: "{{ now(utc=true, fmt='%Y-%m-%dT%H:%M:%SZ') }}"
"""

RETURN = r"""
_value:
  description: C(outcome), C(code), C(at), C(checked_at) and C(scopes).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._decommission import decommission_outcome


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"decommission_outcome": decommission_outcome}
