# SPDX-License-Identifier: GPL-3.0-or-later
"""Who would be cut off by BOTHWAY is told by name, with the reasons of the interlocks (WARN-16, WARN-17)."""

from __future__ import annotations

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.blast_radius import radius
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import (
    bothway_cluster,
    bothway_facts,
    bothway_phone,
    changed,
    phone,
    silent,
)


def test_nobody_is_named_where_every_rule_passes() -> None:
    found = radius(bothway_facts())
    assert (found["terminals"], found["others"], found["trunks"]) == ([], [], ["carrier"])
    assert "No terminal is known" in found["text"] and "carrier" in found["text"]


def test_a_terminal_is_named_with_every_reason_and_the_plainest_first() -> None:
    found = radius(bothway_facts(phones=[phone("3101", "mivoice5300", model="5370 IP")]))
    (entry,) = [entry for entry in found["terminals"] if entry["family"] == "mivoice5300"]
    assert (entry["number"], entry["model"], entry["part"], entry["accepted"]) == ("3101", "5370 IP", "main", None)
    assert [reason["rule"] for reason in entry["reasons"]] == ["INV-2", "INV-1"]
    assert "3101 (08000F003101) 5370 IP: it is a 5300" in found["text"]


def test_a_terminal_given_up_on_is_told_all_the_same_as_accepted() -> None:
    written_off = [{"phone": "2101", "reason": "in the cellar"}]
    found = radius(bothway_facts(phones=[bothway_phone("2101", model="6731i")], written_off=written_off))
    assert found["terminals"][0]["accepted"] == "in the cellar"
    assert "accepted: in the cellar" in found["text"]


def test_a_terminal_of_which_nothing_is_known_is_told_apart() -> None:
    found = radius(bothway_facts(phones=[bothway_phone("2101", **silent())]))
    assert {reason["certain"] for reason in found["terminals"][0]["reasons"]} == {False}
    assert "Not shown to stay connected 1: 2101" in found["text"]


def test_a_stranger_in_the_list_of_registrations_is_named() -> None:
    line = {"mac": "00085D0000AA", "number": "9001", "address": "10.0.7.7", "port": 5060, "transport": "udp"}
    found = radius(changed(bothway_facts(), {"systems.0.registrations": [line]}))
    assert [(entry["number"], entry["part"]) for entry in found["terminals"]] == [("9001", "none")]


def test_what_concerns_everybody_and_peers_that_are_filtered_are_told() -> None:
    world = changed(bothway_cluster(), {"systems.1.certificate.assigned": False, "systems.1.sip.tls_open": False})
    found = radius(world | {"sip_trunks": []})
    assert [(entry["rule"], entry["system"]) for entry in found["others"]] == [("INV-3", "node1"), ("INV-8", None)]
    assert "[INV-3] node1" in found["text"] and "carrier uses port 5060" in found["text"]


def test_without_phones_read_that_is_told_as_not_known() -> None:
    world = bothway_facts()
    del world["phones"]
    found = radius(world)
    assert found["terminals"] == []
    assert {"INV-1", "INV-2"} <= {entry["rule"] for entry in found["others"] if not entry["certain"]}
