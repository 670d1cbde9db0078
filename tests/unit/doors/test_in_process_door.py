# SPDX-License-Identifier: GPL-3.0-or-later
"""What only the in-process door has to refuse or to add."""

from __future__ import annotations

from pathlib import Path

import pytest

from .rig import Case, Outcome, play

OWN_MARKS = "#jinja2:variable_start_string:'[%',variable_end_string:'%]'\n[% '127.0.0.' ~ 9 %]"
CASES = [
    Case("becomes", {"behave": "write"}, keywords={"become": True}),
    Case("has an environment", {"behave": "write"}, keywords={"environment": {"http_proxy": "http://127.0.0.1:1"}}),
    Case("is delegated to a local host", {"behave": "write"}, keywords={"delegate_to": "localhost"}),
    Case(
        "has a variable that cannot be rendered", {"behave": "write"}, keywords={"vars": {"mivoice_port": "{{ no }}"}}
    ),
    Case("is delegated to a Manager", {"behave": "refuse"}, keywords={"delegate_to": "manager"}),
    Case("has a variable with marks of its own", {"behave": "refuse"}, keywords={"vars": {"mivoice_host": OWN_MARKS}}),
    Case("names a missing file", {"behave": "write", "screens": "nowhere.yml"}),
    Case("has no host", {"behave": "write"}, keywords={"vars": {"ansible_host": ""}}),
]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return play(CASES, "here", tmp_path_factory.mktemp("here"))


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("becomes", ["become", "controller"]),
        ("has a variable that cannot be rendered", ["'port'", "'mivoice_port'"]),
        ("names a missing file", ["'screens'", "nowhere.yml"]),
        ("has no host", ["host"]),
    ],
)
def test_what_cannot_work_is_refused_in_words_that_help(outcome: Outcome, case: str, words: list[str]) -> None:
    result = outcome.results[case]
    assert result["failed"] is True
    assert all(word in result["msg"] for word in words), result["msg"]


def test_an_environment_that_cannot_apply_is_a_warning(outcome: Outcome) -> None:
    result = outcome.results["has an environment"]
    assert result["changed"] is True
    assert "environment" in result["warnings"][0]


def test_a_task_delegated_to_a_local_host_stays_in_the_worker(outcome: Outcome) -> None:
    assert outcome.results["is delegated to a local host"]["changed"] is True
    assert "AnsiballZ" not in outcome.output.split("has an environment")[0]


def test_a_task_delegated_to_an_appliance_speaks_to_that_appliance(outcome: Outcome) -> None:
    assert outcome.results["is delegated to a Manager"]["error"]["host"] == "127.0.0.8"


def test_a_template_is_found_whatever_its_marks(outcome: Outcome) -> None:
    assert outcome.results["has a variable with marks of its own"]["error"]["host"] == "127.0.0.9"


def test_progress_is_shown_with_the_hosts_name(outcome: Outcome) -> None:
    assert "[pbx] working with ********" in outcome.output


def test_options_without_a_host_name_the_missing_one(outcome: Outcome, tmp_path: Path) -> None:
    assert "missing required arguments: host" in outcome.results["has no host"]["msg"]
