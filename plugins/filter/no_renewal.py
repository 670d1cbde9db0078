# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: why a certificate file given would renew nothing."""

from __future__ import annotations

DOCUMENTATION = r"""
name: no_renewal
short_description: Why the certificate file of a scope would renew nothing
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Says so of a file whose certificate would be due by itself once it is installed, as the one that is installed
    already.
  - Of an authority that a Manager signs with, the certificates end with it at the latest.
positional: systems, scope, now, days, spread
options:
  _input:
    description: RV(voiceops.mivoice5000.certificate_info#module:certificates) of a C(fleet).
    type: list
    elements: dict
    required: true
  systems:
    description: Facts of the systems of the scope, with C(name) and C(sip).
    type: list
    elements: dict
    required: true
  scope:
    description: Name of the scope.
    type: str
    required: true
  now:
    description: The time to judge by, with its zone.
    type: str
    required: true
  days:
    description: Days before the end, instead of two thirds of the life.
    type: int
  spread:
    description: Days over which scopes are spread.
    type: int
    default: 0
"""

EXAMPLES = r"""
- name: Show whether the file at hand is worth a restart
  ansible.builtin.debug:
    msg: "{{ judged.certificates | voiceops.mivoice5000.no_renewal([mivoice_facts], inventory_hostname, today) }}"
  vars:
    today: "{{ now(utc=true, fmt='%Y-%m-%dT%H:%M:%SZ') }}"
"""

RETURN = r"""
_value:
  description: The reason, empty when there is none.
  type: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._renewals import no_renewal


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"no_renewal": no_renewal}
