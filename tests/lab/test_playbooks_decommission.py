# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking encryption off on a date: nothing before it, one step after the other in the windows, quiet outside."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from .test_playbooks_trusted import fleet as hospital_and_clinic
from .wire import FLEETS, Lab, Run, play

ENCRYPTED = {"state": "enabled", "mode": "self_signed", "inter_ipbx": True}
DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7", "STP-7")]
NIGHTS = {
    "not_before": "2026-03-26T12:00:00+01:00",
    "deadline": "2026-04-10T00:00:00+02:00",
    "windows": [{"days": ["fri", "sat"], "start": "23:00", "end": "04:00", "timezone": "Europe/Paris"}],
    "wait": 20,
}
"""In the night from Saturday 28 to Sunday 29 March 2026 the clocks of Paris skip the hour from 2:00 to 3:00."""

MOST_RUNS = 20
"""Runs that may be quiet until the clock outside has come to the minute that TMA was told."""


class Nights:
    """Runs of the decommission at given times, with what each said of its end."""

    def __init__(self, lab: Lab, work: Path, schedule: dict[str, Any] | None) -> None:
        """Without a ``schedule`` the inventory has to have it."""
        self.lab, self.result = lab, work / "result.json"
        self.said = {"decommission": schedule} if schedule else {}

    def run(self, now: str, *arguments: str, playbook: str = "decommission", **said: Any) -> Run:
        self.mark = self.lab.last_event()
        self.result.unlink(missing_ok=True)
        return play(
            self.lab,
            playbook,
            *arguments,
            **{
                "encryption": ENCRYPTED,
                "operator_done": DONE,
                "now": now,
                "result_file": str(self.result),
            }
            | self.said
            | said,
        )

    def ended(self, run: Run) -> tuple[int, str]:
        assert self.result.exists(), run.output
        return run.returncode, json.loads(self.result.read_text())["outcome"]

    def outcomes(self) -> dict[str, str]:
        scopes = json.loads(self.result.read_text())["scopes"]
        return {name: scope["outcome"] for name, scope in scopes.items()}

    def told(self) -> str:
        scopes = json.loads(self.result.read_text())["scopes"].values()
        return "\n".join(line for scope in scopes for line in scope["lines"])

    def written(self) -> set[str]:
        return {event["what"] for event in self.lab.events("write", self.mark)}

    def touched(self) -> set[str]:
        """Kinds of events other than what phones do by themselves."""
        return {event["kind"] for event in self.lab.all_events(self.mark)} & {"login", "write", "sip_restart"}


def encrypt(lab: Lab) -> None:
    for step in ("T60-5", "T53-7"):
        lab.operator(step)
    always = {"start": "00:00", "end": "00:00", "timezone": "Asia/Kathmandu"}
    run = play(lab, "enable", encryption=ENCRYPTED, operator_done=DONE, sip_restart="window", window=always)
    assert run.returncode == 0, run.output


def transports(lab: Lab, family: str) -> set[str]:
    phones = lab.state()["phones"].values()
    return {phone["registration"]["transport"] for phone in phones if phone["family"] == family and phone["powered"]}


def test_encryption_goes_off_on_its_date_in_the_windows_and_only_then(tmp_path: Path) -> None:
    with Lab.up(tmp_path, str(FLEETS / "small.yml"), "600", "7") as lab:
        encrypt(lab)
        nights = Nights(lab, tmp_path, NIGHTS)
        begun = lab.last_event()

        for now, goes_on in (
            ("2026-03-25T22:30:00Z", "2026-03-27T22:00:00+00:00"),  # before the date
            ("2026-03-27T21:59:59Z", "2026-03-27T22:00:00+00:00"),  # before the window
            ("2026-03-29T02:00:00Z", "2026-04-03T21:00:00+00:00"),  # 4:00 in Paris: after it
        ):
            quiet = nights.run(now)
            assert (*nights.ended(quiet), quiet.changed) == (0, "waiting", 0), quiet.output
            assert nights.touched() == set()
            assert json.loads(nights.result.read_text())["at"] == goes_on

        plan = nights.run("2026-03-25T22:30:00Z", "--check")
        assert nights.ended(plan) == (0, "drift"), plan.output
        assert plan.changed > 0
        assert nights.written() == set()

        # 3:15 in Paris: 45 minutes are left of the window, too little for phones.
        late = nights.run("2026-03-29T01:15:00Z")
        assert nights.ended(late) == (0, "waiting"), late.output
        assert nights.written() == set()

        refused = nights.run("2026-03-27T22:00:00Z", playbook="converge")
        assert "is decommissioned by schedule" in refused.output, refused.output
        assert nights.touched() == set()

        (silent,) = [mac for mac, phone in lab.state()["phones"].items() if phone["number"] == "2142"]
        lab.fault(kind="power_off", phones=[silent])
        lab.operator("STP-7")
        first = nights.run("2026-03-27T22:00:00Z")
        assert nights.ended(first) == (0, "changed"), first.output
        assert (transports(lab, "mivoice5300"), transports(lab, "mitel6000")) == ({"udp"}, {"tls"})
        assert silent in nights.told()

        again = nights.run("2026-03-27T22:30:00Z")
        assert nights.ended(again) == (0, "waiting"), again.output
        assert nights.written() == set()

        overdue = nights.run("2026-04-10T21:30:00Z")
        assert nights.ended(overdue) == (2, "failed"), overdue.output
        assert "The deadline is over" in overdue.output
        assert nights.written() == set()

        lab.power_on([silent])
        assert lab.wait_for_transport([silent], "udp")
        # 1:30 in Paris: the hour that is skipped leaves an hour and a half.
        last = nights.run("2026-03-29T00:30:00Z")
        assert nights.ended(last) == (0, "done"), last.output
        assert lab.stopped_in_order(since=begun)

        idle = nights.run("2026-03-29T00:35:00Z")
        assert (*nights.ended(idle), idle.changed) == (0, "done", 0), idle.output
        assert nights.written() == set()
        state = lab.state()
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])


def test_every_multi_site_keeps_to_its_own_windows_in_one_run(tmp_path: Path) -> None:
    with Lab.up(tmp_path, hospital_and_clinic(tmp_path), "600", "7") as lab:
        encrypt(lab)
        lab.operator("STP-7")
        later = NIGHTS | {"windows": [{"days": ["wed"], "start": "23:00", "end": "04:00", "timezone": "Europe/Paris"}]}
        schedules = {"pbx1": NIGHTS, "pbx2": NIGHTS, "clinic": later}
        more = tmp_path / "schedules.yml"
        hosts = {name: {"mivoice_decommission": schedule} for name, schedule in schedules.items()}
        more.write_text(yaml.safe_dump({"pbx": {"hosts": hosts}}), encoding="utf-8")
        nights = Nights(lab, tmp_path, None)
        also = f"--inventory={more}"

        friday = nights.run("2026-03-27T22:00:00Z", also)
        assert nights.ended(friday) == (0, "waiting"), friday.output
        assert nights.outcomes() == {"mgr1/Hospital": "done", "clinic": "waiting"}
        assert {event["target"] for event in lab.events("write", nights.mark)} == {"mgr1", "pbx1", "pbx2"}
        assert lab.stopped_in_order(since=nights.mark)

        wednesday = nights.run("2026-04-01T21:00:00Z", also)
        assert nights.outcomes() == {"mgr1/Hospital": "done", "clinic": "done"}, wednesday.output
        assert {event["target"] for event in lab.events("write", nights.mark)} == {"clinic"}

        hosts["pbx2"] = {"mivoice_decommission": later}
        more.write_text(yaml.safe_dump({"pbx": {"hosts": hosts}}), encoding="utf-8")
        torn = nights.run("2026-03-27T22:00:00Z", also)
        assert torn.returncode != 0
        assert "all its systems have the same mivoice_decommission" in torn.output, torn.output
        assert nights.outcomes()["mgr1/Hospital"] == "failed"
        assert nights.written() == set()
        state = lab.state()
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])


PILOT = {"family": "mitel6000", "list": "Pilot", "phones": ["2101", "2103"], "threshold": 50, "minimum": 1}


def with_pilot_list(work: Path) -> str:
    fleet = yaml.safe_load((FLEETS / "standalone.yml").read_text(encoding="utf-8"))
    fleet["systems"]["pbx1"]["tma"] = {"lists": {"Pilot": PILOT["phones"]}}
    (work / "fleet.yml").write_text(yaml.safe_dump(fleet, sort_keys=False), encoding="utf-8")
    return str(work / "fleet.yml")


def test_a_pilot_goes_first_and_half_of_it_is_enough_where_the_site_says_so(tmp_path: Path) -> None:
    with Lab.up(tmp_path, with_pilot_list(tmp_path), "600", "7") as lab:
        encrypt(lab)
        lab.operator("STP-7")
        numbers = {phone["number"]: mac for mac, phone in lab.state()["phones"].items()}
        lab.fault(kind="power_off", phones=[numbers["2103"]])

        strict = Nights(lab, tmp_path, NIGHTS | {"pilot": [PILOT | {"threshold": 51}]})
        short = strict.run("2026-03-27T22:00:00Z")
        assert strict.ended(short) == (0, "changed"), short.output
        others = [numbers[number] for number in ("2102", "2104")]
        assert lab.wait_for_transport([numbers["2101"]], "udp")
        assert {lab.state()["phones"][mac]["registration"]["transport"] for mac in others} == {"tls"}
        assert numbers["2103"] in strict.told()

        nights = Nights(lab, tmp_path, NIGHTS | {"pilot": [PILOT]})
        wider = nights.run("2026-03-27T22:30:00Z")
        assert nights.ended(wider) == (0, "changed"), wider.output
        assert transports(lab, "mitel6000") == {"udp"}
        assert lab.state()["systems"]["pbx1"]["voice_encryption"] is True

        lab.power_on([numbers["2103"]])
        assert lab.wait_for_transport([numbers["2103"]], "udp")
        last = nights.run("2026-03-27T22:45:00Z")
        assert nights.ended(last) == (0, "done"), last.output
        state = lab.state()
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])


def test_tma_begins_by_itself_with_what_it_was_left_before_the_window(tmp_path: Path) -> None:
    """Dates of deferred actions are those of the clock outside, in the lab too: the wait takes up to two minutes."""
    with Lab.up(tmp_path, str(FLEETS / "standalone.yml"), "600", "7") as lab:
        encrypt(lab)
        lab.operator("STP-7")
        opening = (datetime.now(UTC) + timedelta(minutes=2)).replace(second=0, microsecond=0)
        window = {"start": opening.isoformat(), "end": (opening + timedelta(hours=5)).isoformat()}
        begins = (opening - timedelta(days=1)).isoformat()
        nights = Nights(
            lab, tmp_path, {"not_before": begins, "windows": [window], "wait": 200, "defer": {"timezone": "UTC"}}
        )
        early = (opening - timedelta(hours=1)).isoformat()
        left = nights.run(early)
        assert nights.ended(left) == (0, "changed"), left.output
        assert transports(lab, "mivoice5300") == {"tls"}
        again = nights.run(early)
        assert nights.ended(again) == (0, "waiting"), again.output
        assert nights.written() == set()

        for _again in range(MOST_RUNS):
            last = nights.run(opening.isoformat())
            if nights.ended(last) != (0, "waiting"):
                break
        assert nights.ended(last) == (0, "done"), last.output
        state = lab.state()
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])
