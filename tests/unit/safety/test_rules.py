# SPDX-License-Identifier: GPL-3.0-or-later
"""Every interlock as a table: what passes, what is refused, what is not certain (spec section 7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.engine import judge
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.policy import ORACLES, POLICIES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.rules import RULES
from ansible_collections.voiceops.mivoice5000.tests.unit.safety import bothway_cases
from ansible_collections.voiceops.mivoice5000.tests.unit.safety.worlds import (
    DELETE,
    FIVE_WRITE,
    NEW_CA,
    PASSING,
    at,
    changed,
    dict_paths,
    finding,
    holding,
    on_tls,
    phone,
    plain_system,
    rows,
    server_file,
    silent,
    system,
    trusted_request,
    trusted_system,
    update_facts,
)
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[3]
FIVE = "mivoice5300"
OFF = phone("3101", FIVE, **silent())
BOTHWAY_BEHIND_A_DUMB_SCREEN = changed(system("pbx2"), {"switches.bothway": None, "sip.client_certificate": "required"})

MISNAMED = changed(trusted_system("pbx1"), {"shown.faults": ["CERT-13"]})
ALL_GOOD = {"systems": [trusted_system("pbx1"), trusted_system("pbx2")], **trusted_request()}

STILL_PASSES: list[tuple[str, str, dict[str, Any]]] = [
    ("INV-11", "switching on", {"mode": "self_signed", "systems.0.switches.bothway": True}),
    ("INV-11", "the port alone tells", {"systems.0.switches.bothway": None}),
    ("INV-11", "the screen alone tells", {"systems.0.sip.client_certificate": "unknown"}),
    ("INV-12", "a stop needs no certificate", {"mode": "disabled", "systems": []}),
    ("INV-12", "a phone without backup", {"phones.0.backup": None}),
    ("INV-13", "self-signed needs no file", {"mode": "self_signed", "deployed": {}}),
    ("INV-13", "a server of systems without terminals of the family", {"family": FIVE, "phones.1.backup": None}),
    ("INV-14", "a stop needs no clock", {"mode": "disabled"}),
    (
        "INV-14",
        "the time server set by hand",
        {"time_server_in_place": False, "operator_done": [{"step": "T60-5", "by": "Ann"}]},
    ),
    ("INV-14", "a 5300 gets its time with the update", {"family": FIVE, "write": FIVE_WRITE}),
    ("INV-14", "a declared wider tolerance", {"clock_tolerance": 600, "systems.0.clock.offset": 500}),
    ("INV-15", "switching on", {"mode": "self_signed", "state": "enabled", "phones": [phone("1", **silent())]}),
    ("INV-15", "a phone given up", {"phones.2": OFF, "written_off": [{"phone": "3101", "reason": "lost"}]}),
    ("INV-15", "no phone at all", {"phones": []}),
    ("INV-16", "5300 come first", {"family": FIVE, "phones.2": OFF, "phones.0": phone("2101", **on_tls())}),
    ("INV-16", "6000 after the 5300", {"family": "mitel6000", "phones.0": phone("2101", **on_tls())}),
    ("INV-18", "anything when switching on", {"mode": "self_signed", "write": {"TRUSTED_CERTS": ""}}),
    ("INV-23", "a certificate of another kind", {"systems": [system("pbx1")], "request.kind": "trusted"}),
    ("INV-23", "another certificate is shown", ALL_GOOD | trusted_request(fingerprint="bb" * 32)),
    ("INV-23", "another authority is wanted", ALL_GOOD | trusted_request(authorities=[NEW_CA])),
    (
        "INV-23",
        "a name is wrong",
        ALL_GOOD | {"systems": [changed(trusted_system("a"), {"shown.faults": ["CERT-13"]})]},
    ),
    ("INV-23", "a trusted one ends soon", ALL_GOOD | trusted_request(days_left=301)),
    ("INV-23", "too few days left", {"systems": [system("pbx1")], "request.days_left": 301}),
    ("INV-24", "nothing restarts", {"restarts": [], "sip_restart": "forbid"}),
    ("INV-24", "always allowed", {"sip_restart": "allow", "window": None}),
    ("INV-24", "the first second of the window", {"window.start": at()}),
    ("INV-25", "a file that configures nothing", server_file("ca.crt", "certificate", hand_managed=False)),
    ("INV-26", "read in the first second that counts", {"inventory_read_at": at(hours=-1)}),
    ("INV-27", "a stop needs no licence", {"state": "disabled", "systems.0.licence.state": "other"}),
    ("INV-28", "stopping", {"mode": "disabled", "write.sip srtp mode": "0"}),
    ("INV-28", "a 5300 has no such parameter", {"family": FIVE, "write": FIVE_WRITE}),
    (
        "INV-29",
        "neither is written",
        {"write.sips tls authentication": DELETE, "write.sips trusted certificates": DELETE},
    ),
    ("INV-29", "a CA", {"write.sips tls authentication": "1", "write.sips trusted certificates": "ca.crt"}),
    ("INV-30", "5300", {"family": FIVE, "write": FIVE_WRITE}),
    ("INV-30", "another mode", {"mode": "trusted", "write.sips trusted certificates": "ca.crt"}),
    ("INV-32", "a file of authorities", {"file.name": "ca.crt", "config_file_encryption": True}),
    ("INV-33", "the method is not used", {"mock_up": None}),
    ("INV-33", "a file without secret", server_file("a.txt", mock_up="working")),
    ("CLEAR-KEY", "a certificate over ftp", server_file("ca.crt", "certificate", protocol="ftp")),
    ("INV-36", "a system alone", {"targets": ["pbx2"], "systems.1.role": "standalone"}),
    ("INV-36", "switching off", {"state": "disabled", "systems": []}),
    ("INV-37", "the other end is in this run", {"same_run": ["pbx2"], "peers.0.switches.inter_ipbx": False}),
    ("INV-38", "no change of a service", {"service_change": None}),
    ("INV-39", "one row only", {"parameter_rows": rows(PASSING["INV-39"]()["write"]), "adapter_block": None}),
    ("INV-39", "another spelling", {"write": {"sips symmetric tls signalling": "0"}}),
    (
        "INV-40",
        "a default read and right",
        {"write.sip srtp mode": DELETE, "confirmed": {"sip srtp mode": "1"}},
    ),
    ("INV-19", "a finding of another rule", {"findings": [finding("INV-20"), finding(None)]}),
    ("INV-19", "the same, that blocks nothing", {"findings": [finding("INV-19", blocking=False)]}),
    ("INV-19", "no finding at all", {"findings": []}),
    ("INV-41", "a trusted one is asked for", {"request.kind": "trusted", "phones_hold": None}),
    ("INV-41", "no system shows a trusted one", {"systems": [system("pbx1")], "phones_hold": None}),
    ("INV-41", "port 5061 is closed", {"systems": [plain_system("pbx1")], "phones_hold": None}),
    ("INV-41", "no phone is there", {"phones_hold": {"mitel6000": None, "mivoice5300": None}}),
    ("INV-44", "the same authority", trusted_request() | {"phones_hold": None}),
    ("INV-44", "a self-signed one before", {"systems": [system("pbx1")], "phones_hold": None}),
    ("INV-44", "phones that check nothing", {"phones_hold": holding()}),
    ("INV-44", "a self-signed one is asked for", {"request.kind": "self_signed", "phones_hold": None}),
    ("INV-42", "no action before", {"actions": {FIVE: None, "mitel6000": None}}),
    ("INV-47", "self-signed checks nothing", {"mode": "self_signed", "systems.0.shown.verified_by": []}),
]

REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    (
        "INV-11",
        "screen and port say BOTHWAY",
        {"systems.1.switches.bothway": True, "systems.1.sip.client_certificate": "required"},
    ),
    ("INV-11", "the port alone says BOTHWAY", {"systems.1": BOTHWAY_BEHIND_A_DUMB_SCREEN}),
    ("INV-12", "5061 is closed at home", {"systems.0": plain_system("pbx1")}),
    ("INV-12", "5061 is closed at the backup", {"systems.1": plain_system("pbx2")}),
    ("INV-13", "the backup's server has no file", {"deployed.dl2": {}}),
    ("INV-13", "the file is there for the other family only", {"deployed.dl1.mitel6000": {}}),
    ("INV-13", "another content", {"deployed.dl1.mitel6000.ca": "bb" * 32}),
    ("INV-13", "nothing was deployed", {"deployed": {}}),
    ("INV-13", "no file was given", {"trusted_files": []}),
    ("INV-13", "mode bothway", {"mode": "bothway", "deployed": {}}),
    ("INV-14", "a clock is off", {"systems.0.clock.offset": 3600}),
    ("INV-14", "a clock is off the other way", {"systems.0.clock.offset": -61}),
    ("INV-14", "a tolerance cannot be narrowed into nonsense", {"systems.0.clock.offset": 70, "clock_tolerance": 5}),
    ("INV-14", "a 5300 gets no time", {"family": FIVE, "write": {**FIVE_WRITE, "TIME_SERVER": ""}}),
    ("INV-14", "6000 have no time server yet", {"time_server_in_place": False}),
    ("INV-14", "nobody says so", {"time_server_in_place": False, "operator_done": [{"step": "T60-5", "by": " "}]}),
    (
        "INV-14",
        "somebody did another step",
        {"time_server_in_place": False, "operator_done": [{"step": "STP-7", "by": "Ann"}]},
    ),
    ("INV-15", "a 5300 is on TLS", {"phones.2": phone("3101", FIVE, **on_tls())}),
    ("INV-15", "a 6000 is on TLS", {"phones.0": phone("2101", **on_tls())}),
    ("INV-16", "6000 before the 5300", {"family": "mitel6000", "phones.2": phone("3101", FIVE, **on_tls())}),
    ("INV-16", "systems before the 6000", {"phones.0": phone("2101", **on_tls())}),
    ("INV-18", "trusted list", {"write": {"TRUSTED_CERTS": ""}}),
    ("INV-18", "time of 5300", {"write": {"TIME_SERVER": "10.0.0.9"}}),
    ("INV-18", "time of 6000", {"write": {"time server1": "10.0.0.9"}}),
    ("INV-18", "authentication", {"write": {"Sips  TLS authentication": "0"}}),
    ("INV-18", "trusted certificates", {"write": {"sips trusted certificates": ""}}),
    *(
        (rule, "a finding that it stops for", {"findings": [dict(finding(rule))]})
        for rule in ("INV-19", "INV-20", "INV-21", "INV-22", "INV-43")
    ),
    ("INV-23", "all are right already", {"systems.1": system("pbx2")}),
    ("INV-23", "all trusted ones are right already", ALL_GOOD),
    ("INV-23", "this very certificate is shown", ALL_GOOD | trusted_request(fingerprint="aa" * 32, days_left=999)),
    ("INV-41", "phones still check", {"phones_hold": holding("0a" * 32)}),
    ("INV-41", "phones have not moved", {"phones_hold": holding(verdict="fail")}),
    ("INV-44", "phones hold the old one only", {"phones_hold": holding("0a" * 32)}),
    ("INV-44", "a first system of the new one", {"systems": [plain_system("a")], "phones_hold": holding("0a" * 32)}),
    ("INV-44", "phones have not taken it over", {"phones_hold": holding(NEW_CA, verdict="fail")}),
    ("INV-24", "forbidden", {"sip_restart": "forbid"}),
    ("INV-24", "before the window", {"window.start": at(minutes=1)}),
    ("INV-24", "at the end of the window", {"window.end": at()}),
    ("INV-25", "TMA's file", {"hand_managed": False}),
    ("INV-33", "a key on the working platform", {"mock_up": "working"}),
    ("INV-33", "a certificate on the working platform", server_file("ca.crt", "certificate", mock_up="working")),
    *(("CLEAR-KEY", f"over {protocol}", {"protocol": protocol}) for protocol in ("ftp", "tftp", "http")),
    ("INV-26", "read too early", {"inventory_read_at": at(hours=-2, minutes=59)}),
    ("INV-26", "the action's end was not seen", {"action.state": "running"}),
    ("INV-26", "no action: it counts from now", {"action": None}),
    ("INV-27", "a licence is not authorised", {"systems.1.licence.state": "other"}),
    ("INV-28", "SRTP only", {"write.sip srtp mode": "2"}),
    ("INV-28", "not written", {"write.sip srtp mode": DELETE}),
    ("INV-28", "left on when stopping", {"mode": "disabled"}),
    ("INV-29", "no check, but a file", {"write.sips trusted certificates": "ca.crt"}),
    ("INV-29", "a check without file", {"write.sips tls authentication": "1"}),
    ("INV-29", "one without the other", {"write.sips trusted certificates": DELETE}),
    ("INV-30", "a file", {"write.sips trusted certificates": "ca.crt"}),
    ("INV-30", "the default of a 5300", {"family": FIVE, "write": {**FIVE_WRITE, "TRUSTED_CERTS": "ca.crt"}}),
    ("INV-30", "left to the default", {"family": FIVE, "write": {"SIP_PORT_PBX": "5061"}}),
    ("INV-32", "configuration files are encrypted", {"config_file_encryption": True}),
    ("INV-36", "a node without licence", {"systems.1.licence.state": "other"}),
    ("INV-37", "off at the other end", {"peers.0.switches.inter_ipbx": False}),
    ("INV-38", "started with a Manager", {"configuration_type": "with_manager"}),
    ("INV-38", "stopped without Manager", {"service_change.terminal": "stopped"}),
    ("INV-39", "the named block cannot be edited", {"adapter_block": "lower"}),
    ("INV-39", "no such row", {"parameter_rows": []}),
    ("INV-39", "twice in the same block", {"parameter_rows": rows(list(PASSING["INV-39"]()["write"]) * 2)}),
    ("INV-40", "left to the default", {"write.sip srtp mode": DELETE}),
    ("INV-40", "another value", {"write.sip proxy port": "5060"}),
    ("INV-40", "a default read and wrong", {"write.sip srtp mode": DELETE, "confirmed": {"sip srtp mode": "0"}}),
    ("INV-42", "deferred and waiting", {"actions.mivoice5300.state": "waiting"}),
    ("INV-42", "failed", {"actions.mitel6000.state": "failed"}),
    ("INV-45", "only the write says so", {"claims.0.evidence.0.source": "write"}),
    ("INV-45", "not verified", {"claims.0.evidence.0.verified": False}),
    ("INV-45", "nothing says so", {"claims.0.evidence": []}),
    ("INV-47", "another authority", {"systems.1.shown": {"verified_by": [], "reasons": ["issued by CN=old"]}}),
    ("INV-47", "without a word why", {"systems.1.shown": {"verified_by": [], "reasons": []}}),
    ("SCOPE", "a member left out by --limit", {"scope.in_run": ["pbx1"]}),
    ("SCOPE", "a member failed", {"scope.failed": ["pbx2"]}),
    ("SCOPE", "a member cannot be reached", {"scope.unreachable": ["pbx2"]}),
    ("SCOPE", "a backup system elsewhere", {"phones.0.backup": "pbx9"}),
]

UNCERTAIN: list[tuple[str, str, dict[str, Any]]] = [
    ("INV-11", "screen and port contradict each other", {"systems.0.switches.bothway": True}),
    ("INV-11", "neither tells", {"systems.0.switches.bothway": None, "systems.0.sip.client_certificate": "unknown"}),
    ("INV-11", "no system", {"systems": []}),
    ("INV-12", "a backup that was not read", {"phones.0.backup": "pbx9"}),
    ("INV-12", "not known whether there is a backup", {"phones.0.backup": DELETE}),
    ("INV-12", "a home that was not read", {"phones.0.main": "pbx9"}),
    ("INV-12", "5061 did not answer", {"systems.0.sip.tls_open": None}),
    ("INV-12", "5061 showed no certificate", {"systems.0.sip.chain": []}),
    ("INV-13", "servers that nobody named", {"systems.1.download_servers": []}),
    ("INV-13", "servers not told", {"systems.1.download_servers": DELETE}),
    ("INV-13", "a backup that was not read", {"phones.0.backup": "pbx9"}),
    ("INV-14", "no clock shown", {"systems.0.clock.offset": None}),
    ("INV-14", "not known whether the time is set", {"time_server_in_place": None}),
    ("INV-14", "no system", {"systems": []}),
    ("INV-15", "a 5300 that is off", {"phones.2": OFF}),
    ("INV-15", "a 6000 that is off", {"phones.0": phone("2101", **silent())}),
    ("INV-15", "a phone whose family is not known", {"phones.0": phone("2101", "unknown", **silent())}),
    ("INV-16", "a 5300 that is off", {"phones.2": OFF}),
    ("INV-23", "5061 did not answer", {"systems": [system("pbx1"), system("pbx2", sip={"tls_open": None})]}),
    (
        "INV-23",
        "CA and names of a trusted one",
        {"systems": [changed(system("a"), {"sip.kind": "trusted"})], "request.kind": "trusted"},
    ),
    ("INV-23", "no authority is named", ALL_GOOD | trusted_request(authorities=[])),
    ("INV-19", "a finding that does not say whether it blocks", {"findings": [finding("INV-19", blocking=None)]}),
    ("INV-41", "nobody looked what the phones check", {"phones_hold": None}),
    ("INV-41", "nothing proves it", {"phones_hold": holding(verdict="inconclusive")}),
    ("INV-41", "a family nobody speaks of", {"phones_hold.mivoice5300": DELETE}),
    ("INV-41", "a port that does not answer", {"systems.0.sip.tls_open": None}),
    ("INV-41", "no system", {"systems": []}),
    ("INV-44", "nobody looked what the phones hold", {"phones_hold": None}),
    ("INV-44", "nothing proves it", {"phones_hold": holding(NEW_CA, verdict="inconclusive")}),
    ("INV-44", "a family nobody speaks of", {"phones_hold.mivoice5300": DELETE}),
    ("INV-44", "who verifies what is shown is not known", {"systems.0.shown": DELETE, "phones_hold": None}),
    ("INV-44", "no authority is named", trusted_request(authorities=[])),
    ("INV-44", "no system", {"systems": []}),
    ("INV-23", "no system", {"systems": []}),
    ("INV-24", "a permission nobody knows", {"sip_restart": "maybe"}),
    ("INV-24", "a window without zone", {"window.start": "2026-03-02T20:30:00"}),
    ("INV-25", "nobody says whose files they are", {"hand_managed": None}),
    ("INV-25", "what the file holds is not known", {"file.holds": None}),
    ("INV-25", "a kind that nobody knows", server_file("startup.cfg", "settings", hand_managed=True)),
    ("INV-33", "a platform that nobody knows", {"mock_up": "other"}),
    ("INV-33", "what the file holds is not known", {"file.holds": None}),
    ("CLEAR-KEY", "a protocol that nobody knows", {"protocol": "smb"}),
    ("CLEAR-KEY", "what the file holds is not known", {"file.holds": None, "protocol": "ftp"}),
    ("INV-26", "an action that is not known", {"action": DELETE}),
    ("INV-26", "read in the future", {"inventory_read_at": at(hours=3)}),
    ("INV-27", "a status nobody understands", {"systems.0.licence.state": "unknown"}),
    ("INV-28", "a mode nobody knows", {"mode": "udp"}),
    ("INV-32", "not known whether they are encrypted", {"config_file_encryption": None}),
    ("INV-36", "a node that was not read", {"cluster_nodes.pbx1": ["pbx2", "pbx3"]}),
    ("INV-36", "nodes not told", {"cluster_nodes": {}}),
    ("INV-37", "an end that does not say", {"peers.0.switches.inter_ipbx": None}),
    ("INV-38", "configuration type not known", {"configuration_type": None}),
    ("INV-39", "adapter setting missing", {"adapter_block": None}),
    ("INV-40", "the time server is not known", {"time_server": None}),
    ("INV-42", "a state nobody understands", {"actions.mivoice5300.state": "unknown"}),
    ("INV-42", "an end without time", {"actions.mivoice5300.finished_seen_at": None}),
    ("INV-45", "nothing claimed", {"claims": []}),
    ("INV-46", "an unknown value", {"readings.0.value": "unknown"}),
    ("INV-46", "an unread value", {"readings.0.value": None}),
    ("INV-47", "what a system shows is not known", {"systems.1.shown": DELETE}),
    ("INV-47", "no system", {"systems": []}),
    ("SCOPE", "no member known", {"scope.members": [], "phones": []}),
    ("SCOPE", "a phone whose home is not known", {"phones.0.main": None}),
]


STILL_PASSES += bothway_cases.STILL_PASSES
REFUSED += bothway_cases.REFUSED
UNCERTAIN += bothway_cases.UNCERTAIN


def verdict_of(rule: str, changes: dict[str, Any]) -> Any:
    return judge([rule], changed(PASSING[rule](), changes))[0]


def test_every_rule_has_a_policy_and_a_passing_example() -> None:
    held = {rule for rule, policy in POLICIES.items() if policy.held_by}
    assert set(RULES) == set(PASSING)
    assert set(RULES) | held == set(POLICIES)


def test_every_invariant_of_the_specification_is_in_the_table_with_what_would_show_its_breach() -> None:
    assert list(POLICIES) == [*(f"INV-{number}" for number in range(1, 48)), "CLEAR-KEY", "SCOPE"]
    assert {policy.oracle for policy in POLICIES.values()} == set(ORACLES)


@pytest.mark.parametrize("rule", [rule for rule, policy in POLICIES.items() if policy.held_by])
def test_a_rule_that_the_build_holds_names_a_test_that_exists(rule: str) -> None:
    path, _colons, name = str(POLICIES[rule].held_by).partition("::")
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_a_verdict_says_what_would_show_a_breach() -> None:
    assert {rule: verdict_of(rule, {}).oracle for rule in RULES} == {rule: POLICIES[rule].oracle for rule in RULES}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_passes_on_its_example(rule: str) -> None:
    verdict = verdict_of(rule, {})
    assert verdict.verdict == "pass", verdict.text


@pytest.mark.parametrize(
    ("rule", "why", "changes"), STILL_PASSES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_rule_lets_pass(rule: str, why: str, changes: dict[str, Any]) -> None:
    verdict = verdict_of(rule, changes)
    assert verdict.verdict == "pass", verdict.text


@pytest.mark.parametrize(("rule", "why", "changes"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_rule_refuses(rule: str, why: str, changes: dict[str, Any]) -> None:
    verdict = verdict_of(rule, changes)
    assert verdict.verdict == "refuse"
    assert verdict.text and verdict.way_out


@pytest.mark.parametrize(
    ("rule", "why", "changes"), UNCERTAIN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_rule_is_not_certain(rule: str, why: str, changes: dict[str, Any]) -> None:
    verdict = verdict_of(rule, changes)
    assert verdict.verdict == "inconclusive"
    assert verdict.text and verdict.way_out


@pytest.mark.parametrize("rule", RULES)
def test_each_fact_that_a_rule_reads_makes_it_uncertain_when_missing(rule: str) -> None:
    """Of each rule's ``reads`` something matters: without any facts at all no rule passes (INV-46)."""
    verdict = judge([rule], {})[0]
    assert verdict.verdict == "inconclusive"
    assert "not known" in verdict.text


ALL_WORLDS: list[tuple[str, dict[str, Any]]] = [(rule, {}) for rule in RULES] + [
    (rule, changes) for rule, _unused, changes in REFUSED + UNCERTAIN
]


@given(st.data())
def test_dropping_any_fact_never_turns_a_refusal_or_a_doubt_into_a_pass(data: st.DataObject) -> None:
    rule, changes = data.draw(st.sampled_from(ALL_WORLDS))
    world = changed(PASSING[rule](), changes)
    before = judge([rule], world)[0]
    dropped = data.draw(st.lists(st.sampled_from(dict_paths(world)), min_size=1, max_size=3, unique=True))
    for path in sorted(dropped, key=len, reverse=True):
        world = without(world, path)
    after = judge([rule], world)[0]
    assert before.passed or not after.passed, (rule, changes, dropped, before.text)


def without(world: dict[str, Any], path: str) -> dict[str, Any]:
    return changed(world, {path: DELETE}) if path in dict_paths(world) else world


@pytest.mark.parametrize(
    ("rule", "why", "changes"), REFUSED + UNCERTAIN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_single_missing_fact_opens_what_was_closed(rule: str, why: str, changes: dict[str, Any]) -> None:
    """The property above, exhaustively for one missing fact: what is being decided (mode, family) stays."""
    world = changed(PASSING[rule](), changes)
    opened = [path for path in dict_paths(world) if judge([rule], without(world, path))[0].passed]
    assert opened == []


def test_a_verdict_names_systems_and_phones() -> None:
    verdict = verdict_of("INV-12", {"systems.1": plain_system("pbx2")})
    assert verdict.systems == ["pbx2"]
    verdict = verdict_of("INV-15", {"phones.0": phone("2101", **on_tls())})
    assert verdict.phones == ["08000F002101"]


def test_a_refusal_outweighs_a_doubt() -> None:
    world = update_facts(systems=[plain_system("pbx1"), system("pbx2", sip={"tls_open": None})])
    verdict = judge(["INV-12"], world)[0]
    assert (verdict.verdict, verdict.systems) == ("refuse", ["pbx1"])
