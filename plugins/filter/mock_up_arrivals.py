# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: which phones of the record have arrived on the working platform."""

from __future__ import annotations

DOCUMENTATION = r"""
name: mock_up_arrivals
short_description: Which phones of the record have arrived on the working platform
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - A phone has arrived when a system that demands certificates has let it in over TLS (MOD-13).
positional: systems
options:
  _input:
    description: Result of the filter P(voiceops.mivoice5000.mock_up_judged#filter).
    type: dict
    required: true
  systems:
    description: Facts of the systems of the platform, as the roles keep them in C(mivoice_facts).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Name the phones that are awaited
  ansible.builtin.debug:
    msg: "{{ (judged | voiceops.mivoice5000.mock_up_arrivals([mivoice_facts])).awaited }}"
"""

RETURN = r"""
_value:
  description: >-
    Phones in words, C(arrived), C(unproven) (over TLS where no certificate is demanded), C(wrong) (not over TLS) and
    C(awaited), and the systems whose registrations are C(unseen).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_judge import mock_up_arrivals


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"mock_up_arrivals": mock_up_arrivals}
