# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what stands on a platform of the mock-up method, for a person."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mock_up_lines
short_description: What stands on a platform of the mock-up method, for a person
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Lines for the summary of a run.
positional: arrivals, unseen
options:
  _input:
    description: >-
      Result of the filter P(voiceops.mivoice5000.mock_up_judged#filter); on the pre-configuration platform the
      record.
    type: dict
    required: true
  arrivals:
    description: >-
      Result of the filter P(voiceops.mivoice5000.mock_up_arrivals#filter), empty on the pre-configuration
      platform.
    type: dict
    required: true
  unseen:
    description: What cannot be seen from here.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show them
  ansible.builtin.debug:
    msg: "{{ judged | voiceops.mivoice5000.mock_up_lines(arrivals, []) }}"
"""

RETURN = r"""
_value:
  description: Lines.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_lines import mock_up_lines


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mock_up_lines": mock_up_lines}
