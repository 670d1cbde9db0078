# SPDX-License-Identifier: GPL-3.0-or-later
"""An OMM registers its DECT users and holds no certificate: BOTHWAY cuts it off (DECT-9, INV-6)."""

from __future__ import annotations

import pytest
from mivoice_lab.fleet import FleetError, build_fleet

from . import procedures as do
from .pki import PASSWORD, Maker

USERS = ["2501", "2502"]


@pytest.fixture
def fleet(alone):
    def make(transport="udp"):
        return alone | {"omms": {"omm1": {"system": "pbx1", "transport": transport, "numbers": "2501-2502"}}}

    return make


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_its_users_stand_among_the_registrations_of_the_system(lab, fleet, transport):
    live = lab(fleet(transport))
    [omm] = live.world.state()["omms"].values()
    held = live.world.state()["systems"]["pbx1"]["registrations"]
    assert [(held[mac]["number"], held[mac]["transport"], held[mac]["address"]) for mac in omm["users"]] == [
        (number, transport, omm["address"]) for number in USERS
    ]


def test_over_tls_it_waits_for_a_certificate_of_the_system(lab, fleet):
    live = lab(fleet("tls"))
    assert [live.transport(number) for number in USERS] == [None, None]  # MOD-4
    do.certificates(live)
    live.run(do.ROUND)
    assert [live.transport(number) for number in USERS] == ["tls", "tls"]  # DECT-3


def test_tma_neither_lists_nor_updates_them(lab, fleet):
    live = lab(fleet())
    tma, scope = live.world.tma_of("pbx1")
    assert {phone.number for family in tma.packages for phone in tma.phones(scope, family)} == {"2101", "2141"}
    do.certificates(live)
    do.phones_to_tls(live)
    assert [live.transport(number) for number in USERS] == ["udp", "udp"]


@pytest.mark.parametrize(("transport", "reason"), [("tls", "no certificate presented"), ("udp", "filtered")])
def test_bothway_cuts_it_off(lab, fleet, transport, reason):
    live = lab(fleet(transport))
    do.trusted_certificates(live, Maker(live), PASSWORD)
    live.run(do.ROUND)
    do.bothway(live)
    lost = {event["number"]: event for event in live.lost}
    assert set(USERS) <= lost.keys()
    assert all(reason in lost[number]["reason"] for number in USERS)
    assert "bothway" in {cause.get("what") for cause in lost["2501"]["cause"]}


@pytest.mark.parametrize(
    ("data", "words"),
    [({"numbers": "2501"}, "system None"), ({"system": "pbx1", "numbers": 2101}, "2101 twice")],
)
def test_an_omm_needs_a_system_and_numbers_of_its_own(alone, data, words):
    with pytest.raises(FleetError, match=words):
        build_fleet(alone | {"omms": {"omm1": data}})
