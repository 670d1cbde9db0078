# SPDX-License-Identifier: GPL-3.0-or-later
"""Trusted certificates through the life of a fleet: rollout, change of the CA, expiry; and what goes wrong out of order
(INV-13, INV-41, INV-44, INV-47, EXP-4)."""

from __future__ import annotations

import pytest

from . import procedures as do
from .pki import DAY, PASSWORD, Maker

FLEETS = ["standalone", "with_manager", "demo"]


@pytest.fixture
def rolled_out(lab):
    """`rolled_out(fleet)` -> (lab, maker): every phone trusts `ca.crt` and registers over TLS."""

    def run(fleet, **ca):
        live = lab(fleet)
        make = Maker(live, **ca)
        do.trusted_certificates(live, make, PASSWORD)
        do.deploy(live, "ca.crt", make.ca_file())
        do.phones_to_trusted(live, "ca.crt", "ca.crt")
        return live, make

    return run


def powered(live):
    return [phone for phone in live.world.phones.values() if phone.powered]


def transports(live):
    return {live.transport(phone.number) for phone in powered(live)}


def unharmed(live):
    state = live.world.state()
    return (state["service_loss"], state["voice_exposed"], state["failing"], live.events("outage")) == ([], [], [], [])


@pytest.mark.parametrize("fleet", FLEETS)
def test_a_fleet_goes_from_plain_to_trusted_without_loss(rolled_out, fleet):
    live, _make = rolled_out(fleet)
    assert transports(live) == {"tls"}
    assert {system.mode() for system in live.world.systems.values()} == {"pbx_cert_trusted"}
    assert all(list(phone.trusted) == ["ca.crt"] for phone in powered(live))
    assert {t.state for s in live.world.systems.values() for t in s.tunnels()} <= {"encrypted"}
    assert unharmed(live)


@pytest.mark.parametrize("fleet", FLEETS)
def test_the_ca_is_changed_without_loss_while_the_phones_hold_both(rolled_out, fleet):
    live, old = rolled_out(fleet)
    new = Maker(live, "New CA")
    do.deploy(live, "both.crt", old.ca_file() + new.ca_file())
    do.deploy(live, "new.crt", new.ca_file())
    do.phones_to_trusted(live, "both.crt", "ca.crt,new.crt")
    do.trusted_certificates(live, new, PASSWORD)
    live.run(do.ROUND)
    do.phones_to_trusted(live, "new.crt", "new.crt")
    assert transports(live) == {"tls"}
    assert all(list(phone.trusted) == ["new.crt"] for phone in powered(live))
    assert unharmed(live)


@pytest.mark.parametrize("fleet", FLEETS)
def test_a_system_of_the_new_ca_before_the_phones_hold_it_loses_them_all(rolled_out, fleet):
    live, _old = rolled_out(fleet)
    do.trusted_certificates(live, Maker(live, "New CA"), PASSWORD)
    live.run(do.ROUND)
    assert {event["phone"] for event in live.lost} == {phone.mac for phone in powered(live)}  # INV-44
    for event in live.lost:
        assert "not signed" in event["reason"]
        last = {"import_certificate", "generate_certificates"}
        assert last & {cause["what"] for cause in event["cause"]}


def test_a_ca_file_that_is_not_on_the_server_makes_phones_refuse_every_system(lab):
    live = lab("with_manager")
    do.trusted_certificates(live, Maker(live), PASSWORD)
    do.phones_to_trusted(live, "ca.crt", "ca.crt")  # INV-13
    live.run(do.ROUND)
    assert {event["phone"] for event in live.lost} == {phone.mac for phone in powered(live)}
    assert all("nothing readable in ca.crt" in event["reason"] for event in live.lost)
    assert all({"update_specific", "start_action"} <= {c["what"] for c in e["cause"]} for e in live.lost)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"])
def test_a_ca_file_that_cannot_be_read_is_as_bad_as_none(lab, content):
    live = lab("standalone")
    do.trusted_certificates(live, Maker(live), PASSWORD)
    do.deploy(live, "ca.crt", content)
    do.phones_to_trusted(live, "ca.crt", "ca.crt")
    live.run(do.ROUND)
    assert len(live.lost) == len(powered(live))


def test_trusted_values_to_phones_of_a_self_signed_system_lose_them(lab):
    live = lab("standalone")
    make = Maker(live)
    do.certificates(live)
    do.deploy(live, "ca.crt", make.ca_file())
    do.phones_to_trusted(live, "ca.crt", "ca.crt")
    live.run(do.ROUND)
    assert len(live.lost) == len(powered(live))  # INV-47


def test_a_5300_reads_a_list_of_files_and_a_6000_one_name(rolled_out):
    live, make = rolled_out("standalone")
    do.deploy(live, "other.crt", Maker(live, "Other").ca_file())
    do.phones_to_trusted(live, "ca.crt,other.crt", "other.crt,ca.crt")
    live.run(do.ROUND)
    assert {event["number"] for event in live.lost} == {"2101", "2102", "2103", "2104"}


def test_a_phone_keeps_a_trusted_file_that_it_cannot_fetch_again(rolled_out):
    live, _make = rolled_out("standalone")
    live.world.download_servers["dl1"].enabled = False
    for phone in powered(live):
        phone.power(False)
        phone.power(True)
    live.run(do.ROUND)
    assert transports(live) == {"tls"}


def test_a_trusted_certificate_that_expires_leaves_calls_and_takes_the_encryption_of_voice(rolled_out):
    live, _make = rolled_out("standalone")
    encrypted = {p.mac for p in powered(live) if live.world.loss.encrypts(p)}
    assert encrypted
    live.clock.advance((91 * DAY).total_seconds())
    live.run(do.ROUND)
    assert [event["target"] for event in live.events("certificate_expired")] == ["pbx1"]
    assert {event["phone"] for event in live.events("voice_exposed")} == encrypted  # EXP-4
    assert transports(live) == {"tls"} and live.lost == []
    assert live.system().mode() == "pbx_cert_trusted" and live.events("sip_restart")[-1]["cause"] == "certificate"


def test_a_new_certificate_of_the_same_ca_brings_the_encryption_back(rolled_out):
    live, make = rolled_out("standalone")
    live.clock.advance((91 * DAY).total_seconds())
    live.run(do.ROUND)
    make.now = live.clock.now()
    live.system().import_certificate("t", make.file(live.system()), PASSWORD)
    live.run(do.ROUND)
    assert all(live.world.loss.encrypts(phone) for phone in powered(live))
    assert live.lost == []


def test_back_to_self_signed_after_the_phones_no_longer_check_loses_nobody(rolled_out):
    live, _make = rolled_out("with_manager")
    do.phones_to_tls(live)
    do.certificates(live)  # TRN-4, INV-41
    live.run(do.ROUND)
    assert {system.mode() for system in live.world.systems.values()} == {"pbx_cert_self_signed"}
    assert transports(live) == {"tls"} and live.lost == []
