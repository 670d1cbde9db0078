# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: where one of the files that phones present comes from."""

from __future__ import annotations

DOCUMENTATION = r"""
name: phone_file
short_description: Where one of the files that phones present comes from
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - The result may hold a private key; give it to a task, never to a loop or a fact.
positional: root, name
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
  name:
    description: Name of the file on the download server.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show where the certificate comes from
  ansible.builtin.debug:
    msg: "{{ (entries | voiceops.mivoice5000.phone_file({'name': 'ca.crt', 'content': ''}, 'phone.crt')).src }}"
  vars:
    entries:
      - name: phone.crt
        src: phone.crt
        key:
          name: phone.key
          src: phone.key
"""

RETURN = r"""
_value:
  description: C(src) or C(content).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._bothway import phone_file


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"phone_file": phone_file}
