# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of one line, settings made on the phone, files changed by hand: what a phone does then."""

from __future__ import annotations

import pytest
from mivoice_lab.fleet import FleetError, build_fleet
from mivoice_lab.model.download import UNREACHABLE
from mivoice_lab.model.operations import Fetch, Sleep
from mivoice_lab.model.phone_config import Settings

from . import procedures as do

SIX, FIVE = "mitel6000", "mivoice5300"
GLOBAL = {"sip proxy ip": "10.0.0.1", "sip registrar ip": "10.0.0.1", "sip proxy port": "5061"}
GLOBAL |= {
    "sip registrar port": "5061",
    "sip transport protocol": "4",
    "sip srtp mode": "1",
    "sips persistent tls": "1",
}


def settings(**line):
    return Settings(SIX, GLOBAL | {f"sip line1 {name.replace('_', ' ')}": value for name, value in line.items()})


@pytest.fixture
def tls(lab, alone):
    """`tls(**options of the 6000)` -> a lone system with both phones told to use TLS."""

    def run(**options):
        alone["systems"]["pbx1"]["phones"][0].update(options)
        one = lab(alone)
        do.certificates(one)
        do.phones_to_tls(one)
        return one

    return run


def reboot(one, number):
    one.phone(number).power(False)
    one.phone(number).power(True)
    one.run(do.ROUND)


def lay(one, path, content):
    one.world.download_servers["dl1"].files[path] = content


def test_one_network_setting_of_the_line_puts_the_global_ones_out_of_use():
    assert settings().port == 5061 and settings().address == "10.0.0.1"
    line = settings(registrar_ip="10.0.0.9", proxy_ip="10.0.0.9", registrar_port="5070", proxy_port="5070")
    assert (line.address, line.port, line.backup_address, line.problem) == ("10.0.0.9", 5070, None, None)
    assert "no sip line1 registrar ip" in (settings(proxy_port="5060").problem or "")


@pytest.mark.parametrize(("transport", "port"), [("1", 5060), ("4", 5061)])
def test_a_port_that_is_nought_is_the_usual_one_of_the_transport(transport, port):
    values = GLOBAL | {"sip line1 registrar ip": "10.0.0.9", "sip transport protocol": transport}
    assert Settings(SIX, values).port == Settings(SIX, values | {"sip line1 registrar port": "0"}).port == port


@pytest.mark.parametrize("value", ["", "many", "99999", "9" * 6000, "\u0665"])
def test_a_port_that_is_no_port_is_the_usual_one(value):
    assert Settings(FIVE, {"SIP_PORT_PBX": value, "SIP_TRANS_PROTO": "TLS"}).port == 5061


@pytest.mark.parametrize(("line", "everyone", "offers"), [("0", "1", False), ("1", "0", True), ("", "1", True)])
def test_srtp_of_the_line_beats_the_global_one(line, everyone, offers):
    assert Settings(SIX, GLOBAL | {"sip srtp mode": everyone, "sip line1 srtp mode": line}).offers_srtp is offers


def test_other_lines_than_the_first_are_not_used():
    values = GLOBAL | {"sip line2 srtp mode": "0", "sip line2 registrar port": "5060"}
    assert Settings(SIX, values).offers_srtp and Settings(SIX, values).port == 5061


def test_a_phone_whose_line_has_srtp_off_registers_by_tls_and_speaks_in_clear(tls):
    one = tls(line_settings={"sip line1 srtp mode": 0})
    phone = one.phone("2101")
    assert one.transport("2101") == "tls" and not one.world.loss.encrypts(phone) and one.lost == []
    assert b"sip line1 srtp mode: 0\n" in one.world.download_servers["dl1"].files[phone.own_file()]
    tma, scope = one.world.tma_of("pbx1")
    assert [row.encryption for row in tma.inventory(scope, SIX)] == ["srtp_tls"]  # VER-12: TMA looks at the global one


def test_a_port_of_the_line_leaves_the_phone_without_service(tls):
    one = tls(line_settings={"sip line1 registrar port": 5060})
    assert [e["number"] for e in one.lost] == ["2101"] and "network settings of its own" in one.lost[0]["reason"]


def test_a_local_setting_of_the_line_survives_an_update(tls):
    one = tls(local_overrides={"sip line1 srtp mode": 0})
    assert one.transport("2101") == "tls" and not one.world.loss.encrypts(one.phone("2101"))


@pytest.mark.parametrize(("mark", "encrypts"), [("", False), ("^", True), ("!", True)])
def test_a_marked_line_of_a_file_beats_the_local_setting(tls, mark, encrypts):
    one = tls(local_overrides={"sip srtp mode": 0})
    own = one.phone("2101").own_file()
    files = one.world.download_servers["dl1"].files
    lay(one, own, files[own].replace(b"sip srtp mode", mark.encode() + b"sip srtp mode"))
    reboot(one, "2101")
    assert one.world.loss.encrypts(one.phone("2101")) is encrypts


@pytest.mark.parametrize(("number", "name"), [("2101", b"sip registrar ip: "), ("2141", b"IP_PBX=")])
def test_a_system_that_is_not_there_costs_the_phone_its_service_and_the_log_names_the_hand(lab, alone, number, name):
    one = lab(alone)
    own = one.phone(number).own_file()
    data = one.world.download_servers["dl1"].files[own]
    lay(one, own, data.replace(name + one.system().tel_address.encode(), name + b"127.1.99.99"))
    one.world.events.append("operator", "dl1", "operator", step="edit_file", file=own)
    reboot(one, number)
    assert [(e["number"], e["reason"]) for e in one.lost] == [(number, "nothing answers at 127.1.99.99")]
    assert [cause["step"] for cause in one.lost[0]["cause"]] == ["edit_file"]


def test_a_model_file_lies_between_the_common_and_the_own_one(lab, alone):
    one = lab(alone)
    lay(one, "6867i.cfg", b"language: 7\nsip srtp mode: 1\n")
    lay(one, one.phone("2101").own_file(), b"sip srtp mode: 2\n")
    reboot(one, "2101")
    assert (one.phone("2101").applied["language"], one.phone("2101").applied["sip srtp mode"]) == ("7", "2")


def test_a_server_that_breaks_off_leaves_the_phone_with_what_it_had(lab, alone):
    one = lab(alone)
    phone = one.phone("2101")
    held = dict(phone.applied)
    phone.power(False)
    phone.power(True)
    assert isinstance(phone.next_operation(), Sleep)  # booting
    phone.completed(None)
    answers = iter([b"sip srtp mode: 2\n", UNREACHABLE])
    while isinstance(phone.next_operation(), Fetch):
        phone.completed(next(answers))
    assert phone.applied == held and next(answers, None) is None


@pytest.mark.parametrize(
    ("model", "key", "name"),
    [
        ("6867i", "local_overrides", "sip line0 srtp mode"),
        ("6867i", "line_settings", "sip srtp mode"),
        ("5370ip", "line_settings", "sip line1 srtp mode"),
    ],
)
def test_a_fleet_file_names_settings_that_the_family_has(alone, model, key, name):
    alone["systems"]["pbx1"]["phones"] = [{"model": model, "numbers": 2101, key: {name: 0}}]
    with pytest.raises(FleetError, match=f"no parameter '{name}'"):
        build_fleet(alone)
