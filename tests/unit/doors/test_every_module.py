# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module of the collection has to have, whoever wrote it."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._options import CONNECTION

ROOT = Path(__file__).parents[3]
BASE = "ansible_collections.voiceops.mivoice5000.plugins"
NAMES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("[!_]*.py"))


def _resource(name: str) -> Any:
    return importlib.import_module(f"{BASE}.module_utils._resources.{name}")


def _documentation(name: str) -> dict[str, Any]:
    module: ModuleType = importlib.import_module(f"{BASE}.modules.{name}")
    found: dict[str, Any] = yaml.safe_load(module.DOCUMENTATION)
    return found


def test_the_action_group_has_every_module() -> None:
    groups = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    assert groups["all"] == NAMES


def test_every_module_has_its_in_process_door_and_no_door_lacks_its_module() -> None:
    assert sorted(path.stem for path in (ROOT / "plugins/action").glob("[!_]*.py")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_module_and_its_action_run_the_same_resource(name: str) -> None:
    action = importlib.import_module(f"{BASE}.action.{name}").ActionModule
    assert action.RESOURCE is _resource(name)
    assert "run" not in vars(action)


@pytest.mark.parametrize("name", NAMES)
def test_a_resource_keeps_the_contract_of_the_doors(name: str) -> None:
    resource = _resource(name)
    assert isinstance(resource.ARGUMENT_SPEC, dict)
    assert isinstance(resource.SPEC_EXTRAS, dict)
    assert isinstance(resource.CONNECTED, bool)
    assert callable(resource.run)


@pytest.mark.parametrize("name", NAMES)
def test_a_module_that_writes_takes_planned_facts_and_promises_so(name: str) -> None:
    fragments = _documentation(name)["extends_documentation_fragment"]
    writes = "voiceops.mivoice5000._attributes.writing" in fragments
    assert writes is ("planned" in _resource(name).ARGUMENT_SPEC)


@pytest.mark.parametrize("name", NAMES)
def test_every_option_that_looks_like_a_secret_is_hidden(name: str) -> None:
    def look(spec: dict[str, Any], path: str) -> None:
        for option, described in spec.items():
            if any(word in option for word in ("password", "keycode", "passphrase", "token")):
                assert described.get("no_log") is True, f"{path}.{option}"
            look(described.get("options") or {}, f"{path}.{option}")

    look(_resource(name).ARGUMENT_SPEC, name)


@pytest.mark.parametrize("name", NAMES)
def test_no_module_guesses_the_port_of_the_administration_interface(name: str) -> None:  # OPEN-2
    spec = _door.argument_spec(_resource(name))
    for holder in (spec, *(nested for option in spec.values() for nested in [option.get("options") or {}])):
        if "port" in holder and "protocol" not in holder:  # a download server has the port of its protocol
            assert holder["port"] == {"type": "int", "required": True}


ALIKE = {"sip_probe": {"timeout"}, "certificate_info": {"timeout"}}
"""Options that mean the same as the connection's: seconds for one answer."""


@pytest.mark.parametrize("name", NAMES)
def test_a_default_for_the_connection_of_the_whole_action_group_means_nothing_else_anywhere(name: str) -> None:
    """30 s for one answer must not become the limit of a wait for phones, nor a log-in the password of a file."""
    resource = _resource(name)
    ours = set(resource.ARGUMENT_SPEC) - set(getattr(resource, "OWN_OPTIONS", ()))
    assert ours & set(CONNECTION) == ALIKE.get(name, set())
