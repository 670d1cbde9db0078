# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole path on the lab: look, switch on, be stopped, go on, prove, take down. `make rehearse` runs this.

Everything is real: real playbooks, real sockets. Where the run stops and asks for a person, this script plays the
person (through the lab's control address, which only tests may use) and runs the same command again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lab.wire import FLEETS, Lab
from rich.console import Console
from stage import Rehearsal


def rehearse(run: Rehearsal) -> None:
    lab = run.lab
    run.stage("survey", "survey", expect="done")
    run.stage("plan (check mode)", "enable", "--check", expect="done", done=["T60-5", "T53-7"])
    run.check("the plan wrote nothing", not lab.events("write"))

    first = run.stage("enable", "enable", expect="stopped")
    run.check("the run asked a person for the time server (T60-5)", "T60-5" in first.output)
    lab.operator("T60-5")
    second = run.stage("enable, time server set", "enable", expect="stopped", done=["T60-5", "T53-7"])
    off = lab.powered_off()
    written_off = second.written_off()
    run.check(
        "the gate was left with the powered-off phones of its family only",
        bool(written_off) and {entry["phone"] for entry in written_off} <= off,
    )
    lab.operator("T53-7")
    while True:
        third = run.stage("enable, phones written off", "enable", done=["T60-5", "T53-7"], written_off=written_off)
        if third.returncode == 0:
            break
        more = third.written_off()
        run.check(
            "the next gate names further powered-off phones", bool(more) and {entry["phone"] for entry in more} <= off
        )
        written_off += more
    run.check("only powered-off phones were written off", {entry["phone"] for entry in written_off} == off)
    again = run.stage("converge again", "converge", expect="done", done=["T60-5", "T53-7"], written_off=written_off)
    run.check("the second run changed nothing", again.changed == 0)

    lab.power_on(off)
    run.check("the phones powered on came back encrypting", lab.wait_for_transport(off, "tls"))
    run.stage("verify, nothing written off", "verify", expect="done", done=["T60-5", "T53-7"])
    run.counts("enabled")

    mark = lab.last_event()
    run.stage("disable", "disable", expect="done", done=["STP-7"], before=lambda: lab.operator("STP-7"))
    run.check("5300 before 6000 before systems", lab.stopped_in_order(since=mark))
    again = run.stage(
        "converge again (disabled)", "converge", expect="done", done=["STP-7"], encryption={"state": "disabled"}
    )
    run.check("the second run changed nothing", again.changed == 0)
    run.counts("disabled")
    run.check("no phone ever lost service", not lab.state()["service_loss"])
    run.check("no voice was exposed by the order of the steps", not lab.state()["voice_exposed"])
    run.check("no session was left open", not lab.state()["sessions"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fleet", default=str(FLEETS / "demo.yml"))
    parser.add_argument("--speed", default="600")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    console = Console()
    with (
        tempfile.TemporaryDirectory(prefix="mivoice-rehearse-") as work,
        Lab.up(Path(work), options.fleet, options.speed, options.seed) as lab,
    ):
        run = Rehearsal(Path(work), lab, console)
        try:
            rehearse(run)
        finally:
            run.report()
    return 0 if run.succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
