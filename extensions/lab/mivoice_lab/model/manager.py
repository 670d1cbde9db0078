# SPDX-License-Identifier: GPL-3.0-or-later
"""MiVoice 5000 Manager (TOP-8): multi-sites, feature classes, certificate generation, operations log (spec 2.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from .refusal import GENERATE_GREYED, PKCS12_NOT_FOUND, LabRefusal

if TYPE_CHECKING:
    from .system import System
    from .tma import Tma
    from .world import World

ENCRYPTION_TYPES = ("self_signed", "import")
ALL_SITES = "all"


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
    """One Manager. `actor` names the login that acts, for the log."""

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
    multisites: dict[str, MultiSite] = field(default_factory=dict)
    feature_classes: dict[str, bool] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
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
        """SCR-M3.10..12: after a while every system of the scope makes its certificate (CERT-8) and restarts SIP, and
        the operations log tells. `scope`: "all" or the name of one system of the multi-site. Refused while
        greyed, and with type "import" as long as no file was imported (ERR-1)."""
        site = self.multisites[name]
        if not site.generate_enabled:
            self.world.refuse(actor, self.name, "generate_certificates", GENERATE_GREYED)
        if site.encryption_type == "import":
            self.world.refuse(actor, self.name, "generate_certificates", PKCS12_NOT_FOUND)
        chosen = site.systems if scope == ALL_SITES else [scope]
        if not set(chosen) <= set(site.systems):
            raise ValueError(scope)
        self.world.operator_action(actor, self.name, "generate_certificates", item=name, systems=list(chosen))
        done_at = self.world.clock.after(self.world.timing.generation)
        self.world.schedule(done_at, lambda: self._generate(actor, name, list(chosen)))

    def set_feature_class_right(self, actor: str, name: str, right: bool) -> None:
        """SCR-M2.1: for all systems of this Manager. KeyError for an unknown class."""
        before = self.feature_classes[name]
        self.world.operator_action(actor, self.name, "feature_class_right", item=name, before=before, after=right)
        self.feature_classes[name] = right
        for system in self.systems():
            system.feature_classes[name] = right
            self.world.loss.voice_changed(system)

    def _generate(self, actor: str, name: str, chosen: list[str]) -> None:
        failed = False
        for system in chosen:
            member = self.world.systems[system]
            try:
                member.check_generation(actor)
            except LabRefusal as refusal:
                failed = True
                self._log(system, str(refusal), ok=False)
            else:
                member.install_certificate(member.new_self_signed(), "certificate")
                self._log(system, "", ok=True)
        self._log(name, "", ok=not failed)

    def _log(self, target: str, message: str, *, ok: bool) -> None:
        self.operations.append(Operation(self.world.clock.now(), "generate_certificates", target, message, ok))
