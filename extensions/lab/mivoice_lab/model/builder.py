# SPDX-License-Identifier: GPL-3.0-or-later
"""From a checked fleet tree to a `World`: addresses, references between devices, phones, TMA files."""

from __future__ import annotations

import secrets
from typing import Any

from .clock import Clock
from .download import OF_PHONES, DownloadServer
from .fleet_schema import FleetError, line_of
from .manager import Manager, MultiSite
from .omm import Omm, add_omm
from .parameters import BY_NAME, FAMILIES, SELF_SIGNED, family_of
from .phone import Phone
from .phone_config import is_line_setting
from .system import System
from .system_state import GATEWAYS, Card, Subscription
from .timing import Timing
from .tma import Tma
from .world import World

PACKAGES = {"mitel6000": ["6.3.1.1020"], "mivoice5300": ["5300 R6.5"]}
ADMINS = {"admin": "lab-admin-1", "installer": "lab-installer-2"}
TMA_CREDENTIALS = {"tma": "lab-tma-3"}
FEATURE_CLASSES = {"Standard": True, "Services": True}
_WEB_FIELDS = ("release", "skin", "language", "max_sessions", "clock_skew")
_SYSTEM_FIELDS = (
    *_WEB_FIELDS, "role", "hardware", "manager", "region", "multisite", "site_name", "cluster_server", "backup",
    "download_servers", "ntp_server", "licence", "auto_renewal", "generation_fails", "voice_encryption", "voice_types",
    "voice_type", "inter_ipbx", "trunks",
)  # fmt: skip
_MAC_PREFIX = {"mitel6000": "00085D", "mivoice5300": "08000F"}


class Builder:
    """Builds one world. `network`: "127.N"."""

    def __init__(self, tree: dict[str, Any], source: str, clock: Clock, seed: int, network: str) -> None:
        self._tree = tree
        self._source = source
        self._network = network
        self.world = World(clock, seed, Timing(**tree.get("timing", {})))
        self.world.network = network
        self.world.time_server = f"{network}.0.10"

    def build(self) -> World:
        """The world, with every file in place on the download servers; phones have not started yet."""
        for index, (name, data) in enumerate(self._tree.get("managers", {}).items()):
            self._manager(name, data, index)
        for index, (name, data) in enumerate(self._tree.get("download_servers", {}).items()):
            self._download_server(name, data, index)
        systems = self._tree.get("systems", {})
        for index, (name, data) in enumerate(systems.items()):
            self._system(name, data, index)
        self._check_references(systems)
        for name, data in systems.items():
            for group in data.get("phones", []):
                self._phones(self.world.systems[name], group)
        for index, (name, data) in enumerate(self._tree.get("omms", {}).items()):
            self._omm(name, data, f"{self._network}.0.{31 + index}")
        self._publish()
        for name, data in self._tree.get("download_servers", {}).items():
            self._integrate(name, data)
        return self.world

    def _fail(self, mapping: Any, key: str, problem: str) -> FleetError:
        return FleetError(self._source, line_of(mapping, key), problem)

    def _manager(self, name: str, data: dict[str, Any], index: int) -> None:
        manager = Manager(
            world=self.world,
            name=name,
            admin_address=f"{self._network}.0.{10 + index}",
            admins=dict(data.get("admins", ADMINS)),
            feature_classes=dict(data.get("feature_classes", FEATURE_CLASSES)),
            **{key: data[key] for key in (*_WEB_FIELDS, "import_takes") if key in data},
        )
        manager.tma = self._tma(name, data.get("tma", {}))
        self.world.managers[name] = manager

    def _tma(self, owner: str, data: dict[str, Any]) -> Tma:
        return Tma(
            world=self.world,
            owner=owner,
            credentials=dict(data.get("credentials", TMA_CREDENTIALS)),
            packages={family: list(data.get("packages", {}).get(family, PACKAGES[family])) for family in FAMILIES},
            lists={name: [str(n) for n in numbers] for name, numbers in data.get("lists", {}).items()},
            upper_fixed=data.get("upper_block") == "fixed",
            icon_5300=data.get("icon_5300", "srtp_tls"),
            spellings=dict(data.get("spellings", {})),
            config_file_encryption=data.get("config_file_encryption", False),
            models={
                str(model): {k: str(v) for k, v in lines.items()} for model, lines in data.get("models", {}).items()
            },
        )

    def _download_server(self, name: str, data: dict[str, Any], index: int) -> None:
        protocol = data.get("protocol", "ftp")
        self.world.download_servers[name] = DownloadServer(
            world=self.world,
            name=name,
            address=f"{self._network}.0.{21 + index + (20 if index > 8 else 0)}",
            protocol=OF_PHONES.get(protocol, protocol),
            files_protocol=data.get("files", protocol),
            password=secrets.token_urlsafe(12),
            listing=data.get("listing", False),
            integrated_in=data.get("integrated_in"),
        )

    def _integrate(self, name: str, data: dict[str, Any]) -> None:
        carrier = data.get("integrated_in")
        if carrier is None:
            self.world.download_servers[name].enabled = data.get("enabled", True)
            return
        if carrier not in self.world.systems:
            raise self._fail(data, "integrated_in", f"download server {name}: {carrier!r} is not in the fleet")
        self.world.download_servers[name].enabled = self.world.systems[carrier].services["ftp"] == "started"

    def _system(self, name: str, data: dict[str, Any], index: int) -> None:
        manager = data.get("manager")
        address = f"{self._network}.{1 + index // 250}.{1 + index % 250}"
        state = "stopped" if manager else "started"  # CFG-6
        system = System(
            world=self.world,
            name=name,
            admin_address=address,
            tel_address=address,
            admins=dict(data.get("admins", ADMINS)),
            valid_keycodes=[str(code) for code in data.get("keycodes", [])],
            services={"terminal": state, "tma": state, "ftp": state} | data.get("services", {}),
            key_type=data.get("key_type", self._tree.get("key_type", "ec")),
            alarms={"AlmLocPers": True, "EN ALARME": True} | data.get("alarms", {}),
            feature_classes=dict(data.get("feature_classes", FEATURE_CLASSES)),
            **{key: data[key] for key in _SYSTEM_FIELDS if key in data},
        )
        system.site_name = system.site_name or name
        system.ntp_server = system.ntp_server or self.world.time_server
        system.cards = self._cards(system, data)
        if data.get("mode") == "pbx_cert_self_signed":
            system.certificate = system.new_self_signed()
        if system.voice_type not in system.voice_types:
            system.voice_type = system.voice_types[0]
        self.world.systems[name] = system
        if manager is None:
            system.tma = self._tma(name, data.get("tma", {}))
        elif manager in self.world.managers:
            self._join(system, data)

    def _cards(self, system: System, data: dict[str, Any]) -> list[Card]:
        given = data.get("cards", [{"name": "EIP1"}] if system.hardware in GATEWAYS else [])
        cards = [Card(**card) for card in given]
        for number, card in enumerate(cards):
            third, fourth = system.tel_address.split(".")[2:]
            card.address = card.address or f"{self._network}.{199 + int(third) + 25 * number}.{fourth}"
        return cards

    def _join(self, system: System, data: dict[str, Any]) -> None:
        if not system.multisite:
            raise self._fail(data, "manager", f"system {system.name}: multisite is missing")
        manager = self.world.managers[str(system.manager)]
        if system.multisite not in manager.multisites:
            settings = self._tree["managers"][manager.name].get("multisites", {}).get(system.multisite, {})
            on = settings.get("encryption", False)
            manager.multisites[system.multisite] = MultiSite(
                system.multisite, system.region, [], on, settings.get("encryption_type"), on, on
            )
        site = manager.multisites[system.multisite]
        if site.region != system.region:
            raise self._fail(data, "region", f"multi-site {site.name} is in two regions")
        site.systems.append(system.name)
        system.feature_classes = {**manager.feature_classes, **data.get("feature_classes", {})}

    def _check_references(self, systems: dict[str, Any]) -> None:
        tables: dict[str, Any] = {
            "manager": self.world.managers,
            "cluster_server": self.world.systems,
            "backup": self.world.systems,
            "login_address_of": self.world.systems,
            "download_servers": self.world.download_servers,
        }
        for name, data in systems.items():
            for key, table in tables.items():
                values = data.get(key, [])
                for value in values if isinstance(values, list) else [values]:
                    if value not in table:
                        raise self._fail(data, key, f"system {name}: {key} {value!r} is not in the fleet")
            if shared := data.get("login_address_of"):
                self.world.systems[name].login_address = self.world.systems[shared].tel_address
            cluster = self.world.systems.get(data.get("cluster_server", ""))
            if cluster and cluster.role != "cluster_server":
                raise self._fail(data, "cluster_server", f"system {name}: {cluster.name} is no cluster server")
            if (self.world.systems[name].role == "node") != ("cluster_server" in data):
                raise self._fail(data, "role", f"system {name}: a node, and only a node, has a cluster_server")

    def _phones(self, system: System, group: dict[str, Any]) -> None:
        tma, _unused = self.world.tma_of(system.name)
        family = self._family(group)
        self._check_group(system, tma, family, group)
        servers = [group["download_server"]] if "download_server" in group else system.download_servers
        if not servers:
            raise self._fail(group, "model", f"system {system.name} has phones and no download server")
        feature_class = group.get("feature_class", next(iter(system.feature_classes)))
        try:
            numbers = numbers_of(group["numbers"])
        except ValueError as error:
            raise self._fail(group, "numbers", f"system {system.name}: {error}") from error
        for number in numbers:
            if number in system.subscriptions:
                raise self._fail(group, "numbers", f"system {system.name}: number {number} twice")
            system.subscriptions[number] = Subscription(
                number, f"Poste {number}", feature_class, group.get("right", True)
            )
            index = len(self.world.phones) + 1
            self.world.add_phone(
                Phone(
                    world=self.world,
                    mac=f"{_MAC_PREFIX[family]}{index:06X}",
                    number=number,
                    family=family,
                    model=str(group["model"]),
                    software=group.get("software", tma.packages[family][0]),
                    address=f"{self._network}.{16 + index // 250}.{1 + index % 250}",
                    main=system.name,
                    backup=group.get("backup", system.backup),
                    download_server=servers[0],
                    powered=group.get("powered", True),
                    provisioned=group.get("provisioned", True),
                    local_overrides={k: str(v) for k, v in group.get("local_overrides", {}).items()},
                    line_settings={k: str(v) for k, v in group.get("line_settings", {}).items()},
                )
            )
            if group.get("mode") == "self_signed":
                self._already_encrypting(next(reversed(self.world.phones.values())))

    def _omm(self, name: str, data: dict[str, Any], address: str) -> None:
        system = self.world.systems.get(data.get("system", ""))
        if system is None:
            raise self._fail(data, "system", f"OMM {name}: system {data.get('system')!r} is not in the fleet")
        numbers = numbers_of(data.get("numbers", []))
        if taken := system.subscriptions.keys() & set(numbers):
            raise self._fail(data, "numbers", f"OMM {name}: number {min(taken)} twice")
        omm = Omm(name, address, system.name, data.get("transport", "udp"))
        add_omm(self.world, omm, numbers, next(iter(system.feature_classes)))

    def _family(self, group: dict[str, Any]) -> str:
        known = family_of(str(group["model"]))
        family = group.get("family", known)
        if family is None or known not in (None, family):
            raise self._fail(group, "model", f"model {group['model']}: family {family} does not fit or is missing")
        return str(family)

    def _check_group(self, system: System, tma: Tma, family: str, group: dict[str, Any]) -> None:
        choices: dict[str, Any] = {
            "backup": self.world.systems,
            "download_server": self.world.download_servers,
            "feature_class": system.feature_classes,
            "software": tma.packages[family],
        }
        for key, known in choices.items():
            if key in group and group[key] not in known:
                raise self._fail(group, key, f"phones of {system.name}: {key} {group[key]!r} is not in the fleet")
        for key, names in (("local_overrides", BY_NAME[family]), ("line_settings", {})):
            for name in group.get(key, {}):
                if name not in names and not (family == "mitel6000" and is_line_setting(name)):
                    raise self._fail(group, key, f"{family} has no parameter {name!r}")

    def _already_encrypting(self, phone: Phone) -> None:
        tma, scope = self.world.tma_of(phone.main)
        values = dict(SELF_SIGNED[phone.family])
        if phone.family == "mivoice5300":
            values["TIME_SERVER"] = self.world.time_server
            tma.seed_global(scope, phone.family, {"SIP_PORT_PBX": "5061"})
        else:
            tma.seed_global(scope, phone.family, {"time server1": self.world.time_server})
        tma.seed_values(phone, scope, values)

    def _publish(self) -> None:
        for tma in self.world.tmas():
            for scope in tma.scopes:
                for family in FAMILIES:
                    known = [phone for phone in tma.phones(scope, family) if phone.provisioned]
                    if known:
                        tma.build_files(scope, family, known)
                        tma.transfer(scope, family)


def numbers_of(value: Any) -> list[str]:
    """Numbers of a phone group: 2101, "2101", "2101-2110" (both ends in), or a list of these. ValueError if empty."""
    if isinstance(value, list):
        return [number for item in value for number in numbers_of(item)]
    first, dash, last = str(value).partition("-")
    if not dash:
        return [first]
    numbers = [str(n).zfill(len(first)) for n in range(int(first), int(last) + 1)]
    if not numbers:
        raise ValueError(f"no number in {value!r}")
    return numbers
