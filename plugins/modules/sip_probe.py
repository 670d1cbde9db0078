#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``sip_probe``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: sip_probe
short_description: Look at the SIP ports of a MiVoice 5000 system from outside
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Connects to the plain and the TLS port of a system, reads the certificate chain it serves, sends an C(OPTIONS)
    request on both and finds out whether the system demands a client certificate.
  - Computes the mode of the system from what it saw. It logs in nowhere, trusts nothing and changes nothing.
  - What cannot be seen is V(null) or V(unknown), with the reason in C(errors). A port that does not answer does not
    make the module fail.
requirements:
  - cryptography
options:
  tel_address:
    description: SIP TEL address of the system. Left out, E(mivoice_tel_address).
    type: str
    required: true
    version_added: 0.1.0
  sip_port:
    description: Port for UDP and TCP. Left out, E(mivoice_sip_port).
    type: int
    default: 5060
    version_added: 0.1.0
  sips_port:
    description: Port for TLS. Left out, E(mivoice_sips_port).
    type: int
    default: 5061
    version_added: 0.1.0
  timeout:
    description: Seconds that each of the looks (UDP, TCP, TLS) may take at most.
    type: int
    default: 5
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
seealso:
  - module: voiceops.mivoice5000.system_info
  - module: voiceops.mivoice5000.preflight
notes:
  - From the wire alone a mode is told only when it is certain. Merged with the facts of
    M(voiceops.mivoice5000.system_info) more can be told.
"""

EXAMPLES = r"""
- name: Look at the SIP ports of the system
  voiceops.mivoice5000.sip_probe:
  register: seen

- name: Stop unless the system shows a certificate on its TLS port
  ansible.builtin.assert:
    that: seen.sip.tls_open is true
    fail_msg: "{{ seen.sip.errors | join('; ') }}"

- name: Show when the certificate ends
  ansible.builtin.debug:
    msg: "{{ seen.sip.kind }} certificate of {{ seen.sip.chain[0].cn }} ends {{ seen.sip.chain[0].not_after }}"
"""

RETURN = r"""
sip:
  description: What the SIP ports showed.
  returned: success
  type: dict
  version_added: 0.1.0
  contains:
    plain_open:
      description: >-
        Whether the plain port is open. V(true) also when only UDP answered, V(false) when it was refused, V(null) when
        nothing came back.
      type: bool
      returned: always
    tls_open:
      description: >-
        Whether the TLS port served a certificate. V(false) when the connection was refused, V(null) when nothing came
        back or the port does not speak TLS.
      type: bool
      returned: always
    tls_version:
      description: Version agreed upon, such as V(TLSv1.3).
      type: str
      returned: always
    chain:
      description: Certificates as served, the system's own first.
      type: list
      elements: dict
      returned: always
      contains:
        subject:
          description: Subject, as RFC 4514 text.
          type: str
          returned: always
        issuer:
          description: Issuer, as RFC 4514 text.
          type: str
          returned: always
        cn:
          description: First common name of the subject.
          type: str
          returned: always
        san:
          description: Alternative names, as C(IP:...) and C(DNS:...).
          type: list
          elements: str
          returned: always
        not_before:
          description: Start of validity, ISO 8601 in UTC.
          type: str
          returned: always
        not_after:
          description: End of validity, ISO 8601 in UTC.
          type: str
          returned: always
        fingerprint_sha256:
          description: SHA-256 fingerprint, lower-case hexadecimal.
          type: str
          returned: always
        self_signed:
          description: >-
            Whether it was signed with its own key. V(null) when subject and issuer are alike and the signature does not
            verify.
          type: bool
          returned: always
        serial:
          description: Serial number, hexadecimal.
          type: str
          returned: always
        pem:
          description: The certificate itself, in PEM format.
          type: str
          returned: always
    kind:
      description: V(self_signed), V(trusted) (issued by another) or V(null).
      type: str
      returned: always
    client_certificate:
      description:
        - Whether the system demands a certificate of its clients - V(not_asked), V(optional), V(required) or
          V(unknown).
        - V(required) is said only after a try without one was refused.
      type: str
      returned: always
    options_answered:
      description: Whether any port answered the C(OPTIONS) request.
      type: bool
      returned: always
    mode:
      description: >-
        Mode as far as the wire tells - V(no_tls), V(pbx_cert_self_signed), V(pbx_cert_trusted), V(bothway) or
        V(unknown).
      type: str
      returned: always
    errors:
      description: What could not be seen, in words.
      type: list
      elements: str
      returned: always
evidence:
  description: The mode with its source and time; C(verified) is V(false) when the mode is V(unknown).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import sip_probe


def main() -> None:
    run_module(sip_probe)


if __name__ == "__main__":
    main()
