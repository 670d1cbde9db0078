# SPDX-License-Identifier: GPL-3.0-or-later
"""What every protocol does alike: one table of servers, one row for each promise of DownloadServer."""

from __future__ import annotations

import os
import stat

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    AuthError,
    ConnectionFailed,
    FolderNotThere,
    NotThere,
    ServerRefused,
    UnreadableFile,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import opened

from .conftest import Site, over
from .quiet import words
from .rigs import PASSWORD

JUNK = b"\xef\xbb\xbfsip proxy ip: 10.0.0.1\r\n\x00\xff\n"
MAC = "00085D000001.cfg"
HOSTILE = (
    "",
    ".",
    "..",
    "../startup.cfg",
    "/etc/passwd",
    "..\\startup.cfg",
    "sub/startup.cfg",
    "a\0.cfg",
    "a\r\nDELE startup.cfg",
    "a\nb.cfg",
    "\x1b[2J.cfg",
    "a\u202egfc.cfg",
    "-rf",
    "~root",
    "x" * 256,
)


@over(lists=True)
def test_a_folder_is_listed_by_plain_names(site: Site) -> None:
    for name in (MAC, "startup.cfg", "with blank.cfg", "zoë.cfg"):
        (site.files / name).write_bytes(JUNK)
    with opened(site.server()) as server:
        assert server.lists
        assert sorted(server.names()) == sorted(os.listdir(site.files))
        assert server.refused == []


@over(lists=True)
def test_an_empty_folder_is_an_empty_list(site: Site) -> None:
    with opened(site.server()) as server:
        assert list(server.names()) == []


@over(lists=False)
def test_where_nothing_can_be_listed_that_is_said_at_once(site: Site) -> None:
    with opened(site.server()) as server:
        assert not server.lists
        with pytest.raises(UsageError, match="does not list"):
            server.names()


@over()
@pytest.mark.parametrize("content", [b"", JUNK, b"x" * 1024, os.urandom(300_000)], ids=["empty", "junk", "1K", "300K"])
def test_a_file_comes_byte_by_byte(site: Site, content: bytes) -> None:
    (site.files / MAC).write_bytes(content)
    with opened(site.server()) as server:
        assert server.read(MAC) == content
        assert server.read(MAC) == content


@over()
def test_a_file_that_is_not_there_is_told_apart_from_one_that_cannot_be_read(site: Site) -> None:
    (site.files / MAC).write_bytes(JUNK)
    with opened(site.server()) as server:
        with pytest.raises(NotThere) as caught:
            server.read("00085D000002.cfg")
        assert caught.value.where.label == "00085D000002.cfg"
        assert server.read(MAC) == JUNK


@over()
def test_many_files_come_each_once_and_the_missing_are_told_one_by_one(site: Site) -> None:
    wanted = {f"00085D{number:06X}.cfg": str(number).encode() * 50 for number in range(60)}
    for name, content in wanted.items():
        (site.files / name).write_bytes(content)
    missing = {"00085DFFFFF1.cfg", "00085DFFFFF2.cfg", "../outside.cfg"}
    with opened(site.server()) as server:
        found = list(server.read_many([*wanted, *missing]))
    assert len(found) == len(wanted) + len(missing)
    assert {name: data for name, data in found if isinstance(data, bytes)} == wanted
    assert {name for name, data in found if isinstance(data, UnreadableFile)} == missing


@over()
def test_what_is_asked_for_and_not_taken_holds_nobody_up(site: Site) -> None:
    for number in range(60):
        (site.files / f"{number}.cfg").write_bytes(JUNK)
    with opened(site.server()) as server:
        taken = server.read_many(f"{number}.cfg" for number in range(60))
        assert next(taken)[1] == JUNK
        taken.close()
        assert server.read("59.cfg") == JUNK


@over()
def test_a_file_above_the_limit_is_reported_and_the_next_one_read(site: Site) -> None:
    (site.files / "big.cfg").write_bytes(b"x" * 5000)
    (site.files / MAC).write_bytes(JUNK)
    with opened(site.server()) as server:
        with pytest.raises(UnreadableFile, match="more than 4999 bytes"):
            server.read("big.cfg", 4999)
        assert server.read(MAC, 4999) == JUNK
        assert len(server.read("big.cfg", 5000)) == 5000


@over(lists=True)
def test_a_folder_in_place_of_a_file_is_no_file(site: Site) -> None:
    (site.files / MAC).mkdir()
    with opened(site.server()) as server, pytest.raises(UnreadableFile):
        server.read(MAC)


@over()
def test_a_written_file_replaces_what_was_there_and_leaves_nothing_beside(site: Site) -> None:
    (site.files / MAC).write_bytes(b"old, and longer than what comes after it")
    with opened(site.server()) as server:
        assert server.writes
        for content in (JUNK, JUNK, b"", b"y" * 200_000):
            server.write(MAC, content)
            assert server.read(MAC) == content
    assert os.listdir(site.files) == [MAC]


@over()
def test_a_file_that_was_not_there_is_written(site: Site) -> None:
    with opened(site.server()) as server:
        server.write("ca.crt", JUNK)
        assert server.read("ca.crt") == JUNK
    assert os.listdir(site.files) == ["ca.crt"]


@over("ftp", "ftps", "sftp")
def test_a_file_is_never_half_written_under_its_own_name(site: Site) -> None:
    (site.files / MAC).write_bytes(b"old")
    before = (site.files / MAC).stat().st_ino
    with opened(site.server()) as server:
        assert server.atomic
        server.write(MAC, JUNK)
    assert (site.files / MAC).stat().st_ino != before


@over(removes=True)
def test_removing_says_whether_it_was_there(site: Site) -> None:
    (site.files / MAC).write_bytes(JUNK)
    with opened(site.server()) as server:
        assert server.remove(MAC) is True
        assert server.remove(MAC) is False
    assert os.listdir(site.files) == []


@over("tftp")
def test_what_tftp_cannot_remove_is_said_only_when_it_is_there(site: Site) -> None:
    (site.files / MAC).write_bytes(JUNK)
    with opened(site.server()) as server:
        with pytest.raises(ServerRefused, match="TFTP cannot remove"):
            server.remove(MAC)
        assert server.remove("00085D000002.cfg") is False


@over("ftp", "ftps", "sftp")
def test_what_cannot_be_written_or_removed_is_said_and_stays(site: Site) -> None:
    (site.files / MAC).mkdir()
    (site.files / MAC / "inside").write_bytes(JUNK)
    with opened(site.server()) as server:
        with pytest.raises(ServerRefused):
            server.write(MAC, b"new")
        with pytest.raises(ServerRefused):
            server.remove(MAC)
    assert [path.relative_to(site.files).as_posix() for path in site.files.rglob("*")] == [MAC, f"{MAC}/inside"]


@over()
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_never_reaches_the_server(site: Site, name: str) -> None:
    (site.files / MAC).write_bytes(JUNK)
    with opened(site.server()) as server:
        for attempt in (server.read, server.remove, lambda one: server.write(one, b"")):
            with pytest.raises(UnreadableFile, match="was not asked") as caught:
                attempt(name)
            assert str(caught.value).isprintable()
    assert os.listdir(site.files) == [MAC]


@over("sftp")
def test_names_that_are_no_utf8_can_be_read(site: Site) -> None:
    name = b"zo\xeb.cfg"
    (site.files / MAC).write_bytes(b"")
    with open(os.fsencode(site.files) + b"/" + name, "wb") as file:
        file.write(JUNK)
    with opened(site.server()) as server:
        listed = next(one for one in server.names() if one != MAC)
        assert server.read(listed) == JUNK


@over("ftp", "ftps", "ftps_implicit", "sftp", "http", "https")
def test_a_wrong_password_is_a_refused_log_in_and_stays_secret(site: Site) -> None:
    secret = f"wrong {PASSWORD}"
    with pytest.raises(AuthError, match="tried once") as caught, opened(site.server(password=secret)):
        pass
    assert secret not in words(caught.value)
    assert secret not in repr(site.server(password=secret))


@over("ftp", "ftps", "sftp")
def test_a_folder_that_is_not_there_is_told_at_once(site: Site) -> None:
    with pytest.raises(FolderNotThere, match="nowhere"), opened(site.server(folder="nowhere")):
        pass


@over(logs_in=True)
def test_a_server_that_is_not_there_is_told_with_its_address(site: Site) -> None:
    with pytest.raises(ConnectionFailed, match=r"127\.0\.0\.1:9"), opened(site.server(port=9)):
        pass


@over("sftp")
def test_pipes_and_folders_are_not_listed_as_files(site: Site) -> None:
    os.mkfifo(site.files / "pipe.cfg")
    (site.files / "folder").mkdir()
    (site.files / MAC).write_bytes(JUNK)
    assert stat.S_ISFIFO((site.files / "pipe.cfg").stat().st_mode)
    with opened(site.server()) as server:
        assert list(server.names()) == [MAC]
