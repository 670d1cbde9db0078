# SPDX-License-Identifier: GPL-3.0-or-later
"""Arming faults and holding writes."""

import asyncio

import pytest
from mivoice_lab.servers.faults import FaultError, Faults


def test_a_fault_strikes_as_often_as_armed_and_only_on_its_target():
    faults = Faults()
    faults.arm("error500", "pbx1", count=2)
    assert faults.take("error500", "pbx2") is None
    assert [bool(faults.take("error500", "pbx1")) for _unused in range(3)] == [True, True, False]


def test_a_star_concerns_every_host():
    faults = Faults()
    faults.arm("truncate", "*")
    assert faults.take("truncate", "mgr1")


def test_refuse_without_a_count_lasts_until_cleared():
    faults = Faults()
    faults.arm("refuse", "pbx1")
    assert faults.refusing("pbx1") and faults.take("refuse", "pbx1") is None
    faults.clear()
    assert not faults.refusing("pbx1")


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("explode", {}, "unknown kind"),
        ("slow", {"nth": 1}, "does not take nth"),
        ("slow", {"seconds": "long"}, "number"),
        ("hold", {"stage": "between"}, "before, after"),
        ("hold", {"nth": 0}, "whole numbers"),
        ("reset", {"count": True}, "whole numbers"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(kind, options, message):
    with pytest.raises(FaultError, match=message):
        Faults().arm(kind, "pbx1", **options)


def test_a_hold_catches_the_nth_write_once():
    faults = Faults()
    faults.arm("hold", "*", stage="after", nth=3)
    caught = [faults.hold_for_write(host) for host in ("pbx1", "pbx2", "pbx1", "pbx1")]
    assert [fault and fault.stage for fault in caught] == [None, None, "after", None]


def test_a_held_write_is_listed_until_released():
    async def scene():
        faults = Faults()
        waiting = asyncio.create_task(faults.hold("pbx1", "before", "POST", "/save"))
        await asyncio.sleep(0)
        held = faults.held()
        faults.release()
        await waiting
        return held, faults.held()

    held, after = asyncio.run(scene())
    assert held == [{"number": 1, "target": "pbx1", "stage": "before", "method": "POST", "path": "/save"}]
    assert after == []
