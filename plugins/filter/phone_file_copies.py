# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: copies of the files that phones present."""

from __future__ import annotations

DOCUMENTATION = r"""
name: phone_file_copies
short_description: Copies of the files that phones present
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - One entry for each download server and file, for a loop over M(voiceops.mivoice5000.terminal_deployment) (BWY-3).
  - Without content, for items of a loop are shown.
positional: root, servers
options:
  _input:
    description: Entries of E(mivoice_phone_certificates).
    type: list
    elements: dict
    required: true
  root:
    description: File of the authorities that issued them, with C(name) and C(content).
    type: dict
    required: true
  servers:
    description: Download servers that the phones use, as TMA lists them.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show what has to lie where
  ansible.builtin.debug:
    msg: "{{ mivoice_phone_certificates | default([]) |
      voiceops.mivoice5000.phone_file_copies({'name': 'ca.crt', 'content': ''}, mivoice_download_servers) }}"
"""

RETURN = r"""
_value:
  description: Copies, each with C(family), C(server), C(name) and C(holds).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._bothway import phone_file_copies


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"phone_file_copies": phone_file_copies}
