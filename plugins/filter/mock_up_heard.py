# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: whether two platforms answer on one network."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mock_up_heard
short_description: Whether two platforms answer on one network
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - An address whose TLS port shows two certificates in turn is that of two systems (MCK-7).
positional: looks
options:
  _input:
    description: Places of the filter P(voiceops.mivoice5000.mock_up_platform#filter), C(ears).
    type: list
    elements: dict
    required: true
  looks:
    description: Results of M(voiceops.mivoice5000.sip_probe) in a loop over lists that begin with a place.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what cannot be seen from here
  ansible.builtin.debug:
    msg: "{{ (ears | voiceops.mivoice5000.mock_up_heard(looks)).unseen }}"
  vars:
    ears:
      - {name: pre1, tel_address: 10.0.0.1, sip_port: 5060, sips_port: 5061}
    looks:
      - {item: [{name: pre1}, 0], sip: {chain: [{fingerprint_sha256: 5f0c}]}}
      - {item: [{name: pre1}, 1], sip: {chain: [{fingerprint_sha256: 5f0c}]}}
"""

RETURN = r"""
_value:
  description: C(faults) and C(unseen), what cannot be seen from here, in sentences.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_platforms import mock_up_heard


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mock_up_heard": mock_up_heard}
