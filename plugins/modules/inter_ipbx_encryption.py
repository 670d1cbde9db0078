#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``inter_ipbx_encryption``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: inter_ipbx_encryption
short_description: Switch inter-iPBX encryption of a system on or off
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Ticks or unticks inter-iPBX (inter-site) encryption of one system.
  - The manufacturer does not document where that check box is. Where the site has not declared it in O(screens) and
    the screen
    C(Encryption and IP parameters) does not show it, the task fails with the step that a person has to do, unless
    O(operator_done)
    vouches for it.
  - Enabling needs an authorised encryption licence (INV-27). An end that stays off is reported as a warning (INV-37).
options:
  state:
    description: State of the check box.
    type: str
    choices: [enabled, disabled]
    required: true
    version_added: 0.1.0
  peers:
    description:
      - Facts of the systems at the other ends, as returned by M(voiceops.mivoice5000.system_info).
      - Left out, the link is reported as incomplete (INV-37), for nothing is known of its other end.
    type: list
    elements: dict
    version_added: 0.1.0
  same_run:
    description: Names of the O(peers) that the same run switches too; they are not reported.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  role:
    description: Role of the system. Left out, E(mivoice_role).
    type: str
    choices: [standalone, cluster_server, node, remote_site]
    version_added: 0.1.0
  cluster:
    description: Facts of the nodes of a cluster server, which follow it.
    type: list
    elements: dict
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.named
  - voiceops.mivoice5000._writing
  - voiceops.mivoice5000._writing.operator_done
  - voiceops.mivoice5000._writing.operator_language
"""

EXAMPLES = r"""
- name: Switch inter-iPBX encryption on
  voiceops.mivoice5000.inter_ipbx_encryption:
    state: enabled
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
operator_steps:
  description: >-
    Steps for a person, each with C(step), C(path), C(menu), C(label), C(value), C(text), C(verify), C(done_by).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import inter_ipbx_encryption


def main() -> None:
    run_module(inter_ipbx_encryption)


if __name__ == "__main__":
    main()
