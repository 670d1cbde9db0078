#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``certificate``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: certificate
short_description: Give a system without Manager its certificate
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Looks at port 5061 and does nothing when it shows a certificate as wanted (INV-23), a self-signed one that is
    valid long enough or, with O(state=trusted), the very certificate of the file. Its fingerprint is proof enough,
    because the key in the file belongs to it (CERT-21) and no port can show a certificate without having its key.
  - Otherwise presses the button that regenerates the certificate, or imports the file, once, and waits until port
    5061 shows it. This restarts the SIP service, so O(sip_restart) has to permit it (INV-24), and needs an authorised
    licence (INV-27).
  - A file is judged before anything is contacted, by the rules of M(voiceops.mivoice5000.certificate_info). A
    self-signed certificate, wrong dates, addresses or names, and a file that cannot do its work are refused (INV-19,
    INV-20, INV-43).
  - A trusted certificate is replaced by one of another authority only once the phones hold the new one (INV-44), by a
    self-signed one only once no phone checks it (INV-41). See O(phones_hold).
  - A SIP service that answers on neither of its ports is waited for first, because it may be restarting with the
    certificate of a run that was interrupted.
  - The manufacturer does not document the screens of either. Where the site has not declared them in O(screens),
    controls C(regenerate), or C(pkcs12_file), C(pkcs12_password) and C(import), of screen C(W5), the task fails with
    the step that a person has to do; port 5061 then tells the next run that it was done.
options:
  state:
    description: Kind of certificate.
    type: str
    choices: [self_signed, trusted]
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
    description:
      - Days for which a self-signed certificate has to remain valid to be left alone. The one of a file is never
        replaced by itself, however soon it ends.
    type: int
    default: 30
    version_added: 0.1.0
  restart_timeout:
    description: Seconds to wait for port 5061 to show the new certificate.
    type: int
    default: 300
    version_added: 0.1.0
  system:
    description: What is known of the system, for the rules about names. Required with O(state=trusted).
    type: dict
    version_added: 0.1.0
    suboptions:
      admin_address:
        description: Address of its ADMIN interface, where that is another one.
        type: str
      fqdns:
        description: Names under which clients reach it.
        type: list
        elements: str
        default: []
      multisite:
        description: Whether it belongs to a multi-site.
        type: bool
        required: true
      has_5300:
        description: Whether 5300 phones depend on it, also as their backup system. They look for its address in the
          CN alone.
        type: bool
        required: true
      fqdn_only:
        description: Whether clients reach it by names alone, so that its address need not be in the certificate
          (CERT-14).
        type: bool
        default: false
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.named
  - voiceops.mivoice5000._pkcs12
  - voiceops.mivoice5000._pkcs12.phones_hold
  - voiceops.mivoice5000._writing
  - voiceops.mivoice5000._writing.sip_restart
  - voiceops.mivoice5000._writing.operator_done
  - voiceops.mivoice5000._writing.operator_language
requirements:
  - cryptography
  - pyasn1
  - pyasn1-modules
"""

EXAMPLES = r"""
- name: Make the self-signed certificate if the system has none
  voiceops.mivoice5000.certificate:
    sip_restart: allow

- name: See whether the system would need a new certificate
  voiceops.mivoice5000.certificate:
    sip_restart: allow
  check_mode: true

- name: Import the certificate of the system
  voiceops.mivoice5000.certificate:
    state: trusted
    src: "{{ mivoice_pkcs12.src }}"
    pkcs12_password: "{{ mivoice_pkcs12.password }}"
    system:
      multisite: false
      has_5300: true
    sip_restart: allow
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
findings:
  description:
    - What the rules say of the file, the worst first, each with C(rule), C(severity), C(found), C(wanted), C(remedy),
      C(where), C(blocking), C(basis) and C(interlock). Also in the error of a task that they stopped.
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
