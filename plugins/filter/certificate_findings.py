# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what was found about the certificate files of one scope."""

from __future__ import annotations

DOCUMENTATION = r"""
name: certificate_findings
short_description: Findings about the certificate files of one scope
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - Picks from RV(voiceops.mivoice5000.certificate_info#module:fleet) what concerns one scope, for the option
    O(voiceops.mivoice5000.preflight#module:certificates). A scope without a file has a finding that says so.
positional: scope
options:
  _input:
    description: Findings by name.
    type: dict
    required: true
  scope:
    description: Name of the scope, as P(voiceops.mivoice5000.scopes#filter) gives it.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show what is wrong with the file of this system
  ansible.builtin.debug:
    msg: "{{ judged.fleet | voiceops.mivoice5000.certificate_findings(mivoice_scope.name) }}"
"""

RETURN = r"""
_value:
  description: Findings by name.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._certificate_files import certificate_findings


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"certificate_findings": certificate_findings}
