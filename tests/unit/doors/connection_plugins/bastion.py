# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that is not local as far as Ansible can tell, and yet is this machine."""

from __future__ import annotations

from ansible.plugins.connection.local import Connection as LocalConnection

DOCUMENTATION = """
name: bastion
short_description: Local execution under another name
description: Runs commands on this machine, for tests of shipped modules.
author: The voiceops.mivoice5000 authors (@voiceops)
version_added: 0.1.0
"""


class Connection(LocalConnection):
    """Everything as ``local`` does it, under another transport name."""

    transport = "bastion"
