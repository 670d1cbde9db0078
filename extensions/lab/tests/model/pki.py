# SPDX-License-Identifier: GPL-3.0-or-later
"""PKCS#12 files of a site's CA, dated by the lab's clock."""

from __future__ import annotations

from datetime import timedelta

from mivoice_lab.model.issue import key_pem, new_authority, pem
from mivoice_lab.model.pkcs12 import write_file

DAY = timedelta(days=1)
PASSWORD = "Été 2026 ?"


class Maker:
    """Files of one CA with an intermediate, dated by the lab's clock."""

    def __init__(self, lab, name="Site CA"):
        self.now = lab.clock.now()
        self.root = new_authority(name, self.now - DAY, self.now + 900 * DAY)
        self.signer = new_authority(f"{name} 2", self.now - DAY, self.now + 800 * DAY, self.root)

    def file(self, system, *, cn=None, addresses=None, start=-DAY, end=90 * DAY, **more):
        """PKCS#12 of a system's certificate; `start` and `end` from now."""
        leaf, key = self.signer.certify(
            cn or system.tel_address, addresses or system.addresses(), self.now + start, self.now + end, **more
        )
        return write_file(leaf, key, self.signer.chain, PASSWORD)

    def terminal(self, *, end=90 * DAY):
        """(certificate, key) of the terminals, PEM (BCRT-3, BCRT-4); the root signs them."""
        leaf, key = self.root.certify("terminals", ["127.0.0.1"], self.now - DAY, self.now + end)
        return pem(leaf).encode(), key_pem(key).encode()

    def ca_file(self):
        """The root, as phones get it."""
        return pem(self.root.certificate).encode()

    def authority_file(self, end=800 * DAY):
        signing = new_authority("Manager CA", self.now - DAY, self.now + end, self.root)
        return write_file(signing.certificate, signing.key, signing.issuers, PASSWORD)
