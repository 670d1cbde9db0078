# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and host keys of the download servers, new for each lab."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import asyncssh
from cryptography import x509

from ..model.issue import Authority, PrivateKey, key_pem, new_authority, pem
from .certificates import fingerprint

if TYPE_CHECKING:
    from ..model.download import DownloadServer
    from ..model.world import World

YEAR, EARLIER = timedelta(days=365), timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """What a download server proves itself with: a certificate for FTPS and HTTPS, a host key for SFTP."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)
    host_key: asyncssh.SSHKey = field(repr=False)

    def pem(self) -> tuple[str, str]:
        """Certificate and key."""
        return pem(self.certificate), key_pem(self.key)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, upper-case hex with colons."""
        return fingerprint(pem(self.certificate))

    @property
    def host_key_fingerprint(self) -> str:
        """As OpenSSH writes it: SHA256:..."""
        return self.host_key.get_fingerprint("sha256")


class Identities:
    """Of every download server, by name. `ca_pem`: the authority of their certificates, which phones trust for
    HTTPS."""

    def __init__(self, world: World) -> None:
        start = world.clock.now().replace(microsecond=0) - EARLIER
        authority = new_authority("Lab download servers", start, start + 10 * YEAR)
        self.ca_pem = pem(authority.certificate)
        self._known = {name: _identity(authority, server, world) for name, server in world.download_servers.items()}

    def __getitem__(self, name: str) -> Identity:
        return self._known[name]


def _identity(authority: Authority, server: DownloadServer, world: World) -> Identity:
    start = world.clock.now().replace(microsecond=0) - EARLIER
    certificate, key = authority.certify(server.address, [server.address], start, start + YEAR)
    return Identity(certificate, key, asyncssh.generate_private_key("ssh-ed25519"))
