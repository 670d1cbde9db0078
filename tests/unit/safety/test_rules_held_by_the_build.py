# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that nobody can break, because the collection is built so (INV-10, INV-31, INV-45)."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    bothway,
    terminal_deployment,
    terminal_wait,
    verification,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin.site import DEFAULTS

ROOT = Path(__file__).resolve().parents[3]
UTILS = ROOT / "plugins" / "module_utils"
BASE = "ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("[!_]*.py"))
LOOKS = {"probe", "phone_answers", "shown", "present"}
"""What may be asked of a port from outside; none of it changes anything."""
RESULTS_OF_WRITES = {"changed", "writes", "after", "planned", "diff"}


def calls(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(object, method) of each call of a method of something with a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            target = node.func.value
            name = target.id if isinstance(target, ast.Name) else getattr(target, "attr", "")
            yield name, node.func.attr


def sources(folder: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((UTILS / folder).glob("*.py")):
        yield path.stem, ast.parse(path.read_text(encoding="utf-8"))


def test_bothway_is_reached_through_the_web_admin_of_a_system_only() -> None:  # INV-10
    having = {screen.id: screen.area for screen in DEFAULTS.values() if "bothway" in screen.controls}
    assert having == {"W10": "webadmin"}
    for stem, tree in sources("_resources"):
        areas = {
            argument.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "session"
            for argument in node.args
            if isinstance(argument, ast.Constant)
        }
        if stem in ("bothway", "_bothway_box"):
            assert areas == set(), f"{stem} opens a session of another area than that of a system"
    assert not {"region", "multisite"} & set(bothway.ARGUMENT_SPEC)


def test_a_deployment_sends_one_file_and_names_its_server() -> None:  # INV-31
    spec = terminal_deployment.ARGUMENT_SPEC
    assert spec["server"]["required"] is True
    assert (spec["server"]["type"], spec["content"]["type"], spec["file_name"]["type"]) == ("str", "str", "str")


def test_what_verifies_takes_no_result_of_a_write() -> None:  # INV-45
    for resource in (verification, terminal_wait):
        assert not set(resource.ARGUMENT_SPEC) & (RESULTS_OF_WRITES - {"planned"})
    tellers = {"proved", "encrypted", "stopped"}
    for name in MODULES:
        resource = importlib.import_module(f"{BASE}.{name}")
        tree = ast.parse(Path(str(resource.__file__)).read_text(encoding="utf-8"))
        keys = {
            key.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Dict)
            for key in node.keys
            if isinstance(key, ast.Constant)
        }
        assert not keys & tellers, f"{name} tells of encryption itself"
