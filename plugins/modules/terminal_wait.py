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
  - Where it registers tells nothing when it may have been there before. So in mode V(trusted), in V(bothway), and in
    V(self_signed) when terminals may have been on TLS, a terminal has moved when a download server gave it its own file
    after the action and it was seen on its port after that (TMA-14). What was there before is read from the names of
    the actions of M(voiceops.mivoice5000.terminal_parameters) in the list of the TMA.
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
      seen_finished:
        description:
          - When actions of the TMA were seen finished, as C(action) in RV(gates) tells. The TMA shows no such time, and
            what proves a move has to be younger.
          - Left out, the end is when this task sees it. What lies before the beginning of the action, or ahead, is not
            used.
        type: list
        elements: dict
        default: []
        suboptions:
          action:
            description: Name of the action.
            type: str
            required: true
          at:
            description: When it was first seen finished, as an ISO 8601 time with its offset from UTC.
            type: str
            required: true
      fetched:
        description:
          - Downloads known from the logs of download servers, before this task.
            M(voiceops.mivoice5000.download_log_info) reads them where they lie.
          - When nothing but downloads is missing any more, the wait ends once O(inventory_lag) has passed since the end
            of the action; read the logs then, and ask again.
        type: list
        elements: dict
        default: []
        suboptions:
          phone:
            description: MAC address or number of the terminal.
            type: str
            required: true
          at:
            description: When it fetched the file, as an ISO 8601 time with its offset from UTC.
            type: str
            required: true
          file:
            description:
              - Name of the file. The terminal's own configuration file has its MAC address in it; no other one proves
                a move, but is told with the evidence.
              - Left out, its own file is meant.
            type: str
      download_logs:
        description:
          - Logs of download servers that can be read where this task runs, normally on the controller - a server that
            is the controller itself, a log on a share, or one that syslog sends here.
          - Each is read on at every look, and adds to O(scopes[].fetched). While one of them may still tell more, the
            wait goes on until O(wait_timeout).
          - A log that lies elsewhere is read with M(voiceops.mivoice5000.download_log_info) before this task, and again
            when it has ended; run this task again with what that one found.
          - A log that cannot be read, or whose times cannot be trusted, proves nothing, and is named in RV(gates).
        type: list
        elements: dict
        default: []
        suboptions:
          path:
            description: Log files, also with wildcards.
            type: list
            elements: path
            required: true
          format:
            description: Which daemon wrote it, as in O(voiceops.mivoice5000.download_log_info#module:format).
            type: str
            choices: [apache, nginx, tftpd, vsftpd]
            required: true
          timezone:
            description: Time zone of times that tell none. Without it, these prove nothing.
            type: str
          count_requests:
            description: Whether a request by TFTP counts as a download when the log does not tell how it ended.
            type: bool
            default: false
          not_phones:
            description: Addresses of machines that read or back up the files.
            type: list
            elements: str
            default: []
      pilot:
        description:
          - Wait for a few terminals only, and let the gate pass once enough of them have moved.
          - One that was not seen, or that the TMA does not know, counts against the pilot; one settled by a person does
            not count.
        type: dict
        suboptions:
          list:
            description: List of terminals in the TMA that holds them. Not V(All).
            type: str
            required: true
          phones:
            description: MAC addresses or numbers of the terminals.
            type: list
            elements: str
            required: true
          threshold:
            description: Percentage of them that has to have moved.
            type: float
            required: true
          minimum:
            description: How many of them have to have been seen at all, before or after their move.
            type: int
            required: true
      trusted_files:
        description:
          - With V(trusted) and V(bothway), the files that the terminals have to trust, as given to
            M(voiceops.mivoice5000.terminal_parameters). The gate then asks for the very action that gave them these
            files, and has C(holds).
        type: list
        elements: dict
        default: []
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
        description:
          - With V(bothway), what the terminals present of themselves, as given to
            M(voiceops.mivoice5000.terminal_parameters). A terminal has moved only when it has fetched the certificate,
            its key and the root file, too, since the action that named them began (INV-5).
          - Of the key, the name is enough.
        type: dict
        suboptions:
          name:
            description: Name of the certificate file on the download server.
            type: str
            required: true
          src:
            description: File of the controller with the certificate in PEM format.
            type: path
          content:
            description: The same as text or base64.
            type: str
          key:
            description: Its private key.
            type: dict
            suboptions:
              name:
                description: Name of the key file on the download server.
                type: str
                required: true
              src:
                description: File of the controller with the key.
                type: path
              content:
                description: The same as text or base64.
                type: str
              password:
                description: Password of the key, where there is one.
                type: str
      root_file:
        description: With V(bothway), the file of the authorities that issued the certificate of the terminals.
        type: dict
        suboptions:
          name:
            description: Name of the file on the download server.
            type: str
            required: true
          content:
            description: The file, in PEM format. It is not shown, for somebody may give a key by mistake.
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
      C(without_evidence), C(awaiting_download), C(notes), C(would_wait_for), C(written_off_entries), C(text), C(scope)
      and C(action).
    - C(awaiting_download) are those without evidence for which nothing but the log of their download is missing.
    - C(holds) is for the option C(phones_hold) of M(voiceops.mivoice5000.certificate) and
      M(voiceops.mivoice5000.multisite_encryption). It has, by family, C(authorities), the SHA-256 fingerprints of the
      certificates that the terminals check with, none in a mode in which they check nothing, and C(verdict), V(pass),
      V(fail) or V(inconclusive). In V(trusted) it is there only when asked with C(trusted_files).
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
