# SPDX-License-Identifier: GPL-3.0-or-later
"""Which systems one TMA moves together, worked out from host variables."""

from __future__ import annotations

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.plugin_utils import _scopes

HOSTVARS = {
    "mgr": {
        "mivoice_host": "192.0.2.1",
        "mivoice_password": "m",
        "mivoice_tma_username": "t",
        "mivoice_tma_password": "s",
    },
    "b": {
        "mivoice_host": "192.0.2.3",
        "mivoice_manager": "mgr",
        "mivoice_multisite": "North",
        "mivoice_tel_address": "198.51.100.3",
    },
    "a": {
        "mivoice_host": "192.0.2.2",
        "mivoice_manager": "mgr",
        "mivoice_multisite": "North",
        "mivoice_tel_address": "198.51.100.2",
        "mivoice_backup": "b",
        "mivoice_site_name": "Alpha",
    },
    "c": {"mivoice_host": "192.0.2.4", "mivoice_manager": "mgr", "mivoice_multisite": "South"},
    "alone": {"ansible_host": "192.0.2.5"},
}


def test_systems_of_one_multi_site_are_one_scope_led_by_the_first_of_them() -> None:
    scope = _scopes.scope_of(_scopes.scopes(HOSTVARS, ["b", "alone", "a", "c"]), "b")
    assert (scope["name"], scope["leader"], scope["members"], scope["tma_host"]) == (
        "mgr/North",
        "a",
        ["a", "b"],
        "mgr",
    )


def test_a_system_without_manager_is_a_scope_of_its_own_and_carries_its_tma() -> None:
    scope = _scopes.scopes(HOSTVARS, ["a", "alone"])["alone"]
    assert (scope["leader"], scope["members"], scope["tma_host"], scope["multisite"]) == (
        "alone",
        ["alone"],
        "alone",
        "alone",
    )


def test_a_scope_needs_the_backup_systems_of_all_its_members_and_a_run_their_scopes_too() -> None:
    hosts = HOSTVARS | {"c": HOSTVARS["c"] | {"mivoice_backup": "a"}, "alone": HOSTVARS["alone"]}
    found = _scopes.scopes(hosts, ["a", "b", "c", "alone"])
    assert [(name, scope["needed"], scope["limit"]) for name, scope in sorted(found.items())] == [
        ("alone", ["alone"], ["alone"]),
        ("mgr/North", ["a", "b"], ["a", "b"]),
        ("mgr/South", ["a", "c"], ["a", "b", "c"]),
    ]


def test_a_system_outside_the_group_has_no_scope() -> None:
    with pytest.raises(KeyError, match="in no scope"):
        _scopes.scope_of(_scopes.scopes(HOSTVARS, ["a"]), "alone")


def test_the_host_falls_back_to_ansible_host() -> None:
    assert _scopes.connection(HOSTVARS, "alone") == {"host": "192.0.2.5"}


def test_the_tma_of_a_multi_site_is_reached_at_its_manager() -> None:
    scope = _scopes.scopes(HOSTVARS, ["a", "b"])["mgr/North"]
    assert _scopes.tma_connection(HOSTVARS, scope) == {
        "host": "192.0.2.1",
        "password": "m",
        "tma_username": "t",
        "tma_password": "s",
        "multisite": "North",
    }


def test_facts_carry_the_names_that_manager_shows() -> None:
    facts = _scopes.system_facts(
        HOSTVARS, "a", {"name": "read", "licence": {"state": "authorised"}}, {"mode": "no_tls"}
    )
    assert (facts["name"], facts["backup"], facts["manager"], facts["sip"]["mode"]) == ("Alpha", "b", "mgr", "no_tls")


def test_connections_of_systems_carry_the_time_zone_of_their_screens() -> None:
    zoned = HOSTVARS | {"b": HOSTVARS["b"] | {"mivoice_time_zone": "Europe/Paris"}}
    found = _scopes.system_connections(zoned, ["a", "b"])
    assert [(one["name"], one.get("time_zone")) for one in found] == [("Alpha", None), ("b", "Europe/Paris")]
    assert "time_zone" not in found[0]


def test_facts_carry_that_clients_use_names_alone() -> None:
    # CERT-14: else a certificate without the address is taken for wrong, and made anew in every run.
    named = HOSTVARS | {"a": HOSTVARS["a"] | {"mivoice_fqdn_only": True}}
    assert _scopes.system_facts(named, "a", {}, None)["fqdn_only"] is True


def test_facts_carry_the_sip_ports_of_the_inventory() -> None:
    ported = HOSTVARS | {"a": HOSTVARS["a"] | {"mivoice_sip_port": 15060, "mivoice_sips_port": 15061}}
    facts = _scopes.system_facts(ported, "a", {"sip_port": None, "sips_port": None}, None)
    assert (facts["sip_port"], facts["sips_port"]) == (15060, 15061)


def test_only_leaders_still_in_the_run_are_waited_for() -> None:
    everything = {name: dict(variables) for name, variables in HOSTVARS.items()}
    found = _scopes.scopes(HOSTVARS, ["a", "b", "c"])
    for name in ("a", "b", "c"):
        everything[name] |= {"mivoice_scope": _scopes.scope_of(found, name), "mivoice_actions": {"mitel6000": "x"}}
    waiting = _scopes.waiting_scopes(everything, ["a", "b"], "mitel6000", "disabled")
    assert [(scope["name"], scope["action"], len(scope["systems"])) for scope in waiting] == [("mgr/North", "x", 2)]


def test_a_scope_that_is_put_off_is_not_waited_for_and_a_pilot_is_handed_on() -> None:
    everything = {name: dict(variables) for name, variables in HOSTVARS.items()}
    found = _scopes.scopes(HOSTVARS, ["a", "b", "c"])
    pilot = {"list": "Pilot", "phones": ["2101"], "threshold": 90, "minimum": 1}
    for name in ("a", "b", "c"):
        everything[name] |= {
            "mivoice_scope": _scopes.scope_of(found, name),
            "mivoice_pilot": pilot,
            "mivoice_pause": {},
        }
    everything["c"] |= {"mivoice_pause": {"happened": "no window is open"}, "mivoice_pilot": {}}
    waiting = _scopes.waiting_scopes(everything, ["a", "b", "c"], "mitel6000", "disabled")
    assert [(scope["name"], scope["pilot"]) for scope in waiting] == [("mgr/North", pilot)]
    everything["c"] |= {"mivoice_pause": {}}
    waiting = _scopes.waiting_scopes(everything, ["a", "b", "c"], "mitel6000", "disabled")
    assert [scope["pilot"] for scope in waiting] == [pilot, None]


def test_a_gate_is_told_what_every_member_of_its_scope_plans() -> None:
    everything = {name: dict(variables) for name, variables in HOSTVARS.items()}
    found = _scopes.scopes(HOSTVARS, ["a", "b", "c"])
    for name, plan in (("a", {"phones": {"mitel6000": "disabled"}}), ("b", {"systems": {"b": {"mode": "no_tls"}}})):
        everything[name] |= {"mivoice_scope": _scopes.scope_of(found, name), "mivoice_planned": plan}
    (waiting,) = _scopes.waiting_scopes(everything, ["a", "b"], "mitel6000", "disabled")
    assert waiting["planned"] == {"phones": {"mitel6000": "disabled"}, "systems": {"b": {"mode": "no_tls"}}}


def test_later_stages_win_when_plans_are_merged() -> None:
    plans = [{"systems": {"a": {"x": 1, "y": 1}}}, {"systems": {"a": {"y": 2}, "b": {"x": 3}}}, {}]
    assert _scopes.merge_planned(plans) == {"systems": {"a": {"x": 1, "y": 2}, "b": {"x": 3}}}
