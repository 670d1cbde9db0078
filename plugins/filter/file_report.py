# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filter: what audits of download servers found together."""

from __future__ import annotations

DOCUMENTATION = r"""
name: file_report
short_description: Report of what lies on the download servers of one scope
version_added: 0.1.0
author: VoiceOps (@voiceops)
description:
  - A file is judged where TMA itself holds the wanted values; before that it is not drift, only not rolled out.
  - Files of phones of other scopes in the same folder are left out.
  - Every difference names server, file and line, and who puts it right. On a server with E(mivoice_hand_managed) that
    is a person, with the line to write; else it is an action of TMA, or where that does not write it, an operator step.
positional: hostvars, scope, terminals, actions, mode, written, planned, declared
options:
  _input:
    description: Results of a loop over P(voiceops.mivoice5000.file_audits#filter).
    type: list
    elements: dict
    required: true
  hostvars:
    description: The C(hostvars) of the run.
    type: dict
    required: true
  scope:
    description: The scope, as P(voiceops.mivoice5000.scope_of#filter) gives it.
    type: dict
    required: true
  terminals:
    description: Phones that TMA lists.
    type: list
    elements: dict
    required: true
  actions:
    description: Actions that TMA lists.
    type: list
    elements: dict
    required: true
  mode:
    description: Mode that the files were judged for.
    type: str
    required: true
  written:
    description: Families whose files TMA has written in this very run.
    type: list
    elements: str
    default: []
  planned:
    description: Families whose files this plan would have TMA write first.
    type: list
    elements: str
    default: []
  declared:
    description: Known drift, as P(voiceops.mivoice5000.known_drift#filter) gives it.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Show how the files stand
  ansible.builtin.debug:
    msg: >-
      {{ audits.results | voiceops.mivoice5000.file_report(hostvars, mivoice_scope, mivoice_terminals.terminals,
      mivoice_terminals.actions, 'self_signed') }}
"""

RETURN = r"""
_value:
  description:
    - C(verdict) is V(unknown) when something could not be read, V(drift) when a file differs, V(declared) when none
      differs but as declared, V(right) when none does, and V(not_looked) when nothing was judged.
    - C(drift) lists what differs, each with C(server), C(family), C(file), C(line), C(parameters), C(found), C(wanted),
      C(phones), C(remedy) (V(tma), V(hand), V(step), V(person) or V(held)), C(declared) and C(text).
    - C(left) lists what is left alone as declared, in the same form, and C(matched) the declarations that speak of
      something found.
    - C(redistribute) and C(because) hold, by family, what M(voiceops.mivoice5000.terminal_parameters) needs to correct
      C(correctable). What else is wrong is in C(open), and C(absent) names files of certificates that phones are told
      to fetch and that are not there.
    - C(unread), C(not_looked_at) and C(not_judged) tell what is not known, and C(text) is all of it in lines.
  type: dict
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._phone_files import file_report


class FilterModule:
    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"file_report": file_report}
