# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the certificate and key of all phones of a scope."""

from __future__ import annotations

DOCUMENTATION = r"""
name: phone_certificate
short_description: The certificate and key of all phones of a scope
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - TMA gives common values to all phones, so there is one pair (TMA-20).
  - The result may hold a private key; give it to a task, never to a loop or a fact.
options:
  _input:
    description: Entries of E(mivoice_phone_certificates).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the name of the certificate
  ansible.builtin.debug:
    msg: "{{ (mivoice_phone_certificates | default([]) | voiceops.mivoice5000.phone_certificate).name |
      default('none') }}"
"""

RETURN = r"""
_value:
  description: What O(voiceops.mivoice5000.terminal_parameters#module:phone_certificate) takes, empty for none.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._bothway import phone_certificate


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"phone_certificate": phone_certificate}
