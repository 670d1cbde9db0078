# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose fetch it was: by User-Agent, by the name of the file, by address; and when nothing is believed."""

from __future__ import annotations

import tracemalloc

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import ledger as ledgers
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog import reader as readers
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.fetches import Fetch
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.formats import FORMATS
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.names import agent_of, name_of, own_file
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.reader import Reader

from .told import MAC, OTHER, fetches, reader_of, told

AGENT = "Mitel6867i MAC:00-08-5D-00-00-01 V:5.1.0.2024-SIP"
BACKUP = "10.1.9.9"

OWN_FILES = [
    f"{MAC}.cfg",
    f"{MAC}.tuz",
    f"{MAC.lower()}.CFG",
    "00-08-5d-00-00-01.cfg",
    "00:08:5D:00:00:01.cfg",
    "0008.5D00.0001.cfg",
    f"MV5300_{MAC}.cfg",
]
NOT_OWN_FILES = [
    "startup.cfg",
    "6867i.cfg",
    f"{OTHER}.cfg",
    f"{MAC}.crt",
    f"{MAC}.cfg.bak",
    f"{MAC}_local.cfg",
    f"{MAC}0.cfg",
    f"copy of {MAC}.cfg",
    "",
]
AGENTS = [
    ("Mitel6867i MAC:00-08-5D-00-00-01 V:5.1.0.2024-SIP", (MAC, "6867i", "5.1.0.2024")),
    ("Aastra6731i MAC:00-08-5D-00-00-01 V:3.3.1.8140-SIP", (MAC, "6731i", "3.3.1.8140")),
    ("Aastra 6739i MAC:00-08-5D-00-00-01 V:3.2.2", (MAC, "6739i", "3.2.2")),
    ("Mitel6940 MAC:00:08:5d:00:00:01", (MAC, "6940", None)),
    ("Mozilla/5.0 MAC:00-08-5D-00-00-01", ("", None, None)),
    ("Mitel6867i MAC:00-08-5D-00-00 V:5.1", ("", None, None)),
    ("curl/8.5", ("", None, None)),
]


def web(mac: str, agent: str, address: str = "10.1.2.3") -> str:
    return f'{address} - - [02/Mar/2026:09:30:00 +0100] "GET /{mac}.cfg HTTP/1.1" 200 812 "-" "{agent}"'


def ftp(file: str, seconds: int = 0, address: str = "10.1.2.3") -> str:
    clock = f"09:{30 + seconds // 60}:{seconds % 60:02}"
    return f'Mon Mar  2 {clock} 2026 [pid 7] [p] OK DOWNLOAD: Client "{address}", "/{file}", 812 bytes, 9.5Kbyte/sec'


def who(found: list[Fetch]) -> set[tuple[str, str, str]]:
    return {(fetch.phone, fetch.file, fetch.attributed_by) for fetch in found if fetch.sort == "fetched"}


@pytest.mark.parametrize("file", OWN_FILES)
def test_a_phones_own_file_is_its_mac_address_in_any_spelling(file: str) -> None:
    assert own_file("00:08:5d:00:00:01", file)
    assert name_of(b"/srv/phones/" + file.encode()) == (file, MAC, True, True)


@pytest.mark.parametrize("file", NOT_OWN_FILES)
def test_any_other_file_is_not(file: str) -> None:
    assert not own_file(MAC, file)


@pytest.mark.parametrize(("text", "expected"), AGENTS)
def test_a_user_agent_is_a_phones_only_when_it_is_whole(text: str, expected: tuple[str, str, str]) -> None:
    agent = agent_of(text.encode())
    assert (agent.mac, agent.model, agent.firmware) == expected


def test_file_name_and_user_agent_that_agree_say_so() -> None:
    assert who(fetches("nginx", web(MAC, AGENT))) == {(MAC, f"{MAC}.cfg", "file_name and user_agent")}


def test_a_common_file_is_told_by_the_user_agent_and_proves_nothing() -> None:
    (found,) = fetches("nginx", web("startup", AGENT))
    assert (found.phone, found.attributed_by, found.proves) == (MAC, "user_agent", False)


def test_file_name_and_user_agent_that_contradict_each_other_are_a_fetch_of_nobody() -> None:
    (found,) = fetches("nginx", web(OTHER, AGENT))
    assert (found.sort, found.phone, found.proves) == ("doubtful", OTHER, False)
    assert "another phone" in found.reason


def test_a_browser_that_fetches_a_phones_file_is_no_phone() -> None:
    (found,) = fetches("nginx", web(MAC, "Mozilla/5.0"))
    assert (found.sort, found.proves) == ("doubtful", False)


def test_phones_behind_one_router_are_told_apart_by_their_user_agents() -> None:
    other = AGENT.replace("01 V", "02 V")
    found = fetches("nginx", web(MAC, AGENT), web(OTHER, other))
    assert {fetch.phone for fetch in found if fetch.proves} == {MAC, OTHER}


def test_files_before_and_after_the_own_file_are_told_by_the_address() -> None:
    found = fetches("vsftpd", ftp("startup.cfg"), ftp("6867i.cfg", 1), ftp(f"{MAC}.cfg", 2), ftp("ca.crt", 3))
    by_address = {(MAC, name, "address") for name in ("startup.cfg", "6867i.cfg", "ca.crt")}
    assert who(found) == by_address | {(MAC, f"{MAC}.cfg", "file_name")}


def test_the_address_tells_nothing_a_minute_later() -> None:
    found = fetches("vsftpd", ftp("startup.cfg"), ftp(f"{MAC}.cfg", 61), ftp("ca.crt", 122))
    assert who(found) == {(MAC, f"{MAC}.cfg", "file_name")}


def test_somebody_who_reads_all_files_is_no_phone_and_hides_no_earlier_fetch() -> None:
    earlier = [ftp(f"{MAC}.cfg"), ftp(f"{OTHER}.cfg", 1, "10.1.2.4")]
    backup = [ftp("ca.crt", 300, BACKUP), ftp(f"{MAC}.cfg", 301, BACKUP), ftp(f"{OTHER}.cfg", 302, BACKUP)]
    found = fetches("vsftpd", *earlier, *backup)
    assert {(fetch.phone, fetch.address) for fetch in found if fetch.proves} == {(MAC, "10.1.2.3"), (OTHER, "10.1.2.4")}
    assert {fetch.file for fetch in found if fetch.sort == "doubtful"} == {f"{MAC}.cfg", f"{OTHER}.cfg", "ca.crt"}


def test_an_address_that_another_phone_gets_later_is_believed() -> None:
    found = fetches("vsftpd", ftp(f"{MAC}.cfg"), ftp(f"{OTHER}.cfg", 600))
    assert {fetch.phone for fetch in found if fetch.proves} == {MAC, OTHER}


@pytest.mark.parametrize("address", ["10.1.9.9", "::ffff:10.1.9.9"])
def test_addresses_that_the_site_says_are_no_phones_are_left_out(address: str) -> None:
    lines = [ftp(f"{MAC}.cfg", address=address)]
    reader = reader_of("vsftpd", lines, ignored=[BACKUP])
    assert told(reader).fetches == []
    assert reader.counts.other == 1


def test_an_ignored_address_hides_no_phone_with_the_same_user_agent() -> None:
    lines = [web(MAC, AGENT), web(MAC, AGENT, BACKUP)]
    (found,) = told(reader_of("nginx", lines, ignored=[BACKUP])).fetches
    assert found.address == "10.1.2.3"


RRQ = f"Mar  2 09:30:00 f in.tftpd[77]: RRQ from 10.1.2.3 filename {MAC}.cfg"
NAK = "Mar  2 09:30:00 f in.tftpd[77]: sending NAK (1, File not found) to 10.1.2.3"
END = f"Mar  2 09:30:01 f in.tftpd[77]: Client 10.1.2.3 finished {MAC}.cfg"


@pytest.mark.parametrize(
    ("lines", "sorts"),
    [
        ([RRQ], ["requested"]),
        ([RRQ, NAK], ["unsuccessful"]),
        ([RRQ, END], ["fetched"]),
        ([RRQ, NAK.replace("77", "78")], ["requested"]),
        ([RRQ, NAK, RRQ.replace("77", "78")], ["requested", "unsuccessful"]),
    ],
)
def test_a_request_by_tftp_is_a_fetch_only_when_the_log_says_so(lines: list[str], sorts: list[str]) -> None:
    found = fetches("tftpd", *lines)
    assert sorted(fetch.sort for fetch in found) == sorts
    assert any(fetch.proves for fetch in found) is (sorts == ["fetched"])


def test_a_request_without_known_end_counts_where_the_site_vouches_for_the_server() -> None:
    assert told(reader_of("tftpd", [RRQ]), count_requests=True).fetches[0].proves
    refused = told(reader_of("tftpd", [RRQ, NAK]), count_requests=True).fetches
    assert not any(fetch.proves for fetch in refused)


def test_all_fetches_are_kept_when_asked_for() -> None:
    lines = [ftp(f"{MAC}.cfg"), ftp(f"{MAC}.cfg", 200), ftp(f"{MAC}.cfg", 200)]
    assert len(told(reader_of("vsftpd", lines)).fetches) == 1
    assert len(told(reader_of("vsftpd", lines, every_event=True)).fetches) == 2


def test_a_transfer_is_remembered_while_many_others_begin() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "MOST_RUNNING", 2)
        reader = Reader(FORMATS["tftpd"])
        for line in (RRQ, RRQ.replace("77", "78").replace(MAC, OTHER).replace("2.3", "2.4"), END):
            reader.feed(line.encode() + b"\n")
    assert [(fetch.phone, fetch.sort) for fetch in told(reader).fetches] == [(MAC, "fetched"), (OTHER, "requested")]


@pytest.mark.parametrize("end", ["Client 10.1.2.3 finished {}", "sending NAK (1, File not found) to 10.1.2.3"])
def test_a_common_file_whose_transfer_ended_is_not_open_any_more(end: str) -> None:
    begin = RRQ.replace(f"{MAC}.cfg", "startup.cfg")
    lines = [RRQ.replace("[77]", "[76]"), begin, f"Mar  2 09:30:01 f in.tftpd[77]: {end.format('startup.cfg')}"]
    assert [fetch.file for fetch in fetches("tftpd", *lines) if fetch.sort == "requested"] == [f"{MAC}.cfg"]


def test_a_phone_that_hammers_the_server_takes_no_memory() -> None:
    """It asks for its files every few seconds for days, so that its visit is never over."""
    reader = Reader(FORMATS["vsftpd"])
    block = b"".join(ftp(name, second).encode() + b"\n" for second in range(600) for name in (f"{MAC}.cfg", "ca.crt"))
    reader.feed(block)
    tracemalloc.start()
    for _hour in range(40):
        reader.feed(block)
    grown, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 100_000
    assert {(fetch.file, f"{fetch.at:%H:%M:%S}") for fetch in told(reader).fetches} == {
        (f"{MAC}.cfg", "08:39:59"),
        ("ca.crt", "08:39:59"),
    }


def test_very_many_addresses_are_told_when_there_is_no_room_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "MOST_ADDRESSES", 4)
    lines = [ftp("ca.crt", number, f"10.2.0.{number % 250}") for number in range(200, 900)]
    lines += [ftp(f"00085D{number:06X}.cfg", number, f"10.3.{number % 250}.9") for number in range(900)]
    found = fetches("vsftpd", *lines)
    assert {fetch.phone for fetch in found if fetch.proves} == {f"00085D{number:06X}" for number in range(900)}
