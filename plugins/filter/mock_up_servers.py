# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: whether the download servers of the working platform are off and empty."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mock_up_servers
short_description: Whether the download servers of the working platform are off and empty
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - No key and no certificate may lie on them, and phones may find none that serves them (MCK-5, INV-33).
positional: members, looks, systems
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  members:
    description: Systems of the platform.
    type: list
    elements: str
    required: true
  looks:
    description: Results of M(voiceops.mivoice5000.download_server_info) in a loop over the servers.
    type: list
    elements: dict
    required: true
  systems:
    description: Facts of the systems of the platform, as the roles keep them in C(mivoice_facts).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Stop if a server is on
  ansible.builtin.assert:
    that: found.faults == []
  vars:
    found: "{{ hostvars | voiceops.mivoice5000.mock_up_servers(groups['pbx'], looks.results, [mivoice_facts]) }}"
"""

RETURN = r"""
_value:
  description: C(faults) and C(unseen), what cannot be seen from here, in sentences.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_servers import mock_up_servers


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mock_up_servers": mock_up_servers}
