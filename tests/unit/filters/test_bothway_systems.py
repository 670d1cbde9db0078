# SPDX-License-Identifier: GPL-3.0-or-later
"""Which systems enter BOTHWAY, are in it, and leave it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils._bothway import bothway_systems

WANTED = {"state": "enabled", "mode": "bothway"}
TRUSTED = {"state": "enabled", "mode": "trusted"}


def variables(
    ticked: bool, role: str = "standalone", wish: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    facts = {"switches": {"bothway": ticked}, "mode": "bothway" if ticked else "pbx_cert_trusted"}
    return {"mivoice_role": role, "mivoice_encryption": wish or WANTED, "mivoice_facts": facts} | more


def drift(what: str = "bothway", over: bool = False) -> dict[str, Any]:
    return {"mivoice_switch_drift": [{"what": what, "over": over}]}


@pytest.mark.parametrize(
    ("system", "place"),
    [
        (variables(False), "enter"),
        (variables(True), "hold"),
        (variables(True, wish=TRUSTED), "leave"),
        (variables(False, wish=TRUSTED), None),
        (variables(True, mivoice_bothway={"state": "disabled"}), "leave"),
        (variables(False, mivoice_bothway={"state": "disabled"}), None),
        (variables(False, **drift()), None),
        (variables(False, **drift(over=True)), "enter"),
        (variables(False, **drift("voice_encryption")), "enter"),
        (variables(True, **drift()), "hold"),
        (variables(True, wish=TRUSTED, **drift()), "leave"),
    ],
)
def test_a_system_goes_where_its_box_the_wish_and_a_declaration_say(system: dict[str, Any], place: str | None) -> None:
    found = bothway_systems({"pbx1": system}, ["pbx1"])
    assert [name for name, systems in found.items() if systems] == ([place] if place else [])


def test_what_the_port_demands_is_left_too_and_so_is_a_box_without_certificate() -> None:
    demanding = variables(False, wish=TRUSTED)
    demanding["mivoice_facts"]["sip"] = {"client_certificate": "required"}
    broken = variables(True)
    broken["mivoice_facts"]["mode"] = "bothway_no_cert"
    assert bothway_systems({"a": demanding, "b": broken}, ["a", "b"])["leave"] == ["a", "b"]


def test_everybody_leaves_when_all_is_to_stop() -> None:
    assert bothway_systems({"a": variables(True)}, ["a"], stop=True)["leave"] == ["a"]


def test_a_cluster_is_switched_from_its_server_on() -> None:
    hosts = {
        "n2": variables(False, "node", mivoice_cluster_server="z1"),
        "z1": variables(False, "cluster_server"),
        "n1": variables(False, "node", mivoice_cluster_server="z1"),
    }
    assert bothway_systems(hosts, hosts)["enter"] == ["z1", "n1", "n2"]
