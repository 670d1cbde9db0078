# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the families of phones that TMA moves and that are there."""

from __future__ import annotations

DOCUMENTATION = r"""
name: moved_families
short_description: Families of phones that TMA moves and that are there
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - A phone of which the family is not known may be of any family, so it counts for all.
options:
  _input:
    description: Terminals as M(voiceops.mivoice5000.terminal_info) returns them.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show which families are there
  ansible.builtin.debug:
    msg: "{{ mivoice_terminals.terminals | voiceops.mivoice5000.moved_families }}"
"""

RETURN = r"""
_value:
  description: V(mitel6000) and V(mivoice5300), as far as they are there.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._trust import moved_families


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"moved_families": moved_families}
