# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: whether a renewal that is due waits for its window."""

from __future__ import annotations

DOCUMENTATION = r"""
name: restart_waits
short_description: Until when a renewal that is due waits for its window
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Empty unless SIP may restart in a window that is still to come, and opens before the first certificate ends.
  - It permits nothing; the module that restarts SIP asks INV-24.
positional: window, plan, now
options:
  _input:
    description: Permission as in C(mivoice_sip_restart).
    type: str
    required: true
  window:
    description: Dictionary as in C(mivoice_window).
    type: dict
    required: true
  plan:
    description: What P(voiceops.mivoice5000.renewals#filter) returned.
    type: dict
    required: true
  now:
    description: The time to judge by, with its zone.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show what a renewal waits for
  ansible.builtin.debug:
    msg: "{{ mivoice_sip_restart | voiceops.mivoice5000.restart_waits(mivoice_window, plan, today) }}"
  vars:
    today: "{{ now(utc=true, fmt='%Y-%m-%dT%H:%M:%SZ') }}"
    plan: "{{ [mivoice_facts] | voiceops.mivoice5000.renewals(inventory_hostname, today) }}"
"""

RETURN = r"""
_value:
  description: When it may go on, in one sentence.
  type: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._renewals import restart_waits


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"restart_waits": restart_waits}
