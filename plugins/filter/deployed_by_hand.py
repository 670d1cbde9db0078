# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what lies on servers that people manage, as interlocks ask for it."""

from __future__ import annotations

DOCUMENTATION = r"""
name: deployed_by_hand
short_description: What was put on servers that people manage, as interlocks ask for it
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Turns results of M(voiceops.mivoice5000.download_file) into
    O(voiceops.mivoice5000.terminal_parameters#module:deployed), by which it is known what lies where
    (INV-13).
options:
  _input:
    description: Results of a loop over C(hand) of P(voiceops.mivoice5000.split_copies#filter).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Remember where the files lie
  ansible.builtin.set_fact:
    mivoice_deployed: "{{ put.results | voiceops.mivoice5000.deployed_by_hand | voiceops.mivoice5000.merge_planned }}"
"""

RETURN = r"""
_value:
  description: "One dictionary a file, C({server: {family: {name: sha256}}})."
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._server_files import deployed_by_hand


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"deployed_by_hand": deployed_by_hand}
