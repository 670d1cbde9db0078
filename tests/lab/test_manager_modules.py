# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that read or write through Manager and TMA, against the lab's pages in every skin and language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    multisite_encryption,
    sip_probe,
    system_info,
    terminal_info,
    terminal_parameters,
    terminal_wait,
)
from mivoice_lab.servers.hand import operator_step
from socketless import LabFleet

LabOf = Callable[[str], LabFleet]
TMA: dict[str, Any] = {"tma_username": "tma", "tma_password": "lab-tma-3"}
HOSPITAL = TMA | {"region": "Nord", "multisite": "Hospital"}
FAMILIES = ("mivoice5300", "mitel6000")


def run(lab: LabFleet, resource: Any, device: str, *, check_mode: bool = False, **options: Any) -> dict[str, Any]:
    """One task on a device, with its options validated and defaulted as both doors do."""
    return resource.run(lab.options(resource, device, **options), lab.context(check_mode))


def systems_of(lab: LabFleet) -> list[dict[str, Any]]:
    """System facts as roles put them together: inventory, screens and port 5061."""
    found = []
    for system in lab.world.systems.values():
        identity = {"name": system.site_name, "role": system.role, "tel_address": system.tel_address}
        identity |= {"cluster_server": system.cluster_server, "hardware": system.hardware}
        facts = run(lab, system_info, system.name, **identity)["system"]
        facts["sip"] = run(lab, sip_probe, system.name, tel_address=system.tel_address)["sip"]
        found.append(facts)
    return found


def connections(lab: LabFleet) -> list[dict[str, Any]]:
    return [lab.params(system.name, name=system.site_name) for system in lab.world.systems.values()]


def without_registrations(connection: dict[str, Any]) -> dict[str, Any]:
    screens = connection["screens"]
    kept = {name: screen for name, screen in screens["screens"].items() if name != "WREG"}
    return connection | {"screens": screens | {"screens": kept}}


def wait_options(lab: LabFleet, family: str, mode: str, **scope: Any) -> dict[str, Any]:
    wanted = {"name": "mgr1/Hospital", "family": family, "mode": mode, "systems": connections(lab)}
    return {"scopes": [lab.params("mgr1", **HOSPITAL) | wanted | scope], "wait_timeout": 7200, "poll": 60}


# terminal_info


def test_every_terminal_of_both_ranges_is_read_with_its_family_and_state(lab_of: LabOf) -> None:
    lab = lab_of("with_manager")
    found = run(lab, terminal_info, "mgr1", **HOSPITAL)
    assert {phone["mac"] for phone in found["terminals"]} == set(lab.world.phones)
    for phone in found["terminals"]:
        known = lab.world.phones[phone["mac"]]
        assert (phone["number"], phone["family"], phone["site"]) == (known.number, known.family, known.main)
        assert phone["inventory"] == "none"  # VER-16: an empty cell of a column that is there
    assert found["counts"]["mitel6000"] == {"srtp_tls": 0, "tls": 0, "none": 7, "unknown": 0}
    assert lab.writes() == []


def test_a_query_picks_from_the_terminals_of_a_system_without_manager(lab_of: LabOf) -> None:
    lab = lab_of("standalone")
    found = run(lab, terminal_info, "pbx1", **TMA, family=["mivoice5300"], states=["none"], query="[].number")
    assert found["terminals"] == ["2141", "2142"]
    nobody = run(lab, terminal_info, "pbx1", **TMA, states=["srtp_tls"])
    assert nobody["terminals"] == []
    assert sum(nobody["counts"]["mitel6000"].values()) == 4


# terminal_wait


@pytest.mark.parametrize("family", FAMILIES)
def test_phones_seen_registered_in_the_wanted_state_open_the_gate_at_the_first_look(lab_of: LabOf, family: str) -> None:
    lab = lab_of("with_manager")
    lab.run(900)
    before = lab.clock.now()
    gate = run(lab, terminal_wait, "mgr1", **wait_options(lab, family, "disabled", action=""))["gates"]["mgr1/Hospital"]
    assert gate["verdict"] == "pass"
    assert {entry["phone"] for entry in gate["moved"]} == {
        mac for mac, phone in lab.world.phones.items() if phone.family == family
    }
    assert lab.clock.now() == before
    assert lab.writes() == []


def test_phones_seen_in_the_old_state_keep_the_gate_shut_until_the_time_is_over(lab_of: LabOf) -> None:
    lab = lab_of("small")
    lab.run(900)
    before = lab.clock.now()
    options = wait_options(lab, "mitel6000", "self_signed", action="") | {"wait_timeout": 120}
    with pytest.raises(Refused) as stopped:
        run(lab, terminal_wait, "mgr1", **options)
    assert (lab.clock.now() - before).total_seconds() == 120
    gate = stopped.value.details["gates"]["mgr1/Hospital"]
    assert gate["verdict"] == "fail"
    assert len(gate["stragglers"]) == 3
    assert "2101" in str(stopped.value)
    assert len(lab.lines) >= 2


def test_without_any_live_proof_the_wait_ends_at_once_and_says_how_to_go_on(lab_of: LabOf) -> None:
    lab = lab_of("small")
    lab.run(900)
    systems = [without_registrations(system) for system in connections(lab)]
    options = wait_options(lab, "mitel6000", "disabled", action="", systems=systems)
    before = lab.clock.now()
    gate = run(lab, terminal_wait, "mgr1", **options, report_only=True)["gates"]["mgr1/Hospital"]
    assert gate["verdict"] == "inconclusive"
    assert lab.clock.now() == before
    assert gate["text"].count("\nwritten_off: [{") == 1
    written_off = [entry | {"reason": "off"} for entry in gate["written_off_entries"]]
    again = run(lab, terminal_wait, "mgr1", **options, written_off=written_off)["gates"]["mgr1/Hospital"]
    assert again["verdict"] == "pass"
    assert len(again["settled"]) == 3


def test_a_check_answers_at_once_for_a_family_that_the_plan_moves(lab_of: LabOf) -> None:
    lab = lab_of("small")
    lab.run(900)
    before = lab.clock.now()
    options = wait_options(lab, "mitel6000", "self_signed", planned={"phones": {"mitel6000": "self_signed"}})
    gate = run(lab, terminal_wait, "mgr1", check_mode=True, **options)["gates"]["mgr1/Hospital"]
    assert gate["verdict"] == "would_wait_for"
    assert len(gate["would_wait_for"]) == 3
    assert lab.clock.now() == before


def test_a_check_knows_an_action_that_tma_does_not_list_yet(lab_of: LabOf) -> None:
    lab = lab_of("small")
    lab.run(900)
    options = wait_options(lab, "mivoice5300", "self_signed", action="planned action")
    gate = run(lab, terminal_wait, "mgr1", check_mode=True, **options)["gates"]["mgr1/Hospital"]
    assert gate["verdict"] == "would_wait_for"


# multisite_encryption


def test_a_multisite_is_planned_enabled_with_one_generation_and_then_left_alone(lab_of: LabOf) -> None:
    lab = lab_of("with_manager")
    options: dict[str, Any] = {"state": "enabled", "multisite": "Hospital", "region": "Nord", "sip_restart": "allow"}
    facts = systems_of(lab)
    plan = run(lab, multisite_encryption, "mgr1", check_mode=True, systems=facts, **options)
    assert lab.writes() == []
    done = run(lab, multisite_encryption, "mgr1", systems=facts, **options)
    assert plan["changed"] and done["changed"]
    assert plan["writes"] == done["writes"]
    assert plan["planned"] == done["planned"]
    assert plan["after"] == done["after"]
    assert all(entry["verified"] for entry in done["evidence"])
    assert {system.sip_restarts for system in lab.world.systems.values()} == {1}
    again = run(lab, multisite_encryption, "mgr1", systems=systems_of(lab), **options)
    assert not again["changed"]
    assert again["writes"] == []
    assert {system.sip_restarts for system in lab.world.systems.values()} == {1}


def test_a_run_after_one_that_was_killed_finds_the_certificates_even_with_older_facts(lab_of: LabOf) -> None:
    lab = lab_of("small")
    options: dict[str, Any] = {
        "state": "enabled",
        "multisite": "Hospital",
        "sip_restart": "allow",
        "systems": systems_of(lab),
    }
    run(lab, multisite_encryption, "mgr1", **options)
    assert not run(lab, multisite_encryption, "mgr1", **options)["changed"]


def test_nothing_is_written_without_permission_to_restart_sip(lab_of: LabOf) -> None:
    lab = lab_of("small")
    with pytest.raises(Refused) as stopped:
        run(lab, multisite_encryption, "mgr1", state="enabled", multisite="Hospital", systems=systems_of(lab))
    assert stopped.value.rule == "INV-24"
    assert lab.writes() == []


def test_one_system_without_licence_stops_the_whole_multisite(lab_of: LabOf) -> None:
    lab = lab_of("small")
    lab.world.systems["pbx2"].licence = "refused"
    with pytest.raises(Refused) as stopped:
        run(
            lab,
            multisite_encryption,
            "mgr1",
            state="enabled",
            multisite="Hospital",
            systems=systems_of(lab),
            sip_restart="allow",
        )
    assert stopped.value.rule == "INV-27"
    assert lab.writes() == []


def test_disabling_a_multisite_only_reports(lab_of: LabOf) -> None:
    lab = lab_of("small")
    run(
        lab,
        multisite_encryption,
        "mgr1",
        state="enabled",
        multisite="Hospital",
        systems=systems_of(lab),
        sip_restart="allow",
    )
    written = len(lab.writes())
    found = run(lab, multisite_encryption, "mgr1", state="disabled", multisite="Hospital")
    assert not found["changed"]
    assert found["after"]["multisite"] == {"encryption": True, "type": "self_signed"}
    assert any("STP-6" in warning for warning in found["warnings"])
    assert len(lab.writes()) == written


# the whole way


def enabled(lab: LabFleet) -> None:
    """Systems ready: voice encryption ticked, certificates made, time server of the 6000 given by hand (T60-5)."""
    operator_step(lab.world, {"step": "T60-5", "target": "mgr1", "value": "127.1.0.10"})
    for system in lab.world.systems.values():
        system.set_voice_encryption("operator", True)
    run(
        lab,
        multisite_encryption,
        "mgr1",
        state="enabled",
        multisite="Hospital",
        systems=systems_of(lab),
        sip_restart="allow",
    )


def pushed(lab: LabFleet, family: str, mode: str, *, check_mode: bool = False) -> dict[str, Any]:
    """The push of terminal_parameters; returns its result at once, the action still under way."""
    return run(
        lab,
        terminal_parameters,
        "mgr1",
        check_mode=check_mode,
        family=family,
        mode=mode,
        systems=systems_of(lab),
        connections=connections(lab),
        time_server="127.1.0.10",
        operator_done=[{"step": "T60-5", "by": "Ada"}],
        follow=False,
        **HOSPITAL,
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_waited_for_until_its_phones_have_followed_there_and_back(lab_of: LabOf, family: str) -> None:
    lab = lab_of("small")
    enabled(lab)
    lab.run(900)
    for mode, transport in (("self_signed", "tls"), ("disabled", "udp")):
        action = pushed(lab, family, mode)["action"]["name"]
        options = wait_options(lab, family, mode, action=action)
        gate = run(lab, terminal_wait, "mgr1", **options)["gates"]["mgr1/Hospital"]
        assert gate["verdict"] == "pass"
        assert gate["action"]["state"] == "finished"
        told = {
            registration.transport
            for system in lab.world.systems.values()
            for registration in system.registrations.values()
            if lab.world.phones[registration.mac].family == family
        }
        assert told == {transport}
        again = run(lab, terminal_wait, "mgr1", check_mode=True, **options)["gates"]["mgr1/Hospital"]
        assert again["verdict"] in ("pass", "would_wait_for")


def test_a_phone_that_is_off_is_left_over_and_can_be_written_off_by_name(lab_of: LabOf) -> None:
    lab = lab_of("small")
    enabled(lab)
    lab.run(900)
    off = next(phone for phone in lab.world.phones.values() if phone.number == "2101")
    off.power(False)
    lab.run(1800)
    options = wait_options(
        lab, "mitel6000", "self_signed", action=pushed(lab, "mitel6000", "self_signed")["action"]["name"]
    )
    waited = run(lab, terminal_wait, "mgr1", **options | {"wait_timeout": 1200}, report_only=True)
    stopped = waited["gates"]["mgr1/Hospital"]
    assert stopped["verdict"] == "inconclusive"
    assert [entry["phone"] for entry in stopped["written_off_entries"]] == [off.mac]
    assert f'written_off: [{{"phone": "{off.mac}"' in stopped["text"]
    options |= {"written_off": [{"phone": "2101", "reason": "in the cellar"}]}
    gate = run(lab, terminal_wait, "mgr1", **options)["gates"]["mgr1/Hospital"]
    assert gate["verdict"] == "pass"
    assert [entry["phone"] for entry in gate["settled"]] == [off.mac]


def test_without_registrations_screens_a_download_and_the_answer_of_the_phone_prove_it(lab_of: LabOf) -> None:
    lab = lab_of("small")
    enabled(lab)
    lab.run(900)
    systems = [without_registrations(system) for system in connections(lab)]
    action = pushed(lab, "mitel6000", "self_signed")["action"]["name"]
    lab.run(3000)
    options = wait_options(lab, "mitel6000", "self_signed", action=action, systems=systems)
    later = (lab.clock.now() + timedelta(seconds=30)).isoformat()
    phones = [phone for phone in lab.world.phones.values() if phone.family == "mitel6000"]
    fetched = [{"phone": phone.mac, "at": later} for phone in phones]
    options["scopes"][0]["fetched"] = fetched
    assert run(lab, terminal_wait, "mgr1", **options)["gates"]["mgr1/Hospital"]["verdict"] == "pass"
    options["scopes"][0]["fetched"] = fetched[1:]
    waited = run(lab, terminal_wait, "mgr1", **options | {"wait_timeout": 120}, report_only=True)
    gate = waited["gates"]["mgr1/Hospital"]
    assert [entry["phone"] for entry in gate["without_evidence"]] == [phones[0].mac]
