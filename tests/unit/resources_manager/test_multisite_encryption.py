# SPDX-License-Identifier: GPL-3.0-or-later
"""multisite_encryption: one generation, only if needed, only with permission, proved system by system."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Appliance,
    ControlNotFound,
    MivoiceError,
    ReadBackMismatch,
    Refused,
    UnknownValue,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _session, multisite_encryption
from ansible_collections.voiceops.mivoice5000.tests.unit.support import fake_names
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import (
    Button,
    FakeFleet,
    FakeSystem,
    Page,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection

from .conftest import Clock

ALL = "Generate certificates for all the sites on the multi-sites"
ADDRESSES = {"pbx1": "127.1.1.1", "pbx2": "127.1.2.1"}
DONE = {"date": "now", "operation": "Certificates - Hospital", "message": "It went well"}


class Ports:
    """TLS ports of both systems. ``certificates`` counts what each one has shown; generating makes new ones."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.open: dict[str, bool] = dict.fromkeys(ADDRESSES.values(), False)
        self.kind = "self_signed"
        self.days = 365
        self.restarting: set[str] = set()
        """Systems neither of whose ports answers."""
        self.asked: set[tuple[int, int]] = set()

    def probe(self, address: str, sip_port: int, sips_port: int, timeout: float) -> dict[str, Any]:
        self.asked.add((sip_port, sips_port))
        return self.shown(address)

    def shown(self, address: str) -> dict[str, Any]:
        if not self.open[address]:
            plain = address not in self.restarting
            return {"plain_open": plain, "tls_open": False, "kind": None, "chain": [], "mode": "no_tls"}
        chain = [{"not_after": (self._clock.now + timedelta(days=self.days)).isoformat()}]
        return {"tls_open": True, "kind": self.kind, "chain": chain, "mode": "pbx_cert_self_signed"}

    def phone_answers(self, address: str, port: int, transport: str) -> bool:
        raise AssertionError("nobody asks a phone")


@pytest.fixture
def ports(clock: Clock) -> Ports:
    return Ports(clock)


@pytest.fixture
def mgr(ports: Ports) -> FakeSystem:
    """A Manager whose generation works at once."""

    def generated(system: FakeSystem, _staged: Any) -> str:
        system.pages["M4"].tables["operations"].insert(0, dict(DONE))
        ports.open.update(dict.fromkeys(ports.open, True))
        return "M3"

    def applied(system: FakeSystem, _staged: Any) -> None:
        system.pages["M3C"].disabled.discard("generate")

    pages = {
        "M3": Page(
            "Administration>Network topology",
            values={"multisite": "Clinic"},
            options={"multisite": ["Clinic", "Hospital"]},
            buttons={"configuration": Button("navigate", lambda system, staged: "M3C")},
        ),
        "M3C": Page(
            "Administration>Network topology",
            values={"encryption": False, "type": "-"},
            options={"type": ["-", "Self-signed", "Import"]},
            buttons={
                "apply": Button(),
                "ok": Button("write", applied),
                "generate": Button("navigate", lambda system, staged: "M3G"),
            },
            disabled={"generate"},
        ),
        "M3G": Page(
            "Administration>Network topology",
            values={"scope": ""},
            options={"scope": ["This site only", ALL]},
            buttons={"confirm": Button("restarts_sip", generated)},
        ),
        "M4": Page("Administration>Operations log", tables={"operations": [dict(DONE, message="Something else")]}),
    }
    return FakeSystem("mgr1", pages, area="manager")


@pytest.fixture
def enable(
    mgr: FakeSystem, ports: Ports, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Any]]:
    """Enables the multi-site; ``facts`` change those of every system."""
    fleet = FakeFleet(mgr)
    monkeypatch.setattr(_session, "connect", fleet.connect)
    monkeypatch.setitem(fake_names.WORDS, "operation", {"It went well": "succeeded", "It went wrong": "failed"})

    def _run(check: bool = False, facts: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
        systems = [
            {
                "name": name,
                "tel_address": address,
                "role": "standalone",
                "read_at": clock.now.isoformat(),
                "licence": {"state": "authorised", "raw": "Authorised"},
                "clock": {"offset": 0.0},
                "sip": ports.shown(address),
            }
            | (facts or {})
            for name, address in ADDRESSES.items()
        ]
        params = connection("mgr1") | {
            "state": "enabled",
            "type": "self_signed",
            "multisite": "Hospital",
            "region": None,
            "systems": systems,
            "days_left": 30,
            "timeout_certificates": 60.0,
            "file_role": "signing_ca",
            "src": None,
            "content": None,
            "pkcs12_password": None,
            "phones_hold": None,
            "operator_done": [],
            "operator_language": "en",
            "sip_restart": "allow",
            "window": None,
            "planned": {},
            "override": [],
        }
        context = Context(check_mode=check, clock=lambda: clock.now, sleep=clock.sleep, wire=ports)
        try:
            return multisite_encryption.run(params | options, context)
        finally:
            assert fleet.open_sessions == 0

    return _run


def pressed(mgr: FakeSystem) -> list[str]:
    return [write["button"] for write in mgr.writes]


def refused(kind: type[MivoiceError], enable: Callable[..., Any], **options: Any) -> MivoiceError:
    with pytest.raises(kind) as stopped:
        enable(**options)
    return stopped.value


def test_it_is_applied_generated_once_and_then_left_alone(enable: Callable[..., Any], mgr: FakeSystem) -> None:
    planned, done = enable(check=True), enable()
    assert pressed(mgr) == ["apply", "ok", "confirm"]
    assert mgr.writes[-1]["changes"] == {"scope": {"before": "", "after": ALL}}
    assert planned["writes"] == done["writes"]
    assert [write["restarts_sip"] for write in done["writes"]] == [False, False, True]
    assert (planned["after"], planned["planned"]) == (done["after"], done["planned"])
    again = enable()
    assert (again["changed"], again["writes"]) == (False, [])
    assert len(mgr.writes) == 3


def test_the_ports_looked_at_are_those_of_the_facts(enable: Callable[..., Any], ports: Ports) -> None:
    enable(facts={"sip_port": 15060, "sips_port": 15061})
    assert ports.asked == {(15060, 15061)}


def test_a_box_that_was_unticked_is_ticked_without_generating(
    enable: Callable[..., Any], mgr: FakeSystem, ports: Ports
) -> None:
    ports.open = dict.fromkeys(ports.open, True)
    assert enable(sip_restart="forbid")["changed"]
    assert pressed(mgr) == ["apply", "ok"]


def test_one_system_in_need_is_enough_and_the_others_are_announced(
    enable: Callable[..., Any], mgr: FakeSystem, ports: Ports
) -> None:
    ports.open[ADDRESSES["pbx1"]] = True
    done = enable()
    assert pressed(mgr)[-1] == "confirm"
    assert any("WARN-34" in warning and "pbx1" in warning for warning in done["warnings"])


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        ("INV-24", {"sip_restart": "forbid"}),
        (
            "INV-24",
            {
                "sip_restart": "window",
                "window": {"start": "2026-03-02T12:00:01+00:00", "end": "2026-03-02T13:00:00+00:00"},
            },
        ),
        ("INV-27", {"facts": {"licence": {"state": "other", "raw": "Refused"}}}),
        ("INV-27", {"facts": {"licence": {"state": "unknown", "raw": None}}}),
        ("INV-36", {"facts": {"role": None}}),
    ],
)
def test_an_interlock_stops_before_anything_is_written(
    enable: Callable[..., Any], mgr: FakeSystem, rule: str, options: dict[str, Any]
) -> None:
    assert refused(Refused, enable, **options).rule == rule
    assert mgr.writes == []


HOLDING = {"mitel6000": {"authorities": ["0a" * 32], "verdict": "pass"}, "mivoice5300": None}
CHECKING_NOTHING = {"mitel6000": {"authorities": [], "verdict": "pass"}, "mivoice5300": None}


@pytest.mark.parametrize("hold", [None, HOLDING], ids=["nobody looked", "they still check"])
def test_trusted_certificates_stay_while_phones_may_check_them(
    enable: Callable[..., Any], mgr: FakeSystem, ports: Ports, hold: dict[str, Any] | None
) -> None:
    ports.open, ports.kind = dict.fromkeys(ports.open, True), "trusted"
    assert refused(Refused, enable, phones_hold=hold).rule == "INV-41"
    assert mgr.writes == []


def test_once_no_phone_checks_them_trusted_certificates_are_replaced(
    enable: Callable[..., Any], mgr: FakeSystem, ports: Ports
) -> None:
    ports.open, ports.kind = dict.fromkeys(ports.open, True), "trusted"
    then = mgr.pages["M3G"].buttons["confirm"].then
    assert then

    def generated(system: FakeSystem, staged: Any) -> str | None:
        ports.kind = "self_signed"
        return then(system, staged)

    mgr.pages["M3G"].buttons["confirm"].then = generated
    assert enable(phones_hold=CHECKING_NOTHING)["changed"]


def test_after_a_run_that_was_killed_a_service_that_restarts_is_waited_for(
    enable: Callable[..., Any], mgr: FakeSystem, ports: Ports, clock: Clock
) -> None:
    """Made again in these seconds, SIP would restart a second time everywhere (INV-23)."""
    enable()
    ports.open = dict.fromkeys(ports.open, False)
    ports.restarting = set(ports.open)

    def back() -> None:
        ports.open, ports.restarting = dict.fromkeys(ports.open, True), set()

    clock.each = back
    assert not enable()["changed"]
    assert len(mgr.writes) == 3


def test_a_service_that_stays_silent_is_named_and_nothing_is_made(
    enable: Callable[..., Any], mgr: FakeSystem, ports: Ports, clock: Clock
) -> None:
    enable()
    ports.open[ADDRESSES["pbx2"]] = False
    ports.restarting = {ADDRESSES["pbx2"]}
    assert "pbx2 answers neither" in str(refused(UnknownValue, enable))
    assert (len(mgr.writes), sum(clock.slept)) == (3, 60)


def test_nobody_restarts_while_it_cannot_be_told_whether_a_certificate_fits(
    enable: Callable[..., Any], mgr: FakeSystem, ports: Ports
) -> None:
    # INV-23, INV-46
    ports.open = dict.fromkeys(ports.open, True)
    error = refused(Refused, enable, facts={"clock": {"offset": None}})
    assert (error.rule, error.details["verdict"], mgr.writes) == ("INV-23", "inconclusive", [])
    ports.open[ADDRESSES["pbx2"]] = False  # one in need is enough
    assert enable(check=True, facts={"clock": {"offset": None}})["changed"]


def test_facts_older_than_the_certificates_do_not_make_them_again(
    enable: Callable[..., Any], mgr: FakeSystem, ports: Ports
) -> None:
    enable()
    stale: dict[str, Any] = {"sip": {"tls_open": False, "kind": None, "chain": []}}
    assert not enable(facts=stale)["changed"]


def test_a_failure_in_the_operations_log_is_told_with_its_words(
    enable: Callable[..., Any], mgr: FakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DONE, "message", "It went wrong")
    error = refused(Appliance, enable)
    assert error.found == "It went wrong"
    assert [write["button"] for write in error.details["writes"]] == ["apply", "ok", "confirm"]


def test_a_message_that_nobody_knows_is_no_success(enable: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DONE, "message", "Hm")
    assert refused(UnknownValue, enable).found == "Hm"


def test_a_log_that_says_nothing_stops_in_the_end(enable: Callable[..., Any], mgr: FakeSystem, clock: Clock) -> None:
    mgr.pages["M3G"].buttons["confirm"].then = lambda system, staged: "M3"
    assert "Do not generate again" in str(refused(UnknownValue, enable))
    assert sum(clock.slept) == 60


def test_without_a_declared_log_the_ports_alone_prove_it(enable: Callable[..., Any], mgr: FakeSystem) -> None:
    mgr.undeclared.add("M4")
    done = enable()
    assert [entry["verified"] for entry in done["evidence"] if entry["source"] == "SCR-M4"] == [False]
    assert all(seen["tls_open"] for seen in done["after"]["sip"].values())


def test_a_system_whose_port_stays_shut_is_named(enable: Callable[..., Any], mgr: FakeSystem, ports: Ports) -> None:
    def half(system: FakeSystem, _staged: Any) -> str:
        system.pages["M4"].tables["operations"].insert(0, dict(DONE))
        ports.open[ADDRESSES["pbx1"]] = True
        return "M3"

    mgr.pages["M3G"].buttons["confirm"].then = half
    error = refused(ReadBackMismatch, enable)
    assert error.found == "nothing fitting on pbx2 (pbx2: TLS port closed)"
    assert len(error.details["writes"]) == 3


def test_settings_that_do_not_stay_are_told_before_anything_is_generated(
    enable: Callable[..., Any], mgr: FakeSystem
) -> None:
    mgr.pages["M3C"].stuck.add("encryption")
    refused(ReadBackMismatch, enable)
    assert pressed(mgr) == ["apply", "ok"]


def test_a_button_that_stays_greyed_is_told(enable: Callable[..., Any], mgr: FakeSystem) -> None:
    mgr.pages["M3C"].buttons["ok"].then = None
    assert "greyed" in str(refused(ControlNotFound, enable))


@pytest.mark.parametrize(
    ("shown", "region", "found"),
    [
        (["Nord - Hospital", "Sud - Hospital"], "Nord", True),
        (["Nord - Hospital"], None, False),
        (["Clinic"], "Nord", False),
    ],
)
def test_the_multisite_is_found_by_name_or_with_its_region(
    enable: Callable[..., Any], mgr: FakeSystem, shown: list[str], region: str | None, found: bool
) -> None:
    mgr.pages["M3"].options["multisite"], mgr.pages["M3"].values["multisite"] = shown, shown[0]
    if found:
        assert enable(region=region, check=True)["changed"]
    else:
        refused(ControlNotFound, enable, region=region)


@pytest.mark.parametrize("options", [{"systems": []}, {"facts": {"tel_address": None}}])
def test_systems_that_nothing_could_prove_are_a_mistake_of_the_task(
    enable: Callable[..., Any], mgr: FakeSystem, options: dict[str, Any]
) -> None:
    refused(UsageError, enable, **options)
    assert mgr.writes == []


def test_in_check_mode_planned_facts_count(enable: Callable[..., Any]) -> None:
    unlicensed = {"licence": {"state": "other", "raw": "Refused"}}
    planned = {"systems": {name: {"licence": {"state": "authorised"}} for name in ADDRESSES}}
    assert enable(check=True, facts=unlicensed, planned=planned)["changed"]
    assert refused(Refused, enable, facts=unlicensed, planned=planned).rule == "INV-27"


def test_disabling_writes_nothing_and_says_so(enable: Callable[..., Any], mgr: FakeSystem) -> None:
    enable()
    found = enable(state="disabled")
    assert (found["changed"], len(mgr.writes)) == (False, 3)
    assert found["after"] == {"multisite": {"encryption": True, "type": "self_signed"}}
    assert "STP-6" in found["warnings"][0]
