# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/interlocks.md says what the registry and the modules do."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.policy import ORACLES, POLICIES, Policy
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.rules import RULES

ROOT = Path(__file__).resolve().parents[3]
RESOURCES = ROOT / "plugins" / "module_utils" / "_resources"
BASE = "ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources"
RESTARTING = {"_bothway_box": {"bothway"}, "_multisite_work": {"multisite_encryption"}}
"""Helpers that note a write which restarts SIP, with the modules that use them."""
HELPERS = {
    "_bothway_proving": {"bothway"},
    "_certificate_report": set[str](),  # it reports by the ID of a rule and asks none
    "_terminal_job": {"terminal_parameters"},
    "_tma": {"terminal_parameters"},
    "_ca_files": {"terminal_parameters"},
    "_multisite": {"multisite_encryption"},
    "_orders": {"certificate"},
    "_server_file": {"download_file"},
    "_pkcs12": {"certificate", "multisite_encryption"},
    "_shown": {"certificate", "multisite_encryption"},
}


def table(heading: str) -> dict[str, list[str]]:
    """Rows of the table under a heading: rule -> its other cells."""
    section = (
        (ROOT / "docs" / "interlocks.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    )
    rows = [
        line.strip("| ").split(" | ")
        for line in section.splitlines()
        if re.match(r"\| (INV-\d+|CLEAR-KEY|SCOPE) \|", line)
    ]
    return {row[0]: row[1:] for row in rows}


def other_table(heading: str) -> list[list[str]]:
    """Rows under a heading, its head and rule left out."""
    text = (ROOT / "docs" / "interlocks.md").read_text(encoding="utf-8")
    section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]


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
        modules = HELPERS.get(path.stem, {path.stem})
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in RULES:
                found.setdefault(str(node.value), set()).update(modules)
    return found


def test_every_rule_is_listed_in_the_order_of_the_registry() -> None:
    assert list(table("What each rule protects")) == list(RULES)
    assert list(table("The way out of each")) == list(RULES)


def test_basis_and_who_may_lift_a_rule_are_those_of_the_policy() -> None:
    listed = {rule: (row[1], row[2]) for rule, row in table("What each rule protects").items()}
    assert listed == {rule: (POLICIES[rule].basis, lifted_by(POLICIES[rule])) for rule in RULES}


def test_what_would_show_a_breach_is_that_of_the_policy() -> None:
    listed = {row[0].strip("`"): row[2].split(", ") for row in other_table("What would show a breach")}
    assert listed == {
        oracle: [rule for rule, policy in POLICIES.items() if policy.oracle == oracle] for oracle in ORACLES
    }


def test_the_rules_that_the_build_holds_are_listed_with_their_tests() -> None:
    listed = {row[0]: row[2].strip("`") for row in other_table("Kept by the way the collection is built")}
    held = {rule: policy.held_by for rule, policy in POLICIES.items() if policy.held_by}
    assert listed == {rule: path.partition("::")[2] for rule, path in held.items()}


def test_the_way_out_is_the_one_that_the_message_gives() -> None:
    assert {rule: row[0] for rule, row in table("The way out of each").items()} == {
        rule: entry.way_out for rule, entry in RULES.items()
    }


def test_the_modules_that_ask_a_rule_are_those_whose_source_does() -> None:
    listed = {rule: set(re.findall(r"`(\w+)`", row[3])) for rule, row in table("What each rule protects").items()}
    assert {rule: modules for rule, modules in listed.items() if modules} == {
        rule: modules for rule, modules in asking_modules().items() if modules
    }


def test_whatever_restarts_sip_takes_a_permission_and_asks_for_it() -> None:  # INV-24
    permitted, restarting = set(), set()
    for path in RESOURCES.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        words = {
            (word.arg, getattr(word.value, "value", None)) for word in ast.walk(tree) if isinstance(word, ast.keyword)
        }
        if ("restarts_sip", True) in words:
            restarting |= RESTARTING.get(path.stem, {path.stem})
        if not path.stem.startswith("_"):
            resource = importlib.import_module(f"{BASE}.{path.stem}")
            permitted |= {path.stem} if "sip_restart" in resource.ARGUMENT_SPEC else set()
    assert restarting and restarting <= permitted == asking_modules()["INV-24"]
