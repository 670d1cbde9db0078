# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones register over mutual TLS with the very bytes that the collection deployed (MOD-13, MOD-15, BCRT-1 to BCRT-4).

The files go through the TMA of the lab onto its download servers by terminal_deployment, on sockets; a client fetches
them as a phone does; software that no one here wrote registers with them at a SIP server that no one here wrote.
"""

from __future__ import annotations

import ftplib
import io
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _bothway_proofs
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire import probe
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.client import Client, foreign
from ansible_collections.voiceops.mivoice5000.tests.lab.wire import FLEETS, Lab, play
from tftpy import TftpClient

from . import kamailio, phones
from .pki import Pair, issue

PBX, PHONE = "127.254.6.1", "127.254.6.9"
PLAY = str(Path(__file__).parent / "plays" / "deploy_phone.yml")
SERVERS = {"dl1": "http", "dl2": "ftp", "dl3": "tftp"}
NAMES = {"phones-ca.crt": "authorities", "phone.crt": "certificate", "phone.key": "key"}
VERSIONS = {"TLSv1.2": "TLSv1.2", "TLSv1.3": "TLSv1.2+"}


def by_http(host: str, port: int, name: str) -> bytes:
    with urllib.request.urlopen(f"http://{host}:{port}/{name}", timeout=30) as answer:
        content: bytes = answer.read()
    return content


def by_ftp(host: str, port: int, name: str) -> bytes:
    parts: list[bytes] = []
    with ftplib.FTP() as ftp:
        ftp.connect(host, port, timeout=30)
        ftp.login()
        ftp.retrbinary(f"RETR {name}", parts.append)
    return b"".join(parts)


def by_tftp(host: str, port: int, name: str) -> bytes:
    into = io.BytesIO()
    TftpClient(host, port).download(name, into, timeout=5)
    return into.getvalue()


FETCH: dict[str, Callable[[str, int, str], bytes]] = {"http": by_http, "ftp": by_ftp, "tftp": by_tftp}


@pytest.fixture(scope="module")
def root() -> Pair:
    return issue("Site CA", ca=True)


@pytest.fixture(scope="module")
def pair(root: Pair) -> Pair:
    return issue(PHONE, root)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    work = tmp_path_factory.mktemp("lab")
    fleet = yaml.safe_load((FLEETS / "small.yml").read_text(encoding="utf-8"))
    fleet["download_servers"] = {name: {"protocol": protocol} for name, protocol in SERVERS.items()}
    for system in fleet["systems"].values():
        system["download_servers"] = list(SERVERS)
    (work / "fleet.yml").write_text(yaml.safe_dump(fleet, sort_keys=False), encoding="utf-8")
    with Lab.up(work, str(work / "fleet.yml"), "600", "7") as up:
        yield up


@pytest.fixture(scope="module")
def fetched(lab: Lab, root: Pair, pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What a phone got from each server, by name of the file, after the module had it put there."""
    site = tmp_path_factory.mktemp("site")
    for name, content in zip(NAMES, (root.pem, pair.pem, pair.key_pem), strict=True):
        (site / name).touch(mode=0o600)
        (site / name).write_bytes(content)
    given = [{"src": str(site / name), "holds": holds} for name, holds in NAMES.items()]
    run = play(lab, PLAY, servers=list(SERVERS), own_files=given)
    assert (run.returncode, run.changed) == (0, 1), run.output
    assert pair.key_pem.decode().splitlines()[1] not in run.output
    known: dict[str, Any] = lab.state()["download_servers"]
    return {
        server: {name: FETCH[protocol](known[server]["address"], known[server]["port"], name) for name in NAMES}
        for server, protocol in SERVERS.items()
    }


def test_a_phone_fetches_from_every_server_the_bytes_that_the_site_gave(
    fetched: dict[str, dict[str, bytes]], root: Pair, pair: Pair
) -> None:
    given = dict(zip(NAMES, (root.pem, pair.pem, pair.key_pem), strict=True))
    assert fetched == dict.fromkeys(SERVERS, given)


@pytest.fixture(params=VERSIONS)
def pbx(request: pytest.FixtureRequest, tmp_path: Path, root: Pair) -> Iterator[Path]:
    """A SIP server that demands certificates of its phones; its log."""
    folder = tmp_path / "pbx"
    folder.mkdir()
    served = [issue(PBX, root), root]
    kamailio.write_tls(folder, PBX, served, VERSIONS[request.param], "required", root, registrar=True)
    with kamailio.running(folder, PBX):
        yield folder / "log"


def registered(agent: str, log: Path) -> bool:
    lines = [line for line in log.read_text().splitlines() if "registered over TLS" in line and agent in line]
    assert all(f"with the certificate of {PHONE} by" in line for line in lines), lines
    return bool(lines)


def refusals(log: Path) -> int:
    return log.read_text().count("TLS accept:")


def files_of(got: dict[str, bytes]) -> phones.Files:
    return phones.Files(got["phones-ca.crt"], got["phone.crt"] + got["phone.key"])


@pytest.mark.parametrize("server", SERVERS)
def test_phones_register_with_the_files_that_were_deployed(
    pbx: Path, fetched: dict[str, dict[str, bytes]], server: str, tmp_path: Path
) -> None:
    files = files_of(fetched[server])
    with phones.baresip(tmp_path / "baresip", files, PBX) as (process, log):
        assert phones.awaited(lambda: "200 OK" in log.read_text(), process), log.read_text() + pbx.read_text()
    assert registered("baresip", pbx), pbx.read_text()
    assert phones.sipp(tmp_path / "sipp", files, PBX, PHONE) == 0, pbx.read_text()
    assert registered("SIPp", pbx), pbx.read_text()
    assert refusals(pbx) == 0


@pytest.mark.parametrize("presented", ["none", "foreign", "expired"])
def test_phones_are_refused_with_any_other(
    pbx: Path, fetched: dict[str, dict[str, bytes]], presented: str, root: Pair, tmp_path: Path
) -> None:
    other = {"foreign": issue(PHONE, issue("Site CA", ca=True)), "expired": issue(PHONE, root, expired=True)}
    own = other[presented].pem + other[presented].key_pem if presented in other else None
    files = phones.Files(fetched["dl1"]["phones-ca.crt"], own)
    with phones.baresip(tmp_path / "baresip", files, PBX) as (process, log):
        assert phones.awaited(lambda: refusals(pbx) > 0, process), log.read_text() + pbx.read_text()
        assert "200 OK" not in log.read_text()
    assert phones.sipp(tmp_path / "sipp", files, PBX, PHONE) != 0
    assert "registered over" not in pbx.read_text()


def test_the_proofs_of_bothway_agree_with_the_server_about_the_deployed_files(
    pbx: Path, fetched: dict[str, dict[str, bytes]], root: Pair
) -> None:
    expired = issue(PHONE, root, expired=True)
    given = {
        "good": Client(fetched["dl2"]["phone.crt"] + fetched["dl2"]["phone.key"]),
        "expired": Client(expired.pem + expired.key_pem),
    }
    tried = _bothway_proofs.tried(
        probe.probe(PBX, 5060, 5061, 10),
        given,
        foreign(datetime.now(UTC)),
        lambda client: probe.present(PBX, 5061, client, 10),
    )
    proven = {proof["what"]: proof["proven"] for proof in tried}
    assert proven == dict.fromkeys(("demanded", "none", "foreign", "good", "expired"), True)
    assert refusals(pbx) >= 3
