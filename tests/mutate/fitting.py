# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests to try on a removed guard, the quickest first."""

from __future__ import annotations

import re

from mutate.guards import ROOT

PLACES = ("tests/unit/safety", "tests/unit", "tests/lab")
SLOW = ("test_playbooks_", "test_killed_", "_over_the_wire", "test_examples", "test_documented_interlocks")
"""Whole playbooks and sockets; and the page of the rules, which looks at names alone."""
GATE = ["tests/unit/safety/test_gate.py"]
TABLES = ["tests/unit/safety/test_rules.py", "tests/unit/safety/test_engine.py"]
"""Every rule is in the tables of these."""
ANY_REFUSAL = r"\.rule\b"
"""Tests on the lab that look at which rule refused, whichever way they came there."""
CALLED = {
    "_terminal_job": "terminal_parameters",
    "_bothway_proving": "bothway",
    "_bothway_box": "bothway",
    "_pkcs12": "certificate",
    "_multisite": "multisite_encryption",
    "_rights": "encryption_right",
    "_switch": "voice_encryption",
    "_ca_files": "terminal_parameters",
    "_own_files": "terminal_parameters",
    "_sent_file": "download_file",
    "_tma": "terminal_parameters",
    "_tma_values": "terminal_parameters",
}
"""Resource by which tests reach a part that several share."""
ERRORS = {"read_back": r"ReadBackMismatch\b", "refusal": r"(Refused|OperatorStepNeeded)\b"}
"""What tests of such a guard expect: they do not name it."""


def fitting(guard: str) -> list[list[str]]:
    """Groups of test files, tried one after the other."""
    if guard == "gate":
        return [GATE]
    kind, *names = guard.split(":")
    groups = [TABLES] if kind == "rule" else []
    named = _naming(ERRORS.get(kind, rf"{names[-1]}\b"))
    if kind != "rule":
        called = CALLED.get(names[0], names[0])
        module = _naming(rf"import.*\b{called}\b|^    {called},$")
        groups = [[path for path in named if path in module], module]
    if kind == "refusal":
        groups += [["tests/unit"], [path for path in _naming(ANY_REFUSAL) if path.startswith("tests/lab")]]
    if kind not in ERRORS:
        groups += [[path for path in named if path.startswith(place)] for place in PLACES]
    tried: set[str] = set()
    fresh = []
    for group in groups:
        fresh.append([path for path in group if path not in tried])
        tried.update(group)
    return [group for group in fresh if group]


def _naming(pattern: str) -> list[str]:
    """Quick test files in which the pattern is found, those of the rules first."""
    wanted = re.compile(pattern, re.MULTILINE)
    paths = dict.fromkeys(path for place in PLACES for path in sorted((ROOT / place).rglob("test_*.py")))
    quick = [path for path in paths if not any(slow in path.name for slow in SLOW)]
    return [str(path.relative_to(ROOT)) for path in quick if wanted.search(path.read_text(encoding="utf-8"))]
