# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/interlocks.md says what the registry and the modules do."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.policy import POLICIES, Policy
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.rules import RULES

ROOT = Path(__file__).resolve().parents[3]
RESOURCES = ROOT / "plugins" / "module_utils" / "_resources"
HELPERS = {"_terminal_job": "terminal_parameters", "_tma": "terminal_parameters", "_multisite": "multisite_encryption"}


def table(heading: str) -> dict[str, list[str]]:
    """Rows of the table under a heading: rule -> its other cells."""
    section = (
        (ROOT / "docs" / "interlocks.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    )
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if re.match(r"\| (INV-\d+|SCOPE) \|", line)]
    return {row[0]: row[1:] for row in rows}


def lifted_by(policy: Policy) -> str:
    if policy.phone_by_phone:
        return "phone by phone, `written_off`"
    if not policy.stops:
        return "reports, never stops"
    return "`override` with a reason" if policy.overridable else "nobody"


def asking_modules() -> dict[str, set[str]]:
    """Rule -> modules whose source names it."""
    found: dict[str, set[str]] = {}
    for path in RESOURCES.glob("*.py"):
        module = HELPERS.get(path.stem, path.stem)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in RULES:
                found.setdefault(str(node.value), set()).add(module)
    return found


def test_every_rule_is_listed_in_the_order_of_the_registry() -> None:
    assert list(table("What each rule protects")) == list(RULES)
    assert list(table("The way out of each")) == list(RULES)


def test_basis_and_who_may_lift_a_rule_are_those_of_the_policy() -> None:
    listed = {rule: (row[1], row[2]) for rule, row in table("What each rule protects").items()}
    assert listed == {rule: (policy.basis, lifted_by(policy)) for rule, policy in POLICIES.items()}


def test_the_way_out_is_the_one_that_the_message_gives() -> None:
    assert {rule: row[0] for rule, row in table("The way out of each").items()} == {
        rule: entry.way_out for rule, entry in RULES.items()
    }


def test_the_modules_that_ask_a_rule_are_those_whose_source_does() -> None:
    listed = {rule: set(re.findall(r"`(\w+)`", row[3])) for rule, row in table("What each rule protects").items()}
    assert {rule: modules for rule, modules in listed.items() if modules} == asking_modules()
