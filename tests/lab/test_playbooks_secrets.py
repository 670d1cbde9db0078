# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret leaves a run: not in its output at -vvv, not in captures, temporary files or the lab's log."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import yaml

from .wire import FLEETS, Lab, play

DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7", "STP-7")]
ADMIN, TMA = 'pé"ss \\wo&rd<1>', "tm'à +%2 <§>=\\"


def spellings(secret: str) -> set[bytes]:
    """A secret as it stands, and as URLs, JSON (once and twice), HTML, Python and latin-1 spell it."""
    as_json = json.dumps(secret)[1:-1]
    texts = {secret, as_json, json.dumps(as_json)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    texts |= {html.escape(secret), repr(secret)[1:-1], quote(secret), quote(secret, safe=""), quote_plus(secret)}
    texts |= {quote_plus(secret, encoding="latin-1"), quote(secret, safe="", encoding="latin-1")}
    return {text.encode() for text in texts} | {secret.encode("latin-1")}


def found_in(content: bytes, secrets: Iterable[str]) -> list[bytes]:
    return [spelling for secret in secrets for spelling in sorted(spellings(secret)) if spelling in content]


def files_below(*roots: Path) -> Iterator[Path]:
    for root in roots:
        yield from (path for path in root.rglob("*") if path.is_file())


def test_no_secret_shows_at_the_highest_verbosity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = yaml.safe_load((FLEETS / "small.yml").read_text(encoding="utf-8"))
    fleet["managers"]["mgr1"] = {"admins": {"admin": ADMIN}, "tma": {"credentials": {"tma": TMA}}}
    for system in fleet["systems"].values():
        system["admins"] = {"admin": ADMIN}
    (tmp_path / "fleet.yml").write_text(yaml.safe_dump(fleet, sort_keys=False), encoding="utf-8")
    with Lab.up(tmp_path, str(tmp_path / "fleet.yml"), "600", "7") as lab:
        kept = yaml.safe_load(Path(lab.inventory, "group_vars/all/secrets.yml").read_text(encoding="utf-8"))
        secrets = {value for entries in kept["lab_secrets"].values() for value in entries.values()}
        assert secrets > {ADMIN, TMA}  # and the passwords of the certificate files
        lab.operator("T60-5")
        lab.operator("STP-7")
        scratch = [tmp_path / "home", tmp_path / "tmp"]
        for name, path in zip(("HOME", "TMPDIR"), scratch, strict=True):
            path.mkdir()
            monkeypatch.setenv(name, str(path))
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(scratch[1]))
        leaks: list[str] = []

        def look(line: str) -> None:
            if line.startswith("TASK"):
                for path in files_below(*scratch):
                    try:
                        leaks.extend(f"{path}: {one!r}" for one in found_in(path.read_bytes(), secrets))
                    except FileNotFoundError:
                        continue

        captures = tmp_path / "captures"
        lab.fault(kind="error500", target="mgr1")
        for number, (playbook, ends_well) in enumerate(
            (("enable", False), ("enable", True), ("survey", True), ("disable", True))
        ):
            run = play(
                lab,
                playbook,
                "-vvv",
                "--diff",
                show=look,
                operator_done=DONE,
                encryption={"state": "enabled", "mode": "trusted"},
                sip_restart="allow",
                capture_dir=str(captures),
                wait_timeout=60,
            )
            assert (run.returncode == 0) == ends_well, run.output
            leaks += [f"{number} {playbook}: {one!r}" for one in found_in(run.output.encode(), secrets)]
        for path in files_below(captures, *scratch):
            leaks += [f"{path}: {one!r}" for one in found_in(path.read_bytes(), secrets)]
        assert any(files_below(captures))
        leaks += [f"log: {one!r}" for one in found_in((tmp_path / "lab" / "lab.log").read_bytes(), secrets)]
        leaks += [f"events: {one!r}" for one in found_in(json.dumps(lab.all_events()).encode(), secrets)]
        assert leaks == []
        assert lab.state()["sessions"] == []
