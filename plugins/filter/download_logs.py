# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: the logs of the download servers of some systems."""

from __future__ import annotations

DOCUMENTATION = r"""
name: download_logs
short_description: Logs of the download servers that phones of some systems use
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Finds the download servers in E(mivoice_download_servers) of the systems, and their logs in E(mivoice_download_log)
    of these servers.
positional: systems
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  systems:
    description: Names of the systems.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Read the logs of all download servers
  voiceops.mivoice5000.download_log_info:
    path: "{{ item.path }}"
    format: "{{ item.format }}"
    timezone: "{{ item.timezone | default(omit) }}"
  delegate_to: "{{ item.server }}"
  loop: "{{ hostvars | voiceops.mivoice5000.download_logs(groups['pbx']) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description:
    - One dictionary a log, with C(server), C(path) (a list), C(format), and C(timezone), C(count_requests) and
      C(not_phones) where they are declared.
  type: list
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._downloads import download_logs


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"download_logs": download_logs}
