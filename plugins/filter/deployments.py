# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the copies of authority files that TMA has to make."""

from __future__ import annotations

DOCUMENTATION = r"""
name: deployments
short_description: Copies of authority files that TMA has to make
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - One entry for each family, download server and file, for a loop over M(voiceops.mivoice5000.terminal_deployment).
positional: servers, families
options:
  _input:
    description: Authorities that the phones have to trust, each with C(name) of its file and C(content), PEM text.
    type: list
    elements: dict
    required: true
  servers:
    description: Download servers that the phones use, as TMA lists them.
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
- name: Show what has to lie where
  ansible.builtin.debug:
    msg: "{{ authorities | voiceops.mivoice5000.deployments(mivoice_download_servers, ['mitel6000']) }}"
  vars:
    authorities:
      - name: ca.crt
        content: "{{ lookup('ansible.builtin.file', mivoice_ca.src) }}"
"""

RETURN = r"""
_value:
  description: Copies, each with C(family), C(server), C(name) and C(content).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._trust import deployments


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"deployments": deployments}
