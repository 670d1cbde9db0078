# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what the schedule of a decommission says at one moment."""

from __future__ import annotations

DOCUMENTATION = r"""
name: calendar_at
short_description: What the schedule of a decommission says at one moment
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Fails for a schedule that contradicts itself.
positional: now
options:
  _input:
    description: The schedule, like C(mivoice_decommission) with its windows.
    type: dict
    required: true
  now:
    description: The time to judge by, with its zone.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show when it goes on
  ansible.builtin.debug:
    msg: "{{ mivoice_decommission | voiceops.mivoice5000.calendar_at('2026-03-02T20:00:00+00:00') }}"
"""

RETURN = r"""
_value:
  description: C(begun), C(overdue), C(may_act), C(pause), C(wait) and C(pilots).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._calendar import calendar_at


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"calendar_at": calendar_at}
