# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the modules that import a certificate file."""

from __future__ import annotations


class ModuleDocFragment:
    """The file with its password; what phones check certificates against."""

    DOCUMENTATION = r"""
options:
  src:
    description:
      - PKCS#12 file on the controller, looked for beside the playbook and in the folder C(files) of the role. One that
        ansible-vault has encrypted is decrypted in memory.
      - It is read into memory and never copied to another file. At most 1 MiB.
      - The file is sent under its own name, other signs than letters, digits, point, underscore and hyphen replaced.
    type: path
    version_added: 0.1.0
  content:
    description:
      - What is in the PKCS#12 file, in base64, for one that is kept in a vaulted variable. Not together with O(src).
    type: str
    version_added: 0.1.0
  pkcs12_password:
    description: Password of the PKCS#12 file. O(password) is the one of the log-in.
    type: str
    version_added: 0.1.0
  crl:
    description:
      - Files of revocation lists to honour (OPEN-17). Read where the task runs.
      - A file whose certificate, or one above it, is on the list of its authority is refused (CRL-2). One that no list
        clears, because there is none of its authority or it is out of date, is installed, with a warning.
    type: list
    elements: path
    default: []
    version_added: 0.1.0
"""

    PHONES_HOLD = r"""
options:
  phones_hold:
    description:
      - What the gates of M(voiceops.mivoice5000.terminal_wait) have proved that phones check certificates against.
        Needed only where a system shows a trusted certificate now, and another authority (INV-44) or a self-signed one
        (INV-41) is to follow.
      - >-
        A dictionary with both families, V(mivoice5300) and V(mitel6000). For each C(authorities), the SHA-256 of each
        CA certificate in the phones' file of trusted certificates, an empty list when they check none; and C(verdict)
        of the gate, V(pass), V(fail) or V(inconclusive). A family without phones is null.
    type: dict
    version_added: 0.1.0
"""
