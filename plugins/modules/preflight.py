#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``preflight``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight
short_description: Judge whether call encryption can be switched on or off
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Goes through the whole preflight list (C(PRE-1) to C(PRE-15)) and all operator warnings (C(WARN-1) to C(WARN-34))
    with the facts given. It connects to nothing and changes nothing.
  - What the facts cannot show is listed as not checked, with the reason; it is never counted as passed.
options:
  systems:
    description:
      - Facts of the systems, as RV(voiceops.mivoice5000.system_info#module:system) returns them, each with the result
        RV(voiceops.mivoice5000.sip_probe#module:sip) under C(sip).
      - Left out, everything about systems is not checked.
    type: list
    elements: dict
    version_added: 0.1.0
  phones:
    description:
      - Facts of the terminals, as RV(voiceops.mivoice5000.terminal_info#module:terminals) returns them.
      - Left out, everything about terminals is not checked. An empty list says that there are none.
    type: list
    elements: dict
    version_added: 0.1.0
  desired:
    description:
      - What is wanted, like E(mivoice_encryption) with C(state), C(mode), C(inter_ipbx) and C(srtp_aes256).
    type: dict
    required: true
    version_added: 0.1.0
  time_server:
    description: NTP server that the terminals are to use.
    type: str
    version_added: 0.1.0
  eip_network:
    description: Network of the addressing plan for EIP cards, such as V(10.1.0.0/16).
    type: str
    version_added: 0.1.0
  certificates:
    description:
      - Findings about the certificate files by system, as RV(voiceops.mivoice5000.certificate_info#module:fleet) has
        them. For the modes V(trusted) and V(bothway).
      - Left out, PRE-12 is listed as not checked.
    type: dict
    version_added: 0.1.0
  no_encryption_right:
    description: Numbers of subscriptions whose missing right to encryption is accepted. It becomes a warning.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  update:
    description:
      - The terminal update that is planned, as O(voiceops.mivoice5000.terminal_parameters#module:update) takes it.
      - A date that is past stops here, before anything is written.
    type: dict
    version_added: 0.1.0
    suboptions:
      type:
        description: Kind of update.
        type: str
        choices: [immediate, deferred]
        default: immediate
        version_added: 0.1.0
      date:
        description: Day of a deferred update, C(DD/MM/YYYY).
        type: str
        version_added: 0.1.0
      time:
        description: Time of a deferred update, C(HHMM).
        type: str
        version_added: 0.1.0
      timezone:
        description: Zone of date and time. Without it the zone of this controller counts.
        type: str
        version_added: 0.1.0
  config:
    description: How the site is set up, where no screen shows it. What is left out is not checked.
    type: dict
    default: {}
    version_added: 0.1.0
    suboptions:
      update_type:
        description: Type of the terminal update that is planned.
        type: str
        choices: [immediate, deferred]
        version_added: 0.1.0
      multisite_works:
        description: Whether somebody has seen calls between the sites work.
        type: bool
        version_added: 0.1.0
      config_file_encryption:
        description: Whether the configuration files of terminals are encrypted.
        type: bool
        version_added: 0.1.0
      tdm:
        description: Whether systems that are no Gateways have TDM terminals or trunks.
        type: bool
        version_added: 0.1.0
      conference:
        description: Whether conferences are used.
        type: bool
        version_added: 0.1.0
      mixed_groups:
        description: Whether a listening or intervention group is split by this roll-out.
        type: bool
        version_added: 0.1.0
      crl:
        description: Whether a certificate revocation list is in use.
        type: bool
        version_added: 0.1.0
      dect_mixed_bases:
        description: Whether old and new DECT bases are mixed.
        type: bool
        version_added: 0.1.0
      omm_ports:
        description: Proxy and registrar ports of the OMM.
        type: list
        elements: int
        version_added: 0.1.0
      sip_trunks:
        description: Declared SIP trunks.
        type: list
        elements: str
        version_added: 0.1.0
      trusted_file:
        description: Name of the CA file on the download server, for the modes V(trusted) and V(bothway).
        type: str
        version_added: 0.1.0
      root_file:
        description: Name of the file with root and intermediate certificates, for V(bothway).
        type: str
        version_added: 0.1.0
      local_file:
        description: Name of the terminal's certificate file, for V(bothway).
        type: str
        version_added: 0.1.0
      key_file:
        description: Name of the terminal's key file, for V(bothway). It is a name, not a secret.
        type: str
        version_added: 0.1.0
  network:
    description: What is known of the network around. What is left out is not checked.
    type: dict
    default: {}
    version_added: 0.1.0
    suboptions:
      ntp_servers:
        description: NTP server of each system, by the system's name.
        type: dict
        version_added: 0.1.0
      sip_port_pbx_in_dhcp:
        description: Whether the DHCP server hands out C(SIP_PORT_PBX).
        type: bool
        version_added: 0.1.0
      managers:
        description: Managers and the multi-sites that they show.
        type: list
        elements: dict
        version_added: 0.1.0
        suboptions:
          name:
            description: Name of the Manager.
            type: str
            required: true
            version_added: 0.1.0
          multisites:
            description: Multi-sites in its network topology.
            type: list
            elements: str
            required: true
            version_added: 0.1.0
      download_servers:
        description: Download servers that the terminals use.
        type: list
        elements: dict
        version_added: 0.1.0
        suboptions:
          name:
            description: Name of the server.
            type: str
            required: true
            version_added: 0.1.0
          reachable:
            description: Whether it answered.
            type: bool
            version_added: 0.1.0
  fail_on_errors:
    description:
      - Fail when an error stands that no later step of the roll-out cures. A missing licence is cured by entering the
        keycode, a missing right by ticking it; those steps fail themselves when they cannot.
    type: bool
    default: false
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._phone_certificates
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
  - voiceops.mivoice5000._writing.clock_tolerance
  - voiceops.mivoice5000._writing.written_off
seealso:
  - module: voiceops.mivoice5000.system_info
  - module: voiceops.mivoice5000.sip_probe
  - module: voiceops.mivoice5000.terminal_info
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
  voiceops.mivoice5000.preflight:
    systems:
      - "{{ found.system | combine({'sip': seen.sip}) }}"
    desired:
      state: enabled
      mode: self_signed
    time_server: "{{ mivoice_time_server }}"
    config:
      multisite_works: true
  register: judged

- name: Show errors, warnings and what was not checked
  ansible.builtin.debug:
    var: judged.text
"""

RETURN = r"""
preflight:
  description: The whole list. Each ID of the specification is in at least one of these lists.
  returned: success
  type: dict
  version_added: 0.1.0
  contains:
    errors:
      description: >-
        What has to be put right, as C(id), C(text), C(systems), C(phones), C(way_out) and C(cured_by) (the later step
        that cures it, or V(null)).
      type: list
      elements: dict
      returned: always
    warnings:
      description: What the operator should know, as C(id), C(text), C(systems), C(phones) and C(way_out).
      type: list
      elements: dict
      returned: always
    not_checked:
      description: What could not be judged; C(text) says why.
      type: list
      elements: dict
      returned: always
    not_applicable:
      description: What does not matter for the state wanted; C(text) says why.
      type: list
      elements: dict
      returned: always
    checked:
      description: IDs that were looked at for every system and terminal given, without a finding.
      type: list
      elements: str
      returned: always
text:
  description: Errors, warnings and what was not checked, one line each.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import preflight


def main() -> None:
    run_module(preflight)


if __name__ == "__main__":
    main()
