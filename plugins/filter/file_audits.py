# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the audits of phone files that can be made."""

from __future__ import annotations

DOCUMENTATION = r"""
name: file_audits
short_description: Audits of phone files that can be made for some systems
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Finds the download servers in E(mivoice_download_servers) of the systems, and of these the ones with
    E(mivoice_files).
  - Files of the 5300 are audited where C(site_format) in E(mivoice_file_rules) describes them.
positional: systems, families
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
  families:
    description: Families of phones that are there.
    type: list
    elements: str
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
    - One dictionary an audit, with C(server) and C(family).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._file_audits import file_audits


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"file_audits": file_audits}
