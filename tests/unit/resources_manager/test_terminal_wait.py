# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_wait: when it looks, what it believes, when it stops."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    AuthError,
    ConnectionFailed,
    Refused,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _ca_files, terminal_wait
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_pages import connection

from .conftest import PUSH, Clock, Run, pushed, registration

MACS = ("00085D000001", "00085D000002")


def scope(**more: Any) -> dict[str, Any]:
    wanted = {"name": "S", "family": "mitel6000", "mode": "self_signed", "action": PUSH, "systems": [_system()]}
    return connection("mgr1", tma_username="tma", tma_password="tma") | wanted | more


def _system() -> dict[str, Any]:
    return connection("pbx1", name="pbx1")


def register(pbx: Any, transport: str, seen: str, *macs: str) -> None:
    pbx.pages["WREG"].tables["registrations"] = [registration(mac, transport, seen) for mac in macs or MACS]


def wait(run: Run, *scopes: dict[str, Any], **options: Any) -> dict[str, Any]:
    return run(terminal_wait, scopes=list(scopes) or [scope()], **{"wait_timeout": 600, "report_only": True} | options)


def test_the_gate_opens_as_soon_as_every_phone_was_seen_after_the_end_of_the_action(
    run: Run, pbx: Any, clock: Clock
) -> None:
    register(pbx, "TLS", "02/03/2026 11:00:00")
    clock.each = lambda: register(pbx, "TLS", clock.now.strftime("%d/%m/%Y %H:%M:%S"))
    assert wait(run)["gates"]["S"]["verdict"] == "pass"
    assert clock.slept == [15.0]


def test_an_end_that_was_seen_before_is_the_one_that_counts(run: Run, pbx: Any) -> None:
    register(pbx, "TLS", "02/03/2026 11:57:00")
    assert wait(run, wait_timeout=0)["gates"]["S"]["verdict"] != "pass"
    earlier = {"action": PUSH, "at": "2026-03-02T11:55:00+00:00"}
    gate = wait(run, scope(seen_finished=[earlier]), wait_timeout=0)["gates"]["S"]
    assert (gate["verdict"], gate["action"]["finished_seen_at"]) == ("pass", earlier["at"])


def test_an_action_that_runs_is_followed_and_the_systems_are_left_alone_meanwhile(
    run: Run, manager: Any, pbx: Any, clock: Clock
) -> None:
    manager.pages["T5"].tables["actions"][0]["state"] = "Working"
    register(pbx, "UDP", "02/03/2026 11:59:00")
    gate = wait(run, wait_timeout=60)["gates"]["S"]
    assert gate["action"]["state"] == "running"
    assert gate["verdict"] == "fail"
    assert pbx.sessions == 1
    assert manager.sessions == len(clock.slept) + 1


def test_an_action_that_failed_ends_the_wait(run: Run, manager: Any, pbx: Any, clock: Clock) -> None:
    manager.pages["T5"].tables["actions"][0]["state"] = "Broken"
    register(pbx, "TLS", "02/03/2026 11:59:00")
    gate = wait(run)["gates"]["S"]
    assert (gate["verdict"], clock.slept) == ("fail", [])
    assert PUSH in gate["text"]


def test_the_inventory_is_read_again_only_when_it_counts(run: Run, manager: Any, pbx: Any, clock: Clock) -> None:
    register(pbx, "TLS", "02/03/2026 11:00:00")
    wait(run, wait_timeout=1000, inventory_lag=480)
    assert manager.opened.count("T6") == 2  # at first, and once the lag is over (INV-26)
    assert manager.opened.count("T5") == 1


def test_a_pass_on_an_older_inventory_is_checked_against_a_new_one(
    run: Run, manager: Any, pbx: Any, clock: Clock
) -> None:
    register(pbx, "TLS", "02/03/2026 11:00:00")

    def a_new_phone() -> None:
        register(pbx, "TLS", clock.now.strftime("%d/%m/%Y %H:%M:%S"))
        manager.listed["Mitel 6000 SIP Phone"].append(
            manager.listed["Mitel 6000 SIP Phone"][0] | {"mac": "00085D000009", "number": "2109"}
        )
        clock.each = lambda: None

    clock.each = a_new_phone
    gate = wait(run)["gates"]["S"]
    assert gate["verdict"] == "inconclusive"
    assert [entry["phone"] for entry in gate["without_evidence"]] == ["00085D000009"]


def test_without_any_possible_proof_it_waits_for_the_inventory_only(run: Run, pbx: Any, clock: Clock) -> None:
    pbx.undeclared.add("WREG")
    gate = wait(run, wait_timeout=7200)["gates"]["S"]
    assert gate["verdict"] == "fail"  # the file says none: it can only tell against a phone
    assert sum(clock.slept) == 3600


def test_nothing_sent_and_no_proof_possible_ends_at_once(run: Run, pbx: Any, clock: Clock) -> None:
    pbx.undeclared.add("WREG")
    gate = wait(run, scope(action=""))["gates"]["S"]
    assert (gate["verdict"], clock.slept) == ("inconclusive", [])
    line = next(line for line in gate["text"].splitlines() if line.startswith("written_off: "))
    assert [entry["phone"] for entry in json.loads(line.removeprefix("written_off: "))] == list(MACS)
    assert gate["text"].count("written_off: ") == 1


def test_a_family_without_phones_passes(run: Run) -> None:
    assert wait(run, scope(family="mivoice5300"))["gates"]["S"]["verdict"] == "pass"


def test_a_system_that_does_not_answer_for_a_while_is_looked_at_again(run: Run, pbx: Any, clock: Clock) -> None:
    pbx.faults["WREG", "open"] = ConnectionFailed("It does not answer")
    lines: list[str] = []

    def back() -> None:
        pbx.faults.clear()
        register(pbx, "TLS", clock.now.strftime("%d/%m/%Y %H:%M:%S"))

    clock.each = back
    gates = run(terminal_wait, scopes=[scope()], wait_timeout=600, lines=lines)["gates"]
    assert gates["S"]["verdict"] == "pass"
    assert any("does not answer" in line for line in lines)


def test_a_refused_log_in_is_not_tried_again_and_stops_its_scope_alone(run: Run, manager: Any, clock: Clock) -> None:
    manager.faults["T5", "open"] = AuthError("Refused")
    gates = wait(run, scope(), scope(name="T", action="", family="mivoice5300", mode="disabled"))["gates"]
    assert (gates["S"]["verdict"], gates["T"]["verdict"]) == ("inconclusive", "pass")
    assert "Refused" in gates["S"]["text"]
    assert clock.slept == []


def test_it_fails_with_the_stragglers_by_name_unless_it_shall_only_report(run: Run, pbx: Any) -> None:
    register(pbx, "UDP", "02/03/2026 12:00:00")
    with pytest.raises(Refused, match="2102") as stopped:
        wait(run, scope(action=""), report_only=False, wait_timeout=30)
    assert stopped.value.details["gates"]["S"]["verdict"] == "fail"


def test_two_scopes_of_one_name_are_a_mistake(run: Run) -> None:
    with pytest.raises(UsageError, match="same name"):
        wait(run, scope(), scope())


@pytest.mark.parametrize(
    ("poll", "lag", "seconds"), [(None, 3600, 15), (None, 6, 0.5), (None, 100000, 30), (0, 3600, 0.5), (90, 3600, 90)]
)
def test_the_pause_between_two_looks_is_never_a_busy_loop(poll: float | None, lag: float, seconds: float) -> None:
    assert terminal_wait.poll_interval(poll, lag) == seconds


@pytest.mark.parametrize("action", ["not yet listed", PUSH])
def test_a_check_looks_once_and_says_whom_the_run_would_wait_for(run: Run, pbx: Any, clock: Clock, action: str) -> None:
    register(pbx, "TLS", "02/03/2026 11:00:00")
    gate = wait(run, scope(action=action), check=True)["gates"]["S"]
    assert (gate["verdict"], gate["would_wait_for"], clock.slept) == ("would_wait_for", list(MACS), [])


def test_a_check_without_plan_judges_what_it_sees(run: Run, pbx: Any, clock: Clock) -> None:
    register(pbx, "UDP", "02/03/2026 12:00:00")
    gate = wait(run, scope(action=""), check=True)["gates"]["S"]
    assert (gate["verdict"], clock.slept) == ("fail", [])


CA = Authority()
FILE = {"name": "ca.crt", "content": CA.pem}
TRUSTED = pushed("trusted", trust=_ca_files.mark_of(_ca_files.read_all([FILE])))
OWN = [{"phone": mac, "at": "2026-03-02T11:55:00+00:00", "file": f"{mac}.cfg"} for mac in MACS]


def trusted(**more: Any) -> dict[str, Any]:
    return scope(mode="trusted", action=TRUSTED, trusted_files=[FILE]) | more


@pytest.fixture
def trusting(manager: Any, pbx: Any, clock: Clock) -> None:
    """The action has finished, TMA's files say TLS, and every phone registers every now and then."""
    for line in manager.listed["Mitel 6000 SIP Phone"]:
        line["encryption"] = "SRTP"
    manager.pages["T5"].tables["actions"] = [{"name": TRUSTED, "state": "Done", "date": ""}]
    clock.each = lambda: register(pbx, "TLS", clock.now.strftime("%d/%m/%Y %H:%M:%S"))
    clock.each()


def test_what_phones_trust_is_proven_by_their_downloads(run: Run, trusting: None) -> None:
    # TMA-14, INV-44
    gate = wait(run, trusted(fetched=OWN))["gates"]["S"]
    assert gate["verdict"] == "pass", gate["text"]
    assert gate["holds"] == {"mitel6000": {"authorities": [CA.fingerprint], "verdict": "pass"}}


def test_the_wait_ends_when_only_downloads_are_missing_and_phones_have_had_their_hour(
    run: Run, trusting: None, clock: Clock
) -> None:
    # VER-12: nothing more can come here, the logs have to be read again
    gate = wait(run, trusted(fetched=OWN[:1]), wait_timeout=9000)["gates"]["S"]
    assert (gate["verdict"], gate["awaiting_download"]) == ("inconclusive", [MACS[1]])
    assert sum(clock.slept) == 3600
    assert gate["holds"]["mitel6000"]["verdict"] == "inconclusive"


def test_the_files_asked_for_have_to_be_those_that_the_action_gave(run: Run, trusting: None) -> None:
    other = {"name": "ca.crt", "content": Authority("Other CA").pem}
    gate = wait(run, trusted(fetched=OWN, trusted_files=[other]), wait_timeout=60)["gates"]["S"]
    assert gate["verdict"] == "inconclusive"
    assert "other files" in gate["text"]


def test_phones_that_have_gone_back_to_self_signed_check_nothing(run: Run, pbx: Any, clock: Clock) -> None:
    # INV-41
    clock.each = lambda: register(pbx, "TLS", clock.now.strftime("%d/%m/%Y %H:%M:%S"))
    clock.each()
    gate = wait(run)["gates"]["S"]
    assert gate["holds"] == {"mitel6000": {"authorities": [], "verdict": "pass"}}
    assert "holds" not in wait(run, trusted(trusted_files=[]), wait_timeout=0)["gates"]["S"]


def test_phones_given_up_on_by_name_hold_nothing_back(run: Run, trusting: None) -> None:
    lost = [{"phone": mac, "reason": "in a drawer"} for mac in MACS]
    gate = wait(run, trusted(), written_off=lost)["gates"]["S"]
    assert gate["holds"]["mitel6000"]["verdict"] == "pass"


def test_a_plan_that_moves_the_phones_counts_for_what_they_hold_in_a_check_only(run: Run, trusting: None) -> None:
    planned = trusted(action="not yet listed", planned={"phones": {"mitel6000": "trusted"}})
    gate = wait(run, planned, check=True)["gates"]["S"]
    assert (gate["verdict"], gate["holds"]["mitel6000"]["verdict"]) == ("would_wait_for", "pass")
    gate = wait(run, planned, wait_timeout=0)["gates"]["S"]
    assert gate["holds"]["mitel6000"]["verdict"] == "inconclusive"


def test_nobody_asks_what_phones_trust_in_a_mode_in_which_they_trust_nothing(run: Run) -> None:
    with pytest.raises(UsageError, match="trusted"):
        wait(run, scope(trusted_files=[FILE]))


def test_verifying_trusted_looks_for_the_action_of_an_earlier_run(run: Run, trusting: None) -> None:
    gate = wait(run, trusted(action="", fetched=OWN), wait_timeout=0)["gates"]["S"]
    assert gate["verdict"] == "inconclusive"  # downloaded minutes ago: it may have been the old file
    gate = wait(run, trusted(action="", fetched=OWN), wait_timeout=60)["gates"]["S"]
    assert gate["verdict"] == "pass"  # had it been, its next REGISTER would have brought it the new one


def test_a_list_of_tma_without_an_action_of_ours_proves_nothing_in_trusted(
    run: Run, trusting: None, manager: Any
) -> None:
    manager.pages["T5"].tables["actions"] = []
    gate = wait(run, trusted(action="", fetched=OWN), wait_timeout=0)["gates"]["S"]
    assert gate["verdict"] == "inconclusive"
    assert "no action of this collection" in gate["text"]


PILOT = {"list": "Pilot", "phones": [MACS[0]], "threshold": 100.0, "minimum": 1}


@pytest.fixture
def one_has_moved(pbx: Any, clock: Clock) -> None:
    """The first phone registers over TLS, the second one over UDP, both ever again."""

    def again() -> None:
        seen = clock.now.strftime("%d/%m/%Y %H:%M:%S")
        pbx.pages["WREG"].tables["registrations"] = [
            registration(MACS[0], "TLS", seen),
            registration(MACS[1], "UDP", seen),
        ]

    again()
    clock.each = again


def test_a_pilot_passes_while_the_others_have_not_moved(run: Run, one_has_moved: None) -> None:
    gate = wait(run, scope(pilot=PILOT))["gates"]["S"]
    assert gate["verdict"] == "pass"
    assert [entry["phone"] for entry in gate["moved"]] == [MACS[0]]
    assert gate["text"].startswith("Pilot of the mitel6000: 1 of 1 phones moved")
    assert wait(run)["gates"]["S"]["verdict"] == "fail"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"phones": list(MACS), "threshold": 50.0}, "pass"),
        ({"phones": list(MACS), "threshold": 51.0}, "fail"),
        ({"phones": [MACS[0], "2199"], "threshold": 50.0}, "pass"),
        ({"phones": [MACS[0], "2199"], "threshold": 51.0}, "inconclusive"),
        ({"phones": [MACS[0], "2198", "2199"], "threshold": 30.0, "minimum": 2}, "inconclusive"),
    ],
    ids=["half of them", "more than half", "half, one not known", "more, one not known", "too small a sample"],
)
def test_a_pilot_is_judged_by_its_share_and_its_sample(
    run: Run, one_has_moved: None, change: dict[str, Any], verdict: str
) -> None:
    assert wait(run, scope(pilot=PILOT | change))["gates"]["S"]["verdict"] == verdict


def test_a_pilot_that_proves_nothing_is_a_mistake(run: Run) -> None:
    with pytest.raises(UsageError, match="never have seen"):
        wait(run, scope(pilot=PILOT | {"minimum": 2}))
