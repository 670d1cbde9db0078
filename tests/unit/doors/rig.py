# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a table of tasks through a real ``ansible-playbook``, by one door or the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._options import MOST_BYTES

HERE = Path(__file__).parent
PASSWORD, KEYCODE, TMA_PASSWORD = "sécret-of-admin&1", "KEY-0000-1111", "tma secrèt <2>"
VAULT_PASSWORD = b"opens the vault"
KEYS, PKCS12_PASSWORD = bytes(range(40, 160)), "pässword of the file"
SCREENS = {"screens": {"W10": {"menu": ["4.4.4"]}}}


@dataclass(frozen=True)
class Case:
    """One task: module, options, keywords beside them (``check_mode``, ``diff``, ``become``...)."""

    name: str
    args: dict[str, Any]
    module: str = "test.doors.echo"
    keywords: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """Results by case name and everything that was printed."""

    results: dict[str, dict[str, Any]]
    output: str


def _collections() -> str:
    ours = next(p for p in sys.path if (Path(p) / "ansible_collections/voiceops/mivoice5000/plugins").is_dir())
    return os.pathsep.join([str(HERE / "collections"), str(Path(ours).resolve())])


def _vaulted(text: str | bytes) -> str:
    return VaultLib([("default", VaultSecret(VAULT_PASSWORD))]).encrypt(text).decode()


def _inventory(workdir: Path) -> dict[str, Any]:
    (workdir / "screens.yml").write_text(json.dumps(SCREENS), encoding="utf-8")
    (workdir / "ca.pem").write_text("a certificate", encoding="utf-8")
    (workdir / "own.p12").write_bytes(KEYS)
    (workdir / "vaulted.p12").write_text(_vaulted(KEYS), encoding="ascii")
    (workdir / "big.p12").write_bytes(b"x" * (MOST_BYTES + 1))
    (workdir / "vast.p12").touch()
    os.truncate(workdir / "vast.p12", 2**40)
    os.mkfifo(workdir / "pipe.p12")
    pbx = {
        "ansible_connection": "local",
        "ansible_host": "127.0.0.9",
        "secret_store": {"__ansible_vault": _vaulted(PASSWORD)},
        "mivoice_port": 8443,
        "mivoice_username": "admin",
        "mivoice_password": "{{ secret_store }}",
        "mivoice_screens": str(workdir / "screens.yml"),
        "mivoice_ca_path": str(workdir / "ca.pem"),
    }
    far = {"ansible_connection": "bastion"}
    manager = {
        "ansible_connection": "local",
        "mivoice_host": "{{ addresses[inventory_hostname] }}",
        "mivoice_port": 8443,
        "mivoice_username": "boss",
        "mivoice_password": PASSWORD,
    }
    everyone = {
        "addresses": {"manager": "127.0.0.8"},
        "ansible_python_interpreter": sys.executable,
        "ansible_remote_tmp": str(workdir / "remote"),
    }
    return {
        "all": {
            "hosts": {"pbx": pbx, "far": far, "manager": manager},
            "vars": everyone,
            "children": {"managers": {"hosts": {"manager": {}}}},
        }
    }


def play(cases: list[Case], door: str, workdir: Path) -> Outcome:
    """Run ``cases`` on host ``pbx`` at -vvv; ``door`` is ``here`` (in the worker) or ``shipped`` (delegated)."""
    elsewhere = {"delegate_to": "far"} if door == "shipped" else {}
    tasks: list[dict[str, Any]] = [
        {"name": case.name, case.module: case.args, "register": f"case_{index}", "ignore_errors": True}
        | elsewhere
        | case.keywords
        for index, case in enumerate(cases)
    ]
    collected = ", ".join(f"'{case.name}': case_{index}" for index, case in enumerate(cases))
    results = workdir / "results.json"
    content = "{{ {" + collected + "} | to_json }}"
    copied = {"content": content, "dest": str(results), "mode": "0600"}
    tasks.append({"name": "Collect", "ansible.builtin.copy": copied, "no_log": True})
    (workdir / "play.json").write_text(json.dumps([{"hosts": "pbx", "gather_facts": False, "tasks": tasks}]))
    (workdir / "hosts.json").write_text(json.dumps(_inventory(workdir)))
    (workdir / "ansible.cfg").touch()
    (workdir / "vault").write_bytes(VAULT_PASSWORD)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTHON"))} | {
        "ANSIBLE_COLLECTIONS_PATH": _collections(),
        "ANSIBLE_CONNECTION_PLUGINS": str(HERE / "connection_plugins"),
        "ANSIBLE_LOCAL_TEMP": str(workdir / "local"),
        "ANSIBLE_CONFIG": str(workdir / "ansible.cfg"),
        "ANSIBLE_VAULT_PASSWORD_FILE": str(workdir / "vault"),
        "ANSIBLE_NOCOLOR": "1",
    }
    command = [sys.executable, "-m", "ansible", "playbook", "-vvv", "-i", "hosts.json", "play.json"]
    done = subprocess.run(command, cwd=workdir, env=environment, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    assert results.exists(), output
    return Outcome(json.loads(results.read_text(encoding="utf-8")), output)
