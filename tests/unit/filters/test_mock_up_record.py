# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of the pre-configuration platform: what it says of a phone, what a later run leaves as it is (MCK-9)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _mock_up_judge as judge
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _mock_up_record as records
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import pem
from ansible_collections.voiceops.mivoice5000.tests.unit.support.mock_up import (
    BEGUN,
    CA,
    FILES,
    LEAF,
    MACS,
    NOW,
    OTHER_CA,
    SEEN,
    fetched,
    gate,
    head,
    on,
    record,
    shown,
    terminal,
)

LATER = "2026-03-03T12:00:00+00:00"
ONE, TWO, THREE = MACS


def phones(text: str) -> dict[str, dict[str, Any]]:
    return {phone["mac"]: phone for phone in json.loads(text)["phones"]}


def test_a_phone_is_written_down_with_its_files_and_its_certificate() -> None:
    made = json.loads(record())
    assert made["format"] == records.FORMAT and made["version"] == 1
    phone = made["phones"][0]
    assert (phone["mac"], phone["number"], phone["system"], phone["encrypting"]) == (ONE, "2101", "pre1", True)
    assert phone["files"] == {"": SEEN, **dict.fromkeys(sorted(FILES), SEEN)} and phone["missing"] == []
    certificate = made["certificates"][phone["certificate"]]
    assert certificate["name"] == "phone.crt" and certificate["pem"] == pem(LEAF)
    assert certificate["not_after"] == LEAF.not_valid_after_utc.isoformat()


def test_no_key_that_stands_beside_the_certificate_gets_into_it() -> None:  # BCRT-11, INV-33
    beside = {"name": "phone.crt", "content": CA.key_pem + pem(LEAF), "files": FILES}
    text = record(presented=beside)
    assert "PRIVATE KEY" not in text
    assert CA.key_pem.splitlines()[1] not in text


@pytest.mark.parametrize(
    ("of_list", "encrypting"), [("stragglers", False), ("without_evidence", None), ("settled", None)]
)
def test_only_what_was_seen_counts_as_shown(of_list: str, encrypting: bool | None) -> None:
    entry = phones(record(of=gate(2, **{of_list: [2]})))[THREE]
    assert (entry["encrypting"], entry["evidence"]) == (encrypting, f"evidence for {of_list}")


@pytest.mark.parametrize(
    "downloads",
    [
        fetched(*MACS, files=["phone.crt", "ca.crt"]),
        fetched(*MACS, files=["phone.crt", "ca.crt"])
        + fetched(*MACS, at="2026-03-02T09:59:59+00:00", files=["phone.key"]),
        fetched(*MACS, files=["phone.crt", "ca.crt"]) + [{"phone": TWO, "file": "phone.key", "at": SEEN}],
    ],
    ids=["not fetched", "fetched before it was told to", "fetched by another phone"],
)
def test_a_file_that_a_phone_has_not_fetched_since_is_missing(downloads: list[dict[str, Any]]) -> None:
    assert BEGUN > "2026-03-02T09:59:59+00:00"
    assert phones(record(fetched=downloads))[ONE]["missing"] == ["phone.key"]


def test_without_the_action_that_named_the_files_none_counts() -> None:
    assert phones(record(of=gate() | {"action": None}))[ONE]["missing"] == FILES


def test_a_certificate_is_presented_only_where_a_system_demands_one() -> None:
    assert phones(record())[ONE]["presented"] is None
    assert phones(record(systems=[on("pre1", ONE, demanded=True)]))[ONE]["presented"] is True
    elsewhere = [on("pre1", ONE, transport="udp", demanded=True)]
    assert phones(record(systems=elsewhere))[ONE]["presented"] is None


def test_a_second_run_changes_nothing() -> None:
    first = record()
    again = fetched(*MACS) + fetched(*MACS, at="2026-03-02T13:00:00+00:00")
    assert record(first, LATER, fetched=again) == first
    assert record(first, LATER, of=gate(0, without_evidence=[0, 1, 2])) == first


def test_phones_that_are_incomplete_stay_so_until_they_show_more() -> None:
    first = record(of=gate(2, without_evidence=[2]))
    assert record(first, LATER, of=gate(2, without_evidence=[2])) == first
    later = phones(record(first, LATER))
    assert (later[THREE]["encrypting"], later[THREE]["recorded_at"]) == (True, LATER)
    assert later[ONE]["recorded_at"] == NOW


def test_phones_that_have_left_stay_in_the_record_and_later_batches_join() -> None:
    first = record(of=gate(1), terminals=[terminal(ONE)])
    both = phones(record(first, LATER, of=gate(0, moved=[1]), terminals=[terminal(TWO)]))
    assert list(both) == [ONE, TWO]


def test_a_phone_that_is_seen_in_its_old_state_loses_its_entry() -> None:
    later = phones(record(record(), LATER, of=gate(2, stragglers=[2])))
    assert (later[THREE]["encrypting"], later[ONE]["recorded_at"]) == (False, NOW)


def test_a_new_certificate_replaces_the_entry() -> None:
    first, other = record(), CA.leaf("phones")
    renewed = json.loads(record(first, LATER, presented={"name": "phone.crt", "content": pem(other), "files": FILES}))
    assert {phone["recorded_at"] for phone in renewed["phones"]} == {LATER}
    assert len(renewed["certificates"]) == 1


def test_a_record_of_another_platform_is_not_written_over() -> None:
    with pytest.raises(ValueError, match="record is of another authorities"):
        records.mock_up_record(record(), head(OTHER_CA), [shown()], LATER)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no JSON", "no record"),
        ("[]", "no record"),
        ('{"format": "something else"}', "no record"),
        (json.dumps({**json.loads(record()), "version": 2}), "version 2"),
        (json.dumps({key: value for key, value in json.loads(record()).items() if key != "authorities"}), "damaged"),
        (json.dumps({**json.loads(record()), "phones": [{"mac": ONE}]}), "damaged"),
        (json.dumps({**json.loads(record()), "certificates": {"aa": {}}}), "damaged"),
    ],
)
def test_a_file_that_is_no_record_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        records.read_record(text)


def test_nobody_waits_for_a_phone_that_the_record_has_whole() -> None:
    text = record(of=gate(2, without_evidence=[2]))
    assert judge.mock_up_settled(text, pem(LEAF)) == [ONE, TWO]
    assert judge.mock_up_settled(text, pem(CA.leaf("phones"))) == []
    assert judge.mock_up_settled("", pem(LEAF)) == []
