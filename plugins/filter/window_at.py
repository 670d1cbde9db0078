# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the opening of a maintenance window that counts at one moment."""

from __future__ import annotations

DOCUMENTATION = r"""
name: window_at
short_description: The opening of a maintenance window that counts at one moment
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - The one that is open, else the next one, else the last one.
  - It is made for the option C(window) of the modules that restart SIP.
positional: now
options:
  _input:
    description: One window, or a list of windows, as in C(mivoice_window).
    type: raw
    required: true
  now:
    description: The time to judge by, with its zone.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show tonight's window
  ansible.builtin.debug:
    msg: "{{ nights | voiceops.mivoice5000.window_at('2026-03-02T20:00:00+00:00') }}"
  vars:
    nights:
      start: "22:00"
      end: "05:00"
      timezone: Europe/Paris
"""

RETURN = r"""
_value:
  description: C(start) and C(end), RFC 3339 times. Empty when there is no window at all.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._calendar import window_at


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"window_at": window_at}
