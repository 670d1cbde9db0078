# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleet files: what they may say and how they are refused."""

from __future__ import annotations

import pytest
from mivoice_lab.fleet import FleetError, load_fleet
from mivoice_lab.model.builder import numbers_of

PLAIN = """\
download_servers:
  dl1: {protocol: http}
systems:
  pbx1:
    role: standalone
    download_servers: [dl1]
    phones:
      - {model: 6930, numbers: 2101-2103}
"""


def refusal(tmp_path, text):
    path = tmp_path / "fleet.yml"
    path.write_text(text)
    with pytest.raises(FleetError) as caught:
        load_fleet(path)
    assert caught.value.source == str(path)
    return caught.value


def test_an_unknown_key_is_refused_with_file_line_and_key(tmp_path):
    error = refusal(tmp_path, PLAIN.replace("role:", "rôle:"))
    assert error.line == 5
    assert "'rôle'" in error.problem and "systems.pbx1" in error.problem


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("role: standalone", "role: master", 5, "master"),
        ("[dl1]", "[dl9]", 6, "dl9"),
        ("model: 6930", "model: 9999", 8, "9999"),
        ("model: 6930", "model: 6930, family: mivoice5300", 8, "family"),
        ("2101-2103", "2103-2101", 8, "2103-2101"),
        ("2101-2103", "[2101, 2101]", 8, "twice"),
        ("2101-2103", "2101, backup: pbx9", 8, "pbx9"),
        ("2101-2103", "2101, software: old", 8, "old"),
        ("2101-2103", "2101, local_overrides: {sip transport: 1}", 8, "sip transport"),
        ("2101-2103", "2101, powered: maybe", 8, "maybe"),
        ("role: standalone", "role: node", 5, "cluster_server"),
        ("role: standalone", "manager: mgr1", 5, "mgr1"),
        ("  pbx1:", "  pbx1: {}\n  pbx1:", 5, "twice"),
        ("role: standalone", "role: [", 7, "expected"),
        ("protocol: http", "protocol: http, integrated_in: pbx9", 2, "pbx9"),
    ],
)
def test_what_points_nowhere_or_has_the_wrong_form_is_refused(tmp_path, before, after, line, words):
    error = refusal(tmp_path, PLAIN.replace(before, after))
    assert words in str(error)
    assert error.line == line


def test_numbers_are_given_one_by_one_or_as_ranges():
    assert numbers_of("0098-0101") == ["0098", "0099", "0100", "0101"]
    assert numbers_of([2101, "2105-2106"]) == ["2101", "2105", "2106"]


def test_generated_multisites_have_a_cluster_server_a_node_and_then_remote_sites(lab):
    tree = {"generate": {"multisites": {"count": 3, "managers": 2, "systems": 4, "phones": 1}}}
    world = lab(tree).world
    assert [s.role for n, s in world.systems.items() if n.startswith("ms02-")] == [
        "cluster_server",
        "node",
        "remote_site",
        "remote_site",
    ]
    assert {m: sorted(d.multisites) for m, d in world.managers.items()} == {"mgr1": ["ms01", "ms03"], "mgr2": ["ms02"]}
    assert len(world.phones) == 12


def test_addresses_are_all_different_in_a_large_fleet(lab):
    world = lab({"generate": {"standalone": {"count": 300, "phones": 1}}}).world
    addresses = [s.tel_address for s in world.systems.values()] + [p.address for p in world.phones.values()]
    addresses += [c.address for s in world.systems.values() for c in s.cards]
    addresses += [d.address for d in world.download_servers.values()] + [world.time_server]
    assert len(addresses) == len(set(addresses)) == 902


def test_a_fleet_may_start_already_encrypting(lab, alone):
    system = alone["systems"]["pbx1"]
    system |= {"mode": "pbx_cert_self_signed", "voice_encryption": True}
    for group in system["phones"]:
        group["mode"] = "self_signed"
    started = lab(alone)
    assert started.transport("2101") == started.transport("2141") == "tls"
    tma, scope = started.world.tma_of("pbx1")
    assert [r.encryption for f in ("mitel6000", "mivoice5300") for r in tma.inventory(scope, f)] == ["srtp_tls"] * 2


def test_an_integrated_download_server_is_off_when_the_ftp_service_is(lab, alone):
    alone["download_servers"]["dl1"]["integrated_in"] = "pbx1"
    alone["systems"]["pbx1"]["services"] = {"ftp": "stopped"}
    one = lab(alone)
    assert not one.world.download_servers["dl1"].enabled
    assert one.events("phone_fetch") == []
