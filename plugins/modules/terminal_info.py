#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``terminal_info``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: terminal_info
short_description: Read the terminals that a TMA knows
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Reads the inventory of the terminal management application (TMA) of one multi-site, or of a system without Manager.
  - The column C(Encryption) tells what the files of the TMA say. The terminals themselves follow up to one hour later,
    and those that are off do not follow at all (VER-12); M(voiceops.mivoice5000.terminal_wait) asks for live proof.
options:
  family:
    description: Terminal families to read.
    type: list
    elements: str
    choices: [mivoice5300, mitel6000]
    default: [mivoice5300, mitel6000]
    version_added: 0.1.0
  states:
    description: Return only terminals in one of these states. Left out, all are returned.
    type: list
    elements: str
    choices: [srtp_tls, tls, none, unknown]
    default: []
    version_added: 0.1.0
  actions:
    description: Also read the list of actions, to see what is still under way.
    type: bool
    default: false
    version_added: 0.1.0
  query:
    description: JMESPath expression over the list of terminals, applied after O(states).
    type: str
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.tma
requirements:
  - jmespath
"""

EXAMPLES = r"""
- name: Read the terminals of the multi-site
  voiceops.mivoice5000.terminal_info:
    multisite: "{{ mivoice_multisite }}"
  delegate_to: "{{ mivoice_manager }}"
  register: result

- name: Numbers of the 6000 terminals whose files do not encrypt
  voiceops.mivoice5000.terminal_info:
    multisite: "{{ mivoice_multisite }}"
    family: [mitel6000]
    states: [none, unknown]
    query: "[].number"
  delegate_to: "{{ mivoice_manager }}"
"""

RETURN = r"""
terminals:
  description:
    - The terminals, each with C(mac), C(number), C(family), C(model), C(software), C(site), C(address), C(main) and
      C(inventory); what the screen does not show is null. With O(query), what the query makes of them.
    - C(family) is V(unknown) when the model contradicts the range that the TMA lists it under.
    - C(inventory) is one of V(srtp_tls), V(tls), V(none) and V(unknown). An empty cell means V(none); it is V(unknown)
      when the inventory has no such column.
  returned: success
  type: list
  elements: raw
  version_added: 0.1.0
actions:
  description:
    - Every action that TMA lists, with C(name), C(state) (C(waiting), C(running), C(finished), C(failed), C(unknown))
      and C(raw), the text shown.
  returned: when O(actions=true)
  type: list
  elements: dict
  version_added: 0.1.0
counts:
  description: For each family how many terminals are in each state, whatever O(states) and O(query) select.
  returned: success
  type: dict
  sample: {mitel6000: {srtp_tls: 3, tls: 0, none: 1, unknown: 0}}
  version_added: 0.1.0
read_at:
  description: When the inventory was read, ISO 8601.
  returned: success
  type: str
  version_added: 0.1.0
text:
  description: The counts in one sentence.
  returned: success
  type: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_info


def main() -> None:
    run_module(terminal_info)


if __name__ == "__main__":
    main()
