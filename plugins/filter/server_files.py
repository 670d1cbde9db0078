# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: who puts the files of download servers in place."""

from __future__ import annotations

DOCUMENTATION = r"""
name: server_files
short_description: Who puts the files of download servers in place
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Finds E(mivoice_server_files) of the download servers that phones of the systems use.
  - TMA puts them in place, one action a family. On a server with E(mivoice_hand_managed) it is done directly, and so is
    what is to be taken away, for TMA has no screen that does it.
positional: systems, families
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  systems:
    description: Names of the systems whose phones use the servers.
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
- name: Show who puts what in place
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.server_files(groups['pbx'], ['mitel6000']) }}"
"""

RETURN = r"""
_value:
  description: >-
    Entries in C(tma), C(hand), C(absent) and C(person), each with C(host), and those for TMA with C(server), C(family)
    and C(holds).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._server_files import server_files


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"server_files": server_files}
