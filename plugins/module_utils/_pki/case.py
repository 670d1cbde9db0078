# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules look at: one file or one live chain, what is known of the system, and the time."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeAlias

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509
    from cryptography.x509.oid import NameOID

from .bundle import Bundle, Entry
from .chain import Chain
from .facts import describe
from .policy import Policy

ROLES = ("system", "signing_ca", "ca_file", "terminal")
"""What a file is for: a system's own certificate, the authority imported in Manager (CERT-23), an authority for phones
or systems (BCRT-1, BCRT-2), a phone's own certificate or key (BCRT-3, BCRT-4)."""

Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"


@dataclass(frozen=True)
class Known:
    """What is known of the system that a file is for; None means not known, never "no".

    ``tel_address`` and ``admin_address``: addresses of its interfaces. ``fqdns``: the names that lead to either.
    ``fqdn_only``: clients use names alone, so that the address may be missing (CERT-14). ``crls``: revocation lists to
    honour (OPEN-17). ``authorities``: the CA certificates that those hold who will check this one (CERT-28, BCRT-9).
    ``platform``: systems of different platforms are not compared with each other (CERT-22, MCK-1).
    """

    tel_address: str | None = None
    admin_address: str | None = None
    fqdns: tuple[str, ...] = ()
    multisite: bool | None = None
    has_5300: bool | None = None
    file_role: str = "system"
    fqdn_only: bool = False
    crls: tuple[Any, ...] = ()
    policy: Policy = field(default_factory=Policy)
    authorities: tuple[x509.Certificate, ...] = ()
    platform: str = "working"


@dataclass(frozen=True)
class Subject:
    """One certificate with its plain facts and its names."""

    entry: Entry
    source: str

    @cached_property
    def facts(self) -> dict[str, Any]:
        return describe(self.entry.certificate)

    @cached_property
    def where(self) -> str:
        return f"{self.source}: certificate {self.entry.position} ({shown(self.facts['subject'])})"

    @cached_property
    def common_names(self) -> tuple[str, ...]:
        found = self.entry.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return tuple(str(name.value) for name in found)

    @cached_property
    def alternative_addresses(self) -> tuple[Address, ...]:
        return tuple(filter(None, (address(name[3:]) for name in self.facts["san"] if name.startswith("IP:"))))

    @cached_property
    def alternative_dns(self) -> tuple[str, ...]:
        return tuple(name[4:].lower().rstrip(".") for name in self.facts["san"] if name.startswith("DNS:"))

    @cached_property
    def ends(self) -> datetime:
        return self.entry.certificate.not_valid_after_utc

    @cached_property
    def starts(self) -> datetime:
        return self.entry.certificate.not_valid_before_utc

    @property
    def self_signed(self) -> bool:
        """Signed by its own key, or made to look so: neither was issued by anybody known."""
        return self.facts["self_signed"] is not False

    def cn_is(self, wanted: str) -> bool:
        """Whether its one CN is that address. With several nobody knows which one a 5300 looks at, so none counts."""
        return len(self.common_names) == 1 and same_address(self.common_names[0], wanted)

    def told_names(self) -> str:
        """CN and alternative names, for a report."""
        names = ", ".join(shown(name) for name in self.common_names) or "none"
        return f"CN {names}; alternative names {', '.join(shown(name) for name in self.facts['san']) or 'none'}"


@dataclass(frozen=True)
class Case:
    """One file, or one chain that a live port ``shows``."""

    bundle: Bundle
    chain: Chain
    known: Known
    now: datetime
    live: bool = False

    @property
    def role(self) -> str:
        return self.known.file_role

    @cached_property
    def leaf(self) -> Subject | None:
        """The certificate the file is about; None when there is none or none can be told."""
        return self._subject(self.chain.leaf) if self.chain.leaf and self.role != "ca_file" else None

    @cached_property
    def issuers(self) -> tuple[Subject, ...]:
        """The certificates above the leaf; in a file of authorities all of them."""
        entries = self.bundle.certificates if self.role == "ca_file" else self.chain.path[1:]
        return tuple(self._subject(entry) for entry in entries)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Leaf and issuers."""
        return (self.leaf, *self.issuers) if self.leaf else self.issuers

    @cached_property
    def signers(self) -> tuple[Subject, ...]:
        """Those that have to be able to sign: the issuers, and the leaf of a file that is to sign (CERT-23)."""
        return self.subjects if self.role == "signing_ca" and self.leaf and self.leaf.facts["ca"] else self.issuers

    def _subject(self, entry: Entry) -> Subject:
        return Subject(entry, self.bundle.name or "certificate file")


def address(text: str) -> Address | None:
    """The IP address that ``text`` is, or None."""
    try:
        return ipaddress.ip_address(text.strip())
    except ValueError:
        return None


def same_address(text: str, wanted: str) -> bool:
    """Whether both are the same IP address, however written."""
    found = address(text)
    return found is not None and found == address(wanted)


def shown(text: str, limit: int = 120) -> str:
    """Text out of a certificate, fit for one line of a report: printable and not endless."""
    clean = "".join(char if char.isprintable() else "?" for char in text)
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"


def days_until(moment: datetime, now: datetime) -> int:
    """Whole days left, negative once it is over."""
    return (moment - now) // timedelta(days=1)


def day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def listed(items: Iterable[str]) -> str:
    return ", ".join(items) or "none"
