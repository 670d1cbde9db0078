# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: whether a step of a stop may begin."""

from __future__ import annotations

DOCUMENTATION = r"""
name: may_begin
short_description: Whether a step of a stop may begin, and if not, why
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - A step may begin in a window that stays open for as long as the step may take, and not before the first date.
  - Where the schedule has C(defer), a family may be left with TMA as a deferred action instead.
positional: step, now
options:
  _input:
    description: The schedule, like C(mivoice_decommission) with its windows. Empty, any step may begin.
    type: dict
    required: true
  step:
    description: The step that is to begin.
    type: str
    choices: [bothway, mivoice5300, mitel6000, systems]
    required: true
  now:
    description: The time to judge by, with its zone.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show whether the 5300 may move
  ansible.builtin.debug:
    msg: "{{ mivoice_decommission | voiceops.mivoice5000.may_begin('mivoice5300', '2026-03-02T20:00:00+00:00') }}"
"""

RETURN = r"""
_value:
  description: C(pause), empty when it may begin, and C(deferral), a deferred action or empty.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._calendar import may_begin


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"may_begin": may_begin}
