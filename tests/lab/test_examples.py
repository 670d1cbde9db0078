# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation shows works: every module's examples run on a lab fleet, every role's example loads."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from .wire import BIN, FLEETS, ROOT, Lab, environment, play

MODULES = ROOT / "plugins" / "modules"
ROLES = sorted(path.parent for path in (ROOT / "roles").glob("*/README.md"))
MULTISITE = "pbx1,pbx2,pbx3"

# Module -> hosts of the play, in the order of a roll-out: later examples need what earlier ones have done, so one test
# runs them all.
HOSTS = {
    "system_info": "pbx",
    "survey": "pbx",
    "terminal_info": MULTISITE,
    "preflight": "pbx",
    "verification": "pbx",
    "licence": "pbx",
    "encryption_right": "pbx",
    "voice_encryption": "pbx",
    "inter_ipbx_encryption": "pbx",
    "certificate": "clinic",
    "multisite_encryption": MULTISITE,
    "sip_probe": "pbx",
    "certificate_info": "pbx",
    "terminal_deployment": MULTISITE,
    "terminal_parameters": MULTISITE,
    "terminal_wait": MULTISITE,
    "download_log_info": MULTISITE,
    "download_file": "dl1",
    "download_server_info": "clinic",
    "terminal_file_info": "clinic",
    "bothway": MULTISITE,
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A Manager with a cluster server, its node and a remote site, and one system without Manager."""
    work = tmp_path_factory.mktemp("examples")
    fleet, alone = (yaml.safe_load((FLEETS / name).read_text()) for name in ("with_manager.yml", "standalone.yml"))
    fleet["systems"]["clinic"] = alone["systems"]["pbx1"] | {"download_servers": ["dl3"]}
    fleet["download_servers"]["dl3"] = alone["download_servers"]["dl1"] | {"integrated_in": "clinic"}
    path = work / "fleet.yml"
    path.write_text(yaml.safe_dump(fleet))
    with Lab.up(work, str(path), "600", "11") as up:
        up.operator("T60-5")
        yield up


def examples(module: str) -> list[dict[str, object]]:
    text = (MODULES / f"{module}.py").read_text(encoding="utf-8")
    found = re.search(r'^EXAMPLES = r"""\n(.*?)"""', text, re.DOTALL | re.MULTILINE)
    assert found
    tasks: list[dict[str, object]] = yaml.safe_load(found[1])
    return tasks


def phone_files(work: Path) -> Path:
    """A folder as a download server has it."""
    folder = work / "files"
    folder.mkdir(exist_ok=True)
    (folder / "startup.cfg").write_text("time server1: 127.0.0.1\n")
    (folder / "00085D000001.cfg").write_text("sip transport protocol: 4\n")
    (folder / "MV5300.cfg").write_text("SIP_PORT_PBX=5061\n")
    (folder / "MV5300_08000F000001.cfg").write_text("SIP_TRANS_PROTO=TLS\n")
    return folder


def code_blocks(text: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def run_tasks(lab: Lab, hosts: str, tasks: list[dict[str, object]], work: Path) -> None:
    playbook = work / "example.yml"
    playbook.write_text(yaml.safe_dump([{"hosts": hosts, "gather_facts": False, "tasks": tasks}]))
    run = play(lab, str(playbook), capture_dir=str(work / "captures"), phone_files=str(phone_files(work)))
    assert run.returncode == 0, run.output
    assert lab.state()["sessions"] == []


def test_every_module_has_examples_that_run_here() -> None:
    assert sorted(HOSTS) == sorted(path.stem for path in MODULES.glob("*.py") if path.stem != "__init__")


def test_the_examples_of_every_module_run_with_what_the_inventory_says(lab: Lab, tmp_path: Path) -> None:
    for module, hosts in HOSTS.items():
        tasks = examples(module)
        assert any(f"voiceops.mivoice5000.{module}" in task for task in tasks), module
        run_tasks(lab, hosts, tasks, tmp_path)


def test_the_tasks_in_the_readme_run(lab: Lab, tmp_path: Path) -> None:
    blocks = [yaml.safe_load(block) for block in code_blocks((ROOT / "README.md").read_text(encoding="utf-8"))]
    tasks = [task for block in blocks if isinstance(block, list) for task in block]
    assert tasks
    run_tasks(lab, "pbx", tasks, tmp_path)


def test_every_role_has_a_readme() -> None:
    assert sorted(path for path in (ROOT / "roles").iterdir() if path.is_dir()) == ROLES


@pytest.mark.parametrize("role", [role for role in ROLES if role.name != "common"], ids=lambda role: role.name)
def test_the_example_of_a_role_is_a_playbook_with_its_tasks(role: Path, tmp_path: Path) -> None:
    (example,) = code_blocks((role / "README.md").read_text(encoding="utf-8"))
    playbook = tmp_path / "example.yml"
    playbook.write_text(example)
    inventory = ROOT / "docs" / "examples" / "inventory"
    for what in ("--syntax-check", "--list-tasks"):
        command = [BIN / "ansible-playbook", what, "-i", inventory, playbook]
        run = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
    assert f"voiceops.mivoice5000.{role.name} : " in run.stdout
