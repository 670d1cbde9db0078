# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: which collections are not installed."""

from __future__ import annotations

DOCUMENTATION = r"""
name: missing_collections
short_description: Which collections are not installed
version_added: 0.1.0
author: VoiceOps (@voiceops)
description: Tells it before a task that needs one of them is loaded, which would end the whole run.
options:
  _input:
    description: Names of collections.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Stop if the collection that makes keys is missing
  ansible.builtin.assert:
    that: "['community.crypto'] | voiceops.mivoice5000.missing_collections | length == 0"
"""

RETURN = r"""
_value:
  description: Those that Ansible does not find on this controller.
  type: list
  elements: str
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._certificate_requests import missing_collections


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"missing_collections": missing_collections}
