# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_wait reads the logs of download servers while it waits, and believes no more than they tell (TMA-14)."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.logs import Log
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _ca_files, terminal_wait
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._download_logs import Followed
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection

from .conftest import Clock, Run, pushed, registration

MACS = ("00085D000001", "00085D000002")
FILE = {"name": "ca.crt", "content": Authority().pem}
TRUSTED = pushed("trusted", trust=_ca_files.mark_of(_ca_files.read_all([FILE])))
Fetch = Callable[..., None]


@pytest.fixture
def log(tmp_path: Path, clock: Clock) -> Path:
    path = tmp_path / "access.log"
    path.touch()
    os.utime(path, (clock.now.timestamp(), clock.now.timestamp()))
    return path


@pytest.fixture
def fetch(log: Path, clock: Clock) -> Fetch:
    """Has phones fetch their own files now, as far as the log tells."""

    def _fetch(*macs: str, wording: str = '{ip} - - [{at}] "GET /{mac}.cfg HTTP/1.1" 200 812\n', at: str = "") -> None:
        with log.open("a") as stream:
            for mac in macs:
                moment = at or f"{clock.now:%d/%b/%Y:%H:%M:%S} +0000"
                stream.write(wording.format(ip=f"10.1.2.{mac[-1]}", at=moment, mac=mac))
        os.utime(log, (clock.now.timestamp(), clock.now.timestamp()))

    return _fetch


@pytest.fixture
def trusting(manager: Any, pbx: Any, clock: Clock) -> Callable[[], None]:
    """The action has finished, and every phone registers over TLS every now and then: only downloads are missing."""

    def register() -> None:
        seen = clock.now.strftime("%d/%m/%Y %H:%M:%S")
        pbx.pages["WREG"].tables["registrations"] = [registration(mac, "TLS", seen) for mac in MACS]

    for line in manager.listed["Mitel 6000 SIP Phone"]:
        line["encryption"] = "SRTP"
    manager.pages["T5"].tables["actions"] = [{"name": TRUSTED, "state": "Done", "date": ""}]
    clock.each = register
    register()
    return register


def scope(log: Path, form: str = "nginx", name: str = "S", **more: Any) -> dict[str, Any]:
    wanted = {
        "name": name,
        "family": "mitel6000",
        "mode": "trusted",
        "action": TRUSTED,
        "trusted_files": [FILE],
        "systems": [connection("pbx1", name="pbx1")],
        "download_logs": [{"path": [str(log)], "format": form} | more],
    }
    return connection("mgr1", tma_username="tma", tma_password="tma") | wanted


def wait(run: Run, *scopes: dict[str, Any], **options: Any) -> dict[str, Any]:
    return run(terminal_wait, scopes=list(scopes), **{"wait_timeout": 9000, "report_only": True} | options)["gates"]


def at_turn(clock: Clock, turn: int, then: Callable[[], None]) -> None:
    before = clock.each

    def each() -> None:
        before()
        if len(clock.slept) == turn:
            then()

    clock.each = each


def test_a_download_during_the_wait_opens_the_gate(
    run: Run, trusting: Any, log: Path, fetch: Fetch, clock: Clock
) -> None:
    fetch(MACS[0])
    at_turn(clock, 3, lambda: fetch(MACS[1]))
    gate = wait(run, scope(log))["S"]
    assert gate["verdict"] == "pass", gate["text"]
    assert len(clock.slept) == 4  # and was seen registered after it
    assert "download-server log" in gate["moved"][1]["source"]


def test_downloads_known_before_count_together_with_those_of_the_log(
    run: Run, trusting: Any, log: Path, fetch: Fetch, clock: Clock
) -> None:
    fetch(MACS[0])
    known = {"phone": MACS[1], "at": clock.now.isoformat(), "file": f"{MACS[1]}.cfg"}
    assert wait(run, scope(log) | {"fetched": [known]})["S"]["verdict"] == "pass"


def test_the_wait_goes_on_as_long_as_a_log_may_tell_more(
    run: Run, trusting: Any, log: Path, fetch: Fetch, clock: Clock
) -> None:
    fetch(MACS[0])
    gate = wait(run, scope(log))["S"]
    assert (gate["verdict"], gate["awaiting_download"], gate["notes"]) == ("inconclusive", [MACS[1]], [])
    assert sum(clock.slept) == 9000


VSFTPD = '{at} [pid 7] [p] OK DOWNLOAD: Client "{ip}", "/{mac}.cfg", 812 bytes, 9.5Kbyte/sec\n'
RRQ = "{at} files in.tftpd[7]: RRQ from {ip} filename {mac}.cfg\n"
TROUBLE = [
    ("vsftpd", {}, VSFTPD, "Mon Mar  2 12:00:00 2026", "timezone"),
    ("vsftpd", {"timezone": "Pacific/Honolulu"}, VSFTPD, "Mon Mar  2 12:00:00 2026", "later than the file"),
    ("tftpd", {"timezone": "UTC"}, RRQ, "Mar  2 12:00:00", "count_requests"),
]


@pytest.mark.parametrize(("form", "options", "wording", "at", "told"), TROUBLE)
def test_a_log_that_can_prove_nothing_is_named_and_holds_nobody_up(
    run: Run,
    trusting: Any,
    log: Path,
    fetch: Fetch,
    clock: Clock,
    form: str,
    options: Any,
    wording: str,
    at: str,
    told: str,
) -> None:
    fetch(*MACS, wording=wording, at=at)
    gate = wait(run, scope(log, form, **options))["S"]
    assert gate["verdict"] == "inconclusive"
    assert told in gate["notes"][0]
    assert told in gate["text"]
    assert sum(clock.slept) == 3600  # VER-12: as without a log


@pytest.mark.parametrize(
    ("form", "options", "wording", "at"),
    [
        ("vsftpd", {"timezone": "Europe/Paris"}, VSFTPD, "Mon Mar  2 13:00:00 2026"),
        ("tftpd", {"timezone": "Europe/Paris", "count_requests": True}, RRQ, "Mar  2 13:00:00"),
    ],
)
def test_what_the_site_declares_of_its_log_makes_it_count(
    run: Run, trusting: Any, log: Path, fetch: Fetch, form: str, options: Any, wording: str, at: str
) -> None:
    fetch(*MACS, wording=wording, at=at)
    assert wait(run, scope(log, form, **options))["S"]["verdict"] == "pass"


def test_a_log_that_is_not_there_proves_nothing_and_says_so(run: Run, trusting: Any, log: Path, clock: Clock) -> None:
    log.unlink()
    gate = wait(run, scope(log))["S"]
    assert gate["verdict"] == "inconclusive"
    assert f"Download log {log} cannot be read" in gate["text"]
    assert sum(clock.slept) == 3600


def test_a_common_file_opens_no_gate(run: Run, trusting: Any, log: Path, fetch: Fetch) -> None:
    agent = "Mitel6867i MAC:00-08-5D-00-00-0{mac} V:5.1-SIP"
    fetch("1", "2", wording='{ip} - - [{at}] "GET /startup.cfg HTTP/1.1" 200 8 "-" "' + agent + '"\n')
    gate = wait(run, scope(log), wait_timeout=60)["S"]
    assert (gate["verdict"], len(gate["awaiting_download"])) == ("inconclusive", 2)


def test_a_plan_reads_the_logs_once_and_waits_for_nothing(
    run: Run, trusting: Any, log: Path, fetch: Fetch, clock: Clock
) -> None:
    gate = wait(run, scope(log), check=True)["S"]
    assert (gate["verdict"], gate["would_wait_for"]) == ("would_wait_for", list(MACS))
    clock.now += timedelta(seconds=30)
    fetch(*MACS)
    clock.now += timedelta(hours=2)  # a later run; by then the download cannot have been of the old file (VER-12)
    trusting()
    assert wait(run, scope(log) | {"action": ""}, check=True)["S"]["verdict"] == "pass"
    assert clock.slept == []


def test_one_log_serves_all_scopes_that_name_it(run: Run, trusting: Any, log: Path, fetch: Fetch) -> None:
    fetch(*MACS)
    gates = wait(run, scope(log), scope(log, name="T"))
    assert {gate["verdict"] for gate in gates.values()} == {"pass"}


def test_a_time_zone_that_does_not_exist_stops_before_anything_is_read(run: Run, manager: Any, log: Path) -> None:
    with pytest.raises(UsageError, match=r"Mars/Olympus"):
        wait(run, scope(log, timezone="Mars/Olympus"))
    assert manager.sessions == 0


def test_for_certificates_of_phones_a_log_tells_of_every_file_and_goes_on_telling(log: Path, clock: Clock) -> None:
    """INV-5: the gate of BOTHWAY wants certificate, key and authority fetched as well."""
    files = {f"{MACS[0]}.cfg", "phone.crt", "phone.key", "phones-ca.crt"}
    agent = "Mitel6867i MAC:00-08-5D-00-00-01 V:5.1.0.2024-SIP"
    at = f"{clock.now:%d/%b/%Y:%H:%M:%S} +0000"
    log.write_text("".join(f'10.1.2.1 - - [{at}] "GET /{name} HTTP/1.1" 200 812 "-" "{agent}"\n' for name in files))
    os.utime(log, (clock.now.timestamp(), clock.now.timestamp()))
    said = Followed(lambda: clock.now).read([Log((str(log),), "nginx")], own_only=False)
    assert {entry["file"] for entry in said.fetched} == files
    assert (said.trouble, said.more_may_come) == ([], True)
