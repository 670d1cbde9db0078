# SPDX-License-Identifier: GPL-3.0-or-later
"""Verification: only what was read afterwards proves anything, and what is not known is not proven (INV-45, INV-46)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import verification as resource
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.verification import CHECKS, verify
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import (
    DELETE,
    NOW,
    changed,
    dict_paths,
    phone,
    system,
)

GATES = [
    {"name": f"{family}-self_signed", "verdict": "pass", "text": "open"} for family in ("mivoice5300", "mitel6000")
]


def facts(**more: Any) -> dict[str, Any]:
    """A fleet on which encryption is on and everything was read."""
    return {
        "systems": [system(name, tunnels=[{"peer": "other", "encrypted": True}]) for name in ("pbx1", "pbx2")],
        "phones": [phone("2101", inventory="srtp_tls"), phone("3101", "mivoice5300", inventory="tls")],
        "gates": GATES,
        "desired": {"state": "enabled", "mode": "self_signed", "inter_ipbx": True},
        "operator_done": [{"step": "T53-7", "by": "anna"}],
        "eip_network": "10.1.0.0/16",
        "config": {"padlock_seen": True, "ntp_checked": True},
        "now": NOW,
    } | more


def ids(found: dict[str, Any], kind: str) -> set[str]:
    return {entry["id"] for entry in found[kind]}


def test_a_fleet_of_which_everything_is_proven_has_no_findings() -> None:
    found = verify(facts())
    assert (found["errors"], found["warnings"], found["not_checked"]) == ([], [], [])


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("systems.0.switches.voice_encryption", False, "SCR-W10.1"),
        ("systems.0.certificate.assigned", False, "VER-30"),
        ("systems.1.sip.tls_open", False, "VER-35"),
        ("systems.0.sip.chain.0.not_after", "2020-01-01T00:00:00+00:00", "VER-35"),
        ("systems.0.tunnels.0.encrypted", False, "VER-20"),
        ("phones.0.inventory", "tls", "VER-18"),
        ("phones.1.inventory", "none", "VER-18"),
        ("gates.0.verdict", "inconclusive", "VER-15"),
        ("config.padlock_seen", False, "VER-2"),
    ],
)
def test_what_is_seen_wrong_is_an_error(path: str, value: Any, expected: str) -> None:
    assert expected in ids(verify(changed(facts(), {path: value})), "errors")


def test_alarms_that_go_nowhere_are_a_warning() -> None:
    assert "WARN-14" in ids(
        verify(changed(facts(), {"systems.0.alarms": {"AlmLocPers": True, "EN ALARME": False}})), "warnings"
    )


@pytest.mark.parametrize(
    "path", [path for path in dict_paths(facts()) if path in ("gates", "phones", "systems", "config")]
)
def test_what_was_not_read_is_never_proven(path: str) -> None:
    found = verify(changed(facts(), {path: DELETE}))
    assert ids(found, "not_checked")
    assert not set(found["checked"]) & ids(found, "not_checked")


def test_stopping_is_proven_by_switch_files_and_gates() -> None:
    stopped = facts(
        desired={"state": "disabled"},
        phones=[phone("2101", inventory="none")],
        gates=[
            {"name": f"{family}-disabled", "verdict": "pass", "text": ""} for family in ("mivoice5300", "mitel6000")
        ],
    )
    found = verify(stopped)
    assert ids(found, "errors") == {"SCR-W10.1"}, "voice encryption is still on"


def test_every_check_has_a_way_out() -> None:
    assert all(check.way_out for check in CHECKS)


def test_the_module_fails_only_when_it_is_asked_to() -> None:
    params = {key: value for key, value in changed(facts(), {"phones.0.inventory": "none"}).items() if key != "now"}
    params |= {"phone_certificates": [], "terminals_ca": None}
    context = Context(clock=lambda: NOW)
    told = resource.run(params | {"fail_on_errors": False}, context)
    assert any("VER-18" in line for line in told["text"])
    with pytest.raises(Refused) as refused:
        resource.run(params | {"fail_on_errors": True}, context)
    assert refused.value.rule == "VER-18"


LEFT = {"what": "voice_encryption", "name": "pbx1", "words": "declared by Ada until 2026-04-10", "over": False}
VOICE_OFF = {"systems.0.switches.voice_encryption": False}
LINK_OFF = {"systems.0.tunnels.0.encrypted": False, "systems.0.tunnels.0.peer": "pbx2"}


@pytest.mark.parametrize(
    ("wrong", "one"),
    [
        (VOICE_OFF, LEFT),
        (LINK_OFF, LEFT | {"what": "inter_ipbx_encryption"}),
        (LINK_OFF, LEFT | {"what": "inter_ipbx_encryption", "name": "pbx2"}),  # the other end of the link
    ],
)
def test_declared_drift_is_told_and_is_no_error_until_its_day(wrong: dict[str, Any], one: dict[str, Any]) -> None:
    found = verify(changed(facts(known_drift=[one]), wrong))
    assert found["errors"] == []
    (told,) = found["declared"]
    assert told["systems"] == ["pbx1"]
    assert told["text"].endswith("(declared by Ada until 2026-04-10)")
    over = verify(changed(facts(known_drift=[one | {"over": True}]), wrong))
    assert (over["declared"], over["errors"]) == ([], [told])


@pytest.mark.parametrize(
    "one", [LEFT | {"what": "inter_ipbx_encryption"}, LEFT | {"name": "pbx2"}], ids=["another switch", "another system"]
)
def test_a_declaration_speaks_of_its_own_switch_and_system_alone(one: dict[str, Any]) -> None:
    found = verify(changed(facts(known_drift=[one]), VOICE_OFF))
    assert (ids(found, "errors"), found["declared"]) == ({"SCR-W10.1"}, [])


def test_of_two_systems_that_differ_the_one_that_is_not_declared_stays_an_error() -> None:
    both = VOICE_OFF | {"systems.1.switches.voice_encryption": False}
    found = verify(changed(facts(known_drift=[LEFT]), both))
    assert [entry["systems"] for entry in found["errors"]] == [["pbx2"]]
    assert [entry["systems"] for entry in found["declared"]] == [["pbx1"]]


@pytest.mark.parametrize(("kind", "told"), [("trusted", "declared"), ("self_signed", "errors")])
def test_a_box_of_bothway_is_left_only_where_nothing_else_keeps_the_system_from_it(kind: str, told: str) -> None:
    wish = {"state": "enabled", "mode": "bothway", "inter_ipbx": True}
    one = LEFT | {"what": "bothway"}
    found = verify(changed(facts(known_drift=[one], desired=wish), {"systems.0.sip.kind": kind}))
    assert "pbx1" in [name for entry in found[told] if entry["id"] == "MOD-16" for name in entry["systems"]]
    assert ("MOD-16" in ids(found, "declared")) == (told == "declared")


@pytest.mark.parametrize("what", ["voice_encryption", "inter_ipbx_encryption", "bothway"])
def test_a_declaration_opens_no_gate_and_makes_no_phone_encrypt(what: str) -> None:
    wrong = {"gates.0.verdict": "fail", "phones.0.inventory": "none"}
    every = [LEFT | {"what": what, "name": name} for name in ("pbx1", "pbx2", "2101", "")]
    found = verify(changed(facts(known_drift=every), wrong))
    assert ids(found, "errors") == {"VER-15", "VER-18"}
    assert found["declared"] == []
