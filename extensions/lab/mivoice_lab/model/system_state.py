# SPDX-License-Identifier: GPL-3.0-or-later
"""What one system (iPBX) holds, and what follows from it: mode, open ports, tunnels (spec 3, VER-20..22)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509

from .certificate import Certificate
from .trust import revoked

if TYPE_CHECKING:
    from .tma import Tma
    from .world import World

CLOCKS_NEAR = timedelta(seconds=60)
"""Largest difference of date between the ends of an encrypted tunnel (VER-21; the value is ours)."""

GATEWAYS = ("xs", "xl", "xd")  # DIS-42: the only ones with EIP cards


@dataclass
class Card:
    """An EIP card; `state`: "in_service" or "out_of_service"."""

    name: str
    state: str = "in_service"
    address: str = ""


@dataclass
class Subscription:
    """A subscriber's number and its right to encryption (LIC-3)."""

    number: str
    name: str
    feature_class: str
    right: bool = True


@dataclass
class Registration:
    """Where and how a phone is registered; `at` is its last REGISTER."""

    mac: str
    number: str
    address: str
    port: int
    transport: str
    at: datetime


@dataclass
class Tunnel:
    """Inter-site link; `state`: "encrypted", "clear" or "down"."""

    peer: str
    state: str


@dataclass
class UpdateOrder:
    """TMA asks for phone `mac` to restart at its next REGISTER (TMA-14); `causes`: numbers of the write events."""

    mac: str
    given_at: datetime
    causes: list[int]


@dataclass(kw_only=True)
class SystemState:
    """Data of a system and everything that is computed from it; changes are in `System`. `sip_hangs`,
    `keeps_certificate` (a new one is taken but not used) and `generation_fails` are faults. `login_address`: where the
    phones of its platform find it, when that is the address of a system of another platform (MCK-1)."""

    world: World = field(repr=False)
    name: str
    role: str = "standalone"
    hardware: str = "server"
    release: str = "R7.2"
    admin_address: str = ""
    tel_address: str = ""
    login_address: str = ""
    web_port: int = 8443
    sip_port: int = 5060
    sips_port: int = 5061
    admins: dict[str, str] = field(default_factory=dict)
    skin: str | None = None
    language: str | None = None
    max_sessions: int | None = None
    ntp_server: str = ""
    clock_skew: float = 0.0
    region: str = ""
    multisite: str = ""
    site_name: str = ""
    cluster_server: str | None = None
    manager: str | None = None
    backup: str | None = None
    download_servers: list[str] = field(default_factory=list)
    licence: str = "authorised"
    valid_keycodes: list[str] = field(default_factory=list)
    services: dict[str, str] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    certificate: Certificate | None = None
    key_type: str = "ec"
    auto_renewal: bool = True
    generation_fails: bool = False
    voice_encryption: bool = False
    voice_types: list[str] = field(default_factory=lambda: ["AES-128", "AES-256"])
    voice_type: str = "AES-128"
    bothway: bool = False
    ca_file_pem: list[str] = field(default_factory=list)
    revocation_lists: list[x509.CertificateRevocationList] = field(default_factory=list)
    trunks: list[str] = field(default_factory=list)
    inter_ipbx: bool = False
    alarms: dict[str, bool] = field(default_factory=lambda: {"AlmLocPers": True, "EN ALARME": True})
    feature_classes: dict[str, bool] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    registrations: dict[str, Registration] = field(default_factory=dict)
    update_orders: dict[str, UpdateOrder] = field(default_factory=dict)
    tma: Tma | None = field(default=None, repr=False)
    sip_down_until: datetime | None = None
    sip_restarts: int = 0
    sip_hangs: bool = False
    keeps_certificate: bool = False
    _expiry_told: bool = False

    def now(self) -> datetime:
        """Date and time of this system, its skew included."""
        return self.world.clock.now() + timedelta(seconds=self.clock_skew)

    def addresses(self) -> tuple[str, ...]:
        """Every address that leads to it, TEL first (CERT-17)."""
        known = (self.tel_address, self.admin_address, self.login_address)
        return tuple(address for address in dict.fromkeys(known) if address)

    @property
    def phone_address(self) -> str:
        """The address that its phones are given."""
        return self.login_address or self.tel_address

    def mode(self) -> str:
        """System mode found, Annex B token (MOD-16)."""
        kind = self.certificate.kind if self.certificate else None
        if self.bothway:
            return {None: "bothway_no_cert", "trusted": "bothway"}.get(kind, "unknown")
        return {None: "no_tls", "self_signed": "pbx_cert_self_signed"}.get(kind, "pbx_cert_trusted")

    def sip_available(self) -> bool:
        """False while the SIP service restarts."""
        return self.sip_down_until is None or self.world.clock.now() >= self.sip_down_until

    def port_open(self, port: int) -> bool:
        """MOD-3, MOD-4: 5060 always, 5061 only with a certificate; nothing during a SIP restart."""
        return self.sip_available() and (
            port == self.sip_port or (port == self.sips_port and self.certificate is not None)
        )

    def nodes(self) -> list[Any]:
        """Nodes of this cluster server (TOP-4); empty for any other role."""
        return [s for s in self.world.systems.values() if s.cluster_server == self.name]

    def peers(self) -> list[Any]:
        """Systems linked to this one: the others of its multi-site."""
        if self.manager is None:
            return []
        names = self.world.managers[self.manager].multisites[self.multisite].systems
        return [self.world.systems[n] for n in names if n != self.name]

    def tunnels(self) -> list[Tunnel]:
        """State of each inter-site tunnel (VER-20..22): encrypted only with inter-iPBX encryption, near clocks and
        valid certificates at both ends, trusted ones for both roles and of one CA (CERT-7, CERT-18)."""
        return [Tunnel(peer.name, self._tunnel_state(peer)) for peer in self.peers()]

    def _tunnel_state(self, peer: SystemState) -> str:
        ends = (self, peer)
        if not all(end.sip_available() for end in ends) or self._refuses(peer) or peer._refuses(self):
            return "down"
        near = abs(timedelta(seconds=self.clock_skew - peer.clock_skew)) <= CLOCKS_NEAR
        ready = all(end.inter_ipbx and end.certificate and end.certificate.valid_at(end.now()) for end in ends)
        return "encrypted" if near and ready and self._agrees_with(peer) else "clear"

    def _refuses(self, peer: SystemState) -> bool:
        """A tunnel to a revoked certificate is not set up, and cut (CRL-1, CRL-2)."""
        shown = peer.certificate
        return shown is not None and shown.kind == "trusted" and revoked(shown.presented, self.revocation_lists)

    def _agrees_with(self, peer: SystemState) -> bool:
        ends = [end.certificate for end in (self, peer) if end.certificate]
        if {end.kind for end in ends} != {"trusted"}:
            return len({end.kind for end in ends}) == 1
        return all(end.both_roles for end in ends) and bool(ends[0].authorities & ends[1].authorities)

    def has_right(self, number: str) -> bool:
        """Right to encryption of a subscription. LIC-13 leaves open which of subscription and class wins: both here."""
        subscription = self.subscriptions.get(number)
        return bool(subscription and subscription.right and self.feature_classes.get(subscription.feature_class, False))

    def encrypts_voice_of(self, number: str) -> bool:
        """Conditions 1, 2, 3 and 7 of VOI-1 on this system for one of its subscribers."""
        return (
            self.licence == "authorised"
            and self.voice_encryption
            and self.certificate is not None
            and self.certificate.valid_at(self.now())
            and self.has_right(number)
        )
