#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``verification``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: verification
short_description: Judge whether call encryption is proven on or off
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Goes through the verification list of the manual (C(VER-*)) and the gates, with facts that were read after the
    change. It connects to nothing and changes nothing.
  - What the facts cannot show is listed as not checked, with the reason; it is never counted as proven.
options:
  systems:
    description: Facts of the systems, as for M(voiceops.mivoice5000.preflight).
    type: list
    elements: dict
    version_added: 0.1.0
  phones:
    description: Facts of the terminals, as RV(voiceops.mivoice5000.terminal_info#module:terminals) returns them.
    type: list
    elements: dict
    version_added: 0.1.0
  gates:
    description: Gates of both families for the wanted mode, from RV(voiceops.mivoice5000.terminal_wait#module:gates).
    type: list
    elements: dict
    version_added: 0.1.0
  desired:
    description: What is wanted, like E(mivoice_encryption) with C(state), C(mode) and C(inter_ipbx).
    type: dict
    required: true
    version_added: 0.1.0
  eip_network:
    description: Network of the addressing plan for EIP cards, such as V(10.1.0.0/16).
    type: str
    version_added: 0.1.0
  config:
    description: What a person has seen, where no screen shows it. What is left out is not checked.
    type: dict
    default: {}
    version_added: 0.1.0
    suboptions:
      padlock_seen:
        description: Whether the padlock was seen in a call between two terminals (VER-1, VER-2).
        type: bool
        version_added: 0.1.0
      ntp_checked:
        description: Whether every encrypting device was seen to use a reference NTP server (VER-33).
        type: bool
        version_added: 0.1.0
  known_drift:
    description:
      - Switches that differ as the site has declared, as P(voiceops.mivoice5000.switch_drift#filter) gives them. While
        that is in force they are in C(declared) and not in C(errors). It moves no phone and opens no gate (INV-46).
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  fail_on_errors:
    description: Fail when something is proven wrong.
    type: bool
    default: false
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._phone_certificates
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
  - voiceops.mivoice5000._writing.operator_done
seealso:
  - module: voiceops.mivoice5000.preflight
  - module: voiceops.mivoice5000.terminal_wait
requirements:
  - cryptography
  - pyasn1
  - pyasn1-modules
"""

EXAMPLES = r"""
- name: Read the system
  voiceops.mivoice5000.system_info:
  register: found

- name: Look at its SIP ports
  voiceops.mivoice5000.sip_probe:
  register: seen

- name: Judge what was read
  voiceops.mivoice5000.verification:
    systems:
      - "{{ found.system | combine({'sip': seen.sip}) }}"
    desired:
      state: enabled
      mode: self_signed
  register: judged

- name: Show what is proven wrong and what was not checked
  ansible.builtin.debug:
    var: judged.text
"""

RETURN = r"""
verification:
  description:
    - The whole list, shaped like RV(voiceops.mivoice5000.preflight#module:preflight), with C(declared) beside
      C(errors).
  returned: success
  type: dict
  version_added: 0.1.0
text:
  description: Errors, warnings and what was not checked, one line each.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import verification


def main() -> None:
    run_module(verification)


if __name__ == "__main__":
    main()
