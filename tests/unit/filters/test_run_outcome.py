# SPDX-License-Identifier: GPL-3.0-or-later
"""How a run of converge or verify ended: drift corrected, declared drift left, and never good what was not seen."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _summary
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._run_outcome import known_drift, run_outcome

SCOPE = {"name": "mgr/North", "leader": "a", "members": ["a", "b"], "limit": ["a", "b"]}
NOW = "2026-03-29T12:00:00Z"
PASS = {"verdict": "pass"}
FILES = {"what": "phone_files", "phones": ["2101"], "owner": "Ada", "until": "2026-04-10", "reason": "codec"}
SWITCH = {"what": "voice_encryption", "systems": ["b"], "owner": "Bo", "until": "2026-04-10", "reason": "recorder"}
STEP = {"step": "T60-5", "text": "set the time server", "done_by": None}


def declared(*entries: dict[str, Any]) -> list[dict[str, Any]]:
    return known_drift({"a": {"mivoice_known_drift": list(entries)}}, ["a"], ["a", "b"], NOW)


def ended(alive: str = "ab", check: bool = False, b: dict[str, Any] | None = None, **a: Any) -> dict[str, Any]:
    return run_outcome(hosts(b, **a), ["a", "b"], list(alive), NOW, check)


def hosts(b: dict[str, Any] | None = None, **a: Any) -> dict[str, Any]:
    both = {"mivoice_scope": SCOPE, "mivoice_facts": {}, "mivoice_system_done": True, "mivoice_writes": []}
    gates = {"mivoice5300": PASS, "mitel6000": PASS}
    led = {"mivoice_gates": gates, "mivoice_files_report": {"verdict": "right"}, "mivoice_encryption": {}}
    return {"a": both | led | a, "b": both | (b or {})}


def report(*left: dict[str, Any], drift: Any = (), verdict: str = "declared") -> dict[str, Any]:
    told = {"left": [{"declared": one} for one in left], "drift": list(drift), "open": [], "verdict": verdict}
    return told | {"matched": [one["id"] for one in left]}


@pytest.mark.parametrize(
    ("more", "word", "code"),
    [
        ({}, "done", 0),
        ({"mivoice_writes": [{}]}, "changed", 10),
        ({"mivoice_writes": [{}], "check": True}, "drift", 12),
        ({"alive": "a"}, "failed", 1),
        ({"alive": "b", "mivoice_not_proven": ["voice encryption is off"]}, "drift", 12),
        ({"alive": "", "mivoice_not_proven": ["voice encryption is off"]}, "failed", 1),
        ({"alive": "b", "mivoice_operator_steps": [STEP]}, "paused", 11),
        ({"alive": "b", "mivoice_operator_steps": [STEP], "mivoice_gates": {}}, "failed", 1),
        ({"alive": "b", "mivoice_operator_steps": [STEP], "mivoice_system_done": False}, "failed", 1),
    ],
)
def test_a_run_ends_in_one_word_with_its_code(more: dict[str, Any], word: str, code: int) -> None:
    result = ended(**more)
    assert (result["outcome"], result["code"]) == (word, code)


def test_a_wanted_state_that_is_not_proven_is_never_told_as_nothing() -> None:
    (line,) = ended(alive="b", mivoice_not_proven=["voice encryption is off"])["scopes"]["mgr/North"]["lines"]
    assert line == "mgr/North: DRIFT. 1 finding (see above)."


def test_declared_drift_that_was_left_is_told_apart_from_drift_that_was_corrected() -> None:
    (one,) = declared(FILES)
    result = ended(mivoice_files_report=report(one), mivoice_declared_drift=[one])
    assert (result["outcome"], result["code"], result["stale"]) == ("declared", 14, [])
    scope = result["scopes"]["mgr/North"]
    assert scope["left"] == [one["id"]]
    assert scope["lines"][1].startswith("LEFT ALONE: phone_files of phones 2101, declared by Ada until 2026-04-10 (12")
    both = ended(mivoice_files_report=report(one), b={"mivoice_writes": [{}]})
    assert (both["outcome"], both["scopes"]["mgr/North"]["left"]) == ("changed", [one["id"]])


def test_drift_whose_day_has_come_is_named_although_it_is_corrected_by_then() -> None:
    (one,) = declared(FILES | {"until": "2026-03-26"})
    found = report(drift=[{"declared": one}], verdict="drift") | {"matched": [one["id"]]}
    result = ended(mivoice_files_found=found, mivoice_writes=[{}], mivoice_declared_drift=[one])
    assert "over since 3 days" in result["scopes"]["mgr/North"]["over"][0]
    assert (result["outcome"], result["stale"]) == ("changed", [])


def test_what_matched_nothing_is_told_unless_it_could_not_be_looked_at() -> None:
    entries = declared(FILES, SWITCH)
    result = ended(mivoice_declared_drift=entries)
    assert [line.split(",")[0] for line in result["stale"]] == [
        "MATCHED NOTHING: phone_files of phones 2101",
        "MATCHED NOTHING: voice_encryption of systems b",
    ]
    for verdict in ("unknown", "not_looked"):
        blind = ended(mivoice_declared_drift=entries, mivoice_files_report={"verdict": verdict})
        assert len(blind["stale"]) == 1
    unread = hosts(mivoice_declared_drift=entries)
    del unread["b"]["mivoice_facts"]
    told = run_outcome(unread, ["a", "b"], ["a"], NOW)["stale"]
    assert ["phone_files" in line for line in told] == [True]


def test_a_system_of_another_multi_site_is_not_called_stale_here() -> None:
    entries = known_drift({"a": {"mivoice_known_drift": [SWITCH | {"systems": ["c"]}]}}, ["a"], ["a", "b", "c"], NOW)
    assert ended(mivoice_declared_drift=entries)["stale"] == []


def test_a_host_that_was_stopped_before_anything_has_failed() -> None:
    assert run_outcome({"a": {}}, ["a"], [], NOW)["outcome"] == "failed"


def test_the_summary_counts_a_system_left_as_declared_neither_as_done_nor_as_missing() -> None:
    (one,) = declared(SWITCH)
    found = one | {"system": "b", "found": "off"}
    led = {"mivoice_encryption": {"state": "enabled"}, "ansible_inventory_sources": []}
    members = hosts({"mivoice_system_done": False, "mivoice_switch_drift": [found]}, **led)
    lines = _summary.summary(members, SCOPE, "enabled", "converge", ["a", "b"])
    assert lines[0].endswith("DONE, but for declared drift.")
    assert "Systems: 1 of 2 done; left as declared: b." in lines
    assert f"LEFT ALONE, b: voice_encryption was found off ({one['words']})." in lines
    over = hosts({"mivoice_system_done": False, "mivoice_switch_drift": [found | {"over": True}]}, **led)
    assert _summary.summary(over, SCOPE, "enabled", "converge", ["a", "b"])[0].endswith("NOT DONE.")
