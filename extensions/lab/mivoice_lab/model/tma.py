# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA, in Manager or in a system (TOP-10): distribution, specific data, global data, inventory (spec 2.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from .parameters import BY_NAME, FAMILIES, PARAMETERS, RANGES, family_of
from .phone_files import COMMON_FILE
from .refusal import FIXED_PARAMETER, INVALID_VALUE, NOT_DISTRIBUTED, TRANSFER_FAILED
from .tma_actions import Action, ActionRunner, Draft
from .tma_deployment import Deployment, prepare
from .tma_files import FileStore, common_lines, phone_lines
from .tma_rows import ALL, Distribution, InventoryRow, ParameterRow, Scope, SpecificRow, at_delivery, tab_order

if TYPE_CHECKING:
    from .download import DownloadServer
    from .phone import Phone
    from .world import World


@dataclass(kw_only=True)
class Tma:
    """One TMA. `owner`: inventory name of the Manager or system that carries it. `lists`: terminal lists besides
    `All`, name -> numbers (OPEN-27). `upper_fixed`: the upper rows cannot be edited (DIS-25). `spellings`: names that
    its screens show in place of ours (DIS-4, DIS-5); callers use the names shown. `config_file_encryption`: TMA
    deploys no `*.cfg` (TMA-18). `models`: what it writes into the file of a model, by model."""

    world: World = field(repr=False)
    owner: str
    credentials: dict[str, str] = field(default_factory=dict)
    packages: dict[str, list[str]] = field(default_factory=lambda: {f: [] for f in FAMILIES})
    lists: dict[str, list[str]] = field(default_factory=dict)
    upper_fixed: bool = False
    icon_5300: str = "srtp_tls"
    spellings: dict[str, str] = field(default_factory=dict)
    config_file_encryption: bool = False
    models: dict[str, dict[str, str]] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)
    _distributions: dict[tuple[Scope, str, str], Distribution] = field(default_factory=dict)
    _values: dict[tuple[Scope, str], dict[str, dict[str, str]]] = field(default_factory=dict)
    _globals: dict[tuple[Scope, str], dict[str, str]] = field(default_factory=dict)
    _stores: dict[tuple[Scope, str], FileStore] = field(default_factory=dict)
    _drafts: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._runner = ActionRunner(self)

    @property
    def scopes(self) -> list[Scope]:
        """Regions and sites that T0 offers."""
        manager = self.world.managers.get(self.owner)
        if manager:
            return [(site.region, site.name) for site in manager.multisites.values()]
        system = self.world.systems[self.owner]
        return [(system.region, system.site_name)]

    def members(self, scope: Scope) -> list[str]:
        """Systems of a scope. KeyError when it does not exist."""
        if scope not in self.scopes:
            raise KeyError(scope)
        manager = self.world.managers.get(self.owner)
        return list(manager.multisites[scope[1]].systems) if manager else [self.owner]

    def phones(self, scope: Scope, family: str, package: str | None = None) -> list[Phone]:
        """Terminals known to the inventory (TMA-16), off or on; of one package when given."""
        return [
            phone
            for name in self.members(scope)
            for phone in self.world.phones_of(name)
            if phone.family == family and package in (None, phone.software)
        ]

    def list_names(self) -> list[str]:
        """Choices of SCR-T3.2."""
        return [ALL, *self.lists]

    def distribution(self, scope: Scope, family: str, package: str) -> list[ParameterRow]:
        """Rows of T2."""
        ranges = self._distribution(scope, family, package).ranges
        rows = []
        for block in ("upper", "lower"):
            for p in PARAMETERS[family]:
                if (p.name, block) in ranges:
                    default = p.default if block == "upper" else p.lower or ""
                    fixed = block == "upper" and p.lower is not None and self.upper_fixed
                    rows.append(ParameterRow(p.tab, block, self._shown(p.name), ranges[p.name, block], default, fixed))
        return sorted(rows, key=lambda row: tab_order(family).index(row.tab))

    def distribute(
        self,
        actor: str,
        scope: Scope,
        family: str,
        package: str,
        ranges: dict[str, str] | dict[tuple[str, str], str],
    ) -> None:
        """`Distribute`, confirmed: set ranges. Keys: a name (its upper, or only, row) or (name, block). No file and no
        phone changes yet (TMA-2). KeyError for an unknown row, ValueError for an unknown range; a fixed row refuses."""
        distribution = self._distribution(scope, family, package)
        wanted = {}
        for key, value in ranges.items():
            name, block = key if isinstance(key, tuple) else (key, "upper")
            wanted[self._meant(name), block] = value
        fixed = {(self._meant(r.name), r.block) for r in self.distribution(scope, family, package) if r.fixed}
        for row, value in wanted.items():
            if value not in RANGES:
                raise ValueError(value)
            if row in fixed and distribution.ranges[row] != value:
                self.world.refuse(actor, self.owner, "distribute", FIXED_PARAMETER)
        changes = {key: value for key, value in wanted.items() if distribution.ranges[key] != value}
        self.world.operator_action(
            actor,
            self.owner,
            "distribute",
            scope=list(scope),
            family=family,
            package=package,
            changes={f"{name} ({block})": value for (name, block), value in changes.items()},
        )
        distribution.ranges.update(changes)

    def specific_rows(self, scope: Scope, family: str, package: str, list_name: str = ALL) -> list[SpecificRow]:
        """Rows of T3: what the distribution made specific (TMA-2)."""
        distribution = self._distribution(scope, family, package)
        values = self._values_of(scope, family)
        chosen = self._chosen(scope, family, package, list_name)
        rows = []
        for p in PARAMETERS[family]:
            if distribution.range_of(p.name) == "specific":
                found = {values.get(phone.mac, {}).get(p.name, p.default) for phone in chosen}
                value = found.pop() if len(found) == 1 else None
                rows.append(SpecificRow(p.tab, self._shown(p.name), value, p.default, p.pattern))
        return rows

    def update_specific(
        self, actor: str, scope: Scope, family: str, package: str, list_name: str, values: dict[str, str]
    ) -> Draft:
        """`Save` on T3 with column C ticked for `values` (TMA-4): a draft; nothing is written before its action runs.
        Refused for a parameter that T3 does not show or a value of the wrong format."""
        shown = {row.name for row in self.specific_rows(scope, family, package, list_name)}
        for name, value in values.items():
            if name not in shown:
                self.world.refuse(actor, self.owner, "update_specific", NOT_DISTRIBUTED)
            if not BY_NAME[family][self._meant(name)].accepts(value):
                self.world.refuse(actor, self.owner, "update_specific", INVALID_VALUE)
        write = self.world.operator_action(
            actor,
            self.owner,
            "update_specific",
            scope=list(scope),
            family=family,
            package=package,
            list=list_name,
            values=dict(values),
        )
        meant = {self._meant(name): value for name, value in values.items()}
        return Draft(next(self._drafts), scope, family, package, list_name, meant, write["n"])

    def start_action(
        self,
        actor: str,
        draft: Draft | Deployment,
        name: str,
        kind: str = "immediate",
        when: datetime | None = None,
    ) -> Action:
        """T4: place the action. Deferred needs `when`, aware, later than now (ACT-4), and holds back the transfer and
        the update order alike (ACT-3)."""
        return self._runner.start(actor, draft, name, kind, when)

    def deploy(self, actor: str, scope: Scope, family: str, server: str, file_name: str, content: bytes) -> Deployment:
        """`Validate` on T1: one file for one server of the scope (spec 6.4); nothing is written before its action runs.
        Refused as `tma_deployment.prepare` says."""
        return prepare(self, actor, next(self._drafts), scope, family, server, file_name, content)

    def set_global(self, actor: str, scope: Scope, family: str, values: dict[str, str]) -> None:
        """T7: update of global data, written to the download servers at once (TMA-9, DIS-27). Phones read it when they
        next start. KeyError for an unknown parameter; refused for a wrong format or a failed transfer."""
        for name, value in values.items():
            if not BY_NAME[family][name].accepts(value):
                self.world.refuse(actor, self.owner, "global_data", INVALID_VALUE)
        if any(server.why_not_writable() for server in self.servers(scope)):
            self.world.refuse(actor, self.owner, "global_data", TRANSFER_FAILED)
        self.world.operator_action(
            actor, self.owner, "global_data", scope=list(scope), family=family, values=dict(values)
        )
        self._globals.setdefault((scope, family), {}).update(values)
        self.build_files(scope, family, [])
        self.transfer(scope, family, [COMMON_FILE[family]])

    def global_data(self, scope: Scope, family: str) -> dict[str, str]:
        """Values of T7 as they stand."""
        delivery = {p.name: p.common for p in PARAMETERS[family] if p.common is not None}
        return delivery | self._globals.get((scope, family), {})

    def inventory(self, scope: Scope, family: str) -> list[InventoryRow]:
        """T6, for one family."""
        store = self.store(scope, family)
        return [
            InventoryRow(
                phone.mac,
                phone.number,
                phone.model,
                phone.software,
                self.world.systems[phone.main].site_name,
                phone.address,
                store.state(phone),
            )
            for phone in self.phones(scope, family)
        ]

    def servers(self, scope: Scope) -> list[DownloadServer]:
        """Download servers used by the systems and phones of a scope; DECT users have none."""
        members = self.members(scope)
        names = dict.fromkeys(s for m in members for s in self.world.systems[m].download_servers)
        names |= dict.fromkeys(phone.download_server for m in members for phone in self.world.phones_of(m))
        return [self.world.download_servers[name] for name in names if name]

    def store(self, scope: Scope, family: str) -> FileStore:
        """TMA's own files."""
        return self._stores.setdefault((scope, family), FileStore(family, self.icon_5300))

    def seed_values(self, phone: Phone, scope: Scope, values: dict[str, str]) -> None:
        """Start of a fleet: the phone already has these specific values."""
        distribution = self._distribution(scope, phone.family, phone.software)
        distribution.ranges.update({(name, "upper"): "specific" for name in values})
        self.put_values(scope, phone.family, [phone], values)

    def seed_global(self, scope: Scope, family: str, values: dict[str, str]) -> None:
        """Start of a fleet: global data already set."""
        self._globals.setdefault((scope, family), {}).update(values)

    def put_values(self, scope: Scope, family: str, phones: list[Phone], values: dict[str, str]) -> None:
        """Record specific values of phones."""
        known = self._values_of(scope, family)
        for phone in phones:
            known.setdefault(phone.mac, {}).update(values)

    def build_files(self, scope: Scope, family: str, phones: list[Phone]) -> None:
        """Rebuild the global file, those of the models and these phones' own in TMA; the inventory follows at once
        (VER-12)."""
        store = self.store(scope, family)
        distributions = [self._distribution(scope, family, package) for package in self.packages[family]]
        store.set_common(common_lines(family, distributions, self._globals.get((scope, family), {})))
        for model, lines in self.models.items():
            if family_of(model) == family:
                store.set_model(model, list(lines.items()))
        values = self._values_of(scope, family)
        for phone in phones:
            distribution = self._distribution(scope, family, phone.software)
            store.set_phone(phone.mac, phone_lines(phone, distribution, values.get(phone.mac, {})))

    def transfer(self, scope: Scope, family: str, names: Iterable[str] | None = None) -> None:
        """Copy TMA's files of the family, all or those named, over whatever lies on each server of the scope. OSError
        at the first server that does not take them: the servers before it have them, it and those after keep what they
        have (assumed)."""
        files = self.store(scope, family).files
        chosen = files if names is None else {name: files[name] for name in names}
        for server in self.servers(scope):
            server.write(chosen)

    def _shown(self, name: str) -> str:
        return self.spellings.get(name, name)

    def _meant(self, shown: str) -> str:
        return next((name for name, spelling in self.spellings.items() if spelling == shown), shown)

    def _chosen(self, scope: Scope, family: str, package: str, list_name: str) -> list[Phone]:
        phones = self.phones(scope, family, package)
        if list_name == ALL:
            return phones
        numbers = set(self.lists[list_name])
        return [phone for phone in phones if phone.number in numbers]

    def chosen(self, draft: Draft) -> list[Phone]:
        """Phones that a draft is for, at this moment."""
        return self._chosen(draft.scope, draft.family, draft.package, draft.list_name)

    def _distribution(self, scope: Scope, family: str, package: str) -> Distribution:
        if package not in self.packages[family] or scope not in self.scopes:
            raise KeyError((scope, family, package))
        return self._distributions.setdefault((scope, family, package), at_delivery(family))

    def _values_of(self, scope: Scope, family: str) -> dict[str, dict[str, str]]:
        return self._values.setdefault((scope, family), {})
