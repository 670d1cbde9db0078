#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``licence``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: licence
short_description: Check the encryption licence of a system, or enter it
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Reads the encryption licence of one system and fails when it is not authorised.
  - Enters a keycode only when one is given and the licence is not authorised. Whether a keycode replaces other
    licences of the system
    is not documented by the manufacturer.
options:
  keycode:
    description: Licence key of this system. Keep it in a vault.
    type: str
    version_added: 0.1.0
  expect:
    description: V(any) reports the state without failing.
    type: str
    choices: [authorised, any]
    default: authorised
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.named
  - voiceops.mivoice5000._writing.planned_only
"""

EXAMPLES = r"""
- name: Check the licence
  voiceops.mivoice5000.licence:

- name: Report the state of the licence, whatever it is
  voiceops.mivoice5000.licence:
    expect: any
  register: found

- name: Enter the keycode of the system if its licence is not authorised
  voiceops.mivoice5000.licence:
    keycode: "{{ mivoice_keycode | default(omit) }}"
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
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import licence


def main() -> None:
    run_module(licence)


if __name__ == "__main__":
    main()
