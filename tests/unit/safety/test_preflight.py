# SPDX-License-Identifier: GPL-3.0-or-later
"""Preflight: every PRE-* and WARN-* ends up somewhere, and nothing unknown counts as checked (spec 6.1, 8)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.preflight import ALL, preflight
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import (
    DELETE,
    NOW,
    at,
    changed,
    dict_paths,
    on_tls,
    phone,
    plain_system,
    silent,
    system,
)

EVERY_ID = {f"PRE-{n}" for n in range(1, 16)} | {f"WARN-{n}" for n in range(1, 35)}
ENABLE = {"state": "enabled", "mode": "self_signed", "inter_ipbx": True, "srtp_aes256": False}
DISABLE = {"state": "disabled"}
BOTHWAY = {"state": "enabled", "mode": "bothway"}


ENDS = {"name": "phone.crt", "phones": ["2101"], "not_before": at(days=-9), "not_after": at(days=90)}


def gateway(name: str, **more: Any) -> dict[str, Any]:
    cards = [{"name": "EIP 1", "state": "en service", "in_service": True}]
    return system(name, hardware="xl", cards=cards, eip={"address": "10.1.0.5"}, **more)


def facts(**more: Any) -> dict[str, Any]:
    """A healthy fleet about which everything is known."""
    return {
        "systems": [gateway("pbx1"), system("pbx2", registrations=[{"mac": "08000F002101"}])],
        "phones": [phone("2101"), phone("3101", "mivoice5300")],
        "desired": dict(ENABLE),
        "time_server": "10.0.0.9",
        "eip_network": "10.1.0.0/16",
        "no_encryption_right": [],
        "now": NOW,
        "config": {
            "multisite_works": True,
            "config_file_encryption": False,
            "tdm": False,
            "conference": False,
            "mixed_groups": False,
            "crl": False,
            "dect_mixed_bases": False,
            "omm_ports": [5061, 5061],
            "sip_trunks": [],
            "update_type": "immediate",
        },
        "network": {
            "ntp_servers": {"pbx1": "10.0.0.9", "pbx2": "10.0.0.9"},
            "sip_port_pbx_in_dhcp": False,
            "managers": [{"name": "mgr1", "multisites": ["Hospital"]}],
            "download_servers": [{"name": "dl1", "reachable": True}],
        },
        **more,
    }


def ids(result: dict[str, Any], kind: str) -> list[str]:
    return [entry["id"] for entry in result[kind]]


def accounted(result: dict[str, Any]) -> set[str]:
    kinds = ("errors", "warnings", "not_checked", "not_applicable")
    return {entry["id"] for kind in kinds for entry in result[kind]} | set(result["checked"])


FORESEEN = {"INV-2", "INV-3", "INV-4", "BCRT-9"}
"""What would stop BOTHWAY further on anyway, told before anything is written."""


def test_the_table_holds_every_id_of_the_specification() -> None:
    assert {check.id for check in ALL} - {"DESIRED", *FORESEEN} == EVERY_ID


@pytest.mark.parametrize("desired", [ENABLE, DISABLE, BOTHWAY, {"state": "enabled", "mode": "trusted"}])
@pytest.mark.parametrize(
    "given_facts", [facts(), {"now": NOW}, facts(systems=[], phones=[])], ids=["all", "none", "empty"]
)
def test_no_id_gets_lost(desired: dict[str, Any], given_facts: dict[str, Any]) -> None:
    result = preflight({**given_facts, "desired": desired})
    assert accounted(result) - {"DESIRED", *FORESEEN} == EVERY_ID


def test_a_healthy_fleet_has_no_errors_and_nothing_unchecked() -> None:
    result = preflight(facts())
    assert (result["errors"], result["not_checked"]) == ([], [])
    assert set(ids(result, "warnings")) == {
        "WARN-2",
        "WARN-4",
        "WARN-5",
        "WARN-8",
        "WARN-10",
        "WARN-11",
        "WARN-12",
        "WARN-13",
        "WARN-15",
        "WARN-30",
        "WARN-32",
    }


def test_without_facts_nothing_is_checked() -> None:
    result = preflight({"desired": ENABLE, "now": NOW})
    assert result["errors"] == []
    assert result["checked"] == ["WARN-20"]  # hangs on the wish alone
    assert {f"PRE-{n}" for n in range(1, 15)} - {"PRE-12"} <= set(ids(result, "not_checked"))
    assert all(entry["text"] for entry in result["not_checked"])


MANAGED = {"systems.0.manager": "mgr1", "systems.0.multisite": "Hospital", "systems.0.services.terminal": "stopped"}
NO_RIGHT = {"systems.0.rights.subscriptions.0.right": False}

FOUND: list[tuple[str, str, dict[str, Any]]] = [
    ("PRE-1", "an old release", {"systems.0.release": {"value": "R6.5", "supported": False}}),
    ("PRE-2", "no licence", {"systems.0.licence": {"state": "other", "raw": "Refused"}}),
    ("PRE-2", "a licence nobody understands", {"systems.0.licence": {"state": "unknown", "raw": "?"}}),
    ("PRE-3", "a subscription without right", NO_RIGHT),
    ("PRE-3", "a class without right", {**MANAGED, "systems.0.rights.feature_classes.0.right": False}),
    ("PRE-4", "clocks apart", {"systems.0.clock.offset": 50, "systems.1.clock.offset": -50}),
    ("PRE-4", "two NTP servers", {"network.ntp_servers.pbx2": "10.0.0.8"}),
    ("PRE-5", "a clock off", {"systems.0.clock.offset": 61}),
    ("PRE-6", "a multi-site that does not work", {**MANAGED, "config.multisite_works": False}),
    ("PRE-7", "no EIP card", {"systems.0.cards": []}),
    ("PRE-7", "EIP card out of service", {"systems.0.cards.0.in_service": False}),
    ("PRE-7", "EIP address outside the plan", {"eip_network": "10.2.0.0/16"}),
    ("PRE-7", "EIP address used twice", {"systems.1.eip": {"address": "10.1.0.5"}}),
    ("PRE-8", "not managed", {**MANAGED, "systems.0.multisite": "Clinic"}),
    ("PRE-9", "a silent download server", {"network.download_servers.0.reachable": False}),
    ("PRE-10", "terminal service stopped", {"systems.0.services.terminal": "stopped"}),
    ("PRE-10", "terminal service started with Manager", {**MANAGED, "systems.0.services.terminal": "started"}),
    ("PRE-10", "FTP stopped", {"systems.0.services.ftp": "stopped"}),
    ("PRE-11", "port in DHCP", {"network.sip_port_pbx_in_dhcp": True}),
    ("PRE-13", "a phone of no known family", {"phones.0.family": "unknown"}),
    (
        "PRE-14",
        "a fault",
        {
            "systems.0.switches.bothway": True,
            "systems.0.certificate.assigned": False,
            "systems.0.sip": {"tls_open": None, "kind": None, "client_certificate": "unknown"},
        },
    ),
    ("PRE-14", "a mode nobody can tell", {"systems.0.sip.kind": None}),
    ("PRE-14", "a wire that contradicts the screen", {"systems.0.sip.client_certificate": "required"}),
    ("PRE-14", "a trusted certificate", {"systems.0.sip.kind": "trusted"}),
    ("DESIRED", "no time server", {"time_server": None}),
    ("DESIRED", "a host name for the 5300", {"time_server": "ntp.example"}),
    ("DESIRED", "bothway with 5300", {"desired": BOTHWAY}),
    (
        "PRE-15",
        "encrypted files",
        {"desired": {"state": "enabled", "mode": "trusted"}, "config.config_file_encryption": True},
    ),
]

WARNED: list[tuple[str, str, dict[str, Any]]] = [
    ("WARN-1", "a certificate to make", {"systems.0": plain_system("pbx1")}),
    ("WARN-3", "a subscription without right", NO_RIGHT),
    ("WARN-5", "TDM elsewhere", {"config.tdm": True, "systems.0": system("pbx1")}),
    ("WARN-6", "an i7xx", {"phones.0.family": "i7xx"}),
    ("WARN-7", "conferences", {"config.conference": True}),
    ("WARN-9", "a split group", {"config.mixed_groups": True}),
    ("WARN-14", "an alarm not sent", {"systems.0.alarms.EN ALARME": False}),
    ("WARN-20", "AES-256", {"desired.srtp_aes256": True}),
    ("WARN-21", "mixed bases", {"config.dect_mixed_bases": True}),
    ("WARN-22", "OMM ports", {"config.omm_ports": [5070]}),
    ("WARN-23", "a phone that is off", {"phones.1": phone("3101", "mivoice5300", **silent())}),
    ("WARN-24", "one side only", {"desired.inter_ipbx": False, "systems.0.switches.inter_ipbx": False}),
    ("WARN-25", "a cluster", {"systems.0.role": "cluster_server"}),
    ("WARN-26", "clocks apart", {"systems.0.clock.offset": 200}),
    ("WARN-27", "port in DHCP", {"network.sip_port_pbx_in_dhcp": True}),
    ("WARN-28", "a stop", {"desired": DISABLE}),
    ("WARN-29", "a CRL", {"config.crl": True}),
    ("WARN-33", "deferred", {"config.update_type": "deferred"}),
    ("WARN-16", "5300 and bothway", {"desired": BOTHWAY}),
    ("WARN-17", "trunks", {"desired": BOTHWAY, "config.sip_trunks": ["carrier"]}),
    ("WARN-18", "Manager", {"desired": BOTHWAY}),
    ("WARN-19", "deployed files", {"desired": BOTHWAY}),
    ("WARN-31", "certificates of terminals", {"desired": BOTHWAY, "phone_certificates": [{**ENDS, "phones": []}]}),
]


@pytest.mark.parametrize(("id_", "why", "changes"), FOUND, ids=[f"{i} {why}" for i, why, _unused in FOUND])
def test_an_error_is_found(id_: str, why: str, changes: dict[str, Any]) -> None:
    result = preflight(changed(facts(), changes))
    assert id_ in ids(result, "errors")
    assert id_ not in result["checked"]


@pytest.mark.parametrize(("id_", "why", "changes"), WARNED, ids=[f"{i} {why}" for i, why, _unused in WARNED])
def test_a_warning_is_given(id_: str, why: str, changes: dict[str, Any]) -> None:
    assert id_ in ids(preflight(changed(facts(), changes)), "warnings")
    assert id_ not in ids(preflight(facts()), "warnings") or id_ == "WARN-5"


def test_a_restart_that_is_only_shared_is_told_apart() -> None:  # WARN-34, INV-23
    two = [
        gateway("pbx1", manager="mgr1", multisite="Hospital"),
        plain_system("pbx2") | {"manager": "mgr1", "multisite": "Hospital"},
    ]
    result = preflight(facts(systems=two))
    shown = {(entry["id"], name) for entry in result["warnings"] for name in entry["systems"]}
    assert {("WARN-1", "pbx1"), ("WARN-1", "pbx2"), ("WARN-34", "pbx1")} <= shown
    assert ("WARN-34", "pbx2") not in shown


def test_with_a_manager_a_subscription_only_warns() -> None:  # LIC-12, LIC-13
    result = preflight(changed(facts(), {**MANAGED, **NO_RIGHT}))
    assert "PRE-3" not in ids(result, "errors")
    assert "WARN-3" in ids(result, "warnings")


def test_an_accepted_subscription_only_warns() -> None:
    result = preflight(changed(facts(no_encryption_right=["2101"]), NO_RIGHT))
    assert "PRE-3" not in ids(result, "errors")
    assert "WARN-3" in ids(result, "warnings")


def test_a_stop_asks_for_no_licence_and_no_right() -> None:
    result = preflight(changed(facts(desired=DISABLE), {"systems.0.licence.state": "other", **NO_RIGHT}))
    assert result["errors"] == []


def test_a_phone_seen_by_its_system_counts_as_registered() -> None:
    world = changed(
        facts(), {"phones.0": phone("2101", **silent()), "phones.1": phone("3101", "mivoice5300", **on_tls())}
    )
    assert "WARN-23" not in ids(preflight(world), "warnings")


def test_without_registrations_nobody_is_called_switched_off() -> None:
    world = changed(
        facts(phones=[phone("2101", **silent())]), {"systems.0.registrations": None, "systems.1.registrations": None}
    )
    result = preflight(world)
    assert "WARN-23" not in ids(result, "warnings")
    assert "WARN-23" in ids(result, "not_checked")


WORLDS = FOUND + WARNED


@pytest.mark.parametrize(("id_", "why", "changes"), WORLDS, ids=[f"{i} {why}" for i, why, _unused in WORLDS])
def test_dropping_a_fact_never_adds_to_what_is_checked(id_: str, why: str, changes: dict[str, Any]) -> None:
    world = changed(facts(), changes)
    before = set(preflight(world)["checked"])
    for path in dict_paths(world):
        # The other card is a server's; a Gateway's would be missed itself.
        if not path.startswith(("desired", "systems.1.eip")):
            newly = set(preflight(changed(world, {path: DELETE}))["checked"]) - before
            assert not newly, path


def test_a_terminal_of_no_known_family_is_not_counted_as_no_5300() -> None:
    result = preflight(changed(facts(desired=BOTHWAY), {"phones.1.family": DELETE}))
    assert "INV-2" in ids(result, "not_checked") and "INV-2" not in result["checked"]


def test_entries_that_say_the_same_are_one() -> None:
    world = changed(facts(), {"systems.0.clock.offset": 61, "systems.1.clock.offset": 61})
    entry = next(entry for entry in preflight(world)["errors"] if entry["id"] == "PRE-5")
    assert entry["systems"] == ["pbx1", "pbx2"]


@pytest.mark.parametrize(
    "desired", [None, {}, {"state": "on"}, {"state": "enabled", "mode": "udp"}, {"state": "enabled"}]
)
def test_a_desired_state_misspelt_is_a_mistake(desired: Any) -> None:
    with pytest.raises(UsageError):
        preflight(facts(desired=desired))


def test_the_days_left_are_told() -> None:
    entry = next(entry for entry in preflight(facts())["warnings"] if entry["id"] == "WARN-12")
    assert at(days=300) in entry["text"] and "300 days left" in entry["text"]


def test_the_backup_of_a_phone_is_looked_up_in_its_home_system() -> None:
    listed = [{name: value for name, value in one.items() if name != "backup"} for one in facts()["phones"]]
    unsaid = preflight(facts(phones=listed))
    assert [(entry["id"], entry["text"]) for entry in unsaid["not_checked"]] == [("PRE-13", "not known: backup")]
    systems = [one | {"backup": None} for one in facts()["systems"]]
    assert preflight(facts(phones=listed, systems=systems))["not_checked"] == []


@pytest.mark.parametrize(
    ("certificates", "listed_as", "told"),
    [
        (None, "not_checked", "nobody examined"),
        ({}, "errors", "no certificate file"),
        ({"pbx1": []}, "checked", ""),
        ({"pbx1": [{"rule": "CERT-15", "found": "CN pbx1", "blocking": True}]}, "errors", "pbx1: CERT-15: CN pbx1"),
        ({"pbx1": [{"rule": "EXP-6", "found": "20 days left", "blocking": False}]}, "checked", ""),
        ({"pbx1": [{"rule": "CERT-15", "found": "CN pbx1"}]}, "not_checked", "blocking"),
    ],
)
def test_certificate_files_are_judged_before_a_trusted_roll_out(
    certificates: dict[str, Any] | None, listed_as: str, told: str
) -> None:
    result = preflight(facts(desired={"state": "enabled", "mode": "trusted"}, certificates=certificates))
    if listed_as == "checked":
        assert "PRE-12" in result["checked"]
    else:
        (entry,) = [entry for entry in result[listed_as] if entry["id"] == "PRE-12"]
        assert told in entry["text"]


def certificate_ends(*entries: dict[str, Any]) -> str:
    found = preflight(facts(desired=BOTHWAY, phone_certificates=list(entries)))
    (warning,) = [entry for entry in found["warnings"] if entry["id"] == "WARN-31"]
    text: str = warning["text"]
    return text


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (31, "(31 days left)"),
        (30, "(30 days left)"),
        (29.5, "(29 days left: renew soon)"),
        (14, "(14 days left: renew soon)"),
        (13.5, "(13 days left: RENEW NOW)"),
        (1.5, "(1 day left: RENEW NOW)"),
        (-0.5, "(EXPIRED: its phones are cut off)"),
    ],
)
def test_certificates_of_terminals_are_told_by_the_rule_of_those_of_systems(days: float, told: str) -> None:  # EXP-7
    text = certificate_ends({**ENDS, "not_after": at(days=days)})
    assert "phone.crt of 2101 on " in text
    assert text.endswith(told)


def test_the_certificate_that_ends_first_comes_first_and_one_that_has_not_begun_is_no_good_one() -> None:
    late = {**ENDS, "name": "late.crt", "phones": [], "not_before": at(days=1)}
    text = certificate_ends(late, {**ENDS, "name": "first.crt", "not_after": at(days=40)})
    assert text.index("first.crt of 2101") < text.index("late.crt on")
    assert "NOT YET VALID" in text


@pytest.mark.parametrize("given", [None, [], [{**ENDS, "not_after": None}], [{**ENDS, "not_after": "soon"}]])
def test_ends_that_are_not_known_are_not_checked(given: Any) -> None:
    found = preflight(facts(desired=BOTHWAY, phone_certificates=given))
    assert "WARN-31" in ids(found, "not_checked")
    assert "WARN-31" not in found["checked"]
