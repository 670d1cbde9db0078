# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading facts: a value of the wrong kind is missing, and messages name phones well (INV-46)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety import facts as read
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.engine import judge
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import gate_facts, phone, silent

WRONG: list[tuple[Callable[..., Any], Any]] = [
    (read.boolean, "yes"),
    (read.boolean, 1),
    (read.number, True),
    (read.number, "3"),
    (read.number, float("nan")),
    (read.text, 5061),
    (read.text, "  "),
    (read.mapping, ["a"]),
    (read.items, "text"),
    (read.items, {"a": 1}),
    (read.items, 5),
    (read.items, ["a"]),
    (read.names, "pbx1"),
    (read.names, {"pbx1": 1}),
    (read.names, 5),
    (read.moment, "2026-03-02T21:30:00"),
    (read.moment, "tomorrow"),
    (read.moment, 1772487000),
    (read.need, None),
]


@pytest.mark.parametrize(("reader", "value"), WRONG, ids=[f"{reader.__name__} {value!r}" for reader, value in WRONG])
def test_a_value_of_the_wrong_kind_is_missing(reader: Callable[..., Any], value: Any) -> None:
    with pytest.raises(read.Missing) as caught:
        reader({"fact": value}, "fact")
    assert caught.value.fact.startswith("fact")


def test_values_of_the_right_kind_are_read() -> None:
    world = {"no": False, "zero": 0, "name": " pbx1 ", "none": [], "list": ({"a": 1},), "nothing": None}
    assert read.boolean(world, "no") is False
    assert read.number(world, "zero") == 0.0
    assert read.text(world, "name") == "pbx1"
    assert (read.items(world, "none"), read.names(world, "none")) == ([], [])
    assert read.items(world, "list") == [{"a": 1}]
    assert read.may_be_none(world, "nothing") is None
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert read.moment({"t": "2026-03-02T13:00:00+01:00"}, "t") == read.moment({"t": noon}, "t") == noon


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ({"number": "2101", "mac": "08000F002101"}, "2101 (08000F002101)"),
        ({"number": None, "mac": "08000F002101"}, "08000F002101"),
        ({"number": "2101", "mac": ""}, "2101"),
        ({}, "phone without MAC address or number"),
    ],
)
def test_a_phone_is_named_by_what_is_known_of_it(shown: dict[str, Any], told: str) -> None:
    assert read.phone_text(shown) == told


@pytest.mark.parametrize("called", ["08000F002101", "08:00:0f:00:21:01", "0800.0f00.2101", " 2101 "])
def test_a_phone_answers_to_its_number_and_to_every_spelling_of_its_address(called: str) -> None:
    assert read.same_phone(phone("2101"), called)


@pytest.mark.parametrize("called", ["", None, "2102", "08000F002102", "210"])
def test_a_phone_does_not_answer_to_another_name(called: Any) -> None:
    assert not read.same_phone(phone("2101"), called)
    assert not read.same_phone({"mac": None, "number": None}, called)


def test_a_long_list_is_cut_with_its_count() -> None:
    assert read.listed(["a", "b"]) == "a, b"
    assert read.listed([str(n) for n in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"


def test_phones_written_off_in_the_facts_and_beside_them_add_up() -> None:
    facts = gate_facts(state="disabled", phones=[phone("2101", **silent()), phone("2102", **silent())])
    facts["written_off"] = [{"phone": "2101", "reason": "lost"}]
    assert judge(["INV-15"], facts)[0].phones == ["08000F002102"]
    assert judge(["INV-15"], facts, [{"phone": "2102", "reason": "lost too"}])[0].passed


def test_the_backup_of_a_phone_is_that_of_its_home_system() -> None:
    listed = [{"number": "1", "main": "a"}, {"number": "2", "main": "b"}, {"number": "3", "main": "c"}, {"number": "4"}]
    told = read.with_backups(listed, [{"name": "a", "backup": "b"}, {"name": "b", "backup": None}, {"name": "c"}])
    assert [phone.get("backup", "not said") for phone in told] == ["b", None, "not said", "not said"]


def test_a_backup_that_the_phone_itself_names_is_kept() -> None:
    (told,) = read.with_backups([{"main": "a", "backup": "x"}], [{"name": "a", "backup": "b"}])
    assert told["backup"] == "x"
