# SPDX-License-Identifier: GPL-3.0-or-later
"""MiVoice 5000 Manager (TOP-8): multi-sites, feature classes, certificate generation, operations log (spec 2.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .certificate import Certificate, from_pem
from .issue import Authority, key_pem, pem
from .pkcs12 import Opened, Unfit, open_file, signing_authority
from .refusal import CERTIFICATE_EXPIRED, GENERATE_GREYED, PASSWORDS_DIFFER, PKCS12_NOT_FOUND, LabRefusal
from .trust import common_name

if TYPE_CHECKING:
    from .system import System
    from .tma import Tma
    from .world import World

ENCRYPTION_TYPES = ("self_signed", "import")
ALL_SITES = "all"
VALIDITY = timedelta(days=3 * 365)
"""Of the certificates that Manager makes, or to the end of its authority (EXP-1; the value is ours)."""


@dataclass
class MultiSite:
    """Systems administered together (TOP-7). `applied`: `Apply` was pressed since the last change; `confirmed`: then
    `OK` too."""

    name: str
    region: str
    systems: list[str] = field(default_factory=list)
    encryption: bool = False
    encryption_type: str | None = None
    applied: bool = False
    confirmed: bool = False

    @property
    def generate_enabled(self) -> bool:
        """Whether `Generate certificates` can be pressed (SCR-M3.10: greyed until Apply and OK)."""
        return self.encryption and self.encryption_type is not None and self.applied and self.confirmed


@dataclass
class Operation:
    """A line of the operations log (SCR-M4). `name` is a token ("generate_certificates"), `target` a system or a
    multi-site; `message` is "" or the product's refusal text "TITLE: detail"; `ok` tells success."""

    at: datetime
    name: str
    target: str
    message: str
    ok: bool


@dataclass(kw_only=True)
class Manager:
    """One Manager. `actor` names the login that acts, for the log.

    `import_takes` (OPEN-4): an authority that it signs with, or the certificate of one system, which it hands on as it
    is. What was imported: `authorities` by multi-site, `certificates` by system.
    """

    world: World = field(repr=False)
    name: str
    release: str = "R7.2"
    admin_address: str = ""
    web_port: int = 8443
    admins: dict[str, str] = field(default_factory=dict)
    skin: str | None = None
    language: str | None = None
    max_sessions: int | None = None
    clock_skew: float = 0.0
    import_takes: str = "authority"
    multisites: dict[str, MultiSite] = field(default_factory=dict)
    feature_classes: dict[str, bool] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    authorities: dict[str, Authority] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict, repr=False)
    tma: Tma = field(init=False, repr=False)

    def systems(self) -> list[System]:
        """Every system of every multi-site."""
        return [self.world.systems[name] for site in self.multisites.values() for name in site.systems]

    def set_multisite(
        self, actor: str, name: str, *, encryption: bool | None = None, encryption_type: str | None = None
    ) -> None:
        """SCR-M3.3, SCR-M3.4. None leaves a field as it is. A change greys the generation until Apply and OK.
        KeyError for an unknown multi-site, ValueError for an unknown type."""
        site = self.multisites[name]
        if encryption_type not in (None, *ENCRYPTION_TYPES):
            raise ValueError(encryption_type)
        before = (site.encryption, site.encryption_type)
        after = (
            site.encryption if encryption is None else encryption,
            encryption_type or site.encryption_type,
        )
        self.world.operator_action(actor, self.name, "multisite", item=name, before=list(before), after=list(after))
        if after != before:
            site.encryption, site.encryption_type = after
            site.applied = site.confirmed = False

    def now(self) -> datetime:
        """Date and time of this Manager, its skew included."""
        return self.world.clock.now() + timedelta(seconds=self.clock_skew)

    def import_certificate(self, actor: str, name: str, data: bytes, password: str, confirmation: str) -> None:
        """SCR-M3.5..7: load the CA that is to sign for a multi-site (CERT-9, CERT-23), or what else `import_takes`. No
        system changes before the generation, which is greyed until Apply and OK. Refused when the passwords differ,
        else as `pkcs12` says."""
        if password != confirmation:
            self.world.refuse(actor, self.name, "import_certificate", PASSWORDS_DIFFER)
        try:
            opened = open_file(data, password)
            if self.import_takes == "system":
                self.certificates |= self._of_one_system(name, opened)
            else:
                self.authorities[name] = signing_authority(opened, self.now())
        except Unfit as unfit:
            self.world.refuse(actor, self.name, "import_certificate", unfit.texts)
        self.world.operator_action(
            actor, self.name, "import_certificate", item=name, common_name=common_name(opened.leaf)
        )
        site = self.multisites[name]
        site.applied = site.confirmed = False

    def apply(self, actor: str, name: str) -> None:
        """SCR-M3.8."""
        self.world.operator_action(actor, self.name, "multisite_apply", item=name)
        self.multisites[name].applied = True

    def ok(self, actor: str, name: str) -> None:
        """SCR-M3.9; counts only after Apply."""
        site = self.multisites[name]
        self.world.operator_action(actor, self.name, "multisite_ok", item=name)
        site.confirmed = site.applied

    def generate_certificates(self, actor: str, name: str, scope: str = ALL_SITES) -> None:
        """SCR-M3.10..12: after a while every system of the scope makes its certificate (CERT-8), or gets the one that
        Manager makes for it (CERT-9), and restarts SIP, and the operations log tells. `scope`: "all" or the name of one
        system of the multi-site. Refused while greyed, and with type "import" until a file was imported (ERR-1)."""
        site = self.multisites[name]
        if not site.generate_enabled:
            self.world.refuse(actor, self.name, "generate_certificates", GENERATE_GREYED)
        imported = name in self.authorities or self.certificates.keys() & set(site.systems)
        if site.encryption_type == "import" and not imported:
            self.world.refuse(actor, self.name, "generate_certificates", PKCS12_NOT_FOUND)
        chosen = site.systems if scope == ALL_SITES else [scope]
        if not set(chosen) <= set(site.systems):
            raise ValueError(scope)
        write = self.world.operator_action(actor, self.name, "generate_certificates", item=name, systems=list(chosen))
        done_at = self.world.clock.after(self.world.timing.generation)
        self.world.schedule(done_at, lambda: self._generate(actor, name, list(chosen), write["n"]))

    def set_feature_class_right(self, actor: str, name: str, right: bool) -> None:
        """SCR-M2.1: for all systems of this Manager. KeyError for an unknown class."""
        before = self.feature_classes[name]
        self.world.operator_action(actor, self.name, "feature_class_right", item=name, before=before, after=right)
        self.feature_classes[name] = right
        for system in self.systems():
            system.feature_classes[name] = right
            self.world.loss.voice_changed(system)

    def _of_one_system(self, name: str, opened: Opened) -> dict[str, Certificate]:
        """{system: certificate} of the first system of a multi-site that a file fits; Unfit when it fits none."""
        for system in self.multisites[name].systems:
            try:
                return {system: self.world.systems[system].own_certificate(opened)}
            except Unfit as unfit:
                misfit = unfit
        raise misfit

    def _generate(self, actor: str, name: str, chosen: list[str], write: int) -> None:
        failed = False
        for system in chosen:
            member = self.world.systems[system]
            try:
                member.check_generation(actor)
                certificate = self._certificate_for(actor, name, member)
            except LabRefusal as refusal:
                failed = True
                self._log(system, str(refusal), ok=False)
            else:
                member.install_certificate(certificate, "certificate", [write])
                self._log(system, "", ok=True)
        self._log(name, "", ok=not failed)

    def _certificate_for(self, actor: str, name: str, member: System) -> Certificate:
        """Self-signed by the system, or by the imported authority: CN = TEL address, every address as alternative name,
        both roles (CERT-16..18). ERR-4 when the authority has ended, ERR-1 for a system without the file it needs."""
        if self.multisites[name].encryption_type != "import":
            return member.new_self_signed()
        if self.import_takes == "system":
            if member.name not in self.certificates:
                self.world.refuse(actor, member.name, "generate_certificates", PKCS12_NOT_FOUND)
            return self.certificates[member.name]
        authority, now = self.authorities[name], self.now().replace(microsecond=0)
        end = min(now + VALIDITY, authority.certificate.not_valid_after_utc)
        if now >= end:
            self.world.refuse(actor, member.name, "generate_certificates", CERTIFICATE_EXPIRED)
        made, key = authority.certify(member.tel_address, member.addresses(), now, end)
        return from_pem(pem(made), key_pem(key), [pem(one) for one in authority.chain])

    def _log(self, target: str, message: str, *, ok: bool) -> None:
        self.operations.append(Operation(self.world.clock.now(), "generate_certificates", target, message, ok))
