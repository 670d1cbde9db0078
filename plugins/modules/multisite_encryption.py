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
  - With O(type=import) a PKCS#12 file is imported first, and the Manager signs the certificates with it. It is judged
    before anything is contacted, by the rules of M(voiceops.mivoice5000.certificate_info). A system is left alone
    when one of the authorities in the file verifies what it shows, with its own address and names, for long enough,
    and no other system shows the same.
  - A trusted certificate is replaced by one of another authority only once the phones hold the new one (INV-44), by a
    self-signed one only once no phone checks it (INV-41). See O(phones_hold).
  - Generating restarts the SIP service of every system of the multi-site, so it needs O(sip_restart) (INV-24). It is
    done once; a run after one that was interrupted finds the certificates and makes none.
  - Every system needs an authorised encryption licence (INV-27), also the nodes of a cluster server (INV-36).
  - Afterwards the operations log of the Manager is read where the site has declared it, and the TLS port of every
    system is looked at until it shows its certificate (ENM-9, ENM-10).
  - Where the site has not declared in O(screens) where the file goes, controls C(certificate_file),
    C(certificate_password) and C(certificate_confirmation) of screen C(M3C), the task fails with the step that a
    person has to do; the TLS ports then tell the next run that it was done. What the Manager says after the import
    has to be declared too, in C(values.import).
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
    description: Type of the certificates, made by each system itself or by the Manager from the file of O(src).
    type: str
    choices: [self_signed, import]
    default: self_signed
    version_added: 0.1.0
  file_role:
    description:
      - What the file holds, a CA that the Manager signs with, or the certificate of the one system of the multi-site.
        No manual says which of them the Manager wants (OPEN-4).
      - With V(system) the multi-site has to have one system, for out of its certificate nobody can make those of others
        (CERT-6), and that system has to show this very certificate.
    type: str
    choices: [signing_ca, system]
    default: signing_ca
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
      - With O(type=import) also C(admin_address), C(fqdns) and C(has_5300), as in M(voiceops.mivoice5000.certificate).
      - Their TLS ports are looked at again before anything is decided. With the settings right already, a SIP service
        that does not answer is waited for, because it may be restarting with the certificate of a run that was
        interrupted.
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
  - voiceops.mivoice5000._pkcs12
  - voiceops.mivoice5000._pkcs12.phones_hold
  - voiceops.mivoice5000._writing
  - voiceops.mivoice5000._writing.sip_restart
  - voiceops.mivoice5000._writing.operator_done
  - voiceops.mivoice5000._writing.operator_language
requirements:
  - cryptography
  - pyasn1
  - pyasn1-modules
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

- name: Have the certificates of the multi-site signed by an authority of your own
  voiceops.mivoice5000.multisite_encryption:
    state: enabled
    type: import
    src: "{{ mivoice_manager_pkcs12.src }}"
    pkcs12_password: "{{ mivoice_manager_pkcs12.password }}"
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
findings:
  description:
    - What the rules say of the file, the worst first, each with C(rule), C(severity), C(found), C(wanted), C(remedy),
      C(where), C(blocking), C(basis) and C(interlock). Also in the error of a task that they stopped.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
verdicts:
  description: Answers of the interlocks that were asked, with the reason of an override.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
operator_steps:
  description: >-
    Steps for a person, each with C(step), C(path), C(menu), C(label), C(value), C(text), C(verify), C(done_by).
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
