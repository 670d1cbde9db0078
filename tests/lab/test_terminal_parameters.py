# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_parameters against the lab's TMA: both families, both ways, every skin and language (spec 6.5-6.7, 6.11)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Appliance,
    ControlNotFound,
    MivoiceError,
    OperatorStepNeeded,
    Refused,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    _actions,
    _inventory,
    _tma_values,
    multisite_encryption,
    terminal_info,
    voice_encryption,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_parameters as resource
from mivoice_lab.servers.hand import operator_step
from socketless import LabFleet

LabOf = Callable[[str], LabFleet]
FAMILIES = ("mitel6000", "mivoice5300")
NTP = "127.1.0.10"
DONE = [{"step": "T60-5", "by": "Ada"}]
PORTS = ("sip proxy port", "sip registrar port", "sip backup proxy port", "sip backup registrar port")
VALUES: dict[tuple[str, str], dict[str, str]] = {
    ("mitel6000", "self_signed"): dict.fromkeys(PORTS, "5061")
    | {
        "sip transport protocol": "4",
        "sips persistent tls": "1",
        "sips tls authentication": "0",
        "sips trusted certificates": "",
        "sip srtp mode": "1",
        "sips symmetric tls signaling": "0",
    },
    ("mitel6000", "disabled"): dict.fromkeys(PORTS, "5060")
    | {"sip transport protocol": "1", "sips persistent tls": "0", "sip srtp mode": "0"},
    ("mivoice5300", "self_signed"): {
        "SIP_PORT_PBX": "5061",
        "SIP_PORT_PBX_BACKUP": "5061",
        "SIP_TRANS_PROTO": "TLS",
        "TRUSTED_CERTS": "",
        "TIME_SERVER": NTP,
    },
    ("mivoice5300", "disabled"): {"SIP_PORT_PBX": "5060", "SIP_PORT_PBX_BACKUP": "5060", "SIP_TRANS_PROTO": "UDP"},
}
"""Spec 5.1 and 5.2, PAR6-21, PAR5-10: what is written, and nothing else."""


class Site:
    """One scope of a fleet, its TMA, and facts of its systems as if they were ready for TLS."""

    def __init__(self, lab: LabFleet, device: str | None = None, **scope: str) -> None:
        self.lab, self.scope = lab, scope
        self.device = device or next(iter(lab.world.managers), None) or next(iter(lab.world.systems))
        self.tma = lab.world.device(self.device).tma

    def systems(self) -> list[dict[str, Any]]:
        here = self.device if self.device in self.lab.world.systems else None
        return [
            {
                "name": name,
                "multisite": system.multisite,
                "backup": system.backup,
                "read_at": self.lab.clock.now().isoformat(),
                "licence": {"state": "authorised", "raw": "Authorised"},
                "clock": {"offset": 0.0},
                "switches": {"bothway": False},
                "sip": {"tls_open": True, "chain": [{"subject": "CN=test"}], "client_certificate": "not_asked"},
            }
            for name, system in self.lab.world.systems.items()
            if here in (None, name) and system.multisite == self.scope.get("multisite", system.multisite)
        ]

    def connections(self) -> list[dict[str, Any]]:
        return [self.lab.params(system["name"], name=system["name"]) for system in self.systems()]

    def login(self) -> dict[str, Any]:
        username, password = next(iter(self.tma.credentials.items()))
        return {"tma_username": username, "tma_password": password} | self.scope

    def run(self, family: str = "mitel6000", mode: str = "self_signed", *, check: bool = False, **options: Any) -> Any:
        asked = {"family": family, "mode": mode, "time_server": NTP, "operator_done": DONE, "systems": self.systems()}
        asked["connections"] = self.connections()
        params = self.lab.options(resource, self.device, **(self.login() | asked | options))
        return resource.run(params, self.lab.context(check))

    def column(self, family: str) -> set[str]:
        params = self.lab.options(terminal_info, self.device, family=[family], **self.login())
        return {phone["inventory"] for phone in terminal_info.run(params, self.lab.context())["terminals"]}

    def refused(self, kind: type[MivoiceError], *asked: str, **options: Any) -> MivoiceError:
        """The error of a run that may write nothing."""
        before = len(self.lab.writes())
        with pytest.raises(kind) as caught:
            self.run(*asked, **options)
        assert self.lab.writes()[before:] == []
        return caught.value


@pytest.fixture(autouse=True)
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def site() -> Site:
    return Site(LabFleet("small"))


@pytest.fixture
def encrypting(site: Site) -> Site:
    """Systems with certificates, and phones that have taken up what they were given: TLS, all of them."""
    operator_step(site.lab.world, {"step": "T60-5", "target": site.device, "value": NTP})
    systems = []
    for system in site.systems():
        device = site.lab.world.systems[system["name"]]
        device.set_voice_encryption("operator", True)
        systems.append(system | {"tel_address": device.tel_address, "role": device.role})
    asked = {"state": "enabled", "multisite": systems[0]["multisite"], "systems": systems, "sip_restart": "allow"}
    multisite_encryption.run(site.lab.options(multisite_encryption, site.device, **asked), site.lab.context())
    for family in FAMILIES:
        site.run(family)
    site.lab.run(900)
    return site


@pytest.mark.parametrize("fleet", ["small", "standalone"])
def test_both_families_go_to_tls_and_back(lab_of: LabOf, fleet: str) -> None:
    site = Site(lab_of(fleet))
    ways = (("self_signed", {"srtp_tls", "tls"}, FAMILIES), ("disabled", {"none"}, reversed(FAMILIES)))  # INV-16
    for mode, right, families in ways:
        for family in families:
            planned = site.run(family, mode, check=True)
            done = site.run(family, mode)
            assert done["changed"] is True
            assert done["writes"] == planned["writes"]
            assert done["planned"] == planned["planned"] == {"phones": {family: mode}}
            assert done["action"]["state"] == "finished"
            assert site.tma.actions[-1].draft.values == VALUES[family, mode]
            assert site.column(family) <= right
            again = site.run(family, mode)
            assert (again["changed"], again["writes"]) == (False, [])
            assert again["action"]["name"] == done["action"]["name"]


def test_a_check_writes_nothing_and_names_each_write(site: Site) -> None:
    planned = site.run(check=True)
    assert site.lab.writes() == []
    assert [write["screen_id"] for write in planned["writes"]] == ["T2", "T4"]
    distributed = planned["writes"][0]["changes"]
    assert {name.removeprefix("range ") for name in distributed} == set(VALUES["mitel6000", "self_signed"])  # TMA-7
    site.run()
    assert [write["screen_id"] for write in site.run(mode="disabled", check=True)["writes"]] == ["T4"]


def test_a_stop_makes_nothing_specific_that_it_leaves_alone(site: Site) -> None:
    # INV-18
    assert site.run("mivoice5300", "disabled")["changed"] is False
    site.run("mivoice5300")
    stopped = site.run("mivoice5300", "disabled")
    assert stopped["after"]["values"] == VALUES["mivoice5300", "disabled"]
    assert set(stopped["after"]["distribution"]) == set(VALUES["mivoice5300", "disabled"])


def test_aes_is_made_specific_before_it_is_written(site: Site) -> None:
    # TMA-8
    done = site.run(srtp_aes256=True)
    assert "range srtp aes256 key" in done["writes"][0]["changes"]
    assert site.tma.actions[-1].draft.values["srtp aes256 key"] == "1"


def test_a_run_killed_right_after_the_action_goes_on_with_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # ACT-6
    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(_actions, "state_of", killed)
        site.run()
    resumed = site.run(follow=False)
    assert (resumed["changed"], resumed["writes"]) == (False, [])
    assert resumed["action"]["state"] in ("waiting", "running")
    assert site.run()["action"] == resumed["action"] | {"state": "finished", "raw": "Finished"}
    assert len(site.tma.actions) == 1


def test_a_run_killed_between_distribution_and_values_writes_the_values_next_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # TMA-2
    def killed(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(_tma_values, "open_values", killed)
        site.run()
    done = site.run()
    assert [write["screen_id"] for write in done["writes"]] == ["T4"]
    assert site.column("mitel6000") == {"srtp_tls"}


def test_phones_written_off_start_no_action(site: Site) -> None:
    site.run()
    phone = site.tma.phones(site.tma.scopes[0], "mitel6000")[0]
    every_other = [
        {"phone": other.mac, "reason": "in the cellar"}
        for other in site.tma.phones(site.tma.scopes[0], "mitel6000")
        if other is not phone
    ]
    assert site.run(mode="disabled", written_off=every_other, check=True)["changed"] is True
    everyone = [*every_other, {"phone": phone.number, "reason": "x"}]
    assert site.run(mode="disabled", written_off=everyone, check=True)["changed"] is False


def test_a_session_left_open_by_a_killed_run_is_no_obstacle(site: Site) -> None:
    site.lab.leave_a_session_open(site.device)
    assert site.run()["action"]["state"] == "finished"


def test_a_failed_action_is_told_and_done_again(site: Site) -> None:
    server = next(iter(site.lab.world.download_servers.values()))
    server.disk_full = True
    with pytest.raises(Appliance) as caught:
        site.run()
    assert "Failed" in str(caught.value)
    server.disk_full = False
    done = site.run()
    assert (done["changed"], done["action"]["state"], len(site.tma.actions)) == (True, "finished", 2)


def test_a_deferred_update_waits_and_holds_back_the_other_way(site: Site) -> None:
    # ACT-3, INV-42
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "UTC"}
    done = site.run(update=later)
    assert (done["changed"], done["action"]["state"]) == (True, "waiting")
    assert "03/03/2026 2200" in done["text"]
    again = site.run(update=later)
    assert (again["changed"], again["action"]["name"]) == (False, done["action"]["name"])
    site.lab.run(900)
    assert site.refused(Refused, "mitel6000", "disabled").rule == "INV-42"
    site.lab.run(2 * 86400)
    assert site.column("mitel6000") == {"srtp_tls"}
    assert site.run()["changed"] is False


def test_voice_is_not_switched_off_while_a_deferred_update_waits(site: Site) -> None:
    # INV-42: every phone is on UDP still, and will not be when the action has run
    site.lab.run(900)
    site.lab.world.systems["pbx1"].set_voice_encryption("operator", True)
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "UTC"}
    tma = site.lab.params(site.device, **site.login())
    asked = {"state": "disabled", "name": "pbx1", "role": "cluster_server", "tma": tma, "systems": site.connections()}
    params = site.lab.options(voice_encryption, "pbx1", **asked)
    assert voice_encryption.run(params, site.lab.context(check_mode=True))["changed"] is True
    site.run(update=later)
    with pytest.raises(Refused) as stopped:
        voice_encryption.run(params, site.lab.context())
    assert stopped.value.rule == "INV-15"
    assert site.lab.world.systems["pbx1"].voice_encryption is True


@pytest.mark.parametrize(
    ("date", "time"), [("01/03/2026", "2200"), ("31/02/2027", "2200"), ("2027-03-01", "2200"), ("01/03/2027", "2460")]
)
def test_a_date_that_is_past_or_none_is_refused_before_anything_is_asked(site: Site, date: str, time: str) -> None:
    # ACT-2, ACT-4
    asked = len(site.lab.requests)
    site.refused(UsageError, update={"type": "deferred", "date": date, "time": time})
    assert len(site.lab.requests) == asked


def test_several_packages_are_listed_and_done_one_by_one(site: Site) -> None:
    # TMA-3
    old, new = site.tma.packages["mitel6000"][0], "6.4.0.99"
    site.tma.packages["mitel6000"].append(new)
    next(phone for phone in site.tma.phones(site.tma.scopes[0], "mitel6000")).software = new
    error = site.refused(UsageError)
    assert old in str(error) and new in str(error)
    site.refused(UsageError, software="1.0")
    for software in (old, new):
        assert site.run(software=software)["changed"] is True
        assert site.run(software=software)["changed"] is False
    assert site.column("mitel6000") == {"srtp_tls"}


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


def test_a_check_believes_what_earlier_stages_planned(site: Site) -> None:
    unready = [system | {"licence": {"state": "other"}} for system in site.systems()]
    planned = {"systems": {system["name"]: {"licence": {"state": "authorised"}} for system in unready}}
    assert site.run(systems=unready, planned=planned, check=True)["changed"] is True
    assert site.refused(Refused, systems=unready, planned=planned).rule == "INV-27"


def test_an_upper_block_that_cannot_be_edited_stops_it(site: Site) -> None:
    # INV-39, DIS-25
    site.tma.upper_fixed = True
    assert site.refused(Refused).rule == "INV-39"


def test_a_list_that_tma_lacks_is_named_with_those_it_has(site: Site) -> None:
    site.run()
    error = site.refused(ControlNotFound, mode="disabled", list="Pilot")
    assert "All" in str(error)


def test_a_pilot_list_is_pushed_once() -> None:
    # TMA-15, OPEN-27
    site = Site(LabFleet("demo"), "mgr1")
    assert site.run(list="Pilot")["changed"] is True
    assert "srtp_tls" in (column := site.column("mitel6000")) and len(column) > 1
    assert site.run(list="Pilot")["changed"] is False
    assert site.run()["changed"] is True


def test_a_tma_that_spells_a_parameter_otherwise_is_understood() -> None:
    # DIS-5
    site = Site(LabFleet("demo"), "clinic")
    assert site.run()["changed"] is True
    assert site.column("mitel6000") == {"srtp_tls"}


def test_actions_of_another_multisite_are_not_taken_for_ours() -> None:
    lab = LabFleet("twelve_multisites")
    regions = lab.world.device("mgr1").tma.scopes[:2]
    first, second = (Site(lab, "mgr1", region=region, multisite=name) for region, name in regions)
    assert first.run(follow=False)["changed"] is True
    assert second.run(follow=False)["changed"] is True
    assert first.run()["action"]["name"] != second.run()["action"]["name"]


def test_a_name_of_ones_own_is_found_again(site: Site) -> None:
    # ACT-6, INV-42
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "UTC"}
    done = site.run("mivoice5300", action_name="wave 1", update=later)
    assert done["action"]["name"].startswith("wave 1-mivoice5300-self_signed-")
    assert site.run("mivoice5300", follow=False)["action"]["name"] == done["action"]["name"]
    assert site.refused(Refused, "mivoice5300", "disabled").rule == "INV-42"


def test_a_pilot_list_is_pushed_once_more_under_another_name() -> None:
    site = Site(LabFleet("demo"), "mgr1")
    for label in ("wave 1", "wave 2"):
        assert site.run(list="Pilot", action_name=label)["changed"] is True
        assert site.run(list="Pilot", action_name=label)["changed"] is False


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


def test_a_check_of_a_stop_believes_that_the_5300_were_planned_first(encrypting: Site) -> None:
    # INV-16 in check mode
    site = encrypting
    assert site.refused(Refused, "mitel6000", "disabled", check=True).rule == "INV-16"
    planned = site.run("mivoice5300", "disabled", check=True)["planned"]
    assert site.run(mode="disabled", check=True, planned=planned)["changed"] is True
    assert site.refused(Refused, "mitel6000", "disabled", planned=planned).rule == "INV-16"


def test_all_packages_are_done_one_after_the_other(site: Site) -> None:
    # TMA-3
    old, new = site.tma.packages["mitel6000"][0], "6.4.0.99"
    site.tma.packages["mitel6000"].append(new)
    next(iter(site.tma.phones(site.tma.scopes[0], "mitel6000"))).software = new
    planned = site.run(software="all", check=True)
    done = site.run(software="all", follow=False)
    assert done["writes"] == planned["writes"]
    assert [write["screen_id"] for write in done["writes"]] == ["T2", "T4"] * 2
    assert list(done["after"]) == [old, new]
    assert done["action"]["state"] in ("waiting", "running")
    assert len(site.tma.actions) == 2
    assert site.run(software="all")["changed"] is False
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "UTC"}
    site.refused(UsageError, software="all", update=later)


def test_values_that_the_column_does_not_show_are_written_again_when_they_change(site: Site) -> None:
    # TMA-13: the last action of ours tells what was written
    assert site.run("mivoice5300")["changed"] is True
    assert site.run("mivoice5300")["changed"] is False
    assert site.run("mivoice5300", time_server="127.1.0.11")["changed"] is True
    assert site.run("mivoice5300", time_server="127.1.0.11")["changed"] is False
    assert site.tma.actions[-1].draft.values["TIME_SERVER"] == "127.1.0.11"


def test_a_tma_without_the_column_is_not_pushed_to_again_and_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # OPEN-40
    monkeypatch.setattr(_inventory, "_state", lambda *_args: "unknown")
    assert site.run("mivoice5300")["changed"] is True
    assert site.run("mivoice5300")["changed"] is False
    assert site.run("mivoice5300", "disabled")["changed"] is True
    assert site.run("mivoice5300")["changed"] is True


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
