#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``survey``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: survey
short_description: See which screens of a system, a Manager or TMA can be driven
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Walks the menus in one log-in session and says of each known screen whether it was found, is ambiguous or missing,
    and which of its controls and tables are there. It changes nothing.
  - Screens that are reached only in the middle of a change are listed as such, and not looked for.
  - With O(capture_dir), writes a screens file to complete and a capture of the answers it read. Passwords, cookies,
    tokens, names, directory numbers, MAC and IP addresses are taken out of both; look through them before you pass
    them on.
  - In check mode it reads as well, and writes no file.
options:
  area:
    description: Which pages to look at. V(tma) is entered through O(host), a Manager or a system with its own TMA.
    type: str
    choices: [webadmin, manager, tma]
    default: webadmin
    version_added: 0.1.0
  capture_dir:
    description:
      - Folder for C(capture.json) and C(screens-to-complete.yml).
      - It is made when it is not there, and readable for its owner only.
      - It is on the controller, unless the task is delegated to another host.
    type: path
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.named
  - voiceops.mivoice5000._connection.tma
seealso:
  - module: voiceops.mivoice5000.system_info
"""

EXAMPLES = r"""
- name: See which screens of the system can be driven
  voiceops.mivoice5000.survey:
    area: webadmin
    capture_dir: "{{ mivoice_capture_dir | default('captures') }}/{{ inventory_hostname }}"
  register: seen

- name: Show it
  ansible.builtin.debug:
    var: seen.text

- name: See which screens of its TMA can be driven, where it has one
  voiceops.mivoice5000.survey:
    area: tma
  when: mivoice_manager is not defined
"""

RETURN = r"""
survey:
  description: What was found.
  returned: success
  type: dict
  version_added: 0.1.0
  contains:
    area:
      description: The area looked at.
      type: str
    release:
      description: Release shown on the home page, V(null) when none is.
      type: str
    language:
      description: Language of the pages, V(en), V(fr) or V(null).
      type: str
    screens:
      description:
        - One entry a screen, with C(screen_id), C(scr) (the ID in the requirements), C(label_path), C(menu) and
          C(verified_on), the releases that a capture has proven it on.
        - C(state) is V(found), V(ambiguous), V(missing), V(unreadable), V(not_declared) (no manual says where it is),
          V(reached_in_a_change) or V(passed_on_entry).
        - C(parts) has a state for each control and table. V(not_needed) is one that another way of building the screen
          makes up for, V(other_kind) a label beside a control of another kind.
        - C(tables) has the columns of each table, C(offered) the labels and C(headings) the heading rows on the page,
          C(by_script) the pages that only a script builds, C(problem) what kept the screen from being read.
      type: list
      elements: dict
text:
  description: The same as lines to read.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
screens_to_complete:
  description: Content of the screens file to complete, with what the pages offer as comments.
  returned: success
  type: str
  version_added: 0.1.0
files:
  description: Files written.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import survey


def main() -> None:
    run_module(survey)


if __name__ == "__main__":
    main()
