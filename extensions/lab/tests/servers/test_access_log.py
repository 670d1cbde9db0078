# SPDX-License-Identifier: GPL-3.0-or-later
"""Download servers write what the servers of sites write: who fetched which file, when."""

import re
import urllib.error
import urllib.request

import pytest

from .wire import standalone

PHONES = [{"model": "6867i", "numbers": "2101"}, {"model": "6730i", "numbers": "2102"}]
FIVE = [{"model": "5370ip", "numbers": "2141"}]


def lines(folder):
    return (folder / "dl1.log").read_text().splitlines()


def test_http_is_logged_in_the_combined_format_with_what_the_phone_says_of_itself(start, tmp_path):
    lab = start(standalone([*PHONES, *FIVE]), logs=tmp_path / "logs")
    [mine] = [line for line in lines(tmp_path / "logs") if "GET /00085D000001.cfg" in line]
    assert re.fullmatch(
        re.escape(lab.phone("2101").address)
        + r' - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET /00085D000001\.cfg HTTP/1\.1" 200 \d+ "-" '
        r'"Mitel6867i MAC:00-08-5D-00-00-01 V:6\.3\.1\.1020-SIP"',
        mine,
    )
    assert any('"Aastra6730i MAC:00-08-5D-00-00-02 V:' in line for line in lines(tmp_path / "logs"))
    assert any('/6867i.cfg HTTP/1.1" 404 0 ' in line for line in lines(tmp_path / "logs"))
    assert all(line.endswith('"-"') for line in lines(tmp_path / "logs") if "MV5300" in line)


def test_every_client_of_http_is_logged(start, tmp_path):
    lab = start(standalone(PHONES), logs=tmp_path / "logs")
    request = urllib.request.Request(f"http://{lab.world.download_servers['dl1'].address}:8080/none?x=1", method="POST")
    request.add_header("User-Agent", "probe/1")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request, timeout=10)
    assert lines(tmp_path / "logs")[-1].endswith('"POST /none?x=1 HTTP/1.1" 405 0 "-" "probe/1"')


def test_ftp_is_logged_as_vsftpd_does(start, tmp_path):
    lab = start(standalone(FIVE, "ftp"), logs=tmp_path / "logs")
    address, own = lab.phone("2141").address, lab.phone("2141").own_file()
    stamp = r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} \[pid \d+\] "
    written = lines(tmp_path / "logs")
    assert re.fullmatch(stamp + f'CONNECT: Client "{address}"', written[0])
    assert re.fullmatch(stamp + rf'\[ftp\] OK LOGIN: Client "{address}", anon password ".*"', written[1])
    pattern = stamp + rf'\[ftp\] OK DOWNLOAD: Client "{address}", "/{own}", \d+ bytes, \d+\.\d\dKbyte/sec'
    assert sum(bool(re.fullmatch(pattern, line)) for line in written) == 1


def test_tftp_is_logged_as_tftpd_hpa_tells_syslog(start, tmp_path):
    lab = start(standalone(PHONES, "tftp"), logs=tmp_path / "logs")
    address = lab.phone("2101").address
    stamp = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d dl1 in\.tftpd\[\d+\]: "
    written = lines(tmp_path / "logs")
    assert sum(bool(re.fullmatch(stamp + f"RRQ from {address} filename 00085D000001.cfg", one)) for one in written) == 1
    assert any(re.fullmatch(stamp + rf"sending NAK \(1, File not found\) to {address}", one) for one in written)
