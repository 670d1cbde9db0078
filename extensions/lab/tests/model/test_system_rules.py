# SPDX-License-Identifier: GPL-3.0-or-later
"""One system: licence, mode and ports, SIP restarts, cluster, tunnels, certificates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mivoice_lab.model.refusal import LabRefusal

from . import procedures as do

NOT_UNLOCKED = ("FONCTION INACTIVE", "Fonction chiffrement non déverrouillée.")


@pytest.mark.parametrize(
    "act",
    [
        lambda s: s.set_voice_encryption("t", True),
        lambda s: s.set_inter_ipbx("t", True),
        lambda s: s.set_bothway("t", True),
        lambda s: s.regenerate_certificate("t"),
    ],
)
def test_without_licence_encryption_is_refused_with_the_products_words(lab, alone, act):
    alone["systems"]["pbx1"]["licence"] = "refused"
    system = (one := lab(alone)).system()
    with pytest.raises(LabRefusal) as caught:
        act(system)
    assert (caught.value.title, caught.value.detail) == NOT_UNLOCKED  # ERR-2
    assert one.events("write", "sip_restart") == []
    assert one.events("refused")[0]["title"] == "FONCTION INACTIVE"


def test_no_licence_is_needed_to_switch_off(lab, alone):
    alone["systems"]["pbx1"] |= {"licence": "refused", "voice_encryption": True}
    system = lab(alone).system()
    system.set_voice_encryption("t", False)  # INV-27
    assert system.voice_encryption is False


def test_a_keycode_unlocks_and_never_reaches_the_log(lab, alone):
    alone["systems"]["pbx1"]["licence"] = "refused"
    one = lab(alone)
    with pytest.raises(LabRefusal):
        one.system().enter_keycode("t", "WRONG")
    assert one.system().licence == "refused"
    one.system().enter_keycode("t", "KEY")
    one.system().set_voice_encryption("t", True)
    assert "KEY" not in [v for e in one.world.events.since(0) for v in map(str, e.values())]


def test_a_failing_generation_says_so_and_leaves_5061_closed(lab, alone):
    alone["systems"]["pbx1"]["generation_fails"] = True
    system = lab(alone).system()
    with pytest.raises(LabRefusal) as caught:
        system.regenerate_certificate("t")
    assert caught.value.title == "ECHEC A LA GENERATION DU CERTIFICAT"  # ERR-3
    assert caught.value.detail == "Echec à la génération du certificat auto-signé."
    assert system.mode() == "no_tls" and not system.port_open(5061)


def test_the_mode_is_computed_from_flag_and_certificate(lab, alone):
    system = (one := lab(alone)).system()
    assert system.mode() == "no_tls"
    system.set_bothway("t", True)
    assert system.mode() == "bothway_no_cert"
    system.regenerate_certificate("t")
    assert system.mode() == "unknown"  # MOD-16
    system.set_bothway("t", False)
    one.run(do.RESTART)
    assert system.mode() == "pbx_cert_self_signed"


def test_5061_opens_with_the_certificate_and_nothing_is_open_during_the_restart(lab, alone):
    system = (one := lab(alone)).system()
    assert (system.port_open(5060), system.port_open(5061)) == (True, False)  # MOD-4
    system.regenerate_certificate("t")
    assert (system.sip_available(), system.port_open(5060), system.port_open(5061)) == (False, False, False)
    refused = system.register(one.phone("2101").mac, "127.1.16.1", 5060, "udp")
    assert (refused.accepted, refused.code) == (False, 0)
    one.run(21)
    assert (system.sip_available(), system.port_open(5060), system.port_open(5061)) == (True, True, True)
    assert [e["target"] for e in one.events("sip_restart")] == ["pbx1"]


def test_a_restart_breaks_tls_connections_and_phones_are_back_within_a_minute(lab, alone):
    one = lab(alone)
    do.certificates(one)
    do.phones_to_tls(one)
    before = one.system().registrations[one.phone("2101").mac].at
    one.system().regenerate_certificate("t")
    one.run(60)
    assert one.system().registrations[one.phone("2101").mac].at > before
    one.run(do.ROUND)
    assert one.lost == [] and one.transport("2101") == "tls"


@pytest.mark.parametrize("restart", [None, 600])
def test_only_a_restart_beyond_all_bounds_is_a_loss(lab, alone, restart):
    alone["timing"] = {"sip_restart": restart} if restart else {}
    one = lab(alone)
    one.system().regenerate_certificate("t")
    one.run(do.ROUND)
    assert bool(one.lost) is bool(restart)


def test_bothway_over_self_signed_shuts_out_udp_phones_and_the_loss_names_it(lab, alone):
    one = lab(alone)
    do.certificates(one)
    one.system().set_bothway("t", True)
    one.run(do.ROUND)
    assert {e["number"] for e in one.lost} == {"2101", "2141"}
    assert all(e["cause"][-1]["what"] == "bothway" for e in one.lost)
    assert all("trunks" in e["reason"] for e in one.lost)  # MOD-3
    assert one.system().tls_problem(None) == "no certificate presented"  # MOD-13


def test_a_declared_trunk_passes_the_filter_of_5060(lab, alone):
    one = lab(alone)
    do.certificates(one)
    one.system().trunks.append(one.phone("2101").address)
    one.system().set_bothway("t", True)
    one.run(do.ROUND)
    assert {e["number"] for e in one.lost} == {"2141"}


def test_nodes_follow_their_cluster_server_and_remote_sites_do_not(lab):
    fleet = lab("with_manager")
    fleet.system("pbx1").set_voice_encryption("t", True)
    fleet.system("pbx1").set_inter_ipbx("t", True)
    on = {n: (s.voice_encryption, s.inter_ipbx) for n, s in fleet.world.systems.items()}
    assert on == {"pbx1": (True, True), "pbx2": (True, True), "pbx3": (False, False)}  # TOP-4
    assert [e["target"] for e in fleet.events("write")] == ["pbx1", "pbx1"]
    assert [e["target"] for e in fleet.events("cluster_sync")] == ["pbx2", "pbx2"]


def tunnel(fleet):
    return {(n, t.peer): t.state for n, s in fleet.world.systems.items() for t in s.tunnels()}


@pytest.mark.parametrize("spoil", ["certificate", "inter_ipbx", "clock"])
def test_a_tunnel_is_encrypted_only_when_both_ends_are_ready_and_clocks_agree(lab, spoil):
    fleet = lab("small")
    assert set(tunnel(fleet).values()) == {"clear"}
    do.certificates(fleet)
    assert set(tunnel(fleet).values()) == {"encrypted"}
    if spoil == "certificate":
        fleet.system("pbx2").certificate = None
    elif spoil == "inter_ipbx":
        fleet.system("pbx2").set_inter_ipbx("t", False)
    else:
        fleet.system("pbx2").clock_skew = 300
    assert tunnel(fleet) == {("pbx1", "pbx2"): "clear", ("pbx2", "pbx1"): "clear"}  # VER-20..22


def test_tunnels_are_down_while_an_end_restarts(lab):
    fleet = lab("small")
    fleet.system("pbx1").regenerate_certificate("t")
    assert set(tunnel(fleet).values()) == {"down"}


def test_a_standalone_system_has_no_tunnel(lab):
    assert lab("standalone").system().tunnels() == []


def test_an_expired_certificate_keeps_telephony_and_exposes_voice(lab, alone):
    alone["systems"]["pbx1"]["auto_renewal"] = False
    one = lab(alone)
    do.certificates(one)
    do.phones_to_tls(one)
    one.system().certificate.not_after = one.clock.now() + timedelta(seconds=5)
    one.run(do.ROUND)
    assert {e["number"] for e in one.events("voice_exposed")} == {"2101", "2141"}  # EXP-4
    assert one.lost == [] and one.transport("2101") == "tls"


def test_a_self_signed_certificate_renews_itself_and_restarts_sip_unasked(lab, alone):
    one = lab(alone)
    do.certificates(one)
    one.system().certificate.not_after = one.clock.now() + timedelta(seconds=5)
    one.run(do.ROUND)
    assert one.events("sip_restart")[-1]["cause"] == "automatic renewal"  # CERT-3, EXP-8
    assert one.system().certificate.valid_at(one.clock.now())


def test_the_certificate_is_made_late_and_names_the_system(lab, alone):
    one = lab(alone)
    one.system().regenerate_certificate("t")
    certificate = one.system().certificate
    assert "_pair" not in vars(certificate)
    assert certificate.common_name == one.system().tel_address
    assert "BEGIN CERTIFICATE" in certificate.cert_pem and "PRIVATE KEY" in certificate.key_pem
    assert certificate.not_after - certificate.not_before == timedelta(days=365)


def test_rsa_keys_are_made_where_the_fleet_asks(lab, alone):
    alone["key_type"] = "rsa"
    one = lab(alone)
    one.system().regenerate_certificate("t")
    assert one.system().certificate.key_type == "rsa"


def test_rights_services_and_cards_change_and_are_logged(lab, alone):
    one = lab(alone)
    system = one.system()
    system.set_subscription_right("t", "2101", False)
    system.set_feature_class_right("t", "Services", False)
    system.set_eip_address("t", "127.1.9.9")
    system.set_voice_type("t", "AES-256")
    assert not system.has_right("2101") and system.has_right("2141")
    assert system.cards[0].address == "127.1.9.9"
    assert [e["what"] for e in one.events("write")] == [
        "subscription_right",
        "feature_class_right",
        "eip_address",
        "voice_type",
    ]
    with pytest.raises(ValueError):
        system.set_voice_type("t", "ROT13")


def test_stopping_the_ftp_service_stops_the_integrated_download_server(lab):
    one = lab("standalone")
    one.system().set_service("t", "ftp", "stopped")
    assert not one.world.download_servers["dl1"].enabled
    one.system().set_service("t", "ftp", "started")
    assert one.world.download_servers["dl1"].enabled


def test_silent_phones_drop_out_of_the_registrations(lab, alone):
    one = lab(alone)
    one.phone("2101").power(False)
    assert one.transport("2101") == "udp"
    one.run(do.ROUND)
    assert one.transport("2101") is None and one.transport("2141") == "udp"
    assert one.lost == []
