# SPDX-License-Identifier: GPL-3.0-or-later
"""What real daemons write of real downloads is read right: who, what, when, and whether it arrived (TMA-14)."""

from __future__ import annotations

import ftplib
import http.client
import io
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import tftpy
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import download_log_info

from . import daemons
from .daemons import ADDRESS, FTP_PORT, HTTP_PORT, TFTP_PORT

MAC, OTHER = "00085D000001", "00085D000002"
AGENT = "Mitel6867i MAC:00-08-5D-00-00-01 V:5.1.0.2024-SIP"
PHONE, COLLEAGUE = "127.254.6.11", "127.254.6.12"
ZONES = ("UTC", "Asia/Tokyo", "America/New_York")
BIG = 32 << 20
"""More than a server can have handed to the network before the other end goes away."""
Server = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every daemon may read, whatever user it runs as: ``files`` below it are served."""
    with tempfile.TemporaryDirectory(prefix="peers-logs-") as name:
        folder = Path(name)
        files = folder / "files"
        files.mkdir()
        for file in ("startup.cfg", f"{MAC}.cfg", f"{OTHER}.cfg", "ca.crt"):
            (files / file).write_text("sip transport protocol: 4\n" * 40)
        (files / "empty.cfg").touch()
        with (files / "6867i.st").open("wb") as firmware:
            firmware.truncate(BIG)
        for path in (folder, *files.iterdir()):
            path.chmod(0o755 if path.is_dir() else 0o644)
        files.chmod(0o555)  # vsftpd serves nobody from a folder that can be written
        yield folder
        files.chmod(0o755)


def look(path: Path, form: str, **options: Any) -> dict[str, Any]:
    given = {"path": [str(path)], "format": form} | options
    checked = ArgumentSpecValidator(_door.argument_spec(download_log_info)).validate(given)
    assert not checked.error_messages, checked.error_messages
    return download_log_info.run(checked.validated_parameters, Context())


def read(path: Path, form: str, **options: Any) -> dict[str, Any]:
    """What a log tells of which every line is understood."""
    result = look(path, form, **options)
    assert (result["unparsed"], result["partial"]) == ([], False), path.read_text()
    return result


def told(entries: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    return {(entry["phone"], entry["file"]): entry["address"] for entry in entries}


def recent(entries: list[dict[str, Any]]) -> bool:
    """Every time is one of the last minute, in UTC, wherever the daemon thinks that it is."""
    now = datetime.now(UTC)
    return all(timedelta(0) <= now - datetime.fromisoformat(entry["at"]) < timedelta(minutes=1) for entry in entries)


def get(
    path: str, client: str = PHONE, method: str = "GET", whole: bool = True, **headers: str
) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection(ADDRESS, HTTP_PORT, timeout=20, source_address=(client, 0))
    line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    answer.read(None if whole else 1000)
    line.close()
    return answer


@pytest.mark.parametrize(("daemon", "form"), [(daemons.nginx, "nginx"), (daemons.apache, "apache")])
def test_a_web_servers_logs(place: Path, daemon: Server, form: str) -> None:
    with daemon(place, place / "files"):
        for file in ("startup.cfg", f"{MAC}.cfg", "ca.crt"):
            dated = get(f"/{file}?boot=1", User_Agent=AGENT).headers["Last-Modified"]
        assert get(f"/{MAC}.cfg", User_Agent=AGENT, If_Modified_Since=dated).status == 304
        get("/security.tuz", User_Agent=AGENT)
        get("/empty.cfg", User_Agent=AGENT)
        get("/6867i.st", User_Agent=AGENT, Range="bytes=0-99")
        get(f"/{OTHER}.cfg", User_Agent=AGENT)
        get(f"/{OTHER}.cfg", COLLEAGUE, User_Agent='Mozilla/5.0 "quoted"', Referer='a "quoted" page')
        get(f"/{MAC}.cfg", COLLEAGUE, "HEAD", User_Agent=AGENT)
        with socket.create_connection((ADDRESS, HTTP_PORT)) as junk, suppress(ConnectionResetError):
            junk.sendall(b"\x16\x03\x01\x00\xa5\x01\r\n\r\n")
            junk.recv(4096)
    result = read(place / "combined.log", form)
    assert told(result["fetched"]) == {(MAC, file): PHONE for file in ("startup.cfg", f"{MAC}.cfg", "ca.crt")}
    assert {entry["file"]: entry["outcome"] for entry in result["fetched"]}[f"{MAC}.cfg"] == "not_modified"
    assert {(entry["model"], entry["firmware"]) for entry in result["fetched"]} == {("6867i", "5.1.0.2024")}
    assert {entry["file"]: entry["outcome"] for entry in result["unsuccessful"]} == {
        "security.tuz": "failed",
        "empty.cfg": "partial",
        "6867i.st": "partial",
    }
    assert set(told(result["doubtful"])) == {(OTHER, f"{OTHER}.cfg")}
    assert recent(result["fetched"])


@pytest.mark.parametrize(("daemon", "form"), [(daemons.nginx, "nginx"), (daemons.apache, "apache")])
def test_a_web_servers_log_without_user_agents(place: Path, daemon: Server, form: str) -> None:
    with daemon(place, place / "files"):
        for client, mac in ((PHONE, MAC), (COLLEAGUE, OTHER)):
            get("/startup.cfg", client)
            get(f"/{mac}.cfg", client)
    fetched = read(place / "common.log", form)["fetched"]
    assert told(fetched) == {
        (MAC, "startup.cfg"): PHONE,
        (MAC, f"{MAC}.cfg"): PHONE,
        (OTHER, "startup.cfg"): COLLEAGUE,
        (OTHER, f"{OTHER}.cfg"): COLLEAGUE,
    }
    assert {entry["attributed_by"] for entry in fetched} == {"file_name", "address"}


def ftp(client: str) -> ftplib.FTP:
    line = ftplib.FTP(timeout=20, source_address=(client, 0))
    line.connect(ADDRESS, FTP_PORT)
    line.login()
    return line


@pytest.mark.parametrize("zone", ZONES)
def test_both_logs_of_vsftpd_in_any_time_zone(place: Path, zone: str) -> None:
    with daemons.vsftpd(place, place / "files", zone):
        line = ftp(PHONE)
        for file in ("startup.cfg", f"{MAC}.cfg", "empty.cfg"):
            line.retrbinary(f"RETR {file}", io.BytesIO().write)
        with pytest.raises(ftplib.error_perm):
            line.retrbinary("RETR security.tuz", io.BytesIO().write)
        line.quit()
        away = ftp(COLLEAGUE)
        with away.transfercmd("RETR 6867i.st") as data:
            data.recv(1000)
        away.close()
        back = ftp(COLLEAGUE)
        back.retrbinary(f"RETR {OTHER}.cfg", io.BytesIO().write)
        back.quit()
        daemons.until_logged(place / "vsftpd.log", place / "xferlog", word=b"6867i.st")
    for name in ("vsftpd.log", "xferlog"):
        result = read(place / name, "vsftpd", timezone=zone)
        expected = {(MAC, "startup.cfg"): PHONE, (MAC, f"{MAC}.cfg"): PHONE, (OTHER, f"{OTHER}.cfg"): COLLEAGUE}
        assert told(result["fetched"]) == expected, (place / name).read_text()
        assert (OTHER, "6867i.st") in told(result["unsuccessful"])
        assert recent(result["fetched"])
    wrong = next(other for other in ZONES if other != zone)
    shifted = look(place / "vsftpd.log", "vsftpd", timezone=wrong)
    assert shifted["partial"] or not recent(shifted["fetched"])  # told as not believed, or as long ago


def tftp(client: str, file: str) -> bytes:
    got = io.BytesIO()
    tftpy.TftpClient(ADDRESS, TFTP_PORT, localip=client).download(file, got, timeout=10)
    return got.getvalue()


@pytest.mark.skipif(os.geteuid() != 0, reason="in.tftpd and a syslog on /dev/log need root")
@pytest.mark.skipif(daemons.DEV_LOG.exists(), reason="this machine has a syslog of its own on /dev/log")
@pytest.mark.parametrize("zone", ZONES)
def test_tftpd_hpa_by_a_real_syslog_in_any_time_zone(place: Path, zone: str) -> None:
    files = place / "files"
    with daemons.tftpd(place, files, zone) as until_logged:
        assert tftp(PHONE, str(files / f"{MAC}.cfg")) == (files / f"{MAC}.cfg").read_bytes()
        tftp(PHONE, str(files / "ca.crt"))
        with pytest.raises(tftpy.TftpFileNotFoundError):
            tftp(COLLEAGUE, str(files / "00085D000009.cfg"))
        until_logged(b"sending NAK")
    for name in daemons.SYSLOGS:
        options = {"timezone": zone} if name == "traditional.log" else {}
        result = read(place / name, "tftpd", **options)
        assert result["fetched"] == []
        assert told(result["requested"]) == {(MAC, f"{MAC}.cfg"): PHONE, (MAC, "ca.crt"): PHONE}
        assert told(result["unsuccessful"]) == {("00085D000009", "00085D000009.cfg"): COLLEAGUE}
        assert recent(result["requested"])
        vouched = read(place / name, "tftpd", count_requests=True, **options)
        assert told(vouched["fetched"]) == told(result["requested"])
