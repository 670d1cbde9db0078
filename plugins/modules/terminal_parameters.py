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
    action is also started when the youngest one of this module for the same family, mode, multi-site and package
    wrote other values, or failed, whatever the column shows.
  - A terminal shown as C(unknown) (no file, or a TMA without that column) is a reason for an action, unless the
    youngest one has finished and was for the very same values. Another push would tell nothing new then; the gate has
    to judge.
  - No action is started when one for the same family, mode, multi-site, package, list and values is waiting or
    running. It is returned in RV(action), which is how a run that was cut off goes on.
  - The values that the screen for specific data shows prove nothing for a single terminal and are not compared.
  - The C(time server1) of the 6000 and the C(SIP_PORT_PBX) of the global file of the 5300 are set by a person. The
    first has to be done before TLS values are pushed (INV-14); both are returned in RV(operator_steps).
  - Interlocks asked are SCOPE, INV-11, INV-12, INV-14, INV-16, INV-18, INV-27, INV-28, INV-29, INV-30, INV-39, INV-40
    and INV-42.
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
      - V(trusted) and V(bothway) need files on the terminals and are refused.
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
    suboptions:
      name:
        description: Name of the system in the screens of the TMA.
        type: str
        required: true
      tel_address:
        description: SIP TEL address of the system.
        type: str
      time_zone:
        description: Time zone of its screens, for example V(Europe/Paris). Left out, UTC.
        type: str
      host:
        description: Address or name of the Web Admin.
        type: str
        required: true
      port:
        description: HTTPS port of the administration interface. None is documented, so there is no default.
        type: int
        required: true
      username:
        description: Account to log in with.
        type: str
        required: true
      password:
        description: Its password.
        type: str
        required: true
      ca_path:
        description: PEM file of the authority that signed the certificate of the Web Admin.
        type: path
      fingerprint:
        description: SHA-256 fingerprint of the certificate of the Web Admin.
        type: str
      tls_legacy:
        description: What an old appliance needs and modern TLS refuses.
        type: list
        elements: str
        choices: [tls1_0, tls1_1, weak_keys, renegotiation]
        default: []
      language:
        description: Language of the screens.
        type: str
        choices: [en, fr, auto]
        default: auto
      screens:
        description: What the site declares of its screens, as a dictionary or as the path of a YAML file.
        type: raw
      timeout:
        description: Seconds to wait for one answer.
        type: int
        default: 30
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
    type: str
    default: All
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
        of multi-site, package, list and values, and the UTC time, by which it finds the action again.
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
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.tma
  - voiceops.mivoice5000._writing
  - voiceops.mivoice5000._writing.clock_tolerance
  - voiceops.mivoice5000._writing.inventory_lag
  - voiceops.mivoice5000._writing.written_off
  - voiceops.mivoice5000._writing.operator_done
  - voiceops.mivoice5000._writing.operator_language
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
