# SPDX-License-Identifier: GPL-3.0-or-later
"""One table of tasks, both doors: what a resource does comes out the same, and no secret comes out at all."""

from __future__ import annotations

import base64
import json
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from .rig import KEYCODE, KEYS, PASSWORD, PKCS12_PASSWORD, SCREENS, TMA_PASSWORD, Case, Outcome, play

SECRETS = {"keycode": KEYCODE, "nested": [{"name": "mgr", "tma_password": TMA_PASSWORD}]}
FILE = {"pkcs12_password": PKCS12_PASSWORD}
GIVEN = base64.b64encode(KEYS).decode()
NESTED = {
    "screens": "{{ mivoice_screens }}",
    "ca_path": "{{ mivoice_ca_path }}",
    "known_hosts": "keys/known_hosts",
    "tma_password": TMA_PASSWORD,
}
CASES = [
    Case("writes", {"behave": "write"} | SECRETS, keywords={"diff": True}),
    Case("plans", {"behave": "write"} | SECRETS, keywords={"check_mode": True}),
    Case("tells secrets", {"behave": "tell"} | SECRETS, keywords={"diff": True}),
    Case("refuses", {"behave": "refuse"} | SECRETS),
    Case("breaks half way", {"behave": "break_half_way"} | SECRETS),
    Case("crashes", {"behave": "crash"} | SECRETS),
    Case("warns", {"behave": "warn"} | SECRETS),
    Case("shows types", {"behave": "types", "names": ["{{ 'a' ~ 'b' }}"], "keycode": KEYCODE, "nested": [NESTED]}),
    Case("is misspelt", {"behave": "wirte"} | SECRETS),
    Case("has an unknown option", {"behave": "write", "pasword": "x"} | SECRETS),
    Case("lacks a required option", {"behave": "tell"}),
    Case("lacks a library", {"host": "from the defaults of the action group"}, "test.doors.needy"),
    Case("gives a file", {"behave": "receive", "src": "own.p12"} | FILE),
    Case("gives a vaulted file", {"behave": "receive", "src": "vaulted.p12"} | FILE),
    Case("gives the content", {"behave": "receive", "content": GIVEN} | FILE),
    Case("tells of the file", {"behave": "tell", "src": "own.p12"} | FILE | SECRETS, keywords={"diff": True}),
    Case("crashes with a file", {"behave": "crash", "src": "own.p12"} | FILE),
    Case("is misspelt beside a file", {"behave": "recieve", "src": "own.p12"} | FILE),
    Case("gives file and content", {"behave": "receive", "src": "own.p12", "content": GIVEN} | FILE),
    Case("names no file", {"behave": "receive", "src": "nowhere.p12"} | FILE),
    Case("names a folder", {"behave": "receive", "src": "."} | FILE),
    Case("names a pipe", {"behave": "receive", "src": "pipe.p12"} | FILE),
    Case("names a file too large", {"behave": "receive", "src": "big.p12"} | FILE),
    Case("names a file much too large", {"behave": "receive", "src": "vast.p12"} | FILE),
    Case("asks for async", {"behave": "write"}, keywords={"async": 30, "poll": 1}),
]


@pytest.fixture(scope="module", params=["here", "shipped"])
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def outcome(door: str, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return play(CASES, door, tmp_path_factory.mktemp(door))


def test_a_write_is_a_change_with_its_diff(outcome: Outcome) -> None:
    result = outcome.results["writes"]
    assert result["changed"] is True
    assert result["diff"] == {"before": {"box": False}, "after": {"box": True}}
    assert result["writes"][0]["screen_id"] == "W10"


def test_check_mode_reaches_the_resource_and_plans_the_same_writes(outcome: Outcome) -> None:
    planned, written = outcome.results["plans"], outcome.results["writes"]
    assert (planned["check"], written["check"]) == (True, False)
    assert planned["writes"] == written["writes"]
    assert "diff" not in planned


def test_a_refusal_fails_with_the_rule_and_the_place(outcome: Outcome) -> None:
    result = outcome.results["refuses"]
    assert result["failed"] is True
    assert result["msg"].startswith("[INV-15] 127.0.0.9 label 'Box': The interlock says no")
    assert result["error"]["kind"] == "Refused"
    assert (result["error"]["rule"], result["error"]["host"]) == ("INV-15", "127.0.0.9")
    assert result["changed"] is False


def test_a_failure_after_a_write_says_that_something_changed(outcome: Outcome) -> None:
    result = outcome.results["breaks half way"]
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["error"]["writes"][0]["button"] == "validate"


def test_a_fault_of_ours_fails_one_host_and_names_the_error(outcome: Outcome) -> None:
    result = outcome.results["crashes"]
    assert result["failed"] is True
    assert "ZeroDivisionError" in result["msg"]


def test_warnings_reach_the_operator(outcome: Outcome) -> None:
    assert outcome.results["warns"]["warnings"] == ["mind the gap"]
    assert "mind the gap" in outcome.output


def test_a_resource_sees_plain_types_filled_from_the_inventory(outcome: Outcome) -> None:
    result = outcome.results["shows types"]
    assert result["screens"] == result["nested"][0]["screens"] == SCREENS
    assert result["kinds"]["screens_item"] == "str"
    password = f"str of {len(PASSWORD)}"  # vaulted in the inventory
    expected = {
        "host": "str",
        "port": "int",
        "password": password,
        "names": "list",
        "nested": "list",
        "screens": "dict",
    }
    assert {name: result["kinds"][name] for name in expected} == expected


def test_the_authority_files_are_where_the_resource_runs(outcome: Outcome, door: str) -> None:
    result = outcome.results["shows types"]
    for path in (Path(result["ca_path"]), Path(result["nested"][0]["ca_path"])):
        assert ("remote" in path.parts) is (door == "shipped")
        assert path.exists() is (door == "here"), "a shipped copy has to be removed with the task's directory"


def test_the_in_process_door_starts_no_process_on_any_host(outcome: Outcome, door: str) -> None:
    tasks = outcome.output.split("TASK [Collect]")[0]
    assert ("EXEC" in tasks) is (door == "shipped")


def test_ansible_itself_finds_nothing_to_warn_about(outcome: Outcome) -> None:
    warnings = [line for line in outcome.output.splitlines() if "WARNING" in line]
    assert [line for line in warnings if "mind the gap" not in line] == []


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("is misspelt", ["behave", "wirte"]),
        ("has an unknown option", ["pasword"]),
        ("lacks a required option", ["keycode"]),
        ("lacks a library", ["library_of_babel"]),
        ("asks for async", ["async"]),
        ("gives file and content", ["'src'", "'content'", "exclude"]),
        ("names no file", ["'src'", "nowhere.p12"]),
        ("names a folder", ["'src'", "no plain file"]),
        ("names a pipe", ["'src'", "pipe.p12", "no plain file"]),
        ("names a file too large", ["'src'", "big.p12", "1048576"]),
        ("names a file much too large", ["'src'", "vast.p12", "1048576"]),
    ],
)
def test_a_wrong_task_fails_and_names_what_is_wrong(outcome: Outcome, case: str, words: list[str]) -> None:
    result = outcome.results[case]
    assert result["failed"] is True
    assert all(word in result["msg"] for word in words)


def test_a_nested_path_of_the_machine_that_runs_the_task_is_found_beside_the_playbook_there_alone(
    outcome: Outcome, door: str
) -> None:
    found = outcome.results["shows types"]["nested"][0]["known_hosts"]
    assert found.endswith("keys/known_hosts")
    assert Path(found).is_absolute() is (door == "here")


@pytest.mark.parametrize(
    ("case", "name"),
    [("gives a file", "own.p12"), ("gives a vaulted file", "vaulted.p12"), ("gives the content", None)],
)
def test_a_file_of_the_controller_reaches_the_resource_with_its_name(
    outcome: Outcome, case: str, name: str | None
) -> None:
    result = outcome.results[case]
    assert (result["name"], result["size"]) == (name, len(KEYS))


def test_a_file_leaves_no_copy_behind(door: str, tmp_path: Path) -> None:
    play([Case("gives a file", {"behave": "receive", "src": "own.p12"} | FILE)], door, tmp_path)
    holding = [path.name for path in tmp_path.rglob("*") if path.is_file() and _holds(path)]
    assert holding == ["own.p12"]


def _holds(path: Path) -> bool:
    return path.stat().st_size < 2**30 and any(text in path.read_bytes() for text in (KEYS, GIVEN.encode()))


def _spellings(secret: str) -> list[str]:
    return [secret, json.dumps(secret)[1:-1], escape(secret), quote(secret)]


@pytest.mark.parametrize(
    "secret",
    [PASSWORD, KEYCODE, TMA_PASSWORD, PKCS12_PASSWORD, GIVEN, KEYS.decode("latin-1")],
    ids=["password", "keycode", "tma_password", "pkcs12_password", "content", "file"],
)
def test_no_secret_is_in_any_result_nor_printed_at_vvv(outcome: Outcome, secret: str) -> None:
    # INV-33
    printed = outcome.output + json.dumps(outcome.results, ensure_ascii=False)
    for spelling in _spellings(secret):
        assert spelling not in printed


def test_the_results_say_that_secrets_were_hidden(outcome: Outcome) -> None:
    note: Any = outcome.results["tells secrets"]["after"]["note"]
    assert "********" in note


def test_the_tasks_options_are_shown_masked(outcome: Outcome) -> None:
    options = outcome.results["writes"].get("invocation", {}).get("module_args")
    assert options is None or options["password"] == options["keycode"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
