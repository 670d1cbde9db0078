# SPDX-License-Identifier: GPL-3.0-or-later
"""How interlocks stop a run, and who may lift them (spec section 7, head)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.engine import judge, require
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.planned import with_planned
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.policy import POLICIES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.rules import RULES
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import (
    PASSING,
    changed,
    gate_facts,
    on_tls,
    phone,
    plain_system,
    silent,
    system,
    update_facts,
)

REASON = "the site accepts it, ticket 4711"


def refused(rules: list[str], facts: dict[str, Any], **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        require(rules, facts, **more)
    return caught.value


def test_all_verdicts_come_back_when_everything_passes() -> None:
    verdicts = require(["INV-12", "INV-14"], update_facts())
    assert [(verdict.rule, verdict.verdict) for verdict in verdicts] == [("INV-12", "pass"), ("INV-14", "pass")]


def test_a_refusal_names_rule_systems_way_out_and_every_verdict() -> None:
    error = refused(["INV-14", "INV-12"], update_facts(systems=[system("pbx1"), plain_system("pbx2")]))
    assert error.rule == "INV-12"
    assert "pbx2" in str(error) and "5061" in str(error) and "Do next" in str(error)
    result = error.as_result()
    assert result["systems"] == ["pbx2"]
    assert [entry["rule"] for entry in result["verdicts"]] == ["INV-14", "INV-12"]


def test_what_is_not_certain_stops_as_well() -> None:
    error = refused(["INV-27"], {"state": "enabled", "systems": [{"name": "pbx1"}]})
    assert error.details["verdict"] == "inconclusive"
    assert "not certain" in str(error) and "licence" in str(error)


@pytest.mark.parametrize("rule", [rule for rule in RULES if POLICIES[rule].overridable and POLICIES[rule].stops])
def test_a_rule_of_basis_d_is_lifted_with_a_reason_that_is_handed_back(rule: str) -> None:
    assert refused([rule], {}).details["overridable"] is True
    verdicts = require([rule], {}, overrides=[{"rule": rule, "reason": REASON}])
    assert (verdicts[0].verdict, verdicts[0].override) == ("inconclusive", REASON)


@pytest.mark.parametrize("rule", [rule for rule in RULES if not POLICIES[rule].overridable])
def test_no_override_lifts_a_rule_of_basis_e_or_about_losing_phones(rule: str) -> None:
    error = refused([rule], {}, overrides=[{"rule": rule, "reason": REASON}])
    assert error.rule == rule
    assert "cannot be overridden" in str(error) or "phone by phone" in str(error)


def test_the_bases_are_those_of_the_specification() -> None:
    assert {rule for rule, policy in POLICIES.items() if not policy.overridable} == {
        "INV-1",
        "INV-2",
        "INV-3",
        "INV-5",
        "INV-6",
        "INV-7",
        "INV-10",
        "INV-11",
        "INV-15",
        "INV-16",
        "INV-17",
        "INV-18",
        "INV-19",
        "INV-21",
        "INV-22",
        "INV-28",
        "INV-30",
        "INV-31",
        "INV-32",
        "INV-34",
        "INV-43",
        "SCOPE",
    }


def test_an_override_lifts_its_own_rule_only() -> None:
    facts = update_facts(systems=[plain_system("pbx1"), system("pbx2", clock={"offset": 900})])
    error = refused(["INV-12", "INV-14"], facts, overrides=[{"rule": "INV-12", "reason": REASON}])
    assert error.rule == "INV-14"


def test_an_override_that_is_not_needed_is_not_reported() -> None:
    assert require(["INV-12"], update_facts(), overrides=[{"rule": "INV-12", "reason": REASON}])[0].override is None


@pytest.mark.parametrize(
    "entry",
    [
        {"rule": "INV-12", "reason": " "},
        {"rule": "INV-12"},
        {"rule": "INV-99", "reason": "x"},
        {"rule": "INV-10", "reason": "x"},
    ],
)
def test_an_override_without_reason_or_of_no_rule_is_a_mistake(entry: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        require(["INV-12"], update_facts(), overrides=[entry])


def test_a_rule_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(UsageError):
        judge(["INV-99"], {})


def test_phones_are_given_up_one_by_one() -> None:
    facts = gate_facts(state="disabled", phones=[phone("2101", **on_tls()), phone("3101", "mivoice5300", **silent())])
    first = {"phone": "3101", "reason": "broken"}
    error = refused(["INV-15"], facts, written_off=[first])
    assert error.details["phones"] == ["08000F002101"]
    assert require(["INV-15"], facts, written_off=[first, {"phone": "2101", "reason": "broken too"}])[0].passed


def test_an_incomplete_link_is_reported_and_does_not_stop() -> None:  # INV-37
    verdict = require(["INV-37"], changed(PASSING["INV-37"](), {"peers.0.switches.inter_ipbx": False}))[0]
    assert (verdict.verdict, verdict.systems) == ("refuse", ["pbx2"])


def test_interlocks_judge_what_earlier_stages_plan_in_check_mode_only() -> None:
    facts = update_facts(systems=[system("pbx1"), plain_system("pbx2")])
    chain = system("pbx2")["sip"]["chain"]
    planned = {"systems": {"pbx2": {"sip": {"tls_open": True, "chain": chain}}}}
    assert require(["INV-12"], with_planned(facts, planned, check_mode=True))[0].passed
    assert refused(["INV-12"], with_planned(facts, planned, check_mode=False)).rule == "INV-12"


def test_a_planned_stop_of_the_phones_opens_the_systems_in_check_mode() -> None:
    facts = gate_facts(state="disabled", phones=[phone("2101", **on_tls()), phone("3101", "mivoice5300", **on_tls())])
    planned = {"phones": {"mivoice5300": "disabled", "mitel6000": "disabled"}}
    assert require(["INV-15"], with_planned(facts, planned, check_mode=True))[0].passed
    half = {"phones": {"mivoice5300": "disabled"}}
    assert refused(["INV-15"], with_planned(facts, half, check_mode=True)).details["phones"] == ["08000F002101"]
    assert facts["phones"][0]["registration"]["transport"] == "tls"


def test_a_plan_may_tell_what_was_not_there_and_take_away_what_was() -> None:
    facts = {"systems": [{"name": "pbx1", "sip": None, "eip": {"address": "10.1.0.5"}}]}
    planned = {"systems": {"pbx1": {"sip": {"tls_open": True}, "eip": None}}}
    merged = with_planned(facts, planned, check_mode=True)["systems"][0]
    assert merged == {"name": "pbx1", "sip": {"tls_open": True}, "eip": None}
