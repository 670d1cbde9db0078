# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what the inventory says of a platform of the mock-up method."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mock_up_platform
short_description: What the inventory says of a platform of the mock-up method
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Holds both platforms against each other as far as they have to be alike (MCK-1), and apart (MCK-7, MCK-10).
positional: hosts, platform, texts
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  hosts:
    description: All systems of the inventory.
    type: list
    elements: str
    required: true
  platform:
    description: Platform that the run is about.
    type: str
    required: true
    choices: [working, pre_configuration]
  texts:
    description: Texts of the files of authorities that the inventory names, by their paths.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Stop if the platforms do not fit each other
  ansible.builtin.assert:
    that: found.faults == []
    fail_msg: "{{ found.faults | join('. ') }}"
  vars:
    found: "{{ hostvars | voiceops.mivoice5000.mock_up_platform(groups['pbx'], 'pre_configuration', texts) }}"
    texts:
      /etc/pki/ca.crt: "{{ lookup('ansible.builtin.file', '/etc/pki/ca.crt') }}"
"""

RETURN = r"""
_value:
  description: >-
    C(faults) in sentences, C(head) with what the record says of a platform, and C(ears), the places at which to listen
    for two platforms on one network, each with C(name), C(tel_address), C(sip_port) and C(sips_port).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_platforms import mock_up_platform


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mock_up_platform": mock_up_platform}
