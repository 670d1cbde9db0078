# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: phones for which nobody has to wait on the pre-configuration platform."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mock_up_settled
short_description: Phones for which nobody has to wait on the pre-configuration platform
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Those that the record has whole, with the certificate of today. They may have left already.
positional: certificate
options:
  _input:
    description: Text of the record, empty when there is none.
    type: str
    required: true
  certificate:
    description: Certificate that phones are to present, as PEM.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show who is done
  ansible.builtin.debug:
    msg: "{{ lookup('ansible.builtin.file', 'record.json') | voiceops.mivoice5000.mock_up_settled(certificate) }}"
  vars:
    certificate: "{{ lookup('ansible.builtin.file', 'phone.crt') }}"
"""

RETURN = r"""
_value:
  description: MAC addresses.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_judge import mock_up_settled


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mock_up_settled": mock_up_settled}
