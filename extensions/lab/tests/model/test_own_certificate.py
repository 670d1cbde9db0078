# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones with a certificate of their own: what they fetch, keep and present, and who is refused in BOTHWAY (MOD-13,
PAR6-14 to PAR6-16, CMP-2 to CMP-5)."""

from __future__ import annotations

import json

import pytest
from mivoice_lab.servers.download_hand import HandError
from mivoice_lab.servers.hand import operator_step

from . import procedures as do
from .pki import DAY, PASSWORD, Maker

FILES = {
    "sips root and intermediate certificates": "ca.crt",
    "sips local certificate": "phone.pem",
    "sips private key": "phone.key",
}
MODELS = {"2101": "6867i", "2102": "6930", "2103": "6739i"}


@pytest.fixture
def alone(alone):
    """One system with three capable phones."""
    alone["systems"]["pbx1"]["phones"] = [{"model": model, "numbers": number} for number, model in MODELS.items()]
    return alone


@pytest.fixture
def ready(lab):
    """`ready(fleet)` -> (lab, maker): trusted, the terminals' files deployed one by one, values pushed, CA loaded."""

    def run(fleet, *, certificate=None, key=None, without=(), files=None, end=90 * DAY):
        live = lab(fleet)
        make = Maker(live)
        do.trusted_certificates(live, make, PASSWORD)
        good, good_key = make.terminal(end=end)
        content = {"ca.crt": make.ca_file(), "phone.pem": certificate or good, "phone.key": key or good_key}
        for name in content.keys() - set(without):
            do.deploy(live, name, content[name])
        do.phones_to_bothway(live, FILES if files is None else files)
        for name in live.world.systems:
            operator_step(live.world, {"step": "BWY-2", "target": name, "value": make.ca_file().decode()})
        return live, make

    return run


def shown(live, number):
    return live.world.state()["phones"][live.phone(number).mac]


def powered(live):
    return [phone for phone in live.world.phones.values() if phone.powered]


def reasons(live):
    return {event["number"]: event["reason"] for event in live.lost}


@pytest.mark.parametrize("fleet", ["bothway", "bothway_alone"])
def test_a_fleet_goes_into_bothway_and_back_to_trusted_without_loss(ready, fleet):
    live, _make = ready(fleet)
    for on, mode in ((True, "bothway"), (False, "pbx_cert_trusted")):
        do.bothway(live, on)
        assert {system.mode() for system in live.world.systems.values()} == {mode}
        assert {live.transport(phone.number) for phone in powered(live)} == {"tls"}
        assert (live.lost, live.events("outage"), live.world.loss.failing()) == ([], [], [])  # PAR6-23


@pytest.mark.parametrize("number", MODELS)
def test_every_capable_model_says_which_files_it_holds_and_when_its_certificate_ends(ready, alone, number):
    live, make = ready(alone)
    state = shown(live, number)
    assert state["own_files"] == ["ca.crt", "phone.pem", "phone.key"]
    assert state["own_certificate_ends"] == (make.now + 90 * DAY).replace(microsecond=0).isoformat()


def test_no_key_of_a_phone_reaches_state_or_events(ready, alone):
    live, _make = ready(alone)
    told = json.dumps([live.world.state(), live.events("write", "phone_fetch", "operator")], default=str)
    assert "PRIVATE KEY" not in told
    assert "PRIVATE KEY" not in repr(live.phone("2101")) + repr(live.phone("2101").presents())


@pytest.mark.parametrize("model", ["6730i", "6757i", "6731i"])
def test_another_67xx_fetches_no_such_file_and_is_cut_off_in_bothway(ready, alone, model):
    alone["systems"]["pbx1"]["phones"].append({"model": model, "numbers": "2110"})
    live, _make = ready(alone)
    assert shown(live, "2110")["own_files"] == []
    do.bothway(live)
    assert reasons(live) == {"2110": f"no certificate presented (a {model} holds none)"}  # CMP-3
    assert "bothway" in {cause.get("what") for cause in live.lost[0]["cause"]}


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({"without": ["phone.key"]}, "phone.key was not fetched"),
        ({"without": ["phone.pem"]}, "phone.pem was not fetched"),
        ({"key": b"no key"}, "nothing readable in phone.key"),
        ({"certificate": b"no certificate"}, "nothing readable in phone.pem"),
        ({"files": {name: FILES[name] for name in list(FILES)[:2]}}, "no sips private key set"),
    ],
)
def test_a_phone_that_lacks_a_file_presents_nothing_and_says_why(ready, alone, case, reason):
    live, _make = ready(alone, **case)
    assert live.lost == []  # trusted asks for nothing (MOD-10)
    do.bothway(live)
    assert reasons(live) == dict.fromkeys(MODELS, f"no certificate presented ({reason})")


def test_the_key_of_another_certificate_is_not_presented(ready, alone, lab):
    _certificate, other = Maker(lab(alone)).terminal()
    live, _make = ready(alone, key=other)
    do.bothway(live)
    assert set(reasons(live).values()) == {"no certificate presented (phone.key is not the key of phone.pem)"}
    assert shown(live, "2101")["own_certificate_ends"] is None


def test_phones_told_of_no_file_are_refused_for_want_of_a_certificate(ready, alone):
    live, _make = ready(alone, files={})
    do.bothway(live)
    assert reasons(live) == dict.fromkeys(MODELS, "no certificate presented")


def test_an_expired_certificate_cuts_the_phones_off(ready, alone):
    live, _make = ready(alone, end=-DAY / 2)
    assert live.lost == []
    do.bothway(live)
    assert set(reasons(live).values()) == {"certificate out of date"}  # EXP-7


def test_a_system_that_holds_another_ca_refuses_everybody(ready, alone):
    live, _make = ready(alone)
    other = Maker(live, "Other CA").ca_file().decode()
    operator_step(live.world, {"step": "BWY-2", "target": "pbx1", "value": other})
    do.bothway(live)
    assert reasons(live) == dict.fromkeys(MODELS, "certificate not signed by the CA file")  # BCRT-8


def test_a_phone_restarted_without_its_download_server_keeps_its_files_in_bothway(ready, alone):
    live, _make = ready(alone)
    do.bothway(live)
    live.world.download_servers["dl1"].enabled = False
    for on in (False, True):
        live.phone("2101").power(on)
        live.run(do.RESTART)
    live.run(do.ROUND)
    assert (live.transport("2101"), live.lost) == ("tls", [])
    assert shown(live, "2101")["own_files"] == ["ca.crt", "phone.pem", "phone.key"]


def test_a_phone_restarted_once_its_key_is_off_the_server_has_none(ready, alone):
    live, _make = ready(alone)
    del live.world.download_servers["dl1"].files["phone.key"]
    for on in (False, True):
        live.phone("2101").power(on)
        live.run(do.RESTART)
    assert shown(live, "2101")["own_files"] == ["ca.crt", "phone.pem"]


@pytest.mark.parametrize("value", [None, "", "no certificate"])
def test_the_hand_that_loads_a_ca_file_wants_certificates(ready, alone, value):
    live, make = ready(alone)
    with pytest.raises(HandError):
        operator_step(live.world, {"step": "BWY-2", "target": "pbx1", "value": value})
    with pytest.raises(HandError):
        operator_step(live.world, {"step": "BWY-2", "target": "pbx1", "value": make.terminal()[0].decode()})
    assert live.system().ca_file_pem == [make.ca_file().decode()]


def test_a_key_given_with_a_ca_file_goes_no_further(ready, alone):
    live, make = ready(alone)
    both = make.ca_file() + make.terminal()[1]
    answer = operator_step(live.world, {"step": "BWY-2", "target": "pbx1", "value": both.decode()})
    assert answer["value"] == ["Site CA"]
    assert live.system().ca_file_pem == [make.ca_file().decode()]
    assert "PRIVATE" not in json.dumps(live.events("operator"), default=str)
