# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides say what the roles, the operator steps and the example inventory really are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._operator_steps import STEPS
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin import site
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin.vocabulary import VALUES

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
GUIDES = {path.stem: path.read_text(encoding="utf-8") for path in (DOCS / "docsite" / "rst").glob("*.rst")}
SURVEY = GUIDES["guide_survey"]


def role_options(role: str) -> dict[str, Any]:
    specs = yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options: dict[str, Any] = specs["argument_specs"]["main"]["options"]
    return options


def default_shown(option: dict[str, Any]) -> str:
    if option.get("required"):
        return "required"
    if "default" not in option:
        return "-"
    return "empty" if option["default"] == [] else f"``{option['default']}``"


def test_every_guide_is_in_the_table_of_contents() -> None:
    sections = yaml.safe_load((DOCS / "docsite" / "extra-docs.yml").read_text(encoding="utf-8"))["sections"]
    assert sorted(name for section in sections for name in section["toctree"]) == sorted(GUIDES)


def test_every_guide_has_the_label_that_others_refer_to() -> None:
    prefix = "ansible_collections.voiceops.mivoice5000.docsite."
    for name, text in GUIDES.items():
        assert f".. _{prefix}{name}:\n" in text
        assert set(re.findall(rf":ref:`{re.escape(prefix)}(\w+)`", text)) <= set(GUIDES)
        assert text.count(":ref:") == text.count(f":ref:`{prefix}")


def test_commands_name_playbooks_and_modules_that_exist() -> None:
    for text in [*GUIDES.values(), (ROOT / "README.md").read_text(encoding="utf-8")]:
        for playbook in re.findall(r"ansible-playbook .*?voiceops\.mivoice5000\.(\w+)", text):
            assert (ROOT / "playbooks" / f"{playbook}.yml").is_file(), playbook
        for module in re.findall(r" -m voiceops\.mivoice5000\.(\w+)", text):
            assert (ROOT / "plugins" / "modules" / f"{module}.py").is_file(), module


def test_the_table_of_variables_is_that_of_the_roles() -> None:
    shown = dict(re.findall(r"^   \* - ``(mivoice_\w+)``\n     - (.*)$", GUIDES["guide_inventory"], re.MULTILINE))
    assert shown == {name: default_shown(option) for name, option in role_options("common").items()}


@pytest.mark.parametrize("step", STEPS)
def test_an_operator_step_is_described_with_path_and_label_in_both_languages(step: str) -> None:
    section = GUIDES["guide_operator_steps"].split(f"\n{step}\n{'-' * len(step)}\n")[1]
    for language, texts in STEPS[step].items():
        (line,) = re.findall(rf"^\* \*\*{language.upper()}\*\*: (.*)$", section, re.MULTILINE)[:1]
        menu = f", menu {texts['menu']}" if texts["menu"] else ""
        assert line == f"{texts['path']}{menu}, ``{texts['label']}``"


def test_operator_steps_named_in_a_guide_exist() -> None:
    for text in GUIDES.values():
        assert set(re.findall(r"- step: (\S+)", text)) <= set(STEPS)


def test_the_example_inventory_satisfies_the_roles(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("example")
    command = [Path(sys.executable).parent / "ansible-inventory", "--list", "--vault-password-file", password]
    listed = subprocess.run(
        [*command, "-i", DOCS / "examples" / "inventory"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    inventory = json.loads(listed.stdout)
    groups = {name: set(group.get("hosts", [])) for name, group in inventory.items() if name != "_meta"}
    systems = groups["pbx"] | groups["hospital"]
    options = role_options("common")
    for host in systems:
        given = {
            key: value for key, value in inventory["_meta"]["hostvars"][host].items() if key.startswith("mivoice_")
        }
        checked = ArgumentSpecValidator(options).validate(given)
        assert checked.error_messages == [], host
        assert set(given.get("mivoice_download_servers", [])) <= groups["download_servers"]
        assert {given.get("mivoice_manager")} <= groups["managers"] | {None}


def test_the_readme_names_every_guide() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(guide_\w+)`", readme)) == set(GUIDES)


def test_the_guide_to_the_screens_file_shows_one_that_is_understood() -> None:
    (block,) = re.findall(
        r"^Everything the file may say\n-+\n\n\.\. code-block:: yaml\n\n((?:   .*\n|\n)+)", SURVEY, re.MULTILINE
    )
    shown = yaml.safe_load(block)
    assert dict(site.of(shown).screens)["W10"].controls["bothway"].field == "chk_bothway"
    assert set(site.of(shown).session_labels) == set(shown["session"]["labels"])


def test_the_guide_to_the_screens_file_names_every_word_of_a_site() -> None:
    shown = re.findall(r"^   \* - ``(\w+)``\n     - ((?:``\w+``(?:, )?)+)\n", SURVEY, re.MULTILINE)
    assert {name: re.findall(r"``(\w+)``", words) for name, words in shown} == {n: list(w) for n, w in VALUES.items()}
