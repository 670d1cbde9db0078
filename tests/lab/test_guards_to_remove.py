# SPDX-License-Identifier: GPL-3.0-or-later
"""`make mutate` removes what is there, and all of it."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import ReadBackMismatch, Refused
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _rights, _switch, voice_encryption
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.engine import require
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.rules import RULES
from mutate import guards

PAGE = Path(__file__).resolve().parents[2] / "docs" / "interlocks.md"
FORBIDDEN = {"restarts": ["pbx1"], "sip_restart": "forbid"}


def test_every_rule_that_a_module_asks_is_removed_from_one() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## The way out of each")[0]
    rows = re.findall(r"^\| (\S+) \|.*\| ([^|]*) \|$", table, re.MULTILINE)
    documented = {rule for rule, modules in rows if rule in RULES and re.fullmatch(r"(`\w+`(, )?)+", modules)}
    assert documented
    assert documented <= {rule for _resource, rule in guards.asked()}


def test_a_removed_rule_passes_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "INV-24", RULES["INV-24"])
    with pytest.raises(Refused):
        require(["INV-24"], FORBIDDEN)
    guards.remove("rule:INV-24")
    require(["INV-24"], FORBIDDEN)
    with pytest.raises(Refused):
        require(["INV-27"], FORBIDDEN)


def test_a_module_stops_asking_the_removed_rule_and_asks_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_encryption, "require", voice_encryption.require)
    guards.remove("asked:voice_encryption:INV-24")
    voice_encryption.require(["INV-24"], FORBIDDEN)
    with pytest.raises(Refused):
        voice_encryption.require(["INV-24", "INV-27"], FORBIDDEN)


def test_a_part_stops_comparing_what_it_reads_back_and_the_others_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"_rights", "_switch"} <= set(guards.reading_back())
    screen: Any = SimpleNamespace(id="W10", label_path="System", menu=None)
    for part in (_rights, _switch):
        monkeypatch.setattr(part, "read_back", part.read_back)
    guards.remove("read_back:_rights")
    _rights.read_back(screen, "pbx1", {"box": True}, {"box": False})
    with pytest.raises(ReadBackMismatch):
        _switch.read_back(screen, "pbx1", {"box": True}, {"box": False})


def test_a_function_goes_on_where_it_would_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ("_own_files", "OwnFiles.require_good") in guards.refusing()
    monkeypatch.setattr(voice_encryption, "_phones_have_left", voice_encryption._phones_have_left)
    asked: Any = ({"tma": None, "host": "pbx1"}, None)
    with pytest.raises(Refused):
        voice_encryption._phones_have_left(*asked)
    guards.remove("refusal:voice_encryption:_phones_have_left")
    with pytest.raises(KeyError):  # it goes on to read what was not given
        voice_encryption._phones_have_left(*asked)
