# SPDX-License-Identifier: GPL-3.0-or-later
"""What a declaration speaks of, and what it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._drift import known

MAC, OTHER = "00085D000001", "00085D000002"
PHONES = [{"mac": "00:08:5d:00:00:01", "number": "2101"}, {"mac": OTHER, "number": "2102"}]
COMMON = {"owner": "Ada", "until": "2026-04-10", "reason": "tries a codec"}


def declared(*entries: dict[str, Any], day: int = 9) -> list[dict[str, Any]]:
    hosts = {"pbx1": {"mivoice_known_drift": [COMMON | entry for entry in entries]}}
    return known.known(hosts, ["pbx1"], ["pbx1", "pbx2"], datetime(2026, 4, day, tzinfo=UTC))


def split(entries: list[dict[str, Any]], name: str, *macs: str) -> list[tuple[str | None, list[str]]]:
    return [(one and one["subject"], meant) for one, meant in known.of_file(entries, name, macs, PHONES)]


OF_PHONE = {"what": "phone_files", "phones": ["2101"]}
OF_FILE = {"what": "phone_files", "files": ["6867i.cfg"]}


@pytest.mark.parametrize(
    ("entry", "name", "macs", "meant"),
    [
        (OF_PHONE, f"{MAC}.cfg", [MAC], [MAC]),
        (OF_PHONE | {"phones": ["00:08:5D:00:00:01"]}, f"{MAC}.cfg", [MAC], [MAC]),
        (OF_PHONE, f"{OTHER}.cfg", [OTHER], []),
        (OF_PHONE, "6867i.cfg", [MAC, OTHER], [MAC]),
        (OF_FILE, "6867i.cfg", [MAC, OTHER], [MAC, OTHER]),
        (OF_FILE, f"{MAC}.cfg", [MAC], []),
        (OF_PHONE | OF_FILE, "6867i.cfg", [MAC, OTHER], [MAC]),
        (OF_PHONE | OF_FILE, f"{MAC}.cfg", [MAC], []),
    ],
)
def test_a_difference_is_split_between_phones_that_are_declared_and_the_others(
    entry: dict[str, Any], name: str, macs: list[str], meant: list[str]
) -> None:
    found = {bool(who): phones for who, phones in split(declared(entry), name, *macs)}
    assert found.get(True, []) == meant
    assert found.get(False, []) == [mac for mac in macs if mac not in meant]


def test_what_is_no_single_phones_is_declared_by_its_file_alone() -> None:
    assert split(declared(OF_FILE), "6867i.cfg") == [("phone_files of files 6867i.cfg", [])]
    assert split(declared(OF_PHONE | OF_FILE), "6867i.cfg") == [(None, [])]


def test_an_entry_in_force_comes_before_one_that_is_over() -> None:
    old, new = OF_PHONE | {"until": "2026-04-01"}, OF_PHONE | {"owner": "Bo"}
    ((one, _macs),) = known.of_file(declared(old, new), f"{MAC}.cfg", [MAC], PHONES)
    assert one is not None
    assert (one["owner"], one["over"]) == ("Bo", False)


ON = {"state": "enabled", "inter_ipbx": True}
VOICE = {"what": "voice_encryption", "systems": ["pbx1"]}
BOX = {"what": "bothway", "systems": ["pbx1"]}
BOTHWAY = ON | {"mode": "bothway"}
LINKS = {"what": "inter_ipbx_encryption", "systems": ["pbx1"]}


@pytest.mark.parametrize(
    ("entry", "switches", "desired", "found"),
    [
        (VOICE, {"voice_encryption": False}, ON, ["off"]),
        (VOICE, {"voice_encryption": True}, ON, []),
        (VOICE, {"voice_encryption": True}, {"state": "disabled"}, ["on"]),
        (VOICE, {"voice_encryption": None}, ON, []),
        (VOICE, {}, ON, []),
        (VOICE, {"voice_encryption": "unknown"}, ON, []),
        (VOICE | {"systems": ["pbx2"]}, {"voice_encryption": False}, ON, []),
        (LINKS, {"inter_ipbx": False}, ON, ["off"]),
        (LINKS, {"inter_ipbx": True}, ON | {"inter_ipbx": False}, ["on"]),
        (LINKS, {"inter_ipbx": False}, {"state": "enabled"}, []),
        (LINKS, {"inter_ipbx": True}, {"state": "disabled", "inter_ipbx": False}, []),
        (BOX, {"bothway": False}, BOTHWAY, ["off"]),
        (BOX, {"bothway": True}, BOTHWAY, []),
        (BOX, {"bothway": None}, BOTHWAY, []),
        (BOX, {"bothway": True}, ON | {"mode": "trusted"}, []),  # phones would be cut off: never left
        (BOX, {"bothway": True}, {"state": "disabled"}, []),
        (OF_PHONE, {"voice_encryption": False}, ON, []),
    ],
)
def test_a_switch_is_left_only_where_it_is_known_to_differ_as_declared(
    entry: dict[str, Any], switches: dict[str, Any], desired: dict[str, Any], found: list[str]
) -> None:
    told = known.of_switches(declared(entry), "pbx1", {"name": "Main", "switches": switches}, desired)
    assert [one["found"] for one in told] == found
    assert known.in_force(told) == [entry["what"]] * len(found)


def test_a_system_that_is_excepted_from_bothway_does_not_differ() -> None:
    facts = {"name": "Main", "switches": {"bothway": False}, "bothway_wanted": False}
    assert known.of_switches(declared(BOX), "pbx1", facts, BOTHWAY) == []


def test_a_switch_is_not_left_once_the_day_has_come() -> None:
    told = known.of_switches(declared(VOICE, day=10), "pbx1", {"switches": {"voice_encryption": False}}, ON)
    assert [one["over"] for one in told] == [True]
    assert known.in_force(told) == []


def test_a_declaration_that_matches_nothing_is_told_with_its_owner() -> None:
    entries = declared(OF_PHONE, VOICE)
    (line,) = known.stale(entries, [entries[0]["id"]])
    assert line.startswith("MATCHED NOTHING: voice_encryption of systems pbx1, declared by Ada until 2026-04-10")
