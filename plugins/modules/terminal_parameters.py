#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``terminal_parameters``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: terminal_parameters
short_description: Give a family of terminals the values of an encryption mode through TMA
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Makes the encryption parameters of one family specific (C(Distribute)), writes their values for the wanted mode and
    starts the action that carries them to the terminals.
  - Every value is written explicitly, none is left to a default of TMA (INV-40); what the manual says to leave alone is
    neither ticked in column C nor made specific when stopping (INV-18).
  - Terminals take the values when they register next, then restart by themselves. This module never says that a
    terminal encrypts; M(voiceops.mivoice5000.terminal_wait) finds that out.
  - One process at a time of this user on this controller works with a TMA; the others wait.
notes:
  - The inventory column of TMA tells what its own files hold for each terminal, so it decides whether a push is
    needed. An action is started when a terminal of the family, not written off, is shown otherwise than wanted.
    Wanted are C(srtp_tls) for the 6000 and C(srtp_tls) or C(tls) for the 5300 when enabling, and C(none) when
    disabling.
  - The column does not show every value, for example O(time_server). The names of the actions do, by a mark. An
    action is also started when the youngest one of this module for the same family, multi-site and package wrote other
    values, was for another mode, or failed, whatever the column shows.
  - The column is the same for V(self_signed) and V(trusted). Where no action of this module is listed, V(trusted) is
    always pushed, and V(self_signed) while a system in O(systems) shows a certificate that is not self-signed, for its
    terminals may check it. Name and content of O(trusted_files) and O(phone_certificate) are part of the values.
  - Values of V(bothway) are those of V(trusted) and more, so that a terminal which has them needs nothing to be in mode
    V(trusted) (PAR6-23).
  - Files under O(trusted_files) are not copied anywhere; M(voiceops.mivoice5000.terminal_deployment) does that before.
    They are held against what the systems show on port 5061, as M(voiceops.mivoice5000.sip_probe) read it.
  - A terminal shown as C(unknown) (no file, or a TMA without that column) is a reason for an action, unless the
    youngest one has finished and was for the very same values. Another push would tell nothing new then; the gate has
    to judge.
  - No action is started when one for the same family, mode, multi-site, package, list and values is waiting or
    running. It is returned in RV(action), which is how a run that was cut off goes on.
  - TMA does not look at what lies on the download servers. O(redistribute) names terminals whose files there were seen
    to be other ones, and the same values are then sent again. Where each of these terminals registers proves nothing
    afterwards; a gate needs their next download.
  - That is done once for one cause. An action for it that is under way is followed. One that has finished is returned
    and not repeated, for it would restart the terminals to no avail; read the files again then. Another O(action_name)
    sends them once more.
  - The values that the screen for specific data shows prove nothing for a single terminal and are not compared.
  - The C(time server1) of the 6000 and the C(SIP_PORT_PBX) of the global file of the 5300 are set by a person. The
    first has to be done before TLS values are pushed (INV-14); both are returned in RV(operator_steps).
  - Interlocks asked are SCOPE, INV-11, INV-12, INV-13, INV-14, INV-16, INV-18, INV-22, INV-27, INV-28, INV-29, INV-30,
    INV-39, INV-40, INV-42 and INV-47.
  - To change the authority, first push a file that holds both, then give the systems their new certificates, then push
    the new one alone. INV-47 refuses any other order (INV-44).
  - The 6000 are stopped after the 5300 (INV-16). Before it starts that action, the module looks itself at where the
    5300 are registered, through O(connections).
options:
  family:
    description: Family of terminals.
    type: str
    choices: [mivoice5300, mitel6000]
    required: true
    version_added: 0.1.0
  mode:
    description:
      - Encryption mode that the values stand for. A 5300 never takes V(bothway).
      - V(trusted) makes the terminals check the certificate of their system with O(trusted_files).
      - V(bothway) makes them present O(phone_certificate) besides, which is judged before anything is written (BCRT-9).
    type: str
    choices: [disabled, self_signed, trusted, bothway]
    required: true
    version_added: 0.1.0
  systems:
    description:
      - Facts of every system of the multi-site, as returned by M(voiceops.mivoice5000.system_info), with C(sip) of
        M(voiceops.mivoice5000.sip_probe).
      - A terminal of a system that is not in the list stops the task, because TMA moves the whole multi-site.
    type: list
    elements: dict
    required: true
    version_added: 0.1.0
  connections:
    description:
      - Connection options of the same systems, as P(voiceops.mivoice5000.system_connections#filter) builds them.
      - Used when the 6000 are stopped, to see the 5300 registered on UDP again. Without them, a 5300 that TMA lists
        stops that task, unless it is settled in O(operator_done) for the gate V(mivoice5300-disabled) or in
        O(written_off).
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  facts_max_age:
    description: >-
      Seconds after which the facts of a system in O(systems) are too old to write by. Read a system again after a long
      wait.
    type: float
    default: 21600.0
    version_added: 0.1.0
  time_server:
    description: NTP server of the terminals, an IP address for the 5300. Needed unless O(mode=disabled).
    type: str
    version_added: 0.1.0
  software:
    description:
      - Software package to configure, as TMA writes it. Needed when several packages of the family are in production.
      - V(all) does them one after the other; the action of one is over before the next is begun, so that RV(action),
        the last one's, ends last. A deferred update takes one package.
    type: str
    version_added: 0.1.0
  block:
    description: Which of two rows with one name TMA uses. The other one has to stay ignored.
    type: str
    choices: [upper, lower]
    default: upper
    version_added: 0.1.0
  list:
    description:
      - List of terminals, as TMA writes it.
      - Nothing shows who is in a list other than V(All). The youngest action of this module, finished and for that
        list, then counts as done; give another O(action_name) to push once more.
      - An action with the same values for V(All) counts for every list, also while it is waiting or running.
    type: str
    default: All
    version_added: 0.1.0
  hold:
    description:
      - Send nothing. Where something would have to be sent, RV(held) says so.
      - For runs outside their maintenance window, which may look but not touch.
    type: bool
    default: false
    version_added: 0.1.0
  update:
    description: When TMA carries it out; immediately when left out.
    type: dict
    version_added: 0.1.0
    suboptions:
      type:
        description: Type of update.
        type: str
        choices: [immediate, deferred]
        default: immediate
      date:
        description: Day of a deferred update, DD/MM/YYYY.
        type: str
      time:
        description: Time of a deferred update, HHMM.
        type: str
      timezone:
        description: Zone of date and time, for example V(Europe/Paris). Left out, the zone of the controller counts.
        type: str
  action_name:
    description:
      - Start of the name of the action, for people who look at Action monitoring. The module adds family, mode, marks
        of multi-site, package, list, values and O(redistribute), and the UTC time, by which it finds the action again.
      - Left out, V(voiceops).
    type: str
    version_added: 0.1.0
  follow:
    description: Wait until an immediate action is seen finished. A deferred one is not waited for.
    type: bool
    default: true
    version_added: 0.1.0
  follow_timeout:
    description: Seconds to follow the action.
    type: int
    default: 1800
    version_added: 0.1.0
  srtp_aes256:
    description: Also write C(srtp aes256 key), which needs capable terminals. For the 6000 only.
    type: bool
    default: false
    version_added: 0.1.0
  redistribute:
    description:
      - MAC addresses of terminals of which a file on a download server is not what TMA believes, as
        M(voiceops.mivoice5000.terminal_file_info) found. An action is then started although TMA's inventory shows the
        wanted values.
      - TMA has to list each of them. The action goes to all of O(list), as every other does.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  redistribute_because:
    description:
      - What was seen, in words that are the same as long as it is the same, such as the findings of the audit. A mark
        of it and of O(redistribute) stands in the name of the action.
    type: str
    default: ""
    version_added: 0.1.0
  trusted_files:
    description:
      - Files of the authorities that the terminals trust in O(mode=trusted) and O(mode=bothway), each with nothing but
        certificates of authorities in PEM format.
      - The 6000 take exactly one (PAR6-9), the 5300 one or more (PAR5-4).
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      name:
        description: Name of the file on the download server.
        type: str
        required: true
      content:
        description: The file, in PEM format. It is not shown, for somebody may give a key by mistake.
        type: str
        required: true
  phone_certificate:
    description: What the terminals present of themselves in O(mode=bothway) (BCRT-3, BCRT-4). Needs O(root_file).
    type: dict
    version_added: 0.1.0
    suboptions:
      name:
        description: Name of the certificate file on the download server.
        type: str
        required: true
      src:
        description: File of the controller with the certificate in PEM format, and with nothing of its key.
        type: path
      content:
        description: The same as text or base64, instead of O(phone_certificate.src).
        type: str
      key:
        description: Its private key. It is compared with the certificate, and never shown or sent by this module.
        type: dict
        suboptions:
          name:
            description: Name of the key file on the download server.
            type: str
            required: true
          src:
            description: File of the controller with the key in PEM format.
            type: path
          content:
            description: The same as text or base64, instead of O(phone_certificate.key.src). Keep it in a vault.
            type: str
          password:
            description: Password of the key, where there is one.
            type: str
  root_file:
    description: >-
      File of the authorities that issued O(phone_certificate) (BCRT-2). It may be the one in O(trusted_files).
    type: dict
    version_added: 0.1.0
    suboptions:
      name:
        description: Name of the file on the download server.
        type: str
        required: true
      content:
        description: The file, in PEM format. It is not shown, for somebody may give a key by mistake.
        type: str
        required: true
  clear_phone_certificates:
    description:
      - Empty the three parameters of O(mode=bothway) with O(mode=disabled) (PAR6-22).
      - It is done without being asked where an action of this module in the list of the TMA gave them a value.
    type: bool
    default: false
    version_added: 0.1.0
  deployed:
    description:
      - What is known to be on the download servers, as
        RV(voiceops.mivoice5000.terminal_deployment#module:deployed) tells it. Merge the results of all copies.
      - Needed with O(mode=trusted) and O(mode=bothway), together with C(download_servers) in O(systems), the names of
        the servers that the
        terminals of each system use (INV-13).
    type: dict
    default: {}
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._connection.of_systems
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.tma
  - voiceops.mivoice5000._writing
  - voiceops.mivoice5000._writing.clock_tolerance
  - voiceops.mivoice5000._writing.fetched
  - voiceops.mivoice5000._writing.inventory_lag
  - voiceops.mivoice5000._writing.written_off
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

- name: Give the 6000 of the multi-site the values of TLS and SRTP
  voiceops.mivoice5000.terminal_parameters:
    family: mitel6000
    mode: self_signed
    multisite: "{{ mivoice_multisite }}"
    systems: "{{ ansible_play_hosts | map('extract', hostvars, 'facts_of_system') | list }}"
    time_server: "{{ mivoice_time_server }}"
    operator_done:
      - step: T60-5
        by: Ada
  delegate_to: "{{ mivoice_manager }}"
  run_once: true

- name: Read the phones that TMA lists
  voiceops.mivoice5000.terminal_info:
    multisite: "{{ mivoice_multisite }}"
  register: listed
  delegate_to: "{{ mivoice_manager }}"
  run_once: true

- name: Find out whose files on a download server are not as they should be
  voiceops.mivoice5000.terminal_file_info:
    path: "{{ mivoice_phone_files }}"
    mode: self_signed
    detail: problems
  register: judged
  run_once: true

- name: Show what having TMA write them again would send
  voiceops.mivoice5000.terminal_parameters:
    family: mitel6000
    mode: self_signed
    multisite: "{{ mivoice_multisite }}"
    systems: "{{ ansible_play_hosts | map('extract', hostvars, 'facts_of_system') | list }}"
    time_server: "{{ mivoice_time_server }}"
    redistribute: "{{ wrong | map(attribute='mac') | intersect(known) }}"
    operator_done:
      - step: T60-5
        by: Ada
  vars:
    wrong: "{{ judged.terminals | rejectattr('status', 'equalto', 'ok') }}"
    known: "{{ listed.terminals | map(attribute='mac') }}"
  check_mode: true
  delegate_to: "{{ mivoice_manager }}"
  run_once: true

- name: Show what bringing the 5300 back to UDP in a week's time would send
  voiceops.mivoice5000.terminal_parameters:
    family: mivoice5300
    mode: disabled
    multisite: "{{ mivoice_multisite }}"
    systems: "{{ ansible_play_hosts | map('extract', hostvars, 'facts_of_system') | list }}"
    update:
      type: deferred
      date: "{{ '%d/%m/%Y' | strftime(now().timestamp() + 7 * 86400) }}"
      time: "2200"
      timezone: Europe/Paris
  check_mode: true
  delegate_to: "{{ mivoice_manager }}"
  run_once: true
"""

RETURN = r"""
held:
  description: Whether something would have to be sent and O(hold) kept it back.
  returned: success
  type: bool
  version_added: 0.1.0
before:
  description: >-
    Ranges found in C(distribution), by parameter; empty when nothing had to be done. With several packages, by package.
  returned: success
  type: dict
  version_added: 0.1.0
after:
  description: >-
    Ranges in C(distribution) and C(values) written, or in check mode that would be. With several packages, by package.
  returned: success
  type: dict
  version_added: 0.1.0
action:
  description:
    - The action as last seen, with C(name), C(state) (C(waiting), C(running), C(finished), C(failed)) and C(raw), the
      text shown. In check mode C(state) is C(planned) for one that would be started.
    - Nothing to do gives the youngest action for the family and package, or none. With several packages it is the last
      one's.
  returned: success
  type: dict
  version_added: 0.1.0
writes:
  description:
    - What was sent, or in check mode would be sent. Each has C(host), C(screen), C(screen_id), C(menu), C(button),
      C(changes) with C(before) and C(after), and C(restarts_sip).
    - In the name of an action the time is written C(<time>).
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
operator_steps:
  description: Global values that a person sets, each with its text; C(done_by) is null until somebody vouches for it.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
planned:
  description: Facts that later stages may assume, for their option O(planned) in check mode.
  returned: success
  type: dict
  version_added: 0.1.0
redistributed:
  description: Terminals of O(redistribute) to which the action brings their files again. Empty when none was started.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
verdicts:
  description: Answers of the interlocks that were asked, with the reason of an override.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
text:
  description: What was found and done, for a person.
  returned: success
  type: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_parameters


def main() -> None:
    run_module(terminal_parameters)


if __name__ == "__main__":
    main()
