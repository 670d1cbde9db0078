# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls in progress: BOTHWAY keeps them and answers no release of them (TRN-6, INV-9)."""

from __future__ import annotations

import pytest
from mivoice_lab.servers.download_hand import HandError
from mivoice_lab.servers.hand import world_fault
from mivoice_lab.servers.phone_hand import phone_step

from . import procedures as do
from .pki import PASSWORD, Maker


@pytest.fixture
def busy(lab):
    """A trusted fleet without terminal certificates, a call between 2101 and 2102."""
    live = lab("bothway")
    do.trusted_certificates(live, Maker(live), PASSWORD)
    live.run(do.ROUND)
    hand(live, "begin_call", "2101", "2102")
    return live


def hand(live, step, *phones):
    return phone_step(live.world, {"step": step, "phones": list(phones)})


def test_a_call_is_shown_until_one_of_its_parties_hangs_up(busy):
    assert [call["numbers"] for call in busy.world.state()["calls"]] == [["2101", "2102"]]
    assert hand(busy, "end_call", "2102")["answered"] is True
    state = busy.world.state()
    assert (state["calls"], state["hanging_calls"]) == ([], [])


@pytest.mark.parametrize("who", ["2101", "2102"])
def test_a_call_that_runs_while_bothway_is_ticked_cannot_be_released_and_the_tick_is_named(busy, who):
    busy.system("pbx1").set_bothway("admin", True)
    busy.run(do.RESTART)
    state = busy.world.state()
    assert len(state["calls"]) == 1 and state["hanging_calls"] == []
    assert hand(busy, "end_call", who)["answered"] is False
    [hanging] = busy.world.state()["hanging_calls"]
    assert (hanging["numbers"], hanging["target"]) == (["2101", "2102"], busy.phone(who).mac)
    cause = hanging["cause"]
    assert (cause["kind"], cause["target"], cause["what"], cause["actor"]) == ("write", "pbx1", "bothway", "admin")


@pytest.mark.parametrize("act", ["regenerate_certificate", "untick", "elsewhere"])
def test_other_restarts_and_other_systems_leave_a_call_as_it_is(busy, act):
    if act == "regenerate_certificate":
        busy.system("pbx1").regenerate_certificate("admin")
    elif act == "untick":
        busy.system("pbx1").set_bothway("admin", False)
    else:
        busy.system("pbx3").set_bothway("admin", True)
    busy.run(do.RESTART)
    assert hand(busy, "end_call", "2101")["answered"] is True
    assert busy.world.state()["hanging_calls"] == []


def test_a_call_with_one_party_on_the_system_hangs_too(busy):
    hand(busy, "end_call", "2101")
    hand(busy, "begin_call", "2301", "2101")
    busy.system("pbx1").set_bothway("admin", True)
    assert hand(busy, "end_call", "2301")["answered"] is False


def test_a_phone_without_power_leaves_its_call(busy):
    assert world_fault(busy.world, "power_off", "*", {"phones": ["2101"]})
    assert busy.world.state()["calls"] == []


@pytest.mark.parametrize(
    ("step", "phones", "words"),
    [
        ("begin_call", ["2101", "2103"], "2101 is in a call already"),
        ("begin_call", ["2103", "2202"], "2202 is not registered"),
        ("begin_call", ["2103", "2103"], "itself"),
        ("end_call", ["2103"], "in no call"),
    ],
)
def test_calls_that_cannot_be_are_refused(busy, step, phones, words):
    with pytest.raises(HandError, match=words):
        hand(busy, step, *phones)
