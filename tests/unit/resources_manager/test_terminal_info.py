# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_info: what an inventory says, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import ControlNotFound, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_info

from .conftest import Run, terminal

MAC = "00085D000001"


def listed(manager: Any, *lines: dict[str, Any], as_range: str = "Mitel 6000 SIP Phone") -> None:
    manager.listed[as_range] = list(lines)


@pytest.mark.parametrize(
    ("shown", "state"), [("", "none"), ("SRTP", "srtp_tls"), ("TLS", "tls"), ("?", "unknown"), ("green", "unknown")]
)
def test_an_empty_cell_means_none_and_a_strange_icon_means_unknown(
    run: Run, manager: Any, shown: str, state: str
) -> None:
    listed(manager, terminal(MAC, "2101", encryption=shown))  # VER-10 to VER-16
    assert run(terminal_info)["terminals"][0]["inventory"] == state


def test_without_the_column_nothing_is_known(run: Run, manager: Any) -> None:
    line = terminal(MAC, "2101")  # OPEN-40
    del line["encryption"]
    listed(manager, line)
    assert run(terminal_info)["counts"]["mitel6000"] == {"srtp_tls": 0, "tls": 0, "none": 0, "unknown": 1}


@pytest.mark.parametrize(
    ("model", "family"), [("6867i", "mitel6000"), ("a new one", "mitel6000"), ("5370 IP", "unknown")]
)
def test_a_model_that_contradicts_its_range_leaves_the_family_open(
    run: Run, manager: Any, model: str, family: str
) -> None:
    listed(manager, terminal(MAC, "2101", model))
    assert run(terminal_info)["terminals"][0]["family"] == family


def test_a_terminal_listed_under_both_ranges_is_told_once_and_its_family_left_open(run: Run, manager: Any) -> None:
    for as_range in ("Mitel 6000 SIP Phone", "MiVoice 5300 IP phone"):
        listed(manager, terminal(MAC, "2101", "a new one"), as_range=as_range)
    assert [(phone["mac"], phone["family"]) for phone in run(terminal_info)["terminals"]] == [(MAC, "unknown")]


def test_a_family_without_terminals_is_counted_with_zeros(run: Run) -> None:
    found = run(terminal_info)
    assert found["counts"]["mivoice5300"] == {"srtp_tls": 0, "tls": 0, "none": 0, "unknown": 0}
    assert "mivoice5300: 0 terminals" in found["text"]
    assert found["read_at"] == "2026-03-02T12:00:00+00:00"


def test_a_range_that_tma_does_not_offer_is_an_error(run: Run, manager: Any) -> None:
    manager.pages["T6"].options["range"] = ["Mitel 6000 SIP Phone"]
    with pytest.raises(ControlNotFound, match="mivoice5300"):
        run(terminal_info)


def test_a_screen_that_offers_no_choice_shows_all_terminals_and_their_models_decide(run: Run, manager: Any) -> None:
    page = manager.pages["T6"]
    page.buttons, page.tables["terminals"] = {}, [terminal(MAC, "2101"), terminal("08000F000003", "2141", "5370 IP")]
    found = run(terminal_info, family=["mivoice5300"])
    assert [phone["number"] for phone in found["terminals"]] == ["2141"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("[].number", ["2101", "2102"]),
        ("length(@)", [2]),
        ("[0].nothing", []),
        ("[?number=='2102'].mac | [0]", ["00085D000002"]),
    ],
)
def test_a_query_always_gives_a_list(run: Run, query: str, found: list[Any]) -> None:
    assert run(terminal_info, query=query)["terminals"] == found


@pytest.mark.parametrize("query", ["[?", "sum([].mac)"])
def test_a_query_that_cannot_be_answered_is_told(run: Run, query: str) -> None:
    with pytest.raises(UsageError, match="query"):
        run(terminal_info, query=query)
