#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``download_server_info``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: download_server_info
short_description: See what lies on a download server beside the files of phones
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Looks for private keys that were left on a download server, which gives its files to anyone who asks (BCRT-11). In
    the mock-up method none may lie on the server of the working platform (INV-33).
  - Tells whether the server lists its files to anyone. Their names are the MAC addresses of the phones.
  - Changes nothing, and does not fail because of what it finds. What it read is neither shown nor kept.
notes:
  - Configuration of phones, firmware and licences (C(.cfg), C(.tuz), C(.st), C(.lic)) are not read;
    M(voiceops.mivoice5000.terminal_file_info) judges the first.
  - A file that is locked or damaged, and may hold a key, counts as one with a key.
  - Permissions of files cannot be seen through these protocols.
options:
  server:
    description: The download server, and how to log in there.
    type: dict
    required: true
    version_added: 0.1.0
  names:
    description: Files to look at where the server does not list its files. Without them such a server says nothing.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  private_files:
    description: Files with a private key that are meant to be there, until the phones have fetched them.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
  mock_up:
    description:
      - Platform of the mock-up method (spec 6.9) that the server belongs to. On the V(working) one no key and no
        certificate may lie, whatever O(private_files) says.
      - Left out, that method is not used.
    type: str
    choices: [working, pre_configuration]
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.info
  - voiceops.mivoice5000._download_server
requirements:
  - cryptography
  - pyasn1
  - pyasn1-modules
seealso:
  - module: voiceops.mivoice5000.download_file
  - module: voiceops.mivoice5000.terminal_file_info
"""

EXAMPLES = r"""
- name: Look for private keys on a download server
  voiceops.mivoice5000.download_server_info:
    server: "{{ hostvars[mivoice_download_servers[0]].mivoice_files }}"
  register: found

- name: Stop when one was left behind
  ansible.builtin.assert:
    that: found.left_behind | length == 0
    fail_msg: "{{ found.text }}"
"""

RETURN = r"""
state:
  description: V(complete), or V(partial) when a file could not be read or nobody said which to look at.
  returned: success
  type: str
  version_added: 0.1.0
lists:
  description: Whether the server lists its files.
  returned: success
  type: bool
  version_added: 0.1.0
looked_at:
  description: How many files were looked at.
  returned: success
  type: int
  version_added: 0.1.0
private_files_found:
  description: >-
    Files that should not lie there, each with C(file), C(holds) (V(key) or V(certificate)) and C(expected), whether
    O(private_files) names it.
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
left_behind:
  description: Names of those that are not expected.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
findings:
  description: Each with C(id), C(severity), C(file), C(rule) and C(text).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
unread:
  description: Files that could not be read, each with C(file) and C(problem).
  returned: success
  type: list
  elements: dict
  version_added: 0.1.0
read_at:
  description: When it was read.
  returned: success
  type: str
  version_added: 0.1.0
text:
  description: The same in lines for a person.
  returned: success
  type: list
  elements: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import download_server_info


def main() -> None:
    run_module(download_server_info)


if __name__ == "__main__":
    main()
