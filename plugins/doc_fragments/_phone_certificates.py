# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Documentation of the certificates that phones present."""

from __future__ import annotations


class ModuleDocFragment:
    """What phones present of themselves, and the CA file of the systems."""

    DOCUMENTATION = r"""
options:
  phone_certificates:
    description: The certificates that phones present. Each is judged before anything is written (INV-7).
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      name:
        description: Name of the certificate file on the download server.
        type: str
        required: true
      src:
        description: File of the controller with the certificate, instead of O(phone_certificates[].content).
        type: path
      content:
        description: >-
          The certificate as PEM, with those above it, as text or base64. Its key may be in it as well, and is only
          compared.
        type: str
      key_password:
        description: Password of the key in O(phone_certificates[].content), where there is one.
        type: str
      key:
        description: Its private key, where it lies in a file of its own. It is only compared.
        type: dict
        suboptions:
          name:
            description: Name of the key file on the download server; phones have to have fetched it.
            type: str
            required: true
          src:
            description: File of the controller with the key in PEM format.
            type: path
          content:
            description: The same as text or base64. Keep it in a vault.
            type: str
          password:
            description: Password of the key, where there is one.
            type: str
      phones:
        description: Phones that present it, by MAC address or number. Left out, all that no other entry names.
        type: list
        elements: str
        default: []
      other_files:
        description: >-
          Names of the other files that these phones have to have fetched, such as that of their authority (INV-5).
        type: list
        elements: str
        default: []
  terminals_ca:
    description: >-
      The CA file that is loaded in the system, as PEM. No screen is known for it (OPEN-8): a person loads it and
      confirms the step V(BWY-2) in C(operator_done).
    type: str
    version_added: 0.1.0
"""
