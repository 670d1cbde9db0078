# SPDX-License-Identifier: GPL-3.0-or-later
"""The guards by name, and how each is removed in the memory of one process; the checkout stays as it is.

``rule:INV-12``               the rule passes whatever the facts are
``asked:voice_encryption:INV-15``  that module no longer asks the rule
``gate``                      every gate is open
``read_back:_switch``         that part does not compare what it wrote with what it reads then
``refusal:bothway:_return_can_be_seen``  that function of a resource goes on where it would refuse by itself
"""

from __future__ import annotations
import __future__

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
REFUSALS = ("Refused", "OperatorStepNeeded")


def rules() -> list[str]:
    """Every rule that can be asked."""
    return list(importlib.import_module(f"{UTILS}._safety.rules").RULES)


def asked() -> list[tuple[str, str]]:
    """(resource, rule) for every rule that a resource names and asks."""
    found = []
    for path, tree in _trees():
        if _imports(tree, "_safety.engine", "require"):
            names = dict.fromkeys([*_named(tree), *CHOSEN_ELSEWHERE.get(path.stem, ())])
            found += [(path.stem, rule) for rule in names]
    return found


def reading_back() -> list[str]:
    """Resources that compare what they wrote with what they read then."""
    return [path.stem for path, tree in _trees() if _imports(tree, "_writes", "read_back")]


def refusing() -> list[tuple[str, str]]:
    """(resource, function or Class.method) for every one that refuses by itself, beside the rules."""
    functions = ((path.stem, *found) for path, tree in _trees() for found in _functions(tree))
    return [(resource, name) for resource, name, function in functions if any(map(_refuses, ast.walk(function)))]


def _functions(tree: ast.Module) -> Iterable[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        for one in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(one, ast.FunctionDef):
                yield f"{node.name}.{one.name}" if isinstance(node, ast.ClassDef) else one.name, one


def _refuses(node: ast.AST) -> bool:
    call = node.exc if isinstance(node, ast.Raise) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REFUSALS


def _trees() -> Iterable[tuple[Path, ast.Module]]:
    return ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(RESOURCES.glob("*.py")))


def _imports(tree: ast.AST, module: str, name: str) -> bool:
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == module]
    return any(alias.name == name for node in imports for alias in node.names)


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
        *(f"read_back:{resource}" for resource in reading_back()),
        *(f"refusal:{resource}:{function}" for resource, function in refusing()),
    ]


def remove(guard: str) -> None:
    """Take the guard out of this process."""
    kind, *names = guard.split(":")
    removals: dict[str, Any] = {
        "rule": _rule,
        "asked": _asked,
        "gate": _gate,
        "read_back": _read_back,
        "refusal": _refusal,
    }
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


def _read_back(resource: str) -> None:
    module: Any = importlib.import_module(f"{UTILS}._resources.{resource}")
    module.read_back = lambda *_given: None


class _Silent(ast.NodeTransformer):
    """Goes on where something is refused; out of a loop that waits, which would never end."""

    def __init__(self) -> None:
        self._instead: type[ast.stmt] = ast.Pass

    def visit_While(self, node: ast.While) -> ast.AST:
        before, self._instead = self._instead, ast.Break
        self.generic_visit(node)
        self._instead = before
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        return ast.copy_location(self._instead(), node) if _refuses(node) else node


def _refusal(resource: str, name: str) -> None:
    """Whoever imports the function later gets the silent one: this comes before every test."""
    module: Any = importlib.import_module(f"{UTILS}._resources.{resource}")
    path = RESOURCES / f"{resource}.py"
    function = dict(_functions(ast.parse(path.read_text(encoding="utf-8"))))[name]
    silent = ast.Module([_Silent().visit(function)], type_ignores=[])
    made: dict[str, Any] = {}
    exec(
        compile(silent, str(path), "exec", dont_inherit=True, flags=__future__.annotations.compiler_flag),
        vars(module),
        made,
    )
    owner, _dot, own = name.rpartition(".")
    setattr(getattr(module, owner) if owner else module, own, made[own])
