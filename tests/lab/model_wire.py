# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP ports of the lab's model without sockets: what a probe of the real ones would find."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.modes import mode
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire import certificates
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from mivoice_lab.model.world import World


class ModelWire:
    """A `Wire` onto a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def probe(self, address: str, sip_port: int, sips_port: int, timeout: float) -> dict[str, Any]:
        system = next(system for system in self._world.systems.values() if system.tel_address == address)
        plain, tls = (system.port_open(port) for port in (system.sip_port, system.sips_port))
        chain = []
        if tls and system.certificate:
            served = x509.load_pem_x509_certificate(system.certificate.cert_pem.encode())
            chain = [certificates.describe(served.public_bytes(Encoding.DER))]
        facts = {
            "plain_open": plain,
            "tls_open": tls,
            "tls_version": "TLSv1.3" if tls else None,
            "chain": chain,
            "kind": certificates.kind_of(chain[0]) if chain else None,
            "client_certificate": "not_asked" if tls else "unknown",
            "options_answered": plain or tls,
            "errors": [],
        }
        return facts | {"mode": mode({"sip": facts})}

    def phone_answers(self, address: str, port: int, transport: str) -> bool:
        phone = next(phone for phone in self._world.phones.values() if phone.address == address)
        settings = phone.settings()
        return phone.registered_with is not None and (settings.port, settings.transport) == (port, transport)
