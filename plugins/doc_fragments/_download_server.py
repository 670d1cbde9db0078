# SPDX-License-Identifier: GPL-3.0-or-later
"""The option of modules that read or write the files of a download server."""

from __future__ import annotations


class ModuleDocFragment:
    """How to reach a download server."""

    DOCUMENTATION = r"""
options:
  server:
    description:
      - The download server, and how to log in there. In the inventory it is the host variable C(mivoice_files).
      - Nothing is sent to a server that has not proved who it is, where the protocol lets it. C(ftp), C(tftp) and
        C(http) do not, and carry all in clear.
    type: dict
    version_added: 0.1.0
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
        description: >-
          Folder of the files, below that of the log-in, or from the root of the server when it starts with a slash.
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
          Host key of an C(sftp) server, as C(SHA256:...) or as a line of a public key file. There is no log-in without
          this one or O(server.known_hosts).
        type: str
      known_hosts:
        description: File with the host key of an C(sftp) server, on the machine where the task runs.
        type: path
      private_key:
        description: >-
          File of the key to log in with at an C(sftp) server, on the machine where the task runs. It is never copied
          to another one.
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
requirements:
  - asyncssh for C(sftp), tftpy for C(tftp), urllib3 for C(http) and C(https)
"""
