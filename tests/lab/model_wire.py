# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP ports of the lab's model without sockets: what a probe of the real ones would find."""

from __future__ import annotations

from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.modes import mode
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire import certificates
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.tls import Attempt
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from mivoice_lab.model.world import World


class ModelWire:
    """A `Wire` onto a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def probe(self, address: str, sip_port: int, sips_port: int, timeout: float) -> dict[str, Any]:
        system = self._system(address)
        plain, tls = (system.port_open(port) for port in (system.sip_port, system.sips_port))
        shown = self._served(address, sips_port)
        chain = [certificates.with_pem(one) for one in certificates.readable(shown)[0]]
        facts = {
            "plain_open": plain,
            "tls_open": tls,
            "tls_version": "TLSv1.3" if tls else None,
            "chain": chain,
            "kind": certificates.kind_of(chain[0]) if chain else None,
            "client_certificate": ("required" if system.bothway else "not_asked") if tls else "unknown",
            "options_answered": (plain or tls) and not system.bothway,
            "errors": [],
        }
        return facts | {"mode": mode({"sip": facts})}

    def present(self, address: str, port: int, client: Any, timeout: float) -> Attempt:
        system = self._system(address)
        if not system.port_open(port):
            return Attempt(connected=False, reason="connection refused")
        [certificate] = x509.load_pem_x509_certificates(client.pem)
        problem = system.tls_problem(certificate.public_bytes(Encoding.PEM).decode())
        return Attempt(connected=True, outcome="refused" if problem else "answered", reason=problem)

    def _served(self, address: str, port: int) -> list[bytes]:
        system = self._system(address)
        shown = system.certificate.presented if system.certificate and system.port_open(port) else ()
        return [x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER) for pem in shown]

    def _system(self, address: str) -> Any:
        return next(system for system in self._world.systems.values() if system.tel_address == address)

    def phone_answers(self, address: str, port: int, transport: str) -> bool:
        phone = next(phone for phone in self._world.phones.values() if phone.address == address)
        settings = phone.settings()
        return phone.registered_with is not None and (settings.port, settings.transport) == (port, transport)
