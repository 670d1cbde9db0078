# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what a fleet has to ask its CA for."""

from __future__ import annotations

DOCUMENTATION = r"""
name: certificate_requests
short_description: What a fleet has to ask its CA for
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - One entry for each certificate file that an inventory has to name for the mode C(trusted), for each system without
    Manager its own certificate, for each multi-site the authority that Manager signs with.
  - The values come from the same facts by which M(voiceops.mivoice5000.certificate_info) judges what the CA sends back.
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
- name: Show what to ask the CA for
  ansible.builtin.debug:
    msg: "{{ hostvars | voiceops.mivoice5000.certificate_requests(groups['pbx']) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: >-
    Entries with C(name), C(file) (a name for files, without suffix), and C(common_name), C(subject_alt_name),
    C(extended_key_usage), C(key_usage) and C(basic_constraints) as modules of C(community.crypto) take them.
  type: list
  elements: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._certificate_requests import certificate_requests


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"certificate_requests": certificate_requests}
