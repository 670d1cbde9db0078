# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet in BOTHWAY, on real sockets: what verify says, what converge puts right, the night it is taken off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .clinic import DAY
from .life import BOTHWAY, STAGES, Site, site
from .wire import play


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ExitStack() as stack:
        yield stack.enter_context(site(tmp_path_factory.mktemp("held"), "bothway_alone.yml", 7))


@pytest.fixture
def entered(fleet: Site) -> Site:
    """The one fleet of all these tests, in BOTHWAY again after each of them."""
    if not fleet.reached(BOTHWAY):
        first = fleet.run(BOTHWAY, "enable")
        assert first.returncode == 0, first.output
    assert fleet.reached(BOTHWAY), fleet.lab.state()
    return fleet


def stopped_by(output: str) -> str:
    """What the failed task says."""
    return "".join(line for line in output.splitlines() if line.startswith("fatal: "))


def test_verify_is_green_in_bothway_and_names_the_system_whose_box_was_unticked_by_hand(entered: Site) -> None:
    lab = entered.lab
    green = entered.run(BOTHWAY, "verify")
    assert green.returncode == 0, green.output
    assert "NOT CHECKED VER-15" not in green.output and "ERROR" not in green.output

    lab.tick("pbx1", False)
    mark = lab.last_event()
    red = entered.run(BOTHWAY, "verify")
    assert red.returncode != 0
    told = stopped_by(red.output)
    assert "ERROR MOD-16: its mode is pbx_cert_trusted, wanted is bothway [systems pbx1]" in told, red.output
    assert "pbx1: DRIFT. 1 finding (see above)." in red.output
    assert lab.events("write", mark) == []

    put_right = entered.run(BOTHWAY, "converge")
    assert put_right.returncode == 0, put_right.output
    assert [(event["what"], event["target"]) for event in lab.events("write", mark)] == [("bothway", "pbx1")]
    assert entered.reached(BOTHWAY), lab.state()


def starts_again(site: Site, mac: str) -> None:
    site.lab.fault(kind="power_off", phones=[mac])
    site.lab.power_on([mac])


def test_a_phone_that_lost_its_certificate_is_named_and_what_is_put_back_for_it_is_told(entered: Site) -> None:
    """Its key is taken off the server by hand, where it lies in clear, and the phone starts again."""
    lab, lost = entered.lab, sorted(entered.lab.state()["phones"])[-1]
    lab.remove_file("dl1", "phone.key")
    starts_again(entered, lost)
    entered.lost_by_hand.add(lost)
    assert lab.wait_for_transport([lost], None)
    mark = lab.last_event()
    red = entered.run(BOTHWAY, "verify")
    assert red.returncode != 0
    told = stopped_by(red.output)
    assert "ERROR VER-15: Gate mitel6000-bothway: INCONCLUSIVE. 3 of 4 phones moved" in told, red.output
    assert f"Without evidence: 2104 ({lost})" in told
    assert "Not looked for on dl1: the keys of the 6000" in red.output
    assert lab.events("write", mark) == []

    entered.said["wait_timeout"] = 5
    stopped = entered.run(BOTHWAY, "converge")
    entered.said["wait_timeout"] = 300
    assert (stopped.returncode != 0, stopped.changed) == (True, 1), stopped.output
    assert f"1 WITHOUT EVIDENCE ({lost})" in stopped.output and "item=phone.key to dl1" in stopped.output
    assert {event["what"] for event in lab.events("write", mark)} == {"deployment", "start_action"}
    starts_again(entered, lost)
    assert lab.wait_for_transport([lost], "tls")


def dated(off: timedelta) -> dict[str, Any]:
    """A schedule whose date lies so far from now, with a window that is open (INV-24 looks at the clock outside)."""
    now = datetime.now(UTC)
    window = {"start": (now - DAY).isoformat(), "end": (now + DAY).isoformat()}
    return {"not_before": (now + off).isoformat(), "windows": [window], "wait": 300}


def test_a_fleet_in_bothway_is_taken_off_on_its_date_and_leaves_bothway_first(entered: Site) -> None:
    mark = entered.lab.last_event()
    options = entered.options(BOTHWAY) | {"sip_restart": "window"}

    early = play(entered.lab, "decommission", **options, decommission=dated(timedelta(hours=1)))
    assert early.returncode == 0, early.output
    assert [event for event in entered.lab.all_events(mark) if event["kind"] in ("write", "sip_restart")] == []

    night = play(entered.lab, "decommission", **options, decommission=dated(-timedelta(hours=1)))
    assert night.returncode == 0, night.output
    assert entered.reached(STAGES[-1]), entered.lab.state()
    switched = [event["what"] for event in entered.lab.events("write", mark)]
    assert switched[0] == "bothway" and switched[-1] == "voice_encryption"  # INV-11, INV-15
    assert len(entered.lab.events("sip_restart", mark)) == 1
