# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixture files of tests/fixtures/pki, with what is known of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import reading
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.bundle import Bundle

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "pki"
_TABLE = yaml.safe_load((FOLDER / "pitfalls.yml").read_text(encoding="utf-8"))
NOW: datetime = _TABLE["at"]
SYSTEM: dict[str, Any] = _TABLE["system"]


@dataclass(frozen=True, eq=False)
class Fixture:
    """One file. ``expect`` and ``expect_rules`` are those of its pitfall, the same for every producer."""

    file: str
    pitfall: str
    producer: str
    password: str | None
    mac: str | None
    encryption: tuple[str, ...]
    expect: dict[str, Any]
    expect_rules: list[str] | None

    @property
    def data(self) -> bytes:
        return (FOLDER / self.file).read_bytes()

    def __str__(self) -> str:
        return self.file


def _fixture(entry: dict[str, Any]) -> Fixture:
    known = _TABLE["pitfalls"][entry["pitfall"]]
    return Fixture(
        entry["file"],
        entry["pitfall"],
        entry["producer"],
        entry["password"],
        entry.get("mac"),
        tuple(entry.get("encryption", ())),
        known["expect"],
        known.get("expect_rules"),
    )


FIXTURES = tuple(
    _fixture(entry) for entry in json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
)
PITFALLS = tuple(_TABLE["pitfalls"])
READABLE = tuple(fixture for fixture in FIXTURES if "reason" not in fixture.expect)
UNREADABLE = tuple(fixture for fixture in FIXTURES if "reason" in fixture.expect)
SLOW = ("certtool", "pk12util")
"""Producers that ask for 600,000 rounds of key derivation: where all of their files take too long, one will do."""
PKCS12 = tuple(fixture for fixture in READABLE if fixture.file.endswith(".p12"))


def named(file: str) -> Fixture:
    return next(fixture for fixture in FIXTURES if fixture.file == file)


@cache
def read(fixture: Fixture) -> Bundle:
    """Read once for all tests: certtool and pk12util ask for 600,000 rounds of key derivation."""
    return reading.read(fixture.data, fixture.password, name=fixture.file)
