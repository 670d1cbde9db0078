# SPDX-License-Identifier: GPL-3.0-or-later
"""The record judged on the working platform: who is refused and why, and who has arrived (MCK-5, MCK-9)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_judge import (
    mock_up_arrivals,
    mock_up_judged,
)
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_lines import mock_up_lines
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._mock_up_servers import mock_up_servers
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import pem
from ansible_collections.voiceops.mivoice5000.tests.unit.support.mock_up import (
    CA,
    FILES,
    LEAF,
    MACS,
    NOW,
    OTHER_CA,
    fetched,
    gate,
    head,
    inventory,
    on,
    record,
    terminal,
)

ONE, TWO, THREE = MACS
AFTER_THE_END = "2040-01-01T00:00:00+00:00"
STRANGER = terminal("08000F000009", main="pbx1")


def judged(text: str, *, ca: str = CA.pem, now: str = NOW, **more: Any) -> dict[str, Any]:
    return mock_up_judged(text, head(), ca, now, **more)


def test_phones_whose_entries_are_whole_are_good_and_say_what_they_present() -> None:
    found = judged(record())
    assert (found["faults"], found["refused"], found["good"]) == ([], [], MACS)
    assert found["certificates"] == [{"name": "phone.crt", "content": pem(LEAF), "phones": MACS}]


def of_another_ca() -> str:
    return record(presented={"name": "phone.crt", "content": pem(OTHER_CA.leaf("phones")), "files": FILES})


def without_its_certificate() -> str:
    told = json.loads(record())
    return json.dumps(told | {"certificates": {}})


@pytest.mark.parametrize(
    ("text", "now", "words"),
    [
        (record(of=gate(2, stragglers=[2])), NOW, "was not shown encrypting: evidence for stragglers"),
        (record(of=gate(2, settled=[2])), NOW, "was not shown encrypting: evidence for settled"),
        (record(fetched=[*fetched(ONE, TWO), *fetched(THREE, files=["ca.crt"])]), NOW, "fetching phone.crt, phone.key"),
        (record(), AFTER_THE_END, f"certificate ended on {LEAF.not_valid_after_utc:%Y-%m-%d}"),
        (record(), "2010-01-01T00:00:00+00:00", "certificate begins on"),
        (of_another_ca(), NOW, "not of the authorities of this platform"),
        (without_its_certificate(), NOW, "does not hold its certificate"),
    ],
)
def test_a_phone_that_would_be_cut_off_is_named_with_the_reason(text: str, now: str, words: str) -> None:
    found = judged(text, now=now)
    reasons = {phone["phone"]: phone["text"] for phone in found["refused"]}
    assert words in reasons[THREE] and reasons[THREE].startswith(f"2103 ({THREE}): ")
    assert THREE not in found["good"]
    assert THREE not in [mac for entry in found["certificates"] for mac in entry["phones"]]


def test_a_phone_given_up_on_by_name_is_not_refused_and_not_good() -> None:
    text = record(of=gate(2, without_evidence=[2]))
    found = judged(text, written_off=[{"phone": "2103", "reason": "broken"}])
    assert (found["refused"], found["good"]) == ([], [ONE, TWO])


def test_a_phone_that_is_here_without_a_record_is_refused() -> None:
    here = [terminal(ONE), STRANGER, terminal("08000F000010", family="mivoice5300")]
    (refused,) = judged(record(), terminals=here)["refused"]
    assert refused["text"] == "2109 (08000F000009): the record has no entry for it"
    assert judged(record(), terminals=here, written_off=[{"phone": "2109", "reason": "gone"}])["refused"] == []


@pytest.mark.parametrize(
    ("system", "let_in"),
    [
        (on("pbx1", "08000F000009", demanded=True), True),
        (on("pbx1", "08000F000009"), False),
        (on("pbx1", "08000F000009", transport="udp", demanded=True), False),
    ],
)
def test_a_system_that_demands_certificates_has_judged_whom_it_lets_in(system: dict[str, Any], let_in: bool) -> None:
    assert (judged(record(), terminals=[STRANGER], systems=[system])["refused"] == []) is let_in  # MOD-13


@pytest.mark.parametrize("part", ["login_address", "authorities", "terminals_authorities"])
def test_a_record_of_another_platform_is_refused_whole(part: str) -> None:  # MCK-1
    (fault,) = mock_up_judged(record(), head() | {part: "other"}, CA.pem, NOW)["faults"]
    assert fault.startswith("[MCK-1] the record is of another ")


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        judged(record(), now="2026-03-02T12:00:00")


def test_arrivals_are_told_by_what_the_systems_let_in() -> None:
    text = record()
    systems = [on("pbx1", ONE, demanded=True), on("pbx2", TWO, transport="udp")]
    found = mock_up_arrivals(judged(text), systems)
    assert found["arrived"] == [f"2101 ({ONE}) on pbx1"]
    assert found["wrong"] == [f"2102 ({TWO}) on pbx2 over UDP"]
    assert (found["awaited"], found["unseen"]) == ([f"2103 ({THREE})"], [])
    unproven = mock_up_arrivals(judged(text), [on("pbx1", ONE), {"name": "pbx2", "registrations": None}])
    assert unproven["arrived"] == [] and unproven["unproven"] == [
        f"2101 ({ONE}) on pbx1, which does not demand certificates"
    ]
    assert unproven["unseen"] == ["pbx2"]


def test_the_lines_say_who_is_here_and_what_to_do_for_the_others() -> None:
    found = judged(record(of=gate(2, without_evidence=[2])))
    told = "\n".join(mock_up_lines(found, mock_up_arrivals(found, [on("pbx1", ONE, demanded=True)]), ["the moon"]))
    for words in (
        f"REFUSED, 2103 ({THREE}): ",
        f"ARRIVED, their certificates taken: 1 of 3: 2101 ({ONE}) on pbx1.",
        "NOT YET HERE: 2 of 3",
        "log on generic, then log in by hand (MCK-6)",
        "[MCK-8] while the download server is off, TMA reaches no phone",
        "NOT SEEN: the moon.",
    ):
        assert words in told
    assert mock_up_lines({}, {}, []) == []


def test_the_lines_of_the_record_say_which_phones_may_leave() -> None:
    told = mock_up_lines(json.loads(record(of=gate(2, without_evidence=[2]))), {}, ["the moon"])
    assert told[0] == "Record: 2 of 3 phones may leave, 0 of them seen presenting their certificate."
    assert told[1:] == [f"MAY NOT LEAVE YET: 2103 ({THREE}).", "NOT SEEN: the moon."]
    asked = json.loads(record(systems=[on("pre1", ONE, demanded=True)]))
    assert mock_up_lines(asked, {}, []) == [
        "Record: 3 of 3 phones may leave, 1 of them seen presenting their certificate."
    ]


def servers(look: dict[str, Any] | None, protocol: str = "ftp", ftp: str = "stopped") -> dict[str, list[str]]:
    hosts = inventory()
    hosts["dl1"]["mivoice_files"]["protocol"] = protocol
    looks = [look | {"item": "dl1"}] if look is not None else []
    return mock_up_servers(hosts, ["pbx1"], looks, [{"name": "pbx1", "services": {"ftp": ftp}}])


CLEAN: dict[str, Any] = {"left_behind": [], "state": "complete"}
SILENT = {"failed": False, "error": {"kind": "ConnectionFailed"}, "msg": "does not answer"}


def test_a_download_server_that_is_off_is_as_it_should_be_and_nobody_sees_into_it() -> None:  # MCK-5
    found = servers(SILENT)
    assert found["faults"] == [] and "nobody sees what lies on it" in found["unseen"][0]
    assert "does not say how to look at it" in servers(None)["unseen"][0]
    assert "which phones do not speak" in servers(CLEAN, "sftp")["unseen"][0]
    assert "service FTP that is started on pbx1" in servers(SILENT, ftp="started")["unseen"][1]


@pytest.mark.parametrize(
    ("look", "protocol", "words"),
    [
        (CLEAN, "ftp", "[MCK-5] dl1 answers over FTP"),
        (CLEAN | {"left_behind": ["phone.key"]}, "sftp", "[INV-33] dl1 hands out phone.key"),
        (CLEAN | {"state": "partial"}, "sftp", "[INV-33] dl1 was looked at in part only"),
        (
            {"failed": False, "error": {"kind": "AuthError"}, "msg": "log-in refused"},
            "sftp",
            "dl1 could not be looked at",
        ),
        ({"failed": False, "error": {"kind": "TlsError"}, "msg": "not trusted"}, "ftps", "dl1 could not be looked at"),
    ],
)
def test_a_download_server_that_serves_or_holds_something_is_a_fault(
    look: dict[str, Any], protocol: str, words: str
) -> None:  # MCK-5, INV-33, INV-46
    (fault,) = servers(look, protocol)["faults"]
    assert words in fault
