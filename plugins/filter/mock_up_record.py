# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the record of a pre-configuration platform with what was shown now."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mock_up_record
short_description: The record of a pre-configuration platform with what was shown now
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Entries that still hold are kept as they are, and so are those of phones that have left.
positional: head, shown, now
options:
  _input:
    description: Text of the record, empty when there is none.
    type: str
    required: true
  head:
    description: >-
      What the record says of the platform, from the filter P(voiceops.mivoice5000.mock_up_platform#filter).
    type: dict
    required: true
  shown:
    description: Results of the filter P(voiceops.mivoice5000.mock_up_shown#filter).
    type: list
    elements: dict
    required: true
  now:
    description: The time, RFC 3339.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Write the record
  ansible.builtin.copy:
    content: "{{ '' | voiceops.mivoice5000.mock_up_record(head, [shown], mivoice_now) | to_nice_json }}"
    dest: record.json
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The record, without any secret; see the role P(voiceops.mivoice5000.mock_up#role).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_record import mock_up_record


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mock_up_record": mock_up_record}
