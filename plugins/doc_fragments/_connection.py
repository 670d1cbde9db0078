# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation shared by modules that log in to a system or to the Manager."""

from __future__ import annotations


class ModuleDocFragment:
    """Connection options, and those of the TMA behind it."""

    DOCUMENTATION = r"""
options:
  host:
    description:
      - Address or name of the Web Admin of the system, or of the Manager.
      - Left out, it is taken from E(mivoice_host), then from E(ansible_host) of the inventory host.
        Every option of this list is filled in the same way from the host variable of its name prefixed with
        C(mivoice_).
    type: str
    required: true
    version_added: 0.1.0
  port:
    description: HTTPS port of the administration interface. None is documented, so there is no default.
    type: int
    required: true
    version_added: 0.1.0
  username:
    description: Account to log in with. One log-in per task, tried once.
    type: str
    required: true
    version_added: 0.1.0
  password:
    description: Password of O(username). Keep it in a vault.
    type: str
    required: true
    version_added: 0.1.0
  ca_path:
    description: PEM file of the authority that signed the certificate of the Web Admin, on the controller.
    type: path
    version_added: 0.1.0
  fingerprint:
    description: >-
      SHA-256 fingerprint of the certificate of the Web Admin, in hexadecimal, to pin a certificate no authority
      signed.
    type: str
    version_added: 0.1.0
  tls_legacy:
    description: What an old appliance needs and modern TLS refuses. Name only what the error message asks for.
    type: list
    elements: str
    choices: [tls1_0, tls1_1, weak_keys, renegotiation]
    default: []
    version_added: 0.1.0
  language:
    description: Language of the screens; V(auto) recognises it on the first page.
    type: str
    choices: [en, fr, auto]
    default: auto
    version_added: 0.1.0
  screens:
    description:
      - What the site declares of its screens, as a dictionary or as the path of a YAML file on the controller.
      - The playbook C(voiceops.mivoice5000.survey) writes such a file.
    type: raw
    version_added: 0.1.0
  timeout:
    description: Seconds to wait for one answer.
    type: int
    default: 30
    version_added: 0.1.0
requirements:
  - Python 3.11 or later
  - urllib3
  - lxml
"""

    NAMED = r"""
options:
  name:
    description:
      - Name of the system in the screens of TMA and Manager, under which facts speak of it.
      - Left out, E(mivoice_site_name) or else the name of the inventory host.
    type: str
    version_added: 0.1.0
"""

    TMA = r"""
options:
  tma_username:
    description: Account of the terminal management application (TMA).
    type: str
    version_added: 0.1.0
  tma_password:
    description: Password of O(tma_username). Keep it in a vault.
    type: str
    version_added: 0.1.0
  region:
    description: Region to choose when the TMA asks for one.
    type: str
    version_added: 0.1.0
  multisite:
    description: Multi-site to choose when the TMA asks for one.
    type: str
    version_added: 0.1.0
"""

    # A module gives its own description of these; the rest is merged in below it.
    OF_THE_TMA = r"""
options:
  tma:
    description: How to reach the TMA that knows the phones.
    type: dict
    version_added: 0.1.0
    suboptions:
      host:
        description: Address or name of the Web Admin.
        type: str
        required: true
      port:
        description: HTTPS port of the administration interface. None is documented, so there is no default.
        type: int
        required: true
      username:
        description: Account to log in with.
        type: str
        required: true
      password:
        description: Its password.
        type: str
        required: true
      ca_path:
        description: PEM file of the authority that signed the certificate of the Web Admin.
        type: path
      fingerprint:
        description: SHA-256 fingerprint of the certificate of the Web Admin.
        type: str
      tls_legacy:
        description: What an old appliance needs and modern TLS refuses.
        type: list
        elements: str
        choices: [tls1_0, tls1_1, weak_keys, renegotiation]
        default: []
      language:
        description: Language of the screens.
        type: str
        choices: [en, fr, auto]
        default: auto
      screens:
        description: What the site declares of its screens, as a dictionary or as the path of a YAML file.
        type: raw
      timeout:
        description: Seconds to wait for one answer.
        type: int
        default: 30
      tma_username:
        description: Account of the TMA.
        type: str
      tma_password:
        description: Its password.
        type: str
      region:
        description: Region to choose when the TMA asks for one.
        type: str
      multisite:
        description: Multi-site to choose when the TMA asks for one.
        type: str
"""

    OF_SYSTEMS = r"""
options:
  connections:
    description: How to reach the systems of that TMA, to see what their phones register with.
    type: list
    elements: dict
    default: []
    version_added: 0.1.0
    suboptions:
      name:
        description: Name of the system in the screens of the TMA.
        type: str
        required: true
      tel_address:
        description: SIP TEL address of the system.
        type: str
      time_zone:
        description: Time zone of its screens, for example V(Europe/Paris). Left out, UTC.
        type: str
      host:
        description: Address or name of the Web Admin.
        type: str
        required: true
      port:
        description: HTTPS port of the administration interface. None is documented, so there is no default.
        type: int
        required: true
      username:
        description: Account to log in with.
        type: str
        required: true
      password:
        description: Its password.
        type: str
        required: true
      ca_path:
        description: PEM file of the authority that signed the certificate of the Web Admin.
        type: path
      fingerprint:
        description: SHA-256 fingerprint of the certificate of the Web Admin.
        type: str
      tls_legacy:
        description: What an old appliance needs and modern TLS refuses.
        type: list
        elements: str
        choices: [tls1_0, tls1_1, weak_keys, renegotiation]
        default: []
      language:
        description: Language of the screens.
        type: str
        choices: [en, fr, auto]
        default: auto
      screens:
        description: What the site declares of its screens, as a dictionary or as the path of a YAML file.
        type: raw
      timeout:
        description: Seconds to wait for one answer.
        type: int
        default: 30
"""
