# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the record judged on the working platform, phone by phone."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mock_up_judged
short_description: The record judged on the working platform, phone by phone
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - INV-5 and INV-7 are asked of what the pre-configuration platform showed (MCK-9).
positional: head, terminals_ca, now, terminals, systems, written_off
options:
  _input:
    description: Text of the record.
    type: str
    required: true
  head:
    description: >-
      What the record has to say of the platform, from the filter
      P(voiceops.mivoice5000.mock_up_platform#filter).
    type: dict
    required: true
  terminals_ca:
    description: Authorities of the phones, as PEM.
    type: str
    required: true
  now:
    description: The time, RFC 3339.
    type: str
    required: true
  terminals:
    description: Terminals that TMA knows on the working platform.
    type: list
    elements: dict
    default: []
  systems:
    description: Facts of its systems.
    type: list
    elements: dict
    default: []
  written_off:
    description: Phones given up on by name.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Name the phones that would be cut off
  ansible.builtin.debug:
    msg: "{{ judged.refused | map(attribute='text') | list }}"
  vars:
    judged: "{{ record | voiceops.mivoice5000.mock_up_judged(head, ca, '2026-03-02T12:00:00+00:00') }}"
    record: "{{ lookup('ansible.builtin.file', 'record.json') }}"
    ca: "{{ lookup('ansible.builtin.file', 'ca.crt') }}"
"""

RETURN = r"""
_value:
  description: >-
    C(faults) of the record as a whole, C(refused) phones with C(phone), C(reasons) and C(text), C(good) MAC addresses,
    C(certificates) for the option O(voiceops.mivoice5000.bothway#module:phone_certificates), and C(phones) of the
    record.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_judge import mock_up_judged


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mock_up_judged": mock_up_judged}
