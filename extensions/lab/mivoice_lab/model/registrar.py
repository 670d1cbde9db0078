# SPDX-License-Identifier: GPL-3.0-or-later
"""The SIP service of a system: who may register (MOD-3..7, MOD-13), and the update orders it hands out (TMA-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from .system_state import Registration, SystemState, UpdateOrder
from .trust import client_problem


@dataclass(frozen=True)
class RegisterResult:
    """Answer to a REGISTER. `code` 0: no answer at all (port closed, filtered, TLS refused). `update_order`: the phone
    must restart and fetch its files again."""

    accepted: bool
    code: int
    reason: str
    update_order: bool = False


class Registrar(SystemState):
    """Registrations of one system."""

    def register(
        self,
        phone_mac: str,
        address: str,
        port_received_on: int,
        transport: str,
        client_cert_pem: str | None = None,
    ) -> RegisterResult:
        """One REGISTER of phone `phone_mac` from `address`, received on a port of ours over "udp", "tcp" or "tls"."""
        refused = self._refusal(phone_mac, address, port_received_on, transport, client_cert_pem)
        if refused:
            return refused
        phone = self.world.phones[phone_mac]
        new = Registration(phone_mac, phone.number, address, port_received_on, transport, self.world.clock.now())
        old = self.registrations.get(phone_mac)
        self.registrations[phone_mac] = new
        for other in phone.systems():
            if other != self.name:
                self.world.systems[other].registrations.pop(phone_mac, None)
        if old is None or (old.port, old.transport) != (new.port, new.transport):
            self.world.events.append(
                "phone_registered",
                phone_mac,
                number=phone.number,
                system=self.name,
                port=port_received_on,
                transport=transport,
            )
        order = self.pending_order(phone_mac)
        if order:
            phone.note_order(order)
        self.world.loss.succeeded(phone, restarting=order is not None)
        return RegisterResult(True, 200, "OK", order is not None)

    def pending_order(self, mac: str) -> UpdateOrder | None:
        """The update order that waits for this phone: fulfilled once the phone has booted after it was given."""
        order = self.update_orders.get(mac)
        if order is None:
            return None
        booted = self.world.phones[mac].booted_at
        if booted is not None and booted > order.given_at:
            del self.update_orders[mac]
            return None
        return order

    def expire_registrations(self) -> None:
        """Forget phones that have been silent for two register intervals."""
        limit = timedelta(seconds=2 * self.world.timing.register_interval / self.world.clock.speed)
        now = self.world.clock.now()
        for mac in [m for m, r in self.registrations.items() if now - r.at > limit]:
            del self.registrations[mac]

    def tls_problem(self, client_cert_pem: str | None) -> str | None:
        """Why the TLS handshake with this client fails, or None: only BOTHWAY checks the phone (MOD-7)."""
        return client_problem(client_cert_pem, self.now(), self.ca_file_pem) if self.bothway else None

    def _refusal(
        self, mac: str, address: str, port: int, transport: str, client_cert_pem: str | None
    ) -> RegisterResult | None:
        if not self.port_open(port):
            return RegisterResult(False, 0, "port closed")
        if (transport == "tls") != (port == self.sips_port):
            return RegisterResult(False, 0, f"no {transport} on port {port}")
        if transport == "tls":
            problem = self.tls_problem(client_cert_pem)
            if problem:
                return RegisterResult(False, 0, problem)
        elif self.bothway and address not in self.trunks:
            return RegisterResult(False, 0, "filtered: port 5060 is for declared SIP trunks")
        phone = self.world.phones.get(mac)
        if phone is None or self.name not in phone.systems():
            return RegisterResult(False, 404, "Not Found")
        return None
