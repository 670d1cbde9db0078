#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``encryption_right``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: encryption_right
short_description: Set the right to encryption of feature classes or subscriptions
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Ticks or unticks the right to encryption, in the Web Admin of a system or in the Manager.
  - A phone that encrypts without the right has encrypted signalling and voice in clear.
options:
  scope:
    description: Whose right. The Manager shows V(feature_classes) only.
    type: str
    choices: [feature_classes, subscriptions]
    required: true
    version_added: 0.1.0
  via:
    description: Where it is set. For V(manager) the connection options have to lead to the Manager.
    type: str
    choices: [system, manager]
    default: system
    version_added: 0.1.0
  names:
    description: Feature classes by name or subscriptions by number. Left out, all that the screen lists.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  except:
    description: Names or numbers to leave as they are.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  state:
    description: Whether the right is given.
    type: str
    choices: [enabled, disabled]
    default: enabled
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.named
  - voiceops.mivoice5000._writing.planned_only
"""

EXAMPLES = r"""
- name: Give the right to every subscription of a system without Manager
  voiceops.mivoice5000.encryption_right:
    scope: subscriptions
  when: mivoice_manager is not defined

- name: Give the right to every feature class, in the Manager
  voiceops.mivoice5000.encryption_right:
    via: manager
    scope: feature_classes
    state: enabled
  delegate_to: "{{ mivoice_manager | default(inventory_hostname) }}"
  when: mivoice_manager is defined
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
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import encryption_right


def main() -> None:
    run_module(encryption_right)


if __name__ == "__main__":
    main()
