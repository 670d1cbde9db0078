# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of real download servers, by every protocol: judged alike, put there once, taken away, TMA's left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .wire import FLEETS, Lab, Run, play

PLAY = str(Path(__file__).parent / "plays" / "server_files.yml")
SERVERS: dict[str, dict[str, Any]] = {
    "ftp": {"protocol": "ftp"},
    "ftps": {"protocol": "ftp", "files": "ftps"},
    "sftp": {"protocol": "http", "files": "sftp"},
    "tftp": {"protocol": "tftp"},
    "http": {"protocol": "http"},
    "https": {"protocol": "https"},
    "listed": {"protocol": "https", "listing": True},
}
WRITABLE = sorted(set(SERVERS) - {"tftp"})


class Site:
    """One system whose phones use all these servers, and runs of the play against them."""

    def __init__(self, lab: Lab, work: Path) -> None:
        self.lab = lab
        self.results = work / "results"
        self.results.mkdir()

    def play(self, *arguments: str, **said: Any) -> Run:
        phones = [
            {"mac": mac, "model": phone["model"], "family": phone["family"]}
            for mac, phone in self.lab.state()["phones"].items()
            if phone["family"] == "mitel6000"
        ]
        return play(self.lab, PLAY, *arguments, **{"phones": phones, "results": str(self.results)} | said)

    def found(self, server: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.results / f"{server}.json").read_text(encoding="utf-8"))
        return content

    def files(self, server: str) -> list[str]:
        return sorted(self.lab.state()["download_servers"][server]["files"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    work = tmp_path_factory.mktemp("servers")
    fleet = yaml.safe_load((FLEETS / "standalone.yml").read_text(encoding="utf-8"))
    fleet["download_servers"] = SERVERS
    fleet["systems"]["pbx1"]["download_servers"] = list(SERVERS)
    path = work / "fleet.yml"
    path.write_text(yaml.safe_dump(fleet), encoding="utf-8")
    with Lab.up(work, str(path), "600", "11") as lab:
        yield Site(lab, work)


@pytest.fixture(scope="module")
def runs(site: Site) -> dict[str, Any]:
    """A check, what it left, and the run."""
    before = {server: site.files(server) for server in SERVERS}
    check = site.play("--check", "--diff")
    planned = {server: site.found(server) for server in SERVERS}
    mark = site.lab.last_event()
    done = site.play("--diff")
    return {"before": before, "check": check, "planned": planned, "mark": mark, "run": done}


@pytest.mark.parametrize("server", SERVERS)
def test_every_protocol_shows_the_same_files_to_the_audit(site: Site, runs: dict[str, Any], server: str) -> None:
    judged, by_ftp = site.found(server)["judged"], site.found("ftp")["judged"]
    assert judged["state"] == "complete", judged["unread"]
    assert judged["summary"]["total"] == 4
    assert judged["terminals"] == by_ftp["terminals"]
    assert judged["summary"] == by_ftp["summary"]


@pytest.mark.parametrize("server", WRITABLE)
def test_a_file_is_put_there_once_and_taken_away(site: Site, runs: dict[str, Any], server: str) -> None:
    found, planned = site.found(server), runs["planned"][server]
    assert [found[what]["changed"] for what in ("put", "again", "gone")] == [True, False, True]
    assert planned["put"]["writes"] == found["put"]["writes"]
    assert site.files(server) == runs["before"][server]
    assert "BEGIN CERTIFICATE" not in runs["run"].output


def test_the_files_of_phones_stay_tmas(site: Site, runs: dict[str, Any]) -> None:
    assert runs["run"].returncode == 0, runs["run"].output
    for server in SERVERS:
        assert "INV-25" in site.found(server)["meddled"]["msg"]


def test_a_check_writes_nothing(site: Site, runs: dict[str, Any]) -> None:
    assert runs["check"].returncode == 0, runs["check"].output
    assert [event for event in site.lab.events("write") if event["n"] <= runs["mark"]] == []


def test_no_account_is_told(site: Site, runs: dict[str, Any]) -> None:
    (secrets,) = Path(site.lab.inventory).parent.rglob("secrets.yml")
    by_host = yaml.safe_load(secrets.read_text(encoding="utf-8"))["lab_secrets"]
    passwords = [by_host[server]["files_password"] for server in WRITABLE]
    told = runs["run"].output + "".join(path.read_text(encoding="utf-8") for path in site.results.iterdir())
    assert [password for password in passwords if password in told] == []
