# SPDX-License-Identifier: GPL-3.0-or-later
"""The Ansible inventory of a running lab, as a site would write its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ..model.download import ACCOUNT, PORTS
from .access_log import FORMATS
from .pki import CA_FILE, write_new

if TYPE_CHECKING:
    from ..model.download import DownloadServer
    from ..model.manager import Manager
    from ..model.system import System
    from ..model.tma import Tma
    from ..pages.app import App
    from .identities import Identities

Variables = dict[str, Any]
INVENTORY_LAG_SECONDS = 3600.0  # VER-12
WAIT_TIMEOUT_SECONDS = 4 * INVENTORY_LAG_SECONDS
SHORTEST_WAIT_SECONDS = 60.0
SECRETS = "lab_secrets"
DOWNLOAD_CA_FILE = "download_servers.crt"
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True)
class Site:
    """What the inventory says besides the fleet. `fingerprints`: of the HTTPS certificates, by device; `language`: the
    operator's, en or fr; `screens`: directory of the declarations; `access_logs`: of the download servers; `pki`:
    directory of certificates; `pkcs12_passwords`: by device; `identities`: of the download servers."""

    fingerprints: dict[str, str]
    language: str
    screens: Path
    access_logs: Path
    pki: Path
    pkcs12_passwords: dict[str, str] = field(repr=False)
    identities: Identities


def write_inventory(directory: Path, app: App, site: Site) -> None:
    """Write hosts.yml and group_vars/all/{vars,secrets}.yml under `directory`, <host>.yml under `site.screens`, which
    is not inside it: Ansible reads every file of an inventory folder."""
    world, screens = app.world, site.screens
    group_vars = directory / "group_vars" / "all"
    for path in (group_vars, screens):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    devices: dict[str, System | Manager] = {**world.systems, **world.managers}
    for name in devices:
        _dump(screens / f"{name}.yml", app.overrides(name))
    _dump(directory / "hosts.yml", _hosts(app, site))
    _dump(group_vars / "vars.yml", _common(world.clock.speed, site))
    write_new(site.pki / DOWNLOAD_CA_FILE, site.identities.ca_pem.encode())
    secrets = {name: _secrets(device, site.pkcs12_passwords[name]) for name, device in devices.items()}
    secrets |= {s.name: {"files_password": s.password} for s in world.download_servers.values() if s.has_account}
    _dump(group_vars / "secrets.yml", {SECRETS: secrets})


def _hosts(app: App, site: Site) -> dict[str, Any]:
    world = app.world

    def group(things: dict[str, Any], variables: Callable[[Any], Variables]) -> dict[str, Any]:
        return {"hosts": {name: variables(thing) for name, thing in things.items()}}

    def door(device: System | Manager) -> Variables:
        return _connection(device, site, app.face(device.name).language)

    return {
        "all": {
            "children": {
                "pbx": group(world.systems, lambda system: door(system) | _system(system) | _pkcs12(system, site)),
                "managers": group(world.managers, lambda manager: door(manager) | _manager_pkcs12(manager.name, site)),
                "download_servers": group(world.download_servers, lambda server: _download_server(server, site)),
                "omm": group(world.omms, lambda omm: {"ansible_host": omm.address}),
            }
        }
    }


def _connection(device: System | Manager, site: Site, language: str) -> Variables:
    secret = f"{SECRETS}[inventory_hostname]"
    variables = {
        "ansible_host": device.admin_address,
        "mivoice_port": device.web_port,
        "mivoice_username": next(iter(device.admins)),
        "mivoice_password": f"{{{{ {secret}.password }}}}",
        "mivoice_fingerprint": site.fingerprints[device.name],
        "mivoice_language": language,
        "mivoice_screens": str(site.screens / f"{device.name}.yml"),
    }
    if device.tma is not None:
        variables["mivoice_tma_username"] = next(iter(device.tma.credentials))
        variables["mivoice_tma_password"] = f"{{{{ {secret}.tma_password }}}}"
    return variables


def _system(system: System) -> Variables:
    optional = {
        "mivoice_manager": system.manager,
        "mivoice_region": system.region,
        "mivoice_multisite": system.multisite,
        "mivoice_site_name": system.site_name,
        "mivoice_cluster_server": system.cluster_server,
        "mivoice_backup": system.backup,
        "mivoice_time_server": system.world.time_server,
        "mivoice_no_encryption_right": [s.number for s in system.subscriptions.values() if not s.right],
    }
    return {
        "mivoice_role": system.role,
        "mivoice_hardware": system.hardware,
        "mivoice_tel_address": system.tel_address,
        "mivoice_admin_address": system.admin_address,
        "mivoice_sip_port": system.sip_port,
        "mivoice_sips_port": system.sips_port,
        "mivoice_download_servers": list(system.download_servers),
        "mivoice_eip_network": f"{system.world.network}.0.0/16",
    } | {name: value for name, value in optional.items() if value}


def _pkcs12(system: System, site: Site) -> Variables:
    """The file of a system without Manager, or the one that its Manager signs with (CERT-23) or hands on (OPEN-4)."""
    if system.manager:
        if system.world.managers[system.manager].import_takes == "system":
            return {"mivoice_manager_pkcs12": _pkcs12_file(system.name, site) | {"file_role": "system"}}
        return _manager_pkcs12(system.manager, site)
    return {"mivoice_pkcs12": _pkcs12_file(system.name, site)}


def _manager_pkcs12(manager: str, site: Site) -> Variables:
    return {"mivoice_manager_pkcs12": _pkcs12_file(manager, site)}


def _pkcs12_file(device: str, site: Site) -> Variables:
    password = f"{{{{ {SECRETS}['{device}'].pkcs12_password }}}}"
    return {"src": str(site.pki / f"{device}.p12"), "password": password}


def _download_server(server: DownloadServer, site: Site) -> Variables:
    return {
        "ansible_host": server.address,
        "mivoice_host": server.address,
        "mivoice_protocol": server.protocol,
        "mivoice_port": server.port,
        "mivoice_path": "/",
        "mivoice_download_log": {
            "path": str(site.access_logs / f"{server.name}.log"),
            "format": FORMATS[server.protocol],
            "timezone": "UTC",
        }
        | ({"count_requests": True} if server.protocol == "tftp" else {}),
        "mivoice_files": _files(server, site),
    }


def _files(server: DownloadServer, site: Site) -> Variables:
    """How to read, and to write, what the server hands out."""
    identity, protocol = site.identities[server.name], server.files_protocol
    place = {"protocol": protocol, "host": server.address, "port": PORTS[protocol], "folder": ""}
    password = f"{{{{ {SECRETS}[inventory_hostname].files_password }}}}"
    account = {"username": ACCOUNT, "password": password} if server.has_account else {}
    proof = {
        "ftps": {"fingerprint": identity.fingerprint},
        "https": {"ca_path": str(site.pki / DOWNLOAD_CA_FILE)},
        "sftp": {"host_key": identity.host_key_fingerprint},
    }
    return place | account | proof.get(protocol, {})


def _common(speed: float, site: Site) -> Variables:
    return {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "mivoice_encryption": {
            "state": "enabled",
            "mode": "self_signed",
            "inter_ipbx": True,
            "srtp_aes256": False,
        },
        "mivoice_sip_restart": "allow",
        "mivoice_inventory_lag": INVENTORY_LAG_SECONDS / speed,
        "mivoice_wait_timeout": max(SHORTEST_WAIT_SECONDS, WAIT_TIMEOUT_SECONDS / speed),
        "mivoice_written_off": [],
        "mivoice_operator_done": [],
        "mivoice_operator_language": site.language,
        "mivoice_ca": {"src": str(site.pki / CA_FILE), "name": CA_FILE},
    }


def _secrets(device: System | Manager, pkcs12_password: str) -> dict[str, str]:
    tma: Tma | None = device.tma
    passwords = {"password": next(iter(device.admins.values())), "pkcs12_password": pkcs12_password}
    return passwords | ({"tma_password": next(iter(tma.credentials.values()))} if tma else {})


def _dump(path: Path, content: Any) -> None:
    path.touch(mode=0o600)
    path.write_text(yaml.dump(content, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=120))
