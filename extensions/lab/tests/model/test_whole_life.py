# SPDX-License-Identifier: GPL-3.0-or-later
"""Enable and staged disable of the demonstration fleet, in the right order and in wrong ones."""

from __future__ import annotations

import json

import pytest

from . import procedures as do


def powered(lab, family=None):
    return [p for p in lab.world.phones.values() if p.powered and family in (None, p.family)]


def test_the_demonstration_fleet_is_what_the_rehearsal_needs(lab):
    world = lab("demo").world
    phones = world.phones.values()
    assert {s.role for s in world.systems.values()} == {"cluster_server", "node", "remote_site", "standalone"}
    assert len(world.managers) == 1
    kinds = [(s.protocol, s.files_protocol) for s in world.download_servers.values()]
    assert kinds == [("http", "sftp"), ("ftp", "ftps"), ("https", "https")]
    assert len(phones) >= 60
    assert {p.model[:2] for p in phones} == {"53", "67", "68", "69"}
    assert {p.family for p in phones if not p.powered} == {"mitel6000", "mivoice5300"}
    assert [p.number for p in phones if p.local_overrides] == ["2126"]
    assert [s.number for y in world.systems.values() for s in y.subscriptions.values() if not s.right] == ["2207"]
    assert any(p.backup for p in phones) and any(p.backup is None for p in phones)


def test_every_powered_phone_registers_over_udp_at_first(lab):
    demo = lab("demo")
    assert {demo.transport(p.number) for p in powered(demo)} == {"udp"}


def test_enable_and_disable_in_order_lose_nobody_and_nothing(lab):
    demo = lab("demo")
    do.certificates(demo)
    assert {s.mode() for s in demo.world.systems.values()} == {"pbx_cert_self_signed"}
    assert {demo.transport(p.number) for p in powered(demo)} == {"udp"}  # TRN-1

    do.phones_to_tls(demo)
    assert {demo.transport(p.number) for p in powered(demo)} == {"tls"}
    encrypted = {p.number for p in powered(demo) if demo.world.loss.encrypts(p)}
    assert {p.number for p in powered(demo)} - encrypted == {"2126", "2207"}
    assert {t.state for s in demo.world.systems.values() for t in s.tunnels()} == {"encrypted"}

    do.phones_to_udp(demo, "mivoice5300")
    assert {demo.transport(p.number) for p in powered(demo, "mivoice5300")} == {"udp"}
    assert {demo.transport(p.number) for p in powered(demo, "mitel6000")} == {"tls"}
    do.phones_to_udp(demo, "mitel6000")
    do.voice_off(demo)
    assert {demo.transport(p.number) for p in powered(demo)} == {"udp"}

    state = demo.world.state()
    assert state["service_loss"] == state["voice_exposed"] == state["failing"] == []
    assert demo.events("outage") == []
    json.dumps(state)


def test_a_second_life_goes_like_the_first(lab):
    fleet = lab("with_manager")
    for _unused in range(2):
        do.certificates(fleet)
        do.phones_to_tls(fleet)
        assert {fleet.transport(p.number) for p in powered(fleet)} == {"tls"}
        do.phones_to_udp(fleet, "mivoice5300")
        do.phones_to_udp(fleet, "mitel6000")
        do.voice_off(fleet)
        assert {fleet.transport(p.number) for p in powered(fleet)} == {"udp"}
    state = fleet.world.state()
    assert state["service_loss"] == state["voice_exposed"] == []


def test_phones_that_were_off_take_part_when_they_come_back(lab):
    demo = lab("demo")
    do.certificates(demo)
    do.phones_to_tls(demo)
    asleep = [p for p in demo.world.phones.values() if not p.powered]
    assert {demo.transport(p.number) for p in asleep} == {None}
    for phone in asleep:
        phone.power(True)
    demo.run(60)
    assert {demo.transport(p.number) for p in asleep} == {"tls"}
    assert demo.lost == []


def test_tls_values_before_certificates_lose_every_phone_and_name_the_writes(lab):
    demo = lab("demo")
    do.phones_to_tls(demo)
    assert {e["phone"] for e in demo.lost} == {p.mac for p in powered(demo)}
    for event in demo.lost:
        assert {"update_specific", "start_action"} <= {cause["what"] for cause in event["cause"]}
        family = demo.world.phones[event["phone"]].family
        assert {cause["family"] for cause in event["cause"]} == {family}
    assert {e["reason"] for e in demo.lost} == {"port closed"}
    assert demo.world.state()["counts"]["by_family"]["mivoice5300"] == {"unregistered": 20, "off": 3}


def test_a_loss_is_lifted_when_the_certificate_comes_after_all(lab):
    small = lab("small")
    do.phones_to_tls(small)
    assert len(small.lost) == 6
    do.certificates(small)
    small.run(60)
    assert len(small.events("service_restored")) == 6
    assert small.world.state()["failing"] == []


def test_voice_encryption_off_before_the_phones_exposes_their_voice(lab):
    demo = lab("demo")
    do.certificates(demo)
    do.phones_to_tls(demo)
    encrypted = {p.mac for p in powered(demo) if demo.world.loss.encrypts(p)}
    do.voice_off(demo)
    exposed = demo.events("voice_exposed")
    assert {e["phone"] for e in exposed} == encrypted
    assert all(e["cause"][-1]["what"] == "voice_encryption" for e in exposed)


def test_certificates_alone_restart_sip_without_losing_anybody(lab):
    demo = lab("demo")
    do.certificates(demo)
    demo.run(do.ROUND)
    assert {e["target"] for e in demo.events("sip_restart")} == set(demo.world.systems)
    assert demo.lost == [] and demo.events("outage") == []


@pytest.mark.parametrize("fleet", ["small", "standalone", "with_manager", "twelve_multisites"])
def test_the_whole_life_of_every_fleet_is_free_of_loss(lab, fleet):
    some = lab(fleet)
    do.certificates(some)
    do.phones_to_tls(some)
    assert {some.transport(p.number) for p in powered(some)} == {"tls"}
    do.phones_to_udp(some, "mivoice5300")
    do.phones_to_udp(some, "mitel6000")
    do.voice_off(some)
    assert {some.transport(p.number) for p in powered(some)} == {"udp"}
    state = some.world.state()
    assert state["service_loss"] == state["voice_exposed"] == []
