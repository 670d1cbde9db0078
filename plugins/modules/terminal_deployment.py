#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation and shipped door of ``terminal_deployment``."""

from __future__ import annotations

DOCUMENTATION = r"""
module: terminal_deployment
short_description: Copy one file for the terminals to one download server through TMA
version_added: 0.1.0
author:
  - The voiceops.mivoice5000 authors (@voiceops)
description:
  - Sends one file to the terminal management application (TMA), which copies it to one download server for one family
    of terminals. Usually it is the file of the authority that signed the certificates of the systems, which terminals
    in mode V(trusted) check (BCRT-1).
  - One file, one server and one family per task; loop over the others. The action is followed to its end before the
    next one is begun.
  - Terminals fetch the file when they restart. Which file they trust is told to them by
    M(voiceops.mivoice5000.terminal_parameters).
  - One process at a time of this user on this controller works with a TMA; the others wait.
notes:
  - The names of the actions carry marks of multi-site and server, the name of the file and the start of its SHA-256.
    Nothing is sent when the youngest action for this file on this server has finished and was for the same content.
    One that waits or runs is followed, one that failed is done again.
  - The list of TMA cannot show that the file is still on the server. So RV(evidence) says C(verified=false), unless
    O(read_back) tells where the server hands the file out. Then what it hands out decides, before and after.
  - A file of authorities is in PEM format and holds certificates of authorities and nothing else (CAC-1). A private
    key is refused (BCRT-11), whatever the file is called.
  - Replacing a file by another content is a change of trust for every terminal that uses it, at its next restart. It is
    refused while a system in O(systems) shows a certificate that the new content does not verify. Better give a new
    file a new name.
  - TMA keeps no copy of the file (WARN-19).
  - Interlocks asked are INV-32, INV-42 and, when another content is replaced, INV-47.
options:
  family:
    description: Family of terminals that the file is for.
    type: str
    choices: [mivoice5300, mitel6000]
    required: true
    version_added: 0.1.0
  server:
    description:
      - Download server, as TMA lists it. There is no default, whatever TMA preselects (INV-31).
      - RV(deployed) is by this name. Use the same one in C(download_servers) of the facts of the systems.
    type: str
    required: true
    version_added: 0.1.0
  src:
    description: The file, on the controller. Exclusive with O(content).
    type: path
    version_added: 0.1.0
  content:
    description: The file itself, as PEM text or in base64. It is not shown, for somebody may send a key by mistake.
    type: str
    version_added: 0.1.0
  file_name:
    description:
      - Name of the file on the download server, with ASCII letters, digits, C(.), C(_) and C(-) only (OPEN-35).
      - It ends in C(.crt) or C(.pem) for a file of authorities, or in C(.cfg). Left out, the name of O(src).
    type: str
    version_added: 0.1.0
  holds:
    description:
      - What the file holds. V(authorities) are certificates of authorities, or a configuration when its name ends in
        C(.cfg). V(certificate) is that of terminals, V(key) its key (BCRT-3, BCRT-4).
      - A file with a private key is refused unless it is what is said here, with O(allow_key).
    type: str
    choices: [authorities, certificate, key]
    default: authorities
    version_added: 0.1.0
  allow_key:
    description: Permission to send a private key. A download server gives its files to anyone who asks (BCRT-11).
    type: dict
    version_added: 0.1.0
    suboptions:
      reason:
        description: Why; it is written in the report.
        type: str
        required: true
  config_file_encryption:
    description:
      - Whether the encryption of configuration files is active. A C(*.cfg) is sent only when it is known not to be,
        because terminals would ignore it (INV-32).
    type: bool
    version_added: 0.1.0
  systems:
    description:
      - Facts of every system whose terminals may use the file, as for M(voiceops.mivoice5000.terminal_parameters).
      - Needed only when another content of the file is replaced.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
  read_back:
    description: How to fetch the file from the download server, as a terminal does. Left out, nobody looks.
    type: dict
    version_added: 0.1.0
    suboptions:
      url:
        description:
          - Folder of the files of the family, with V(ftp), V(http) or V(https).
          - One of this and O(read_back.server) is needed, and not both.
        type: str
      server:
        description: The download server, where another protocol or an account is needed.
        type: dict
        suboptions:
          protocol:
            description: Protocol. V(ftps) is FTP with C(AUTH TLS), or with TLS from the start on port 990.
            type: str
            choices: [ftp, ftps, sftp, tftp, http, https]
            required: true
          host:
            description: Address or name.
            type: str
            required: true
          port:
            description: Port. Left out, that of the protocol.
            type: int
          folder:
            description: Folder of the files, below the folder of the log-in or the root of the server.
            type: str
            default: ""
          username:
            description: Account. Left out, none, or V(anonymous) for FTP.
            type: str
          password:
            description: Its password. Keep it in a vault.
            type: str
          ca_path:
            description: PEM file of the authority of an C(ftps) or C(https) server, on the controller.
            type: path
          fingerprint:
            description: SHA-256 fingerprint of the certificate of an C(ftps) or C(https) server, to pin it.
            type: str
          host_key:
            description: >-
              Host key of an C(sftp) server, as C(SHA256:...) or as a line of a public key file. There is no log-in
              without this one or O(read_back.server.known_hosts).
            type: str
          known_hosts:
            description: File with the host key of an C(sftp) server, on the machine where the task runs.
            type: path
          private_key:
            description: >-
              File of the key to log in with at an C(sftp) server, on the machine where the task runs. It is never
              copied to another one.
            type: path
          passive:
            description: Whether C(ftp) and C(ftps) open their data connections from here.
            type: bool
            default: true
          connections:
            description: Connections at a time, at most.
            type: int
            default: 4
          timeout:
            description: Seconds without progress after which a transfer is given up.
            type: float
            default: 30.0
      ca_path:
        description: PEM file of the authority of an HTTPS server, on the controller. Left out, those of the machine.
        type: path
      username:
        description: Account of the download server. Left out, none, or V(anonymous) for FTP.
        type: str
      password:
        description: Its password.
        type: str
  update:
    description: When TMA carries it out; immediately when left out.
    type: dict
    version_added: 0.1.0
    suboptions:
      type:
        description: Type of update.
        type: str
        choices: [immediate, deferred]
        default: immediate
      date:
        description: Day of a deferred update, DD/MM/YYYY.
        type: str
      time:
        description: Time of a deferred update, HHMM.
        type: str
      timezone:
        description: Zone of date and time, for example V(Europe/Paris). Left out, the zone of the controller counts.
        type: str
  action_name:
    description: Start of the name of the action, for people who look at Action monitoring. Left out, V(voiceops).
    type: str
    version_added: 0.1.0
  follow:
    description: Wait until an immediate action is seen finished. A deferred one is not waited for.
    type: bool
    default: true
    version_added: 0.1.0
  follow_timeout:
    description: Seconds to follow the action.
    type: int
    default: 1800
    version_added: 0.1.0
extends_documentation_fragment:
  - voiceops.mivoice5000._attributes
  - voiceops.mivoice5000._attributes.writing
  - voiceops.mivoice5000._connection
  - voiceops.mivoice5000._connection.tma
  - voiceops.mivoice5000._writing
requirements:
  - cryptography
"""

EXAMPLES = r"""
# mivoice_ca: {src: the file on the controller, name: its name on the download servers}
- name: Copy the authority's certificate to the download server of the 6000
  voiceops.mivoice5000.terminal_deployment:
    family: mitel6000
    server: "{{ mivoice_download_servers | first }}"
    src: "{{ mivoice_ca.src }}"
    file_name: "{{ mivoice_ca.name }}"
    multisite: "{{ mivoice_multisite }}"
  delegate_to: "{{ mivoice_manager }}"
  run_once: true
  register: copied

- name: Show what is known to be there
  ansible.builtin.debug:
    var: copied.deployed
  run_once: true
"""

RETURN = r"""
file:
  description: The file, with C(name), C(sha256), C(server) and C(family).
  returned: success
  type: dict
  version_added: 0.1.0
deployed:
  description: >-
    The file in the form of the option O(voiceops.mivoice5000.terminal_parameters#module:deployed), once the transfer
    was seen done; empty before.
  returned: success
  type: dict
  sample: {dl1: {mitel6000: {ca.crt: 5f2a...}}}
  version_added: 0.1.0
action:
  description:
    - The action as last seen, with C(name), C(state) (C(waiting), C(running), C(finished), C(failed)) and C(raw), the
      text shown. In check mode C(state) is C(planned) for one that would be started.
    - None when nothing had to be done and TMA lists no action for it.
  returned: success
  type: dict
  version_added: 0.1.0
before:
  description: C(sha256) of what was on the server as far as known; empty when nothing had to be done.
  returned: success
  type: dict
  version_added: 0.1.0
after:
  description: C(sha256) of what was sent, or in check mode would be; empty when nothing had to be done.
  returned: success
  type: dict
  version_added: 0.1.0
writes:
  description:
    - What was sent, or in check mode would be sent. Each has C(host), C(screen), C(screen_id), C(menu), C(button),
      C(changes) with C(before) and C(after), and C(restarts_sip).
    - In the name of an action the time is written C(<time>).
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
text:
  description: What was found and done, for a person.
  returned: success
  type: str
  version_added: 0.1.0
"""

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._door import run_module
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_deployment


def main() -> None:
    run_module(terminal_deployment)


if __name__ == "__main__":
    main()
