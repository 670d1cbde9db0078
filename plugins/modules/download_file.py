#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``download_file``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: download_file
short_description: Put one file on a download server, or take it away
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Reads the file on the download server, compares it, writes or removes it where that is needed, and reads it again.
    It is meant for certificates of authorities, and for the certificates and keys of phones.
  - What phones are to do is told to TMA, never to their files (INV-25). So a file that configures phones is refused
    unless the site says with O(hand_managed) that TMA does not write on this server.
  - The result tells SHA-256 and size, and never what is in a file.
notes:
  - What a file is shows in its name and in its content. A file that is locked or damaged, and may hold a key, counts as
    one. C(*.cfg) and C(*.tuz), files with a known parameter in them, and files that are called after a MAC address and
    hold neither certificate nor key, configure phones.
  - The new content takes the place of the old one in one step where the protocol can do that (C(ftp), C(ftps),
    C(sftp)). Where it cannot, a warning says so.
  - A file on the server that cannot be read is left as it is, and the task fails.
  - Another content for a file of authorities, or none, is a change of trust for every phone that was told to use it, at
    its next restart. It is refused while a system in O(systems) shows a certificate that the new content does not
    verify. Better give a new file a new name.
  - Who may read a file on the server is not set here; no protocol but C(sftp) has words for it.
  - Interlocks asked are INV-25, INV-32, INV-33, CLEAR-KEY and, when an authority goes away, INV-47.
options:
  server:
    description: The download server, and how to log in there.
    type: dict
    required: true
    version_added: 0.1.0
  name:
    description:
      - Name of the file on the server, with ASCII letters, digits, C(.), C(_) and C(-) only (OPEN-35).
      - Left out, the name of O(src).
    type: str
    version_added: 0.1.0
  state:
    description: Whether the file is to be there with the given content, or not at all.
    type: str
    choices: [present, absent]
    default: present
    version_added: 0.1.0
  src:
    description:
      - The file, on the controller, looked for beside the playbook and in the folder C(files) of the role. One that
        ansible-vault has encrypted is decrypted in memory.
      - It is read into memory and never copied to another file. At most 1 MiB.
    type: path
    version_added: 0.1.0
  content:
    description: The file itself, as PEM text or in base64. Not together with O(src).
    type: str
    version_added: 0.1.0
  hand_managed:
    description:
      - Whether the files that configure phones on this server are written by people, and not by a TMA. In the inventory
        it is the host variable C(mivoice_hand_managed).
    type: bool
    default: false
    version_added: 0.1.0
  config_file_encryption:
    description:
      - Whether the encryption of configuration files is active. A C(*.cfg) is sent only when it is known not to be,
        because phones would ignore it (INV-32).
    type: bool
    version_added: 0.1.0
  allow_clear_key:
    description:
      - Permission to send a private key by C(ftp), C(tftp) or C(http), which carry it in clear. It lifts CLEAR-KEY, and
        the reason is in the result.
    type: dict
    version_added: 0.1.0
    suboptions:
      reason:
        description: Why nobody can listen there.
        type: str
        required: true
  mock_up:
    description:
      - Platform of the mock-up method (spec 6.9) that the server belongs to. Keys and certificates lie on the
        pre-configuration platform, and never on the working one (INV-33).
      - Left out, that method is not used.
    type: str
    choices: [working, pre_configuration]
    version_added: 0.1.0
  systems:
    description:
      - Facts of every system whose phones may use the file, as for M(voiceops.mivoice5000.terminal_parameters).
      - Needed only when a file of authorities gets another content or is removed.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._download_server
  - voiceops.mivoice5000._writing
requirements:
  - cryptography
  - pyasn1
  - pyasn1-modules
seealso:
  - module: voiceops.mivoice5000.terminal_deployment
  - module: voiceops.mivoice5000.terminal_file_info
"""

EXAMPLES = r"""
# Hosts of the group download_servers; mivoice_files says how each is reached, mivoice_ca which authority phones trust.
- name: Put the certificate of the authority on the download server
  voiceops.mivoice5000.download_file:
    server: "{{ mivoice_files }}"
    src: "{{ mivoice_ca.src }}"
    name: "{{ mivoice_ca.name }}"
  register: put

- name: Show what is there
  ansible.builtin.debug:
    msg: "{{ put.text }} SHA-256 {{ put.after.sha256 }}"

- name: Take away the key of a phone that has been left behind
  voiceops.mivoice5000.download_file:
    server: "{{ mivoice_files }}"
    name: 00085D000001.key
    state: absent
"""

RETURN = r"""
file:
  description: >-
    The file, with C(name), C(folder), C(holds) (V(configuration), V(key), V(certificate)) and the C(sha256) that is
    wanted, None for a file that is not wanted.
  returned: success
  type: dict
  version_added: 0.1.0
before:
  description: >-
    C(present), and C(sha256) and C(size) in bytes where the file was read. A key is not fetched in clear only to be
    taken away.
  returned: success
  type: dict
  version_added: 0.1.0
after:
  description: The same afterwards, as read again, or in check mode as it would be.
  returned: success
  type: dict
  version_added: 0.1.0
writes:
  description: >-
    What was done, or in check mode would be done, with C(host), C(folder), C(file), C(deed) (V(write), V(remove)),
    C(changes) with C(before) and C(after), and C(restarts_sip), always false.
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
verdicts:
  description: Answers of the interlocks that were asked, with the reason of an override.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
text:
  description: What was found and done, for a person.
  returned: success
  type: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import download_file


def main() -> None:
    run_module(download_file)


if __name__ == "__main__":
    main()
