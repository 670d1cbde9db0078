# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the files of authorities that a family of phones trusts."""

from __future__ import annotations

DOCUMENTATION = r"""
name: trusted_files
short_description: Files of authorities that a family of phones trusts
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Today's authority, and while it is being replaced the next one after it (INV-44).
  - A 5300 takes a list of files, a 6000 one file that holds both.
positional: family
options:
  _input:
    description: Authorities that the phones have to trust, each with C(name) of its file and C(content), PEM text.
    type: list
    elements: dict
    required: true
  family:
    description: Family of phones.
    type: str
    choices: [mitel6000, mivoice5300]
    required: true
"""

EXAMPLES = r"""
- name: Show which file the 6000 are to trust
  ansible.builtin.debug:
    msg: "{{ authorities | voiceops.mivoice5000.trusted_files('mitel6000') }}"
  vars:
    authorities:
      - name: ca.crt
        content: "{{ lookup('ansible.builtin.file', mivoice_ca.src) }}"
"""

RETURN = r"""
_value:
  description: Files with C(name) and C(content), for O(voiceops.mivoice5000.terminal_parameters#module:trusted_files).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._trust import trusted_files


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"trusted_files": trusted_files}
