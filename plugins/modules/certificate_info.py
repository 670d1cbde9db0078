#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``certificate_info``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: certificate_info
short_description: Say what is wrong with certificates before a PBX ever sees them
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Reads certificate files (PKCS#12, PEM, DER) and the certificates that TLS ports show, any number in one task, and
    judges them by the rules of the manuals, for what is said of the system they are for.
  - Every finding says what was found, what is wanted, what to do or to ask the certification authority for, and whether
    the file must not be installed.
  - Needs no PBX, logs in nowhere, trusts nothing and changes nothing. It does not fail because of what it finds; look
    at RV(summary) or RV(findings) in the next task.
requirements:
  - cryptography
  - pyasn1
  - pyasn1-modules
options:
  path:
    description:
      - Files and folders to look at. Of a folder, files that hold no certificate are passed over and returned in
        RV(skipped); a file that is named itself has to be one.
      - Files are read where the task runs, that is on the controller, relative to the playbook, or on the host that the
        task is delegated to over a connection that is not local, where paths should be absolute.
    type: list
    elements: path
    default: []
    version_added: 0.1.0
  recurse:
    description: Look into the folders below, too. Links to folders are not followed.
    type: bool
    default: false
    version_added: 0.1.0
  password:
    description:
      - Password of the files, the same for all of them. An empty one is not the same as none.
      - Never filled from E(mivoice_password), which is that of the Web Admin; a default for the whole action group does
        reach it.
    type: str
    version_added: 0.1.0
  endpoints:
    description: TLS ports to look at, all at the same time. A port that does not answer is a finding, not a failure.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      host:
        description: Address or name.
        type: str
        required: true
      port:
        description: Port; V(5061) is that of SIP over TLS.
        type: int
        required: true
  system:
    description:
      - What is known of the system that all O(path) and O(endpoints) are for. What is left out is not known, and is not
        taken for V(false).
      - Left out altogether, names are not judged, each file is taken for that of another system, and each port has to
        show a certificate for the name or address in O(endpoints).
    type: dict
    default: {}
    version_added: 0.1.0
    suboptions:
      tel_address:
        description: Address of the TEL interface. It has to be the CN and one of the alternative names.
        type: str
      admin_address:
        description: Address of the ADMIN interface.
        type: str
      fqdns:
        description: Every name that leads to either interface.
        type: list
        elements: str
        default: []
      multisite:
        description: Whether the system is part of a multi-site.
        type: bool
      has_5300:
        description: Whether any 5300 phone uses the system. They look at the CN alone.
        type: bool
      file_role:
        description:
          - What the files are for.
          - V(system), the PKCS#12 file of one system.
          - V(signing_ca), the PKCS#12 file with the authority that Manager makes the certificates of systems from.
          - V(ca_file), certificates of authorities for phones or systems.
          - V(terminal), certificates and keys of phones.
        type: str
        choices: [system, signing_ca, ca_file, terminal]
        default: system
      fqdn_only:
        description: Clients reach the system by names alone, so that its address may be missing.
        type: bool
        default: false
      platform:
        description: >-
          Platform of the mock-up method. Files of one are not compared with those of the other (CERT-22, MCK-10).
        type: str
        choices: [working, pre_configuration]
        default: working
  fleet:
    description:
      - One file for each of many systems, judged each for its own system and all of them against each other. No two
        systems may have the same certificate (INV-21), and one CA has to stand above all of them (INV-22).
      - The files are on the controller, wherever the task runs.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      name:
        description: Name of the system, or of the Manager for a V(signing_ca).
        type: str
        required: true
      src:
        description: The file, on the controller. Exclusive with O(fleet[].content).
        type: path
      content:
        description: The file itself in base64, from a vault for example.
        type: str
      password:
        description: Password of the file.
        type: str
      system:
        description: What is known of that system, as for O(system).
        type: dict
        default: {}
        suboptions:
          tel_address:
            description: Address of the TEL interface.
            type: str
          admin_address:
            description: Address of the ADMIN interface.
            type: str
          fqdns:
            description: Every name that leads to either interface.
            type: list
            elements: str
            default: []
          multisite:
            description: Whether the system is part of a multi-site.
            type: bool
          has_5300:
            description: Whether any 5300 phone uses the system.
            type: bool
          file_role:
            description: What the file is for.
            type: str
            choices: [system, signing_ca, ca_file, terminal]
            default: system
          fqdn_only:
            description: Clients reach the system by names alone.
            type: bool
            default: false
          platform:
            description: >-
              Platform of the mock-up method. Files of one are not compared with those of the other (CERT-22, MCK-10).
            type: str
            choices: [working, pre_configuration]
            default: working
  authorities:
    description: >-
      Files of authorities that the other side holds, phones or systems; the certificates have to be verified by one of
      them. Read where the task runs.
    type: list
    elements: path
    default: []
    version_added: 0.1.0
  crl:
    description: Files of revocation lists to honour. Read where the task runs.
    type: list
    elements: path
    default: []
    version_added: 0.1.0
  policy:
    description: What no manual states, to change where a site knows better.
    type: dict
    default: {}
    version_added: 0.1.0
    suboptions:
      min_rsa_bits:
        description: RSA keys with fewer bits are an error.
        type: int
        default: 2048
      min_ec_bits:
        description: Keys on elliptic curves with fewer bits are an error.
        type: int
        default: 256
      key_types:
        description: Kinds of key that are no warning, of V(RSA), V(EC), V(Ed25519), V(Ed448), V(DSA).
        type: list
        elements: str
        default: [RSA]
      accepted_hashes:
        description: Hashes of signatures that are in order.
        type: list
        elements: str
        default: [sha256, sha384, sha512]
      warned_hashes:
        description: Hashes of signatures that are a warning. Any other is an error.
        type: list
        elements: str
        default: [sha1, sha224]
      max_chain_length:
        description: Longer chains are a warning. V(0) is no limit.
        type: int
        default: 0
      days_left:
        description: Warn when fewer days are left. More than 14, so that it comes before the product's own notice.
        type: int
        default: 30
      old_appliance:
        description: Warn of PKCS#12 files protected by AES, which an old release may not read.
        type: bool
        default: false
  timeout:
    description: Seconds that one endpoint may take at most. Left out, E(mivoice_timeout).
    type: int
    default: 5
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
seealso:
  - module: voiceops.mivoice5000.certificate
  - module: voiceops.mivoice5000.sip_probe
  - plugin: voiceops.mivoice5000.expiry_table
    plugin_type: filter
notes:
  - A certificate is the same in a file and on a port when RV(certificates[].fingerprint_sha256) is.
  - No private key and no password is ever in the result.
"""

EXAMPLES = r"""
- name: Look at what the TLS port of the system shows
  voiceops.mivoice5000.certificate_info:
    endpoints:
      - host: "{{ mivoice_tel_address }}"
        port: "{{ mivoice_sips_port | default(5061) }}"
  register: shown

- name: Stop unless the port could be seen
  ansible.builtin.assert:
    that: shown.summary.unread == 0
    fail_msg: "{{ shown.certificates | map(attribute='error') | select | join('; ') }}"

- name: Show what ends when
  ansible.builtin.debug:
    msg: "{{ shown.expiry }}"

- name: Judge the PKCS#12 file of this system, where there is one
  voiceops.mivoice5000.certificate_info:
    path: "{{ mivoice_pkcs12.src }}"
    password: "{{ mivoice_pkcs12.password }}"
    system:
      tel_address: "{{ mivoice_tel_address }}"
      admin_address: "{{ mivoice_admin_address | default(omit) }}"
      fqdns: "{{ mivoice_fqdns | default([]) }}"
      multisite: "{{ mivoice_manager is defined }}"
      has_5300: true
  register: judged
  failed_when: judged.summary.blocking > 0
  when: mivoice_pkcs12 is defined
"""

RETURN = r"""
certificates:
  description: One entry for each file, in the order of the paths, then of the fleet, then one for each endpoint.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
  contains:
    source:
      description: Path of the file, or C(host:port).
      type: str
      returned: always
    name:
      description: O(fleet[].name).
      type: str
      returned: for files of a fleet
    from:
      description: V(file) or V(endpoint).
      type: str
      returned: always
    fingerprint_sha256:
      description: SHA-256 fingerprint of the first certificate of RV(certificates[].chain), lower-case hexadecimal.
      type: str
      returned: always
    kind:
      description: V(self_signed), V(trusted) (issued by another) or V(null).
      type: str
      returned: always
    days_left:
      description: Whole days until it ends, negative once it has.
      type: int
      returned: always
    stage:
      description: >-
        V(ok), V(renew_soon), V(final_notice) (within the 14 days of the product's own notice), V(expired),
        V(not_yet_valid) or V(unknown).
      type: str
      returned: always
    chain:
      description: >-
        Certificates from the system's own up to the last issuer found, whatever their order in the file; of an
        endpoint, as served. Each as in RV(voiceops.mivoice5000.sip_probe#module:sip.chain), and more.
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
          description: Whether it was signed with its own key. V(null) when it only looks so.
          type: bool
          returned: always
        serial:
          description: Serial number, hexadecimal.
          type: str
          returned: always
        signature_algorithm:
          description: Algorithm of the signature.
          type: str
          returned: always
        hash:
          description: Hash of the signature.
          type: str
          returned: always
        key_type:
          description: Kind of the public key.
          type: str
          returned: always
        key_bits:
          description: Size of the public key.
          type: int
          returned: always
        ca:
          description: The CA bit of the Basic Constraints, V(null) without them.
          type: bool
          returned: always
        path_length:
          description: How many authorities may stand below.
          type: int
          returned: always
        key_usage:
          description: Key Usage, in the names of RFC 5280 with underscores; V(null) without one.
          type: list
          elements: str
          returned: always
        extended_key_usage:
          description: Extended Key Usage, likewise.
          type: list
          elements: str
          returned: always
        subject_key_id:
          description: Subject Key Identifier, hexadecimal.
          type: str
          returned: always
        authority_key_id:
          description: Authority Key Identifier, hexadecimal.
          type: str
          returned: always
        unreadable:
          description: Why the extensions could not be read.
          type: str
          returned: always
        position:
          description: Place in the file or in what was served, from 1.
          type: int
          returned: always
        friendly_name:
          description: The friendlyName that a PKCS#12 file gives it.
          type: str
          returned: always
    error:
      description: Why the file or the endpoint could not be read, V(null) when it could.
      type: str
      returned: always
    reason:
      description: >-
        The same as one word - V(wrong_password), V(password_needed), V(unsupported_encryption),
        V(wrong_password_or_unsupported), V(not_a_certificate), V(broken), V(empty), V(too_large), V(too_costly),
        V(too_many_keys), V(no_access) or V(not_a_file).
      type: str
      returned: for a file that could not be read
    file_role:
      description: O(system.file_role) that it was judged by.
      type: str
      returned: for files
    format:
      description: V(pkcs12), V(pem) or V(der).
      type: str
      returned: for files that could be read
    private_keys:
      description: How many private keys are in the file.
      type: int
      returned: for files that could be read
    key_matches:
      description: Whether a private key of the file belongs to the certificate, V(null) without a key.
      type: bool
      returned: for files that could be read
    missing_issuer:
      description: Who signed the last certificate of the chain when its certificate is not in the file.
      type: str
      returned: for files that could be read
    others:
      description: Certificates in the file that are no part of the chain.
      type: list
      elements: dict
      returned: for files that could be read
    pkcs12:
      description: How a PKCS#12 file is protected.
      type: dict
      returned: for files that could be read
      contains:
        mac:
          description: Algorithm of the MAC, V(null) without one.
          type: str
          returned: always
        certificate_encryption:
          description: Algorithms that protect the certificates.
          type: list
          elements: str
          returned: always
        key_encryption:
          description: Algorithms that protect the key.
          type: list
          elements: str
          returned: always
        password:
          description: V(given) when the password given opens it, V(empty) when the empty one does, V(none) without any.
          type: str
          returned: always
    host:
      description: O(endpoints[].host).
      type: str
      returned: for endpoints
    port:
      description: O(endpoints[].port).
      type: int
      returned: for endpoints
    tls_version:
      description: Version agreed upon.
      type: str
      returned: for endpoints
    client_certificate_asked:
      description: Whether the port asked for a client certificate; a port that does shows its own all the same.
      type: bool
      returned: for endpoints
findings:
  description: What is wrong, the worst first.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
  contains:
    rule:
      description: The rule, such as V(CERT-15).
      type: str
      returned: always
    severity:
      description: V(error), V(warning) or V(info).
      type: str
      returned: always
    found:
      description: What is there.
      type: str
      returned: always
    wanted:
      description: What should be there.
      type: str
      returned: always
    remedy:
      description: What to do, or what to ask the authority for.
      type: str
      returned: always
    blocking:
      description: Whether the file must not be installed. What a port shows is installed already, so never for those.
      type: bool
      returned: always
    interlock:
      description: The interlock that refuses such a file, such as V(INV-43); V(null) when the file cannot do its work.
      type: str
      returned: always
    basis:
      description: V(E) when a manual says so, V(D) when it follows from what the manuals say.
      type: str
      returned: always
    where:
      description: File or endpoint, with the certificate meant.
      type: str
      returned: always
summary:
  description: The same in numbers.
  returned: success
  type: dict
  version_added: 0.1.0
  contains:
    certificates:
      description: Files and endpoints whose certificate was seen.
      type: int
      returned: always
    unread:
      description: Files and endpoints that could not be read.
      type: int
      returned: always
    errors:
      description: Findings that are errors.
      type: int
      returned: always
    warnings:
      description: Findings that are warnings.
      type: int
      returned: always
    blocking:
      description: Findings that forbid to install a file.
      type: int
      returned: always
    first_to_expire:
      description: The certificate that ends first, V(null) when none was seen.
      type: dict
      returned: always
expiry:
  description: What ends when, as lines of text, the soonest end first.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
fleet:
  description: >-
    Findings by the name given in O(fleet), those between files included. An empty list says that all is well.
  returned: success
  type: dict
  version_added: 0.1.0
skipped:
  description: Files of folders that hold no certificate, with the reason.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import certificate_info


def main() -> None:
    run_module(certificate_info)


if __name__ == "__main__":
    main()
