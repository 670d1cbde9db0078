#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``voice_encryption``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: voice_encryption
short_description: Switch voice encryption of a system on or off
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Ticks or unticks the check box C(Voice encryption) of one system.
  - Enabling needs an authorised encryption licence (INV-27); on a cluster server also facts of every node, which it
    takes along (INV-36).
  - Disabling needs every phone to be back on UDP (INV-15), which is looked up in the TMA and on the systems when the
    box is ticked.
    Phones that nothing is known of stop it as well. INV-15 cannot be overruled; single phones can be written off.
options:
  state:
    description: State of the check box.
    type: str
    choices: [enabled, disabled]
    required: true
    version_added: 0.1.0
  type:
    description: Text of the select beside the check box. Left out, it is not touched.
    type: str
    version_added: 0.1.0
  role:
    description: Role of the system. Left out, E(mivoice_role).
    type: str
    choices: [standalone, cluster_server, node, remote_site]
    version_added: 0.1.0
  cluster:
    description: Facts of the nodes of a cluster server, as returned by M(voiceops.mivoice5000.system_info).
    type: list
    elements: dict
    version_added: 0.1.0
  tma:
    description: How to reach the TMA that knows the phones. Needed to disable.
    type: dict
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._connection.of_the_tma
  - voiceops.mivoice5000._connection.of_systems
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.named
  - voiceops.mivoice5000._writing
  - voiceops.mivoice5000._writing.fetched
  - voiceops.mivoice5000._writing.inventory_lag
  - voiceops.mivoice5000._writing.written_off
  - voiceops.mivoice5000._writing.operator_done
"""

EXAMPLES = r"""
- name: Read the systems, for a cluster server takes its nodes along
  voiceops.mivoice5000.system_info:
  register: found

- name: Show what switching voice encryption on would send
  voiceops.mivoice5000.voice_encryption:
    state: enabled
    cluster: "{{ nodes | map(attribute='found.system') | list }}"
  vars: &nodes_of_this_system
    nodes: "{{ ansible_play_hosts | map('extract', hostvars) | selectattr('mivoice_cluster_server', 'defined')
      | selectattr('mivoice_cluster_server', 'equalto', inventory_hostname) }}"
  check_mode: true
  diff: true

- name: Switch it on
  voiceops.mivoice5000.voice_encryption:
    state: enabled
    cluster: "{{ nodes | map(attribute='found.system') | list }}"
  vars: *nodes_of_this_system

- name: Switch it off, once no phone encrypts
  voiceops.mivoice5000.voice_encryption:
    state: disabled
    tma: "{{ hostvars | voiceops.mivoice5000.tma_connection(scope) }}"
    connections: "{{ hostvars | voiceops.mivoice5000.system_connections(scope.members) }}"
    inventory_lag: "{{ mivoice_inventory_lag | default(omit) }}"
  vars:
    scope: "{{ hostvars | voiceops.mivoice5000.scopes(groups['pbx']) |
      voiceops.mivoice5000.scope_of(inventory_hostname) }}"
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
verdicts:
  description: Answers of the interlocks that were asked, with the reason of an override.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import voice_encryption


def main() -> None:
    run_module(voice_encryption)


if __name__ == "__main__":
    main()
