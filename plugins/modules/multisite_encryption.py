#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``multisite_encryption``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: multisite_encryption
short_description: Switch encryption of a multi-site on and have its certificates made
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Ticks C(Encryption) of a multi-site in the Manager, chooses the type of certificates, and has the certificates of
    all its systems generated when at least one system needs one (INV-23).
  - Generating restarts the SIP service of every system of the multi-site, so it needs O(sip_restart) (INV-24). It is
    done once; a run after one that was interrupted finds the certificates and makes none.
  - Every system needs an authorised encryption licence (INV-27), also the nodes of a cluster server (INV-36).
  - Afterwards the operations log of the Manager is read where the site has declared it, and the TLS port of every
    system is looked at until it shows its certificate (ENM-9, ENM-10).
options:
  state:
    description:
      - State wanted.
      - With V(disabled) the settings are only reported, for the manual describes no way back (STP-6).
    type: str
    choices: [enabled, disabled]
    required: true
    version_added: 0.1.0
  type:
    description: Type of the certificates.
    type: str
    choices: [self_signed]
    default: self_signed
    version_added: 0.1.0
  multisite:
    description: Name of the multi-site in the Manager.
    type: str
    required: true
    version_added: 0.1.0
  region:
    description: Region of the multi-site, for a Manager that lists it beside the name.
    type: str
    version_added: 0.1.0
  systems:
    description:
      - Facts of all systems of the multi-site, as returned by M(voiceops.mivoice5000.system_info), each with C(name),
        C(tel_address), C(role) and the C(sip) of M(voiceops.mivoice5000.sip_probe). Required with O(state=enabled).
      - Outside check mode their TLS ports are looked at again before anything is decided.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  days_left:
    description: Days that a certificate has to be valid still. One with less left is made anew.
    type: int
    default: 30
    version_added: 0.1.0
  timeout_certificates:
    description: Seconds to wait for the operations log, and then for the TLS ports.
    type: float
    default: 600
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._writing
  - voiceops.mivoice5000._writing.sip_restart
requirements:
  - cryptography
"""

EXAMPLES = r"""
# The hosts of the play are all systems of one multi-site.
- name: Read every system of the multi-site
  voiceops.mivoice5000.system_info:
  register: found

- name: Look at their SIP ports
  voiceops.mivoice5000.sip_probe:
  register: seen

- name: Keep both together
  ansible.builtin.set_fact:
    facts_of_system: "{{ hostvars | voiceops.mivoice5000.system_facts(inventory_hostname, found.system, seen.sip) }}"

- name: Switch encryption of the multi-site on and have its certificates made, if SIP may restart
  voiceops.mivoice5000.multisite_encryption:
    state: enabled
    multisite: "{{ mivoice_multisite }}"
    systems: "{{ ansible_play_hosts | map('extract', hostvars, 'facts_of_system') | list }}"
    sip_restart: "{{ mivoice_sip_restart }}"
    window: "{{ mivoice_window | default(omit) }}"
  delegate_to: "{{ mivoice_manager }}"
  run_once: true

- name: Show how it is set
  voiceops.mivoice5000.multisite_encryption:
    state: disabled
    multisite: "{{ mivoice_multisite }}"
  delegate_to: "{{ mivoice_manager }}"
  run_once: true
"""

RETURN = r"""
before:
  description: Settings found under C(multisite), and under C(sip) what the TLS port of each system shows.
  returned: success
  type: dict
  version_added: 0.1.0
after:
  description: State read back after the change; in check mode the state that would be.
  returned: success
  type: dict
  version_added: 0.1.0
writes:
  description:
    - What was sent, or in check mode would be sent. Each has C(host), C(screen), C(screen_id), C(menu), C(button),
      C(changes) with C(before) and C(after), and C(restarts_sip).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
evidence:
  description: What the result rests on, each with C(what), C(source), C(read_at), C(value) and C(verified).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
planned:
  description: Facts that later stages may assume, for their option O(planned) in check mode.
  returned: success
  type: dict
  version_added: 0.1.0
verdicts:
  description: Answers of the interlocks that were asked, with the reason of an override.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import multisite_encryption


def main() -> None:
    run_module(multisite_encryption)


if __name__ == "__main__":
    main()
