#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``terminal_wait``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: terminal_wait
short_description: Wait until terminals have moved, with live proof
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Waits until every terminal of a family has moved to a mode, in any number of multi-sites at the same time.
  - A terminal has moved when a registrations screen that the site has declared shows it there after the action, or when
    a download server gave it its file after the action and it answers on its new port.
  - The inventory of the TMA alone never proves a move, for it shows files (VER-12, VER-15). A terminal can also be
    settled by a person, with O(operator_done) or O(written_off).
  - In check mode it looks once. A terminal family that the plan moves is answered with V(would_wait_for).
options:
  scopes:
    description: What to wait for.
    type: list
    elements: dict
    required: true
    version_added: 0.1.0
    suboptions:
      name:
        description: Name of the scope in RV(gates), each only once.
        type: str
        required: true
      family:
        description: Terminal family.
        type: str
        choices: [mivoice5300, mitel6000]
        required: true
      mode:
        description: Mode that the terminals have to reach.
        type: str
        choices: [disabled, self_signed, trusted, bothway]
        required: true
      action:
        description: Name of the action of the TMA that moves them. Empty or left out, nothing was sent to them.
        type: str
      systems:
        description: How to reach the systems they register with.
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: Name of the system.
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
      fetched:
        description: Downloads known from the logs of download servers.
        type: list
        elements: dict
        default: []
        suboptions:
          phone:
            description: MAC address or number of the terminal.
            type: str
            required: true
          at:
            description: When it fetched its file, as an ISO 8601 time with its offset from UTC.
            type: str
            required: true
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
      tma_username:
        description: Account of the TMA.
        type: str
      tma_password:
        description: Its password.
        type: str
      region:
        description: Region to choose when the TMA asks for one.
        type: str
      multisite:
        description: Multi-site to choose when the TMA asks for one.
        type: str
      planned:
        description:
          - Facts that earlier stages of the same check mode run would have made true, as other modules return in
            RV(ignore:planned).
          - Used in check mode only. An action that the TMA does not list yet counts as planned as well.
        type: dict
        default: {}
  wait_timeout:
    description: Seconds to wait at most.
    type: float
    default: 7200
    version_added: 0.1.0
  poll:
    description: Seconds between two looks, at least 0.5. Left out, a 240th of O(inventory_lag), at most 30.
    type: float
    version_added: 0.1.0
  progress_interval:
    description: Seconds between two progress lines.
    type: float
    default: 60
    version_added: 0.1.0
  report_only:
    description: Whether to return gates that are not open instead of failing.
    type: bool
    default: false
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
  - voiceops.mivoice5000._writing.inventory_lag
  - voiceops.mivoice5000._writing.written_off
  - voiceops.mivoice5000._writing.operator_done
requirements:
  - Python 3.11 or later
  - urllib3
  - lxml
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
  register: push

- name: Wait until they encrypt
  voiceops.mivoice5000.terminal_wait:
    wait_timeout: "{{ mivoice_wait_timeout | default(omit) }}"
    inventory_lag: "{{ mivoice_inventory_lag | default(omit) }}"
    scopes:
      - "{{ tma | combine(wanted) }}"
  vars:
    scope: "{{ hostvars | voiceops.mivoice5000.scopes(ansible_play_hosts) |
      voiceops.mivoice5000.scope_of(inventory_hostname) }}"
    tma: "{{ hostvars | voiceops.mivoice5000.tma_connection(scope) }}"
    wanted:
      name: "{{ scope.name }}"
      family: mitel6000
      mode: self_signed
      action: "{{ push.action.name }}"
      systems: "{{ hostvars | voiceops.mivoice5000.system_connections(ansible_play_hosts) }}"
  run_once: true
"""

RETURN = r"""
gates:
  description:
    - The answer for each scope, by its name, with C(name), C(verdict), C(moved), C(settled), C(stragglers),
      C(without_evidence), C(notes), C(would_wait_for), C(written_off_entries), C(text), C(scope) and C(action).
    - C(verdict) is V(pass), V(fail) when a terminal is seen in the old state, V(inconclusive) when nothing proves that
      one has moved, or V(would_wait_for) in check mode.
    - C(text) names these terminals and holds a line with the entries of O(written_off) that would let the run go on.
  returned: success, and as C(error.gates) on failure
  type: dict
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_wait


def main() -> None:
    run_module(terminal_wait)


if __name__ == "__main__":
    main()
