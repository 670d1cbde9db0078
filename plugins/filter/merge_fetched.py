# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what several logs told of downloads, as gates take it."""

from __future__ import annotations

DOCUMENTATION = r"""
name: merge_fetched
short_description: Merge what the logs of download servers told
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Makes one list out of several that M(voiceops.mivoice5000.download_log_info) returned or that the inventory holds.
  - Keeps of each entry what a gate looks at, and each entry once.
options:
  _input:
    description: Lists of downloads.
    type: list
    elements: list
    required: true
"""

EXAMPLES = r"""
- name: Put the downloads from two servers together
  ansible.builtin.set_fact:
    mivoice_fetched: "{{ [first.fetched, second.fetched] | voiceops.mivoice5000.merge_fetched }}"
"""

RETURN = r"""
_value:
  description: Downloads, each with C(phone), C(at) and, where it is known, C(file).
  type: list
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._downloads import merge_fetched


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"merge_fetched": merge_fetched}
