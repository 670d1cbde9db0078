# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_parameters goes on where an earlier run was: actions are found again, nothing is done twice (ACT-6)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Appliance,
    Refused,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    _actions,
    _inventory,
    _tma_values,
    voice_encryption,
)
from parameters_site import Site
from socketless import LabFleet


def test_a_run_killed_right_after_the_action_goes_on_with_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # ACT-6
    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(_actions, "state_of", killed)
        site.run()
    resumed = site.run(follow=False)
    assert (resumed["changed"], resumed["writes"]) == (False, [])
    assert resumed["action"]["state"] in ("waiting", "running")
    assert site.run()["action"] == resumed["action"] | {"state": "finished", "raw": "Finished"}
    assert len(site.tma.actions) == 1


def test_a_run_killed_between_distribution_and_values_writes_the_values_next_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # TMA-2
    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(_tma_values, "open_values", killed)
        site.run()
    done = site.run()
    assert [write["screen_id"] for write in done["writes"]] == ["T4"]
    assert site.column("mitel6000") == {"srtp_tls"}


def test_phones_written_off_start_no_action(site: Site) -> None:
    site.run()
    phone = site.tma.phones(site.tma.scopes[0], "mitel6000")[0]
    every_other = [
        {"phone": other.mac, "reason": "in the cellar"}
        for other in site.tma.phones(site.tma.scopes[0], "mitel6000")
        if other is not phone
    ]
    assert site.run(mode="disabled", written_off=every_other, check=True)["changed"] is True
    everyone = [*every_other, {"phone": phone.number, "reason": "x"}]
    assert site.run(mode="disabled", written_off=everyone, check=True)["changed"] is False


def test_a_session_left_open_by_a_killed_run_is_no_obstacle(site: Site) -> None:
    site.lab.leave_a_session_open(site.device)
    assert site.run()["action"]["state"] == "finished"


def test_a_failed_action_is_told_and_done_again(site: Site) -> None:
    server = next(iter(site.lab.world.download_servers.values()))
    server.disk_full = True
    with pytest.raises(Appliance) as caught:
        site.run()
    assert "Failed" in str(caught.value)
    server.disk_full = False
    done = site.run()
    assert (done["changed"], done["action"]["state"], len(site.tma.actions)) == (True, "finished", 2)


def test_a_deferred_update_waits_and_holds_back_the_other_way(site: Site) -> None:
    # ACT-3, INV-42
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "UTC"}
    done = site.run(update=later)
    assert (done["changed"], done["action"]["state"]) == (True, "waiting")
    assert "03/03/2026 2200" in done["text"]
    again = site.run(update=later)
    assert (again["changed"], again["action"]["name"]) == (False, done["action"]["name"])
    site.lab.run(900)
    assert site.refused(Refused, "mitel6000", "disabled").rule == "INV-42"
    site.lab.run(2 * 86400)
    assert site.column("mitel6000") == {"srtp_tls"}
    assert site.run()["changed"] is False


def test_voice_is_not_switched_off_while_a_deferred_update_waits(site: Site) -> None:
    # INV-42: every phone is on UDP still, and will not be when the action has run
    site.lab.run(900)
    site.lab.world.systems["pbx1"].set_voice_encryption("operator", True)
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "UTC"}
    tma = site.lab.params(site.device, **site.login())
    asked = {
        "state": "disabled",
        "name": "pbx1",
        "role": "cluster_server",
        "tma": tma,
        "connections": site.connections(),
    }
    params = site.lab.options(voice_encryption, "pbx1", **asked)
    assert voice_encryption.run(params, site.lab.context(check_mode=True))["changed"] is True
    site.run(update=later)
    with pytest.raises(Refused) as stopped:
        voice_encryption.run(params, site.lab.context())
    assert stopped.value.rule == "INV-15"
    assert site.lab.world.systems["pbx1"].voice_encryption is True


def test_several_packages_are_listed_and_done_one_by_one(site: Site) -> None:
    # TMA-3
    old, new = site.tma.packages["mitel6000"][0], "6.4.0.99"
    site.tma.packages["mitel6000"].append(new)
    next(phone for phone in site.tma.phones(site.tma.scopes[0], "mitel6000")).software = new
    error = site.refused(UsageError)
    assert old in str(error) and new in str(error)
    site.refused(UsageError, software="1.0")
    for software in (old, new):
        assert site.run(software=software)["changed"] is True
        assert site.run(software=software)["changed"] is False
    assert site.column("mitel6000") == {"srtp_tls"}


def test_a_pilot_list_is_pushed_once() -> None:
    # TMA-15, OPEN-27
    site = Site(LabFleet("demo"), "mgr1")
    assert site.run(list="Pilot")["changed"] is True
    assert "srtp_tls" in (column := site.column("mitel6000")) and len(column) > 1
    assert site.run(list="Pilot")["changed"] is False
    assert site.run()["changed"] is True


@pytest.mark.parametrize("follow", [False, True], ids=["while it is under way", "once it has ended"])
def test_what_was_sent_to_everybody_is_not_sent_to_a_list_again(follow: bool) -> None:
    site = Site(LabFleet("demo"), "mgr1")
    sent = site.run(follow=follow)
    again = site.run(list="Pilot", follow=False)
    assert again["changed"] is False
    assert again["action"]["name"] == sent["action"]["name"]


def test_a_run_that_holds_back_sends_nothing_and_says_whether_something_was_to_be_sent(site: Site) -> None:
    before = len(site.lab.writes())
    held = site.run(hold=True)
    assert (held["changed"], held["held"], held["planned"], held["writes"]) == (False, True, {}, [])
    assert site.lab.writes()[before:] == []
    assert site.run()["held"] is False
    assert site.run(hold=True)["held"] is False


def test_a_run_that_holds_back_still_follows_what_an_earlier_one_began(site: Site) -> None:
    begun = site.run(follow=False)
    found = site.run(hold=True)
    assert (found["held"], found["action"]["name"]) == (False, begun["action"]["name"])


def test_actions_of_another_multisite_are_not_taken_for_ours() -> None:
    lab = LabFleet("twelve_multisites")
    regions = lab.world.device("mgr1").tma.scopes[:2]
    first, second = (Site(lab, "mgr1", region=region, multisite=name) for region, name in regions)
    assert first.run(follow=False)["changed"] is True
    assert second.run(follow=False)["changed"] is True
    assert first.run()["action"]["name"] != second.run()["action"]["name"]


def test_a_name_of_ones_own_is_found_again(site: Site) -> None:
    # ACT-6, INV-42
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "UTC"}
    done = site.run("mivoice5300", action_name="wave 1", update=later)
    assert done["action"]["name"].startswith("wave 1-mivoice5300-self_signed-")
    assert site.run("mivoice5300", follow=False)["action"]["name"] == done["action"]["name"]
    assert site.refused(Refused, "mivoice5300", "disabled").rule == "INV-42"


def test_a_pilot_list_is_pushed_once_more_under_another_name() -> None:
    site = Site(LabFleet("demo"), "mgr1")
    for label in ("wave 1", "wave 2"):
        assert site.run(list="Pilot", action_name=label)["changed"] is True
        assert site.run(list="Pilot", action_name=label)["changed"] is False


def test_all_packages_are_done_one_after_the_other(site: Site) -> None:
    # TMA-3
    old, new = site.tma.packages["mitel6000"][0], "6.4.0.99"
    site.tma.packages["mitel6000"].append(new)
    next(iter(site.tma.phones(site.tma.scopes[0], "mitel6000"))).software = new
    planned = site.run(software="all", check=True)
    done = site.run(software="all", follow=False)
    assert done["writes"] == planned["writes"]
    assert [write["screen_id"] for write in done["writes"]] == ["T2", "T4"] * 2
    assert list(done["after"]) == [old, new]
    assert done["action"]["state"] in ("waiting", "running")
    assert len(site.tma.actions) == 2
    assert site.run(software="all")["changed"] is False
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "UTC"}
    site.refused(UsageError, software="all", update=later)


def test_values_that_the_column_does_not_show_are_written_again_when_they_change(site: Site) -> None:
    # TMA-13: the last action of ours tells what was written
    assert site.run("mivoice5300")["changed"] is True
    assert site.run("mivoice5300")["changed"] is False
    assert site.run("mivoice5300", time_server="127.1.0.11")["changed"] is True
    assert site.run("mivoice5300", time_server="127.1.0.11")["changed"] is False
    assert site.tma.actions[-1].draft.values["TIME_SERVER"] == "127.1.0.11"


def test_a_tma_without_the_column_is_not_pushed_to_again_and_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # OPEN-40
    monkeypatch.setattr(_inventory, "_state", lambda *_args: "unknown")
    assert site.run("mivoice5300")["changed"] is True
    assert site.run("mivoice5300")["changed"] is False
    assert site.run("mivoice5300", "disabled")["changed"] is True
    assert site.run("mivoice5300")["changed"] is True
