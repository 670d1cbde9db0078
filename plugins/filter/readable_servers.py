# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the download servers that can be read."""

from __future__ import annotations

DOCUMENTATION = r"""
name: readable_servers
short_description: Download servers of some systems that the inventory says how to read
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Finds the download servers in E(mivoice_download_servers) of the systems, and of these the ones with
    E(mivoice_files).
positional: systems
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  systems:
    description: Names of the systems.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: See what lies on every server that the inventory says how to read
  voiceops.mivoice5000.download_server_info:
    server: "{{ hostvars[item].mivoice_files }}"
  loop: "{{ hostvars | voiceops.mivoice5000.readable_servers(groups['pbx']) }}"
  run_once: true
  register: seen
"""

RETURN = r"""
_value:
  description:
    - Names of the servers, each once.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._server_files import readable_servers


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"readable_servers": readable_servers}
