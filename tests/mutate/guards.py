# SPDX-License-Identifier: GPL-3.0-or-later
"""The guards by name, and how each is removed in the memory of one process; the checkout stays as it is.

``rule:INV-12``               the rule passes whatever the facts are
``asked:voice_encryption:INV-15``  that module no longer asks the rule
``gate``                      every gate is open
``read_back``                 what was written is not compared with what is read then
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "plugins" / "module_utils" / "_resources"
UTILS = "ansible_collections.voiceops.mivoice5000.plugins.module_utils"
RULE = re.compile(r"INV-\d+|SCOPE|CLEAR-KEY")
CHOSEN_ELSEWHERE = {"certificate": ("INV-41", "INV-44")}
"""Rules that a module asks and another file names."""


def rules() -> list[str]:
    """Every rule that can be asked."""
    return list(importlib.import_module(f"{UTILS}._safety.rules").RULES)


def asked() -> list[tuple[str, str]]:
    """(resource, rule) for every rule that a resource names and asks."""
    found = []
    for path in sorted(RESOURCES.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.ImportFrom) and _imports_require(node) for node in ast.walk(tree)):
            names = dict.fromkeys([*_named(tree), *CHOSEN_ELSEWHERE.get(path.stem, ())])
            found += [(path.stem, rule) for rule in names]
    return found


def _imports_require(node: ast.ImportFrom) -> bool:
    return node.module == "_safety.engine" and any(alias.name == "require" for alias in node.names)


def _named(tree: ast.AST) -> Iterable[str]:
    """Rules named in lists and choices; not those that an error message bears."""
    blamed = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in ("rule", "problem")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in blamed and RULE.fullmatch(str(node.value)):
            yield str(node.value)


def every() -> list[str]:
    """All guards."""
    return [
        *(f"rule:{rule}" for rule in rules()),
        *(f"asked:{resource}:{rule}" for resource, rule in asked()),
        "gate",
        "read_back",
    ]


def remove(guard: str) -> None:
    """Take the guard out of this process."""
    kind, *names = guard.split(":")
    removals: dict[str, Any] = {"rule": _rule, "asked": _asked, "gate": _gate, "read_back": _read_back}
    removals[kind](*names)


def _rule(rule: str) -> None:
    table = importlib.import_module(f"{UTILS}._safety.rules").RULES
    table[rule] = table[rule]._replace(objections=lambda _facts, _ballot: None)


def _asked(resource: str, rule: str) -> None:
    module: Any = importlib.import_module(f"{UTILS}._resources.{resource}")
    require = module.require

    def without(rule_ids: Iterable[str], *others: Any) -> Any:
        return require([each for each in rule_ids if each != rule], *others)

    module.require = without


def _gate() -> None:
    gate: Any = importlib.import_module(f"{UTILS}._safety.gate")
    gate.Gate.verdict = property(lambda _self: "pass", lambda _self, _value: None)


def _read_back() -> None:
    module: Any = importlib.import_module(f"{UTILS}._resources._writes")
    for path in RESOURCES.glob("*.py"):
        user: Any = importlib.import_module(f"{UTILS}._resources.{path.stem}")
        if getattr(user, "read_back", None) is module.read_back and user is not module:
            user.read_back = lambda *_given: None
    module.read_back = lambda *_given: None
