# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: which certificate file of the inventory is for which system."""

from __future__ import annotations

DOCUMENTATION = r"""
name: certificate_files
short_description: Certificate files that an inventory names, by system
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - One entry for each system without Manager, one for the authority of each multi-site, and one for each file of
    authorities that phones are to hold; for systems whose phones are to check certificates.
  - Reads C(mivoice_pkcs12), C(mivoice_manager_pkcs12), C(mivoice_ca) and C(mivoice_ca_next).
positional: hosts
options:
  _input:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  hosts:
    description: All systems, whatever the run is limited to.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Judge all certificate files of the fleet
  voiceops.mivoice5000.certificate_info:
    fleet: "{{ hostvars | voiceops.mivoice5000.certificate_files(groups['pbx']) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: Entries for O(voiceops.mivoice5000.certificate_info#module:fleet).
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._certificate_files import certificate_files


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"certificate_files": certificate_files}
