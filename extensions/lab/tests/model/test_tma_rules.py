# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA: distribution, specific data, actions, global data, inventory."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mivoice_lab.model.refusal import LabRefusal
from mivoice_lab.model.tma_rows import ALL

from . import procedures as do

SIX, FIVE = "mitel6000", "mivoice5300"


@pytest.fixture
def one(lab, alone):
    return lab(alone)


@pytest.fixture
def desk(one):
    """(tma, scope, 6000 package, 5300 package) of the lone system."""
    tma, scope = one.world.tma_of("pbx1")
    return tma, scope, tma.packages[SIX][0], tma.packages[FIVE][0]


def states(tma, scope):
    return {row.number: row.encryption for family in (SIX, FIVE) for row in tma.inventory(scope, family)}


def test_what_is_not_distributed_cannot_be_set(desk):
    tma, scope, package, _unused = desk
    assert tma.specific_rows(scope, SIX, package) == []
    with pytest.raises(LabRefusal):
        tma.update_specific("t", scope, SIX, package, ALL, {"sip transport protocol": "4"})  # TMA-2
    tma.distribute("t", scope, SIX, package, dict.fromkeys(do.TEN, "specific"))
    assert {row.name for row in tma.specific_rows(scope, SIX, package)} == set(do.TEN)
    assert tma.update_specific("t", scope, SIX, package, ALL, {"sip transport protocol": "4"}).values


def test_distribution_alone_changes_no_file_and_no_phone(one, desk):
    tma, scope, package, _unused = desk
    before = dict(one.world.download_servers["dl1"].files)
    tma.distribute("t", scope, SIX, package, dict.fromkeys(do.TEN, "specific"))
    one.run(do.ROUND)
    assert one.world.download_servers["dl1"].files == before
    assert one.transport("2101") == "udp" and states(tma, scope)["2101"] == "none"


def test_a_draft_that_is_not_confirmed_changes_nothing(one, desk):
    tma, scope, package, _unused = desk
    tma.distribute("t", scope, SIX, package, dict.fromkeys(do.TEN, "specific"))
    tma.update_specific("t", scope, SIX, package, ALL, do.SELF_SIGNED_6000)
    one.run(do.ROUND)
    assert states(tma, scope)["2101"] == "none"


def test_some_parameters_are_shown_twice_and_the_lower_one_is_ignored(desk):
    tma, scope, package, _unused = desk
    rows = [r for r in tma.distribution(scope, SIX, package) if r.name == "sip transport protocol"]
    found = [(r.block, r.range, r.default) for r in rows]
    assert found == [("upper", "global", "4"), ("lower", "ignored", "1")]  # TMA-6
    tabs = list(dict.fromkeys(r.tab for r in tma.distribution(scope, SIX, package)))
    assert tabs == ["Encryption", "Config", "TimeZone", "Network", "RFC2833", "802.1X", "RTCP", "Expert"]  # TMA-5


def test_making_the_lower_one_specific_overrules_the_upper_one(one, desk):
    tma, scope, package, _unused = desk
    do.certificates(one)
    tma.set_global("t", scope, SIX, {"time server1": one.world.time_server})
    tma.distribute("t", scope, SIX, package, {("sip transport protocol", "lower"): "specific"})
    do.push(tma, scope, SIX, do.SELF_SIGNED_6000, do.TEN)
    one.run(do.ROUND)
    assert states(tma, scope)["2101"] == "none"
    assert one.phone("2101").settings().transport == "udp"


def test_fixed_upper_rows_refuse_another_range(lab, alone):
    alone["systems"]["pbx1"]["tma"] = {"upper_block": "fixed"}
    tma, scope = lab(alone).world.tma_of("pbx1")
    with pytest.raises(LabRefusal):
        tma.distribute("t", scope, SIX, tma.packages[SIX][0], {"sip transport protocol": "specific"})  # DIS-25


def test_defaults_encrypt_6000_phones_but_put_5300_in_trusted_mode(one, desk):
    tma, scope, six, five = desk
    do.certificates(one)
    tma.set_global("t", scope, SIX, {"time server1": one.world.time_server})
    tma.distribute("t", scope, SIX, six, dict.fromkeys(do.TEN, "specific"))
    tma.distribute("t", scope, FIVE, five, dict.fromkeys(do.FIVE, "specific"))
    for family, package, values in ((SIX, six, {}), (FIVE, five, {"TIME_SERVER": one.world.time_server})):
        draft = tma.update_specific("t", scope, family, package, ALL, values)
        tma.start_action("t", draft, "defaults")
    one.run(do.ROUND)
    assert one.transport("2101") == "tls"  # TMA-11
    assert [e["number"] for e in one.lost] == ["2141"]  # TMA-12
    assert "trusted" in one.lost[0]["reason"]


def test_an_immediate_action_waits_runs_and_finishes(one, desk):
    tma, scope, *_unused = desk
    action = do.push(tma, scope, SIX, do.DISABLED_6000, do.TEN)
    assert action.state == "waiting" and action.finished_at is None
    one.run(60)
    assert [e["state"] for e in one.events("action_state")] == ["running", "finished"]
    assert action.state == "finished" and action.finished_at is not None


def test_a_deferred_action_holds_back_transfer_and_order_alike(one, desk):
    tma, scope, package, _unused = desk
    tma.distribute("t", scope, SIX, package, dict.fromkeys(do.TEN, "specific"))
    draft = tma.update_specific("t", scope, SIX, package, ALL, do.DISABLED_6000)
    before = dict(one.world.download_servers["dl1"].files)
    action = tma.start_action("t", draft, "later", "deferred", one.clock.now() + timedelta(hours=2))
    one.run(7000)
    assert action.state == "waiting" and one.phone("2101").restarts == 1
    assert one.world.download_servers["dl1"].files == before  # ACT-3
    one.run(200 + do.ROUND)
    assert action.state == "finished" and one.phone("2101").restarts == 2


def test_a_deferred_action_needs_a_date_to_come(one, desk):
    tma, scope, package, _unused = desk
    tma.distribute("t", scope, SIX, package, dict.fromkeys(do.TEN, "specific"))
    draft = tma.update_specific("t", scope, SIX, package, ALL, do.DISABLED_6000)
    with pytest.raises(LabRefusal):
        tma.start_action("t", draft, "late", "deferred", one.clock.now())
    with pytest.raises(ValueError):
        tma.start_action("t", draft, "never", "deferred")
    assert tma.actions == []


def test_only_ticked_parameters_are_written(one, desk):
    tma, scope, package, _unused = desk
    do.push(tma, scope, SIX, do.DISABLED_6000, do.TEN)
    one.run(do.ROUND)
    tma.start_action("t", tma.update_specific("t", scope, SIX, package, ALL, {"sip srtp mode": "1"}), "one")
    one.run(do.ROUND)
    rows = {row.name: row.value for row in tma.specific_rows(scope, SIX, package)}
    assert (rows["sip srtp mode"], rows["sip transport protocol"]) == ("1", "1")  # TMA-4


def test_a_list_limits_the_update_to_its_phones(lab):
    demo = lab("demo")
    do.certificates(demo)
    tma, scope = demo.world.tma_of("central")
    package = tma.packages[SIX][0]
    tma.set_global("t", scope, SIX, {"time server1": demo.world.time_server})
    tma.distribute("t", scope, SIX, package, dict.fromkeys(do.TEN, "specific"))
    tma.start_action("t", tma.update_specific("t", scope, SIX, package, "Pilot", do.SELF_SIGNED_6000), "pilot")
    demo.run(do.ROUND)
    assert [n for n in ("2101", "2102", "2141") if demo.transport(n) == "tls"] == ["2101"]
    assert demo.lost == []


def test_a_common_value_is_blank_when_the_phones_differ(lab):
    demo = lab("demo")
    tma, scope = demo.world.tma_of("central")
    package = tma.packages[SIX][0]
    tma.distribute("t", scope, SIX, package, {"sip srtp mode": "specific"})
    tma.start_action("t", tma.update_specific("t", scope, SIX, package, "Pilot", {"sip srtp mode": "0"}), "pilot")
    demo.run(60)
    assert [row.value for row in tma.specific_rows(scope, SIX, package)] == [None]
    assert [row.value for row in tma.specific_rows(scope, SIX, package, "Pilot")] == ["0"]


def test_the_inventory_is_ahead_of_the_phones(one, desk):
    tma, scope, *_unused = desk
    do.certificates(one)
    one.phone("2141").power(False)
    do.phones_to_tls(one, settle=16)
    assert states(tma, scope) == {"2101": "srtp_tls", "2141": "srtp_tls"}  # VER-12
    assert one.transport("2101") == "udp"
    one.run(do.ROUND)
    assert one.transport("2101") == "tls" and one.transport("2141") is None
    assert states(tma, scope)["2141"] == "srtp_tls"  # TMA-16


def test_the_inventory_tells_the_four_states(lab, alone):
    groups = alone["systems"]["pbx1"]["phones"]
    groups += [{"model": "6930", "numbers": 2102, "provisioned": False}]
    alone["systems"]["pbx1"]["tma"] = {"icon_5300": "tls"}
    one = lab(alone)
    tma, scope = one.world.tma_of("pbx1")
    assert states(tma, scope) == {"2101": "none", "2102": "unknown", "2141": "none"}  # VER-13, VER-14
    do.certificates(one)
    do.phones_to_tls(one)
    assert states(tma, scope) == {"2101": "srtp_tls", "2102": "srtp_tls", "2141": "tls"}  # OPEN-32
    do.push(tma, scope, SIX, {"sip srtp mode": "0"}, [])
    one.run(do.ROUND)
    assert states(tma, scope)["2101"] == "tls"


@pytest.mark.parametrize("trouble", ["disk_full", "refuses_login", "enabled"])
def test_a_failed_transfer_fails_the_action_and_no_phone_moves_though_the_inventory_does(one, desk, trouble):
    tma, scope, *_unused = desk
    do.certificates(one)
    do.push(tma, scope, FIVE, do.DISABLED_5300, do.FIVE)
    tma.set_global("t", scope, SIX, {"time server1": one.world.time_server})
    one.run(do.ROUND)
    setattr(one.world.download_servers["dl1"], trouble, trouble != "enabled")
    action = do.push(tma, scope, SIX, do.SELF_SIGNED_6000, do.TEN)
    one.run(do.ROUND)
    assert action.state == "failed"
    assert states(tma, scope)["2101"] == "srtp_tls" and one.transport("2101") == "udp"
    assert one.lost == []
    with pytest.raises(LabRefusal):
        tma.set_global("t", scope, SIX, {"time server1": "127.1.0.10"})


def test_without_manager_actions_need_the_terminal_service(one, desk):
    tma, scope, *_unused = desk
    one.system().set_service("t", "terminal", "stopped")
    action = do.push(tma, scope, SIX, do.DISABLED_6000, do.TEN)
    one.run(60)
    assert action.state == "failed" and action.message == "terminal service"  # CFG-6


def test_a_value_of_the_wrong_format_is_refused(desk):
    tma, scope, package, _unused = desk
    tma.distribute("t", scope, SIX, package, dict.fromkeys(do.TEN, "specific"))
    with pytest.raises(LabRefusal):
        tma.update_specific("t", scope, SIX, package, ALL, {"sip transport protocol": "TLS"})


def test_each_package_is_distributed_on_its_own(lab, alone):
    alone["systems"]["pbx1"]["tma"] = {"packages": {SIX: ["6.3", "6.2"]}}
    alone["systems"]["pbx1"]["phones"].append({"model": "6930", "numbers": 2102, "software": "6.2"})
    one = lab(alone)
    tma, scope = one.world.tma_of("pbx1")
    do.certificates(one)
    do.phones_to_tls(one)
    assert (one.transport("2101"), one.transport("2102")) == ("tls", "udp")  # TMA-3
    assert tma.specific_rows(scope, SIX, "6.2") == []


def test_a_tma_may_show_another_spelling_and_files_keep_the_phones_one(lab):
    demo = lab("demo")
    tma, scope = demo.world.tma_of("clinic")
    shown, meant = "sips symmetric tls signalling", "sips symmetric tls signaling"
    package = tma.packages[SIX][0]
    assert {shown, meant} & {r.name for r in tma.distribution(scope, SIX, package)} == {shown}  # DIS-5
    do.push(tma, scope, SIX, {shown: "1"}, [meant])
    demo.run(60)
    assert [(r.name, r.value) for r in tma.specific_rows(scope, SIX, package)] == [(shown, "1")]
    assert f"{meant}: 1".encode() in demo.world.download_servers["dl2"].files[demo.phone("3101").own_file()]


def test_a_phone_with_a_server_of_its_own_finds_both_files_there(lab, alone):
    alone["download_servers"]["dl2"] = {"protocol": "tftp"}
    alone["systems"]["pbx1"]["phones"].append({"model": "6930", "numbers": 2102, "download_server": "dl2"})
    one = lab(alone)
    assert [e["path"] for e in one.world.download_servers["dl2"].log] == ["startup.cfg", one.phone("2102").own_file()]


def test_scopes_are_regions_and_multisites_or_the_system_itself(lab):
    demo = lab("demo")
    assert demo.world.managers["mgr1"].tma.scopes == [("Nord", "Hospital")]
    assert demo.world.systems["clinic"].tma.scopes == [("", "clinic")]
    with pytest.raises(KeyError):
        demo.world.systems["clinic"].tma.inventory(("Nord", "Hospital"), SIX)


def test_an_action_writes_to_every_download_server_of_its_scope(lab):
    fleet = lab("with_manager")
    tma, scope = fleet.world.tma_of("pbx1")
    do.push(tma, scope, SIX, do.DISABLED_6000, do.TEN)
    fleet.run(60)
    for server in ("dl1", "dl2"):
        files = fleet.world.download_servers[server].files
        mine = [p for p in fleet.world.phones.values() if p.download_server == server and p.family == SIX]
        assert mine and all(b"sip transport protocol: 1\n" in files[f"{p.mac}.cfg"] for p in mine)
        assert b"sip transport protocol" not in files["startup.cfg"]


@pytest.fixture
def two_servers(lab, alone):
    """A lone system whose two 6000 use a server each; TMA has a file for one model."""
    alone["download_servers"]["dl2"] = {"protocol": "tftp"}
    system = alone["systems"]["pbx1"]
    system["phones"].append({"model": "6930", "numbers": 2102, "download_server": "dl2"})
    system["tma"] = {"models": {"6867i": {"sip dtmf method": 1}}}
    return lab(alone)


def planted(fleet, *servers):
    """Put wrong lines into every file of the 6000 there, by hand; what lay there before."""
    before = {}
    for name in servers:
        files = fleet.world.download_servers[name].files
        for path in ("startup.cfg", "6867i.cfg", *(f"{p.mac}.cfg" for p in fleet.world.phones.values())):
            if path in files:
                before[name, path] = files[path]
                files[path] = b"sip line1 srtp mode: 2\n"
    return before


def test_every_server_has_every_file_of_the_family_that_tma_owns(two_servers):
    macs = {f"{p.mac}.cfg" for p in two_servers.world.phones.values() if p.family == SIX}
    assert len(macs) == 2
    for name in ("dl1", "dl2"):
        files = two_servers.world.download_servers[name].files
        assert {"startup.cfg", "6867i.cfg", *macs} <= set(files) and files["6867i.cfg"] == b"sip dtmf method: 1\n"


def test_an_action_rewrites_every_file_of_the_family_whatever_lay_on_the_servers(two_servers):
    tma, scope = two_servers.world.tma_of("pbx1")
    before = planted(two_servers, "dl1", "dl2")
    assert len(before) == 8
    foreign = two_servers.world.download_servers["dl1"].files
    foreign["6930.cfg"] = foreign["MV5300.cfg"] = b"by hand\n"
    tma.distribute("t", scope, SIX, tma.packages[SIX][0], {"sip srtp mode": "specific"})
    draft = tma.update_specific("t", scope, SIX, tma.packages[SIX][0], ALL, {"sip srtp mode": "0"})
    tma.start_action("t", draft, "again")
    two_servers.run(60)
    after = {(name, path): two_servers.world.download_servers[name].files[path] for name, path in before}
    assert not [place for place, data in after.items() if b"line1 srtp" in data]
    assert foreign["6930.cfg"] == foreign["MV5300.cfg"] == b"by hand\n"  # of no file of TMA's, and of the other family


def test_what_is_changed_by_hand_on_a_server_shows_in_no_inventory(two_servers):
    tma, scope = two_servers.world.tma_of("pbx1")
    do.certificates(two_servers)
    do.phones_to_tls(two_servers)
    planted(two_servers, "dl1", "dl2")
    two_servers.run(do.ROUND)
    assert states(tma, scope) == {"2101": "srtp_tls", "2102": "srtp_tls", "2141": "srtp_tls"}  # VER-12


def test_a_transfer_stops_at_the_first_server_that_takes_nothing(two_servers):
    tma, scope = two_servers.world.tma_of("pbx1")
    before = planted(two_servers, "dl1", "dl2")
    two_servers.world.download_servers["dl2"].disk_full = True
    action = do.push(tma, scope, SIX, do.DISABLED_6000, do.TEN)
    two_servers.run(60)
    assert (action.state, action.message) == ("failed", "dl2: No space left on device")
    changed = {name for name, path in before if b"line1" not in two_servers.world.download_servers[name].files[path]}
    assert changed == {"dl1"} and two_servers.phone("2101").restarts == 1


def test_an_update_of_global_data_touches_the_global_file_only(two_servers):
    tma, scope = two_servers.world.tma_of("pbx1")
    before = planted(two_servers, "dl1")
    tma.set_global("t", scope, SIX, {"time server1": two_servers.world.time_server})
    files = two_servers.world.download_servers["dl1"].files
    assert [path for _name, path in before if b"line1" not in files[path]] == ["startup.cfg"]
