#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``certificate``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: certificate
short_description: Have a system without Manager make its self-signed certificate
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Looks at port 5061 and does nothing when it shows a self-signed certificate that is valid long enough (INV-23).
  - Otherwise presses the button that regenerates the certificate, once, and waits until port 5061 shows a new one.
    This restarts the SIP service, so O(sip_restart) has to permit it (INV-24), and needs an authorised licence
    (INV-27).
  - The manufacturer does not document the screen of that button. Where the site has not declared it in O(screens),
    the task fails with
    the step that a person has to do; port 5061 then tells the next run that it was done.
  - Never replaces a trusted certificate (INV-41).
options:
  state:
    description: Kind of certificate.
    type: str
    choices: [self_signed]
    default: self_signed
    version_added: 0.1.0
  tel_address:
    description: SIP TEL address to look at. Left out, E(mivoice_tel_address).
    type: str
    required: true
    version_added: 0.1.0
  sip_port:
    description: Port of SIP without TLS. Left out, E(mivoice_sip_port).
    type: int
    default: 5060
    version_added: 0.1.0
  sips_port:
    description: Port of SIP over TLS. Left out, E(mivoice_sips_port).
    type: int
    default: 5061
    version_added: 0.1.0
  days_left:
    description: Days for which a certificate has to remain valid to be left alone.
    type: int
    default: 30
    version_added: 0.1.0
  restart_timeout:
    description: Seconds to wait for port 5061 to show the new certificate.
    type: int
    default: 300
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.named
  - voiceops.mivoice5000._writing
  - voiceops.mivoice5000._writing.sip_restart
  - voiceops.mivoice5000._writing.operator_done
  - voiceops.mivoice5000._writing.operator_language
"""

EXAMPLES = r"""
- name: Make the self-signed certificate if the system has none
  voiceops.mivoice5000.certificate:
    sip_restart: allow

- name: See whether the system would need a new certificate
  voiceops.mivoice5000.certificate:
    sip_restart: allow
  check_mode: true
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
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import certificate


def main() -> None:
    run_module(certificate)


if __name__ == "__main__":
    main()
