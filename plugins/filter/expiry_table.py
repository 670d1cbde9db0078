# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: which certificate of a fleet ends when."""

from __future__ import annotations

DOCUMENTATION = r"""
name: expiry_table
short_description: Which certificate of a fleet ends when
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Lines of plain text, the soonest end first, from what the systems show on their TLS ports.
  - A system whose certificate could not be seen comes first, for nobody knows when it ends.
  - Self-signed certificates are listed with what may surprise; the product gives no notice before they end.
positional: days
options:
  _input:
    description: >-
      Facts of systems, those of M(voiceops.mivoice5000.system_info) joined with those of
      M(voiceops.mivoice5000.sip_probe) by P(voiceops.mivoice5000.system_facts#filter).
    type: list
    elements: dict
    required: true
  days:
    description: A certificate with fewer days left is to be renewed soon.
    type: int
    default: 30
"""

EXAMPLES = r"""
- name: Show which certificate ends when
  ansible.builtin.debug:
    msg: "{{ facts_of_all_systems | voiceops.mivoice5000.expiry_table }}"
"""

RETURN = r"""
_value:
  description: Lines of text.
  type: list
  elements: str
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import expiry
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._expiry_table import rows


def expiry_table(systems: Iterable[Mapping[str, Any]], days: int = 30) -> list[str]:
    return expiry.table(rows(systems, days))


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"expiry_table": expiry_table}
