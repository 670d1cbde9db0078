#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``system_info``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: system_info
short_description: Read everything about one MiVoice 5000 system
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Reads licence, services, cards, certificate, alarms, tunnels, rights and switches of one system, its release and
    its clock,
    in one log-in session.
  - A part that cannot be read is listed in RV(system.unread) and is unknown or V(null) in the facts; nothing is
    assumed.
options:
  gather_subset:
    description:
      - Parts to read. V(!part) leaves a part out; given alone it means all but that part.
      - Parts are V(all), V(licence), V(services), V(cards), V(eip), V(certificate), V(alarms), V(tunnels),
        V(subscriptions),
        V(feature_classes), V(switches) and V(registrations).
    type: list
    elements: str
    default: [all]
    version_added: 0.1.0
  name:
    description:
      - Name of the system in the screens of TMA and Manager.
      - Left out, E(mivoice_site_name) or else the name of the inventory host.
    type: str
    version_added: 0.1.0
  tel_address:
    description: SIP TEL address. Left out, E(mivoice_tel_address). Repeated in the facts.
    type: str
    version_added: 0.1.0
  sip_port:
    description: Port of SIP over UDP and TCP. Left out, E(mivoice_sip_port). Repeated in the facts.
    type: int
    version_added: 0.1.0
  sips_port:
    description: Port of SIP over TLS. Left out, E(mivoice_sips_port). Repeated in the facts.
    type: int
    version_added: 0.1.0
  role:
    description: Role of the system. Left out, E(mivoice_role). Repeated in the facts.
    type: str
    version_added: 0.1.0
  hardware:
    description:
      - Hardware of the system. Left out, E(mivoice_hardware). Repeated in the facts.
      - Cards and EIP address are read on V(xs), V(xl) and V(xd) only, or when the hardware is not known.
    type: str
    version_added: 0.1.0
  manager:
    description: Inventory name of the Manager. Left out, E(mivoice_manager). Repeated in the facts.
    type: str
    version_added: 0.1.0
  multisite:
    description: Multi-site the system belongs to. Left out, E(mivoice_multisite). Repeated in the facts.
    type: str
    version_added: 0.1.0
  cluster_server:
    description: >-
      Inventory name of the cluster server of a node. Left out, E(mivoice_cluster_server). Repeated in the facts.
    type: str
    version_added: 0.1.0
  backup:
    description: >-
      Inventory name of the backup system of the phones. Left out, E(mivoice_backup). Repeated in the facts.
    type: str
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
  - voiceops.mivoice5000._connection
seealso:
  - module: voiceops.mivoice5000.sip_probe
  - module: voiceops.mivoice5000.survey
"""

EXAMPLES = r"""
- name: Read everything about the system
  voiceops.mivoice5000.system_info:
  register: found

- name: Show the state of the encryption licence
  ansible.builtin.debug:
    var: found.system.licence

- name: Read all but the subscriptions, which take long on a large system
  voiceops.mivoice5000.system_info:
    gather_subset:
      - "!subscriptions"
"""

RETURN = r"""
system:
  description: Facts of the system.
  returned: success
  type: dict
  version_added: 0.1.0
  contains:
    name:
      description: >-
        Name; with C(tel_address), C(sip_port), C(sips_port), C(role), C(hardware), C(manager), C(multisite),
        C(cluster_server) and
        C(backup) beside it, as given.
      type: str
      returned: always
    host:
      description: Address that was read.
      type: str
      returned: always
    read_at:
      description: When, in UTC.
      type: str
      returned: always
    release:
      description: >-
        Release as shown (C(value)) and whether it is R7.2 or later (C(supported), V(null) when it cannot be told).
      type: dict
      returned: always
    clock:
      description: Seconds by which the system's clock is ahead of ours (C(offset)), V(null) when not shown.
      type: dict
      returned: always
    licence:
      description: >-
        State of the encryption licence, C(state) being V(authorised), V(other) or V(unknown), C(raw) the text shown.
      type: dict
      returned: always
    services:
      description: >-
        States of C(terminal), C(tma) and C(ftp), each V(started), V(stopped) or V(unknown), and the texts shown
        (C(raw)).
      type: dict
      returned: always
    cards:
      description: Cards with C(name), C(state) and C(in_service). V(null) when not read.
      type: list
      elements: dict
      returned: always
    eip:
      description: IP address of the EIP card. V(null) when there is none or it was not read.
      type: dict
      returned: always
    certificate:
      description: Whether a certificate is assigned to the SIP service (C(assigned)), and its dates as shown.
      type: dict
      returned: always
    alarms:
      description: Whether each certificate alarm is reported as an SNMP trap.
      type: dict
      returned: always
    tunnels:
      description: Links to other systems with C(peer), C(status) and C(encrypted). V(null) when not read.
      type: list
      elements: dict
      returned: always
    rights:
      description: Right to encryption of C(feature_classes) and C(subscriptions). V(null) for what was not read.
      type: dict
      returned: always
    switches:
      description: Check boxes C(voice_encryption), C(bothway), C(inter_ipbx) and the C(type) shown beside them.
      type: dict
      returned: always
    registrations:
      description: Registered terminals. V(null) unless the site has declared a screen that lists them.
      type: list
      elements: dict
      returned: always
    mode:
      description:
        - Mode found, as far as the screens tell.
        - With a certificate it is V(unknown) here, because only port 5061 shows its kind
          (M(voiceops.mivoice5000.sip_probe)).
      type: str
      returned: always
    unread:
      description: Parts that were wanted and could not be read, with C(subset), C(screen) and C(reason).
      type: list
      elements: dict
      returned: always
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import system_info


def main() -> None:
    run_module(system_info)


if __name__ == "__main__":
    main()
