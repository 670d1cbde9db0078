#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``bothway``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: bothway
short_description: Have a system demand certificates of its phones, or no longer
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Ticks or unticks the check box C(SIP terminal certificate verification) of one system, in its Web Admin (INV-10).
    Its SIP service restarts either way. In BOTHWAY only terminals that present a good certificate get in.
  - Before the box is ticked, everybody is looked up who would be cut off, and told by name in RV(blast_radius) and on
    the screen. Any of them stops the task (INV-1, INV-2, INV-5 to INV-7), unless written off by name; so do a system or
    a node without a trusted certificate (INV-3, INV-4), a peer on port 5060 that is no SIP trunk (INV-8), calls in
    progress (INV-9), and a missing permission to restart SIP (INV-24). What cannot be known stops it as well.
  - Afterwards the port is tried. RV(proofs) tells whether a client certificate is demanded, whether none and a foreign
    one, which is made on the spot, are refused, and whether those in O(client_certificates) are taken as they should.
    RV(not_proven) tells what could not be tried.
  - Every phone that registered over TLS before has to do so again within O(phones_timeout). Else, and when the SIP
    service stays silent or a good certificate is refused, the box is unticked again under the same permission, and the
    task fails with all that was seen (SBW-3).
  - A run that finds the box ticked writes nothing. It takes the box back only when not one of the phones at home on the
    system gets in and O(sip_restart) permits it, for a phone that is off cannot be told from one that is kept out.
    Those that are not on the system's list are named in RV(phones) and RV(not_proven).
options:
  state:
    description: State of the check box.
    type: str
    choices: [enabled, disabled]
    required: true
    version_added: 0.1.0
  tel_address:
    description: SIP TEL address of the system. Left out, E(mivoice_tel_address).
    type: str
    required: true
    version_added: 0.1.0
  sip_port:
    description: Its port for SIP over UDP and TCP.
    type: int
    default: 5060
    version_added: 0.1.0
  sips_port:
    description: Its port for SIP over TLS.
    type: int
    default: 5061
    version_added: 0.1.0
  time_zone:
    description: Time zone of its screens, for example V(Europe/Paris). Left out, E(mivoice_time_zone), then UTC.
    type: str
    version_added: 0.1.0
  role:
    description: Role of the system. Left out, E(mivoice_role). Needed to enable.
    type: str
    choices: [standalone, cluster_server, node, remote_site]
    version_added: 0.1.0
  cluster_server:
    description: Name of the cluster server of a node. Left out, E(mivoice_cluster_server).
    type: str
    version_added: 0.1.0
  cluster:
    description: >-
      Facts of the members of its cluster, the server included, as returned by M(voiceops.mivoice5000.system_info), each
      with C(sip) as returned by M(voiceops.mivoice5000.sip_probe). Needed to enable on a cluster server or a node.
    type: list
    elements: dict
    version_added: 0.1.0
  tma:
    description: How to reach the TMA that knows the phones. Needed to enable.
    type: dict
    version_added: 0.1.0
  systems:
    description: >-
      Facts of the systems of that TMA, as returned by M(voiceops.mivoice5000.system_info): which system is the backup
      of which. Needed to enable.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  models:
    description: What the site knows of models of phones that this collection does not.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      pattern:
        description: Regular expression for the model as the TMA shows it.
        type: str
        required: true
      family:
        description: Family of the model.
        type: str
        choices: [mivoice5300, mitel6000]
        required: true
      bothway:
        description: It presents a certificate of its own.
        type: bool
        default: false
  other_terminals:
    description:
      - SIP terminals that depend on the system and are in no TMA, such as an OMM or a softphone; empty for none.
      - Needed to enable where no registrations screen is declared for the system, for then nothing else shows them.
    type: list
    elements: dict
    version_added: 0.1.0
    suboptions:
      name:
        description: Its name, or the number that it registers with.
        type: str
        required: true
      kind:
        description: What it is.
        type: str
        choices: [omm, other]
        default: other
      mac:
        description: Its MAC address, where the list of registrations shows one.
        type: str
      bothway:
        description: The site vouches that it presents a certificate that the system accepts.
        type: bool
        default: false
  sip_peers:
    description: Peers known to use port 5060. In BOTHWAY it serves declared SIP trunks only.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      name:
        description: Its name.
        type: str
        required: true
      address:
        description: Its address.
        type: str
  sip_trunks:
    description: Names or addresses of the SIP trunks that are declared on the system.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  calls_in_progress:
    description: >-
      Calls in progress, as the site has just counted them. Left out, O(operator_done) has to have the step V(BWY-7), by
      which a person confirms a window without calls.
    type: int
    version_added: 0.1.0
  recorded_phones:
    description: >-
      Phones, by MAC address or number, that the pre-configuration platform of the mock-up method has shown encrypting
      with their certificate (MCK-9). They may be elsewhere still, and INV-5 is not asked of them here. The role
      P(voiceops.mivoice5000.mock_up#role) judges the record.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  client_certificates:
    description: Certificates of the site to try on the port. They go through memory only.
    type: dict
    version_added: 0.1.0
    suboptions:
      good:
        description: One that has to be accepted.
        type: dict
        suboptions:
          content:
            description: Certificate and key as PEM. Keep it in a vault.
            type: str
            required: true
          key_password:
            description: Password of the key, where there is one.
            type: str
      expired:
        description: One that has expired and has to be refused.
        type: dict
        suboptions:
          content:
            description: Certificate and key as PEM. Keep it in a vault.
            type: str
            required: true
          key_password:
            description: Password of the key, where there is one.
            type: str
  restart_timeout:
    description: Seconds that the SIP service may take to restart.
    type: int
    default: 300
    version_added: 0.1.0
  phones_timeout:
    description: Seconds that phones may take to register again before the box is taken back.
    type: int
    default: 900
    version_added: 0.1.0
  poll:
    description: Seconds between two looks at the list of registrations, at most. The first pauses are shorter.
    type: float
    default: 15
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._phone_certificates
  - voiceops.mivoice5000._connection.of_the_tma
  - voiceops.mivoice5000._connection.of_systems
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.named
  - voiceops.mivoice5000._writing
  - voiceops.mivoice5000._writing.fetched
  - voiceops.mivoice5000._writing.seen_finished
  - voiceops.mivoice5000._writing.inventory_lag
  - voiceops.mivoice5000._writing.written_off
  - voiceops.mivoice5000._writing.operator_done
  - voiceops.mivoice5000._writing.operator_language
  - voiceops.mivoice5000._writing.sip_restart
requirements:
  - cryptography
  - pyasn1
  - pyasn1-modules
"""

EXAMPLES = r"""
- name: See the systems as they are
  voiceops.mivoice5000.system_info:
  register: found

- name: See who would be cut off, by name, and what stands in the way; nothing is written
  voiceops.mivoice5000.bothway:
    state: enabled
    tma: "{{ hostvars | voiceops.mivoice5000.tma_connection(scope) }}"
    connections: "{{ hostvars | voiceops.mivoice5000.system_connections(scope.members) }}"
    systems: "{{ ansible_play_hosts | map('extract', hostvars) | map(attribute='found.system') | list }}"
    other_terminals: []
    phone_certificates: "{{ mivoice_phone_certificates | default([]) }}"
    terminals_ca: "{{ mivoice_terminals_ca | default(omit) }}"
    sip_restart: window
    window:
      start: "2026-03-02T22:00:00+01:00"
      end: "2026-03-03T04:00:00+01:00"
  vars:
    scope: "{{ hostvars | voiceops.mivoice5000.scopes(groups['pbx']) |
      voiceops.mivoice5000.scope_of(inventory_hostname) }}"
  check_mode: true
  register: plan
  failed_when: plan is failed and plan.error.blast_radius is not defined

- name: Show it
  ansible.builtin.debug:
    msg: "{{ (plan.blast_radius | default(plan.error.blast_radius)).text }}"

- name: Leave BOTHWAY, where a system is in it; phones stay on TLS
  voiceops.mivoice5000.bothway:
    state: disabled
    sip_restart: allow
"""

RETURN = r"""
before:
  description: State found, under the names that the facts of M(voiceops.mivoice5000.system_info) use.
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
blast_radius:
  description:
    - Who would be cut off, before anything is written. Null when the box was not to be ticked. A refused task has it in
      C(error).
  returned: success
  type: dict
  version_added: 0.1.0
  contains:
    terminals:
      description: >-
        Terminals with C(phone), C(number), C(model), C(family), C(part) (C(main), C(backup) or C(none)), C(reasons)
        with C(rule), C(certain) and C(text), and C(accepted), the reason for which it was written off.
      type: list
      elements: dict
    others:
      description: What concerns no single terminal, with C(rule), C(certain), C(system) and C(text).
      type: list
      elements: dict
    trunks:
      description: SIP trunks that port 5060 will serve.
      type: list
      elements: str
    text:
      description: All of it in sentences.
      type: str
proofs:
  description: >-
    What was tried on the port, each with C(what) (C(demanded), C(none), C(foreign), C(good) or C(expired)), C(told),
    C(proven) (true, false, or null when it could not be tried), C(found) and C(harmful).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
not_proven:
  description: What could not be tried or seen, and why.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
phones:
  description: >-
    Phones that registered over TLS C(before), those that are C(back), and those C(missing). Where the box was found
    ticked, C(before) are the phones at home on the system.
  returned: success
  type: dict
  version_added: 0.1.0
operator_steps:
  description: >-
    What only a person can do or see before the switch, each with C(step), C(text) and C(done_by). A refused task has
    those that nobody has confirmed in C(error).
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
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import bothway


def main() -> None:
    run_module(bothway)


if __name__ == "__main__":
    main()
