# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the phones whose files have to lie on a download server."""

from __future__ import annotations

DOCUMENTATION = r"""
name: phones_of_server
short_description: Phones whose files have to lie on a download server
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - These are the phones of the systems that name the server in E(mivoice_download_servers).
  - A phone of which the system is not known may fetch from any server of the systems, so its file has to lie on each.
positional: hostvars, systems, server, family
options:
  _input:
    description: Phones, as RV(voiceops.mivoice5000.terminal_info#module:terminals) lists them.
    type: list
    elements: dict
    required: true
  hostvars:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  systems:
    description: Names of the systems.
    type: list
    elements: str
    required: true
  server:
    description: Name of the download server.
    type: str
    required: true
  family:
    description: Family of the phones.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Judge the files of every phone on every server that the inventory says how to read
  voiceops.mivoice5000.terminal_file_info:
    server: "{{ hostvars[item.server].mivoice_files }}"
    mode: self_signed
    family: ["{{ item.family }}"]
    terminals: "{{ phones | voiceops.mivoice5000.phones_of_server(hostvars, groups['pbx'], item.server, item.family) }}"
    detail: problems
  loop: "{{ hostvars | voiceops.mivoice5000.file_audits(groups['pbx'], ['mitel6000']) }}"
  vars:
    phones: "{{ mivoice_terminals.terminals }}"
  run_once: true
  register: audits
"""

RETURN = r"""
_value:
  description:
    - Phones with C(mac), C(family), C(model) and C(inventory).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._file_audits import phones_of_server


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"phones_of_server": phones_of_server}
