# SPDX-License-Identifier: GPL-3.0-or-later
"""The Ansible inventory of a running lab, as a site would write its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from ..model.download import DownloadServer
    from ..model.manager import Manager
    from ..model.system import System
    from ..model.tma import Tma
    from ..pages.app import App

Variables = dict[str, Any]
INVENTORY_LAG_SECONDS = 3600.0  # VER-12
WAIT_TIMEOUT_SECONDS = 4 * INVENTORY_LAG_SECONDS
SHORTEST_WAIT_SECONDS = 60.0
SECRETS = "lab_secrets"
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write_inventory(directory: Path, screens: Path, app: App, fingerprints: dict[str, str], language: str) -> None:
    """Write hosts.yml and group_vars/all/{vars,secrets}.yml under `directory`, <host>.yml under `screens`, which is not
    inside it: Ansible reads every file of an inventory folder. `language`: the operator's, en or fr."""
    world = app.world
    group_vars = directory / "group_vars" / "all"
    for path in (group_vars, screens):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    devices: dict[str, System | Manager] = {**world.systems, **world.managers}
    for name in devices:
        _dump(screens / f"{name}.yml", app.overrides(name))
    _dump(directory / "hosts.yml", _hosts(screens, app, fingerprints))
    _dump(group_vars / "vars.yml", _common(world.clock.speed, language))
    _dump(group_vars / "secrets.yml", {SECRETS: {name: _secrets(device) for name, device in devices.items()}})


def _hosts(screens: Path, app: App, fingerprints: dict[str, str]) -> dict[str, Any]:
    world = app.world

    def group(things: dict[str, Any], variables: Callable[[Any], Variables]) -> dict[str, Any]:
        return {"hosts": {name: variables(thing) for name, thing in things.items()}}

    def door(device: System | Manager) -> Variables:
        return _connection(
            device, fingerprints[device.name], app.face(device.name).language, screens / f"{device.name}.yml"
        )

    return {
        "all": {
            "children": {
                "pbx": group(world.systems, lambda system: door(system) | _system(system)),
                "managers": group(world.managers, door),
                "download_servers": group(world.download_servers, _download_server),
                "omm": group(world.omms, lambda omm: {"ansible_host": omm.address}),
            }
        }
    }


def _connection(device: System | Manager, fingerprint: str, language: str, screens: Path) -> Variables:
    secret = f"{SECRETS}[inventory_hostname]"
    variables = {
        "ansible_host": device.admin_address,
        "mivoice_port": device.web_port,
        "mivoice_username": next(iter(device.admins)),
        "mivoice_password": f"{{{{ {secret}.password }}}}",
        "mivoice_fingerprint": fingerprint,
        "mivoice_language": language,
        "mivoice_screens": str(screens),
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
        "mivoice_sip_port": system.sip_port,
        "mivoice_sips_port": system.sips_port,
        "mivoice_download_servers": list(system.download_servers),
        "mivoice_eip_network": f"{system.world.network}.0.0/16",
    } | {name: value for name, value in optional.items() if value}


def _download_server(server: DownloadServer) -> Variables:
    return {
        "ansible_host": server.address,
        "mivoice_host": server.address,
        "mivoice_protocol": server.protocol,
        "mivoice_port": server.port,
        "mivoice_path": "/",
    }


def _common(speed: float, language: str) -> Variables:
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
        "mivoice_operator_language": language,
    }


def _secrets(device: System | Manager) -> dict[str, str]:
    tma: Tma | None = device.tma
    passwords = {"password": next(iter(device.admins.values()))}
    return passwords | ({"tma_password": next(iter(tma.credentials.values()))} if tma else {})


def _dump(path: Path, content: Any) -> None:
    path.touch(mode=0o600)
    path.write_text(yaml.dump(content, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=120))
