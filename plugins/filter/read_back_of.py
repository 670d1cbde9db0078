# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: how to read back what TMA copied to a download server."""

from __future__ import annotations

DOCUMENTATION = r"""
name: read_back_of
short_description: How to read back what TMA copied to a download server
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Finds E(mivoice_files) of a download server by the name under which TMA lists it.
positional: systems, shown
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  systems:
    description: Names of the systems whose phones use the server.
    type: list
    elements: str
    required: true
  shown:
    description: Name of the server in TMA.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Copy the authority and read it back
  voiceops.mivoice5000.terminal_deployment:
    family: mitel6000
    server: dl1
    src: "{{ mivoice_ca.src }}"
    file_name: "{{ mivoice_ca.name }}"
    read_back: "{{ hostvars | voiceops.mivoice5000.read_back_of(groups['pbx'], 'dl1') | default(omit, true) }}"
"""

RETURN = r"""
_value:
  description: Value for O(voiceops.mivoice5000.terminal_deployment#module:read_back), or none.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._server_files import read_back_of


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"read_back_of": read_back_of}
