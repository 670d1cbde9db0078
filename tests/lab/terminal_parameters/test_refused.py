# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_parameters stops before it writes anything that could cut a phone off (INV-*)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    ControlNotFound,
    OperatorStepNeeded,
    Refused,
    UsageError,
)
from parameters_site import NTP, Site


@pytest.mark.parametrize(
    ("date", "time"), [("01/03/2026", "2200"), ("31/02/2027", "2200"), ("2027-03-01", "2200"), ("01/03/2027", "2460")]
)
def test_a_date_that_is_past_or_none_is_refused_before_anything_is_asked(site: Site, date: str, time: str) -> None:
    # ACT-2, ACT-4
    asked = len(site.lab.requests)
    site.refused(UsageError, update={"type": "deferred", "date": date, "time": time})
    assert len(site.lab.requests) == asked


def test_a_phone_of_a_system_outside_the_run_stops_it(site: Site) -> None:
    # design.md section 3, Scope
    error = site.refused(Refused, systems=[system for system in site.systems() if system["name"] != "pbx2"])
    assert error.rule == "SCOPE"
    assert "pbx2" in str(error)


def test_the_6000_get_no_tls_before_a_person_set_their_time_server(site: Site) -> None:
    # INV-14, T60-5
    error = site.refused(OperatorStepNeeded, operator_done=[])
    assert error.details["operator_steps"][0]["step"] == "T60-5"
    assert NTP in str(error)
    planned = site.run(check=True, operator_done=[])
    assert [(step["step"], step["done_by"]) for step in planned["operator_steps"]] == [("T60-5", None)]
    assert site.run("mivoice5300", operator_done=[], check=True)["operator_steps"][0]["step"] == "T53-7"
    assert site.run("mivoice5300", "disabled", operator_done=[])["operator_steps"][0]["step"] == "STP-7"


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ({"licence": {"state": "other"}}, "INV-27"),
        ({"licence": {"state": "unknown"}}, "INV-27"),
        ({"sip": {"tls_open": False, "chain": [], "client_certificate": None}}, "INV-12"),
        ({"sip": {"tls_open": None, "client_certificate": None}}, "INV-12"),
        ({"clock": {"offset": 900.0}}, "INV-14"),
        ({"clock": {"offset": None}}, "INV-14"),
    ],
)
def test_one_system_that_is_not_ready_stops_tls_but_not_a_stop(site: Site, part: dict[str, Any], rule: str) -> None:
    systems = site.systems()
    unready = [systems[0], systems[1] | part]
    assert site.refused(Refused, systems=unready).rule == rule
    site.run()
    assert site.run(mode="disabled", systems=unready)["changed"] is True


@pytest.mark.parametrize(
    "part",
    [
        {"switches": {"bothway": True}, "sip": {"tls_open": True, "client_certificate": "required"}},
        {"switches": {"bothway": None}, "sip": {"tls_open": True, "client_certificate": "required"}},
        {"switches": {"bothway": None}, "sip": {"tls_open": True, "client_certificate": "unknown"}},
        {"sip": {}},
    ],
    ids=["both say so", "the port says so", "nobody can tell", "not probed"],
)
def test_no_phone_is_pointed_to_udp_while_a_system_is_or_may_be_in_bothway(site: Site, part: dict[str, Any]) -> None:
    site.run("mivoice5300")
    first, second = site.systems()
    assert site.refused(Refused, "mivoice5300", "disabled", systems=[first, second | part]).rule == "INV-11"
    assert site.run("mivoice5300", "disabled")["changed"] is True


@pytest.mark.parametrize(
    ("backup", "verdict"),
    [
        ({"sip": {"tls_open": False, "chain": []}}, "refuse"),
        ({"sip": {"tls_open": None}}, "inconclusive"),
        ({"sip": {"tls_open": True, "chain": []}}, "inconclusive"),
    ],
)
def test_no_tls_while_the_backup_system_of_a_phone_has_no_certificate(
    site: Site, backup: dict[str, Any], verdict: str
) -> None:  # INV-12
    first, second = site.systems()
    unready = second | backup
    error = site.refused(Refused, systems=[first | {"backup": second["name"]}, unready])
    assert (error.rule, error.details["verdict"], error.details["systems"]) == ("INV-12", verdict, [second["name"]])


def test_no_tls_while_it_is_not_known_whether_phones_have_a_backup_system(site: Site) -> None:
    unsaid = [{key: value for key, value in system.items() if key != "backup"} for system in site.systems()]
    error = site.refused(Refused, systems=unsaid)
    assert error.details["verdict"] == "inconclusive"
    assert "backup" in str(error)


def test_a_declared_tolerance_of_clocks_counts(site: Site) -> None:  # INV-14
    slow = [system | {"clock": {"offset": -100.0}} for system in site.systems()]
    assert site.refused(Refused, systems=slow).rule == "INV-14"
    assert site.run(systems=slow, clock_tolerance=120.0)["changed"] is True


def test_an_upper_block_that_cannot_be_edited_stops_it(site: Site) -> None:
    # INV-39, DIS-25
    site.tma.upper_fixed = True
    assert site.refused(Refused).rule == "INV-39"


def test_a_list_that_tma_lacks_is_named_with_those_it_has(site: Site) -> None:
    site.run()
    error = site.refused(ControlNotFound, mode="disabled", list="Pilot")
    assert "All" in str(error)


def test_the_6000_do_not_stop_before_the_5300_have_left(encrypting: Site) -> None:
    # INV-16: the module itself, whoever calls it
    site = encrypting
    error = site.refused(Refused, "mitel6000", "disabled")
    assert error.rule == "INV-16"
    left = {phone.mac for phone in site.tma.phones(site.tma.scopes[0], "mivoice5300")}
    assert set(error.details["phones"]) == left
    site.run("mivoice5300", "disabled")
    assert site.refused(Refused, "mitel6000", "disabled").rule == "INV-16"  # TMA is done, the phones are not
    site.lab.run(900)
    assert site.refused(Refused, "mitel6000", "disabled", connections=[]).rule == "INV-16"  # nothing proves it
    done = site.run("mitel6000", "disabled")
    assert (done["changed"], done["verdicts"][0]["rule"]) == (True, "INV-16")
    site.lab.run(900)
    assert site.lab.world.state()["service_loss"] == []


def test_phones_whose_file_calls_them_back_have_not_left(site: Site) -> None:
    # INV-16, TMA-14: on UDP still, and on TLS from their next registration
    site.run()
    site.run("mivoice5300")
    assert site.refused(Refused, "mitel6000", "disabled").rule == "INV-16"


@pytest.mark.parametrize("read_at", [None, "2020-01-01T00:00:00+00:00", "yesterday"])
def test_facts_that_are_too_old_or_of_no_date_stop_it(site: Site, read_at: str | None) -> None:
    # design.md section 3, Scope: every member read and fresh
    systems = site.systems()
    systems[1]["read_at"] = read_at
    error = site.refused(Refused, systems=systems)
    assert (error.rule, error.found) == ("SCOPE", systems[1]["name"])


@pytest.mark.parametrize(
    ("family", "mode"), [("mitel6000", "trusted"), ("mitel6000", "bothway"), ("mivoice5300", "bothway")]
)
def test_modes_that_need_files_on_the_phones_are_refused(site: Site, family: str, mode: str) -> None:
    # PAR5-12 for the 5300
    asked = len(site.lab.requests)
    site.refused(UsageError, family, mode)
    assert len(site.lab.requests) == asked
