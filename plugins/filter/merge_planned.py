# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: one plan out of several stages' plans."""

from __future__ import annotations

DOCUMENTATION = r"""
name: merge_planned
short_description: Merge what the stages of a check would have done
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - In check mode every writing module returns C(planned); later stages judge by the merged plan.
options:
  _input:
    description: Plans, oldest first; undefined ones are left out by the caller.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Merge two plans
  ansible.builtin.debug:
    msg: "{{ [first.planned, second.planned] | voiceops.mivoice5000.merge_planned }}"
"""

RETURN = r"""
_value:
  description: The merged plan.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._scopes import merge_planned


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"merge_planned": merge_planned}
