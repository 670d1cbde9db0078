# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: whether the certificates of one scope are due for renewal."""

from __future__ import annotations

DOCUMENTATION = r"""
name: renewals
short_description: Whether the certificates of a scope are due for renewal
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - A certificate is due at two thirds of its life, or a number of days before its end.
  - Systems of one scope are renewed together; scopes are spread over days by their names, never into the last 14 days,
    in which the product itself gives notice.
positional: scope, now, days, spread
options:
  _input:
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
- name: Show whether this system is due
  ansible.builtin.debug:
    msg: "{{ ([mivoice_facts] | voiceops.mivoice5000.renewals(inventory_hostname, today)).text }}"
  vars:
    today: "{{ now(utc=true, fmt='%Y-%m-%dT%H:%M:%SZ') }}"
"""

RETURN = r"""
_value:
  description: >-
    C(due) (null when it cannot be told), C(days_left) to ask a renewing module for, C(ends) (when the first of what is
    due ends), C(systems) and C(text).
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._renewals import renewals


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"renewals": renewals}
