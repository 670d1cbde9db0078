# SPDX-License-Identifier: GPL-3.0-or-later
"""certificate, self-signed: once, only if needed, only with permission, proved on port 5061 (INV-23, 24, 27, 41)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    OperatorStepNeeded,
    ReadBackMismatch,
    Refused,
    UnknownValue,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import certificate, sip_probe
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import Button, FakeSystem, Page

from .conftest import NOW

CLOSED: dict[str, Any] = {"plain_open": True, "tls_open": False, "kind": None, "chain": []}
SILENT = CLOSED | {"plain_open": False}
ALLOWED = {"tel_address": "127.9.1.1", "sip_restart": "allow", "name": "pbx1"}


def _shown(fingerprint: str, days: int = 365, kind: str = "self_signed") -> dict[str, Any]:
    leaf = {"fingerprint_sha256": fingerprint, "not_after": (NOW + timedelta(days=days)).isoformat()}
    return {"plain_open": True, "tls_open": True, "kind": kind, "chain": [leaf]}


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What port 5061 shows, one look after the other; the last stays."""
    looks: list[dict[str, Any]] = [CLOSED]

    def look(params: dict[str, Any], _context: Any) -> dict[str, Any]:
        assert params["tel_address"] == "127.9.1.1"
        return {"sip": looks.pop(0) if len(looks) > 1 else looks[0]}

    monkeypatch.setattr(sip_probe, "run", look)
    return looks


@pytest.fixture
def declared(pbx: FakeSystem) -> FakeSystem:
    """The site says where the button is."""
    pbx.pages["W5"] = Page("Certificate management", "2.4.1", buttons={"regenerate": Button("restarts_sip")})
    return pbx


def test_a_fitting_certificate_is_left_alone(run: Any, declared: FakeSystem, port: list[Any]) -> None:
    port[:] = [_shown("aa")]
    result = run(certificate, **ALLOWED)
    assert (result["changed"], declared.writes) == (False, [])


UNDATED = [{"fingerprint_sha256": "aa", "not_after": None}]


@pytest.mark.parametrize(
    ("clock_offset", "changes"),
    [(None, {}), (0.5, {"chain": UNDATED}), (0.5, {"chain": []})],
    ids=["clock", "end", "chain"],
)
def test_nothing_is_made_while_it_cannot_be_told_whether_the_one_shown_fits(
    run: Any, declared: FakeSystem, port: list[Any], clock_offset: float | None, changes: dict[str, Any]
) -> None:
    # INV-23, INV-46
    port[:] = [_shown("aa") | changes]
    declared.facts["clock_offset"] = clock_offset
    with pytest.raises(Refused) as caught:
        run(certificate, **ALLOWED)
    assert (caught.value.rule, caught.value.details["verdict"]) == ("INV-23", "inconclusive")
    assert declared.writes == []


@pytest.mark.parametrize("before", [CLOSED, _shown("aa", days=10)], ids=["closed", "ends soon"])
def test_a_needed_certificate_is_made_once_and_seen_on_the_port(
    run: Any, declared: FakeSystem, port: list[Any], before: dict[str, Any]
) -> None:
    port[:] = [before, CLOSED, before, _shown("bb")]
    result = run(certificate, **ALLOWED)
    assert [write["button"] for write in declared.writes] == ["regenerate"]
    assert result["writes"][0]["restarts_sip"] is True
    assert result["after"]["sip"]["chain"][0]["fingerprint_sha256"] == "bb"
    assert result["evidence"][0]["verified"] is True


def test_a_check_plans_the_same_write_and_the_certificate(run: Any, declared: FakeSystem, port: list[Any]) -> None:
    port[:] = [CLOSED]
    planned = run(certificate, check=True, **ALLOWED)
    assert declared.writes == []
    assert planned["planned"]["systems"]["pbx1"]["sip"] == {
        "tls_open": True,
        "kind": "self_signed",
        "mode": "pbx_cert_self_signed",
        "chain": [{"self_signed": True, "planned": True}],
    }
    port[:] = [CLOSED, _shown("bb")]
    assert run(certificate, **ALLOWED)["writes"] == planned["writes"]


@pytest.mark.parametrize(
    "permission",
    [
        {"sip_restart": "forbid"},
        {"sip_restart": "window", "window": {"start": "2026-03-02T22:00:00+00:00", "end": "2026-03-02T23:00:00+00:00"}},
    ],
    ids=["forbidden", "before the window"],
)
def test_nothing_restarts_sip_without_permission(
    run: Any, declared: FakeSystem, port: list[Any], permission: dict[str, Any]
) -> None:
    # INV-24
    with pytest.raises(Refused) as caught:
        run(certificate, **ALLOWED | permission)
    assert caught.value.rule == "INV-24"
    assert declared.writes == []


def test_the_window_opens_it(run: Any, declared: FakeSystem, port: list[Any]) -> None:
    port[:] = [CLOSED, _shown("bb")]
    window = {"start": "2026-03-02T21:00:00+00:00", "end": "2026-03-02T23:00:00+00:00"}
    assert run(certificate, **ALLOWED | {"sip_restart": "window", "window": window})["changed"] is True


def test_no_certificate_without_licence(run: Any, declared: FakeSystem, port: list[Any]) -> None:
    declared.pages["W1"].tables["licences"][0]["status"] = "Refused"
    with pytest.raises(Refused) as caught:
        run(certificate, **ALLOWED)
    assert caught.value.rule == "INV-27"


GATES_PASSED = {"mitel6000": {"authorities": [], "verdict": "pass"}, "mivoice5300": None}


@pytest.mark.parametrize(
    "hold",
    [
        None,
        {"mitel6000": {"authorities": ["0a" * 32], "verdict": "pass"}, "mivoice5300": None},
        {"mitel6000": {"authorities": [], "verdict": "inconclusive"}, "mivoice5300": None},
        {"mitel6000": {"authorities": [], "verdict": "pass"}},
    ],
    ids=["nobody looked", "they still check", "not proved", "not of both families"],
)
def test_a_trusted_certificate_stays_while_phones_may_check_it(
    run: Any, declared: FakeSystem, port: list[Any], hold: dict[str, Any] | None
) -> None:
    # INV-41
    port[:] = [_shown("aa", kind="trusted")]
    with pytest.raises(Refused) as caught:
        run(certificate, phones_hold=hold, **ALLOWED)
    assert caught.value.rule == "INV-41"
    assert declared.writes == []


def test_nobody_is_asked_to_replace_it_by_hand_either(run: Any, pbx: FakeSystem, port: list[Any]) -> None:
    pbx.undeclared.add("W5")
    port[:] = [_shown("aa", kind="trusted")]
    with pytest.raises(Refused):
        run(certificate, **ALLOWED)


def test_once_no_phone_checks_it_a_trusted_certificate_is_replaced(
    run: Any, declared: FakeSystem, port: list[Any]
) -> None:
    port[:] = [_shown("aa", kind="trusted"), _shown("bb")]
    assert run(certificate, phones_hold=GATES_PASSED, **ALLOWED)["changed"] is True


def test_a_service_that_restarts_is_waited_for_before_anything_is_decided(
    run: Any, declared: FakeSystem, port: list[Any]
) -> None:
    """A run that was killed after the button leaves both ports closed for a while (INV-23)."""
    port[:] = [SILENT, SILENT, _shown("bb")]
    assert run(certificate, **ALLOWED)["changed"] is False
    assert declared.writes == []


@pytest.mark.parametrize("check", [False, True])
def test_a_service_that_stays_silent_stops_it(run: Any, declared: FakeSystem, port: list[Any], check: bool) -> None:
    port[:] = [SILENT]
    with pytest.raises(UnknownValue, match="neither with TLS nor without"):
        run(certificate, check=check, **ALLOWED)
    assert (declared.writes, declared.sessions) == ([], 0)


def test_a_port_that_shows_nothing_new_is_an_error_after_a_bounded_wait(
    run: Any, declared: FakeSystem, port: list[Any]
) -> None:
    with pytest.raises(ReadBackMismatch, match="Do not generate again") as caught:
        run(certificate, **ALLOWED)
    assert len(declared.writes) == 1
    assert caught.value.details["writes"][0]["button"] == "regenerate"


def test_a_break_while_it_is_made_reports_the_write_and_the_restart(
    run: Any, declared: FakeSystem, port: list[Any]
) -> None:
    def broken(_system: FakeSystem, _staged: Any) -> None:
        raise WriteUncertain(problem="The connection broke while the answer was awaited")

    declared.pages["W5"].buttons["regenerate"].then = broken
    with pytest.raises(WriteUncertain) as caught:
        run(certificate, **ALLOWED)
    (write,) = caught.value.details["writes"]
    assert (write["host"], write["button"], write["restarts_sip"]) == ("pbx1", "regenerate", True)


def test_without_a_declared_button_it_is_a_step_for_a_person(run: Any, pbx: FakeSystem, port: list[Any]) -> None:
    # OPEN-5
    pbx.undeclared.add("W5")
    with pytest.raises(OperatorStepNeeded) as caught:
        run(certificate, **ALLOWED)
    (step,) = caught.value.details["operator_steps"]
    assert "menu 2.4.1" in step["text"]
    assert "SIP service" in str(caught.value)


def test_a_person_who_says_done_is_not_believed_against_the_port(run: Any, pbx: FakeSystem, port: list[Any]) -> None:
    pbx.undeclared.add("W5")
    done = [{"step": "self_signed_certificate", "by": "A. Martin"}]
    with pytest.raises(OperatorStepNeeded, match="A. Martin says that it is done, but"):
        run(certificate, operator_done=done, **ALLOWED)


def test_once_a_person_has_done_it_the_next_run_sees_it(run: Any, pbx: FakeSystem, port: list[Any]) -> None:
    pbx.undeclared.add("W5")
    port[:] = [_shown("bb")]
    assert run(certificate, **ALLOWED)["changed"] is False


def test_a_check_lists_the_step_and_plans_its_effect(run: Any, pbx: FakeSystem, port: list[Any]) -> None:
    pbx.undeclared.add("W5")
    result = run(certificate, check=True, **ALLOWED)
    assert result["operator_steps"][0]["step"] == "self_signed_certificate"
    assert result["planned"]["systems"]["pbx1"]["certificate"] == {"assigned": True}
