# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what the phones of a pre-configuration platform were seen to do."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mock_up_shown
short_description: What the phones of a pre-configuration platform were seen to do
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Of one scope, after the gate of its 6000 in mode bothway.
positional: terminals, fetched, presented, systems
options:
  _input:
    description: Gate of the 6000, as M(voiceops.mivoice5000.terminal_wait) returns it.
    type: dict
    required: true
  terminals:
    description: Terminals, as M(voiceops.mivoice5000.terminal_info) returns them.
    type: list
    elements: dict
    required: true
  fetched:
    description: Downloads of phones, each with C(phone), C(at) and C(file).
    type: list
    elements: dict
    required: true
  presented:
    description: >-
      Certificate that they present, with C(name), C(content) as PEM, and C(files), names of all files that they
      have to fetch.
    type: dict
    required: true
  systems:
    description: Facts of the systems of the platform, as the roles keep them in C(mivoice_facts).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Work out what was shown
  ansible.builtin.set_fact:
    shown: "{{ mivoice_gates.mitel6000 | voiceops.mivoice5000.mock_up_shown(terminals, fetched, presented, systems) }}"
  vars:
    presented:
      name: phone.crt
      content: "{{ lookup('ansible.builtin.file', 'phone.crt') }}"
      files: [phone.crt, phone.key, ca.crt]
"""

RETURN = r"""
_value:
  description: C(phones) and C(certificates) as the record has them, see the role P(voiceops.mivoice5000.mock_up#role).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_record import mock_up_shown


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mock_up_shown": mock_up_shown}
