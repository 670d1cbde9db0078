# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones get their certificates on a pre-configuration platform and go to a working one in BOTHWAY (spec 6.9)."""

from __future__ import annotations

import pytest
from mivoice_lab.servers.download_hand import HandError
from mivoice_lab.servers.hand import operator_step
from mivoice_lab.servers.phone_hand import phone_step

from . import procedures as do
from .pki import PASSWORD, Maker

FILES = {
    "sips root and intermediate certificates": "ca.crt",
    "sips local certificate": "phone.pem",
    "sips private key": "phone.key",
}
NUMBERS = ["2101", "2102", "2103", "2104"]


@pytest.fixture
def platforms(lab):
    """Both platforms with certificates of one PKI, the working one in BOTHWAY, nobody attached to it."""
    live = lab("mock_up")
    make = Maker(live)
    do.trusted_certificates(live, make, PASSWORD)
    operator_step(live.world, {"step": "BWY-2", "target": "work1", "value": make.ca_file().decode()})
    live.system("work1").set_bothway("admin", True)
    live.run(do.RESTART)
    return live, make


def prepare(live, make, files=None):
    """MCK-3, on the pre-configuration platform alone."""
    files = FILES if files is None else files
    certificate, key = make.terminal()
    tma, scope = live.world.tma_of("pre1")
    for name, content in {"ca.crt": make.ca_file(), "phone.pem": certificate, "phone.key": key}.items():
        draft = tma.deploy("admin", scope, "mitel6000", "dl_pre", name, content)
        tma.start_action("admin", draft, f"copy {name}")
    live.run(do.RESTART)
    tma.set_global("admin", scope, "mitel6000", {"time server1": live.world.time_server})
    values = do.SELF_SIGNED_6000 | {"sips tls authentication": "1", "sips trusted certificates": "ca.crt"} | files
    do.push(tma, scope, "mitel6000", values, [*do.TEN, *files])
    live.run(do.ROUND)


def plug(live, *numbers, system="work1"):
    return phone_step(live.world, {"step": "plug", "phones": list(numbers), "system": system})


def with_system(live, name):
    return sorted(held.number for held in live.system(name).registrations.values())


def test_phones_that_were_prepared_register_in_bothway_from_what_they_have_stored(platforms):
    live, make = platforms
    prepare(live, make)
    assert live.world.download_servers["dl_work"].files == {}
    assert plug(live, *NUMBERS)["system"] == "work1"
    live.run(do.ROUND)
    assert with_system(live, "work1") == NUMBERS
    assert live.system("work1").mode() == "bothway"
    assert with_system(live, "pre1") == []
    phones = live.world.state()["phones"]
    assert {tuple(phone["own_files"]) for phone in phones.values()} == {tuple(FILES.values())}
    assert (live.lost, live.events("outage")) == ([], [])


def test_a_phone_that_was_not_prepared_finds_no_service_on_the_working_platform(platforms):
    live, make = platforms
    plug(live, "2101")
    live.run(do.ROUND)
    assert with_system(live, "work1") == []
    assert live.world.loss.failing() == [live.phone("2101").mac]


def test_a_phone_that_lacks_its_key_says_so_there(platforms):
    live, make = platforms
    prepare(live, make, files={name: FILES[name] for name in list(FILES)[:2]})
    plug(live, "2101")
    live.run(do.ROUND)
    [event] = live.events("service_loss", "outage")
    assert event["reason"] == "no certificate presented (no sips private key set)"


def test_a_phone_goes_back_to_the_first_platform(platforms):
    live, make = platforms
    prepare(live, make)
    for system in ("work1", "pre1"):
        plug(live, "2101", system=system)
        live.run(do.ROUND)
        assert "2101" in with_system(live, system)


def test_phones_know_both_platforms_by_one_address(platforms):
    live, _make = platforms
    pre, work = live.system("pre1"), live.system("work1")
    assert pre.phone_address == work.phone_address != work.tel_address  # MCK-1
    assert work.phone_address in work.addresses()


@pytest.mark.parametrize(("phones", "system"), [(["2101"], "pre9"), ([], "work1"), (["9999"], "work1")])
def test_what_is_not_there_cannot_be_plugged(platforms, phones, system):
    live, _make = platforms
    with pytest.raises(HandError):
        plug(live, *phones, system=system)
