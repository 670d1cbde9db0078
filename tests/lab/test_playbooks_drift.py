# SPDX-License-Identifier: GPL-3.0-or-later
"""Drift on download servers: found to the line, corrected by TMA alone, never behind its back (INV-25)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .wire import FLEETS, Lab, Run, play

DONE = [{"step": step, "by": "test"} for step in ("T60-5", "T53-7", "STP-7")]
FORM = {"file_pattern": "MV5300_{mac}.cfg", "global_file": "MV5300.cfg", "delimiter": "="}  # an assumption of the lab
SERVERS = ("dl1", "dl2")
WRONG_TIME = "192.0.2.9"
TLS_AGAIN = ("sip transport protocol: 4", "SIP_TRANS_PROTO=TLS")


@contextmanager
def site(work: Path, models: dict[str, Any] | None = None, first: str = "http", second: str = "sftp") -> Iterator[Lab]:
    """A multi-site whose phones may fetch from either of two servers; TMA has a file for one model."""
    fleet = yaml.safe_load((FLEETS / "small.yml").read_text(encoding="utf-8"))
    fleet["managers"]["mgr1"] = {"tma": {"models": models or {"6867i": {"directed call pickup": "1"}}}}
    fleet["download_servers"] = {
        "dl1": {"protocol": "http", "files": first},
        "dl2": {"protocol": "http", "files": second, "listing": True},
    }
    for system in fleet["systems"].values():
        system["download_servers"] = list(SERVERS)
    (work / "fleet.yml").write_text(yaml.safe_dump(fleet, sort_keys=False), encoding="utf-8")
    with Lab.up(work, str(work / "fleet.yml"), "600", "7") as lab:
        for server in SERVERS:
            lab.says(server, file_rules={"site_format": FORM})
        lab.operator("T60-5")
        lab.operator("T53-7")
        yield lab
        state = lab.state()
        assert (state["service_loss"], state["voice_exposed"], state["sessions"]) == ([], [], [])


def run(lab: Lab, playbook: str, *arguments: str, **said: Any) -> Run:
    return play(lab, playbook, *arguments, operator_done=DONE, **said)


def rolled_out(lab: Lab) -> None:
    first = run(lab, "converge")
    assert first.returncode == 0, first.output
    assert all((phone["registration"] or {})["transport"] == "tls" for phone in lab.state()["phones"].values())


def phone(lab: Lab, model: str) -> str:
    return next(mac for mac, found in lab.state()["phones"].items() if found["model"] == model)


def drift(lab: Lab, server: str, name: str, line: str) -> tuple[str, int]:
    """Add a line to a file by hand; the file as TMA wrote it, and the number of the new line."""
    right = lab.file_on(server, name)
    lab.edit_file(server, name, f"{right}{line}\n")
    return right, len(right.splitlines()) + 1


def ours(lab: Lab, since: int) -> list[dict[str, Any]]:
    return [event for event in lab.events("write", since) if event["actor"] != "operator"]


def test_drift_is_found_to_the_line_and_corrected_through_tma_alone(tmp_path: Path) -> None:
    with site(tmp_path) as lab:
        rolled_out(lab)
        planted = [
            ("dl2", f"{phone(lab, '6930')}.cfg", "sip srtp mode: 0"),  # one phone's file, on one server of two
            ("dl1", "6867i.cfg", f"time server1: {WRONG_TIME}"),  # the file of a model
            ("dl1", f"MV5300_{phone(lab, '5380ip')}.cfg", "SIP_TRANS_PROTO=UDP"),  # a 5300
        ]
        right = {(server, name): drift(lab, server, name, line) for server, name, line in planted}
        mark = lab.last_event()

        plan = run(lab, "converge", "--check")
        assert (plan.returncode, plan.changed, ours(lab, mark)) == (0, 2, []), plan.output
        for (server, name), (_file, line) in right.items():
            assert f"DRIFT, {server}: " in plan.output
            assert f"({name} line {line})" in plan.output

        told = run(lab, "verify")
        assert told.returncode != 0
        assert all(f"({name} line {line})" in told.output for (_server, name), (_file, line) in right.items())

        corrected = run(lab, "converge")
        assert (corrected.returncode, corrected.changed) == (0, plan.changed), corrected.output
        assert {event["what"] for event in ours(lab, mark)} <= {"update_specific", "start_action"}
        assert all(lab.file_on(server, name) == file for (server, name), (file, _line) in right.items())

        mark = lab.last_event()
        again = run(lab, "converge")
        assert (again.returncode, again.changed, ours(lab, mark)) == (0, 0, []), again.output


def test_on_a_hand_managed_server_the_line_is_named_and_nothing_is_touched(tmp_path: Path) -> None:
    with site(tmp_path) as lab:
        rolled_out(lab)
        lab.says("dl2", hand_managed=True)
        name = f"{phone(lab, '6930')}.cfg"
        right, line = drift(lab, "dl2", name, "sip srtp mode: 0")
        mark = lab.last_event()
        for arguments in ([], ["--check"]):
            told = run(lab, "converge", *arguments)
            assert told.returncode != 0
            assert f"change line {line} of {name} to" in told.output.replace("\\", ""), told.output
            assert told.changed == 0
        assert ours(lab, mark) == []
        assert lab.file_on("dl2", name) == f"{right}sip srtp mode: 0\n"
        lab.edit_file("dl2", name, right)
        mended = run(lab, "converge")
        assert (mended.returncode, mended.changed) == (0, 0), mended.output


def test_what_tma_itself_holds_wrong_is_sent_again_once_and_then_left_to_a_person(tmp_path: Path) -> None:
    with site(tmp_path, models={"6867i": {"sip local tls port": "5062"}}) as lab:
        first = run(lab, "converge")
        assert first.returncode != 0
        assert "TMA has written it so" in first.output, first.output
        sent = run(lab, "converge")
        assert (sent.returncode != 0, sent.changed) == (True, 1), sent.output
        mark = lab.last_event()
        left = run(lab, "converge")
        assert (left.returncode != 0, left.changed, ours(lab, mark)) == (True, 0, []), left.output
        assert "for the very same cause" in left.output


def test_what_cannot_be_read_is_never_good_and_what_nobody_declared_is_named(tmp_path: Path) -> None:
    with site(tmp_path) as lab:
        rolled_out(lab)
        name = f"{phone(lab, '6930')}.cfg"
        lab.fault(kind="550", target="dl2", name=name)
        for playbook in ("converge", "verify"):
            partial = run(lab, playbook)
            assert (partial.returncode != 0, partial.changed) == (True, 0), partial.output
            assert "NOT READ, dl2: " in partial.output
            assert name in partial.output
        lab.fault(kind="550", target="dl2", name=name, on=False)
        lab.says("dl2", files={})
        blind = run(lab, "converge")
        assert (blind.returncode, blind.changed) == (0, 0), blind.output
        assert "Not looked at: dl2, because mivoice_files does not say how to read it." in blind.output


def test_files_are_put_in_place_once_and_a_key_left_behind_is_reported_and_taken_away(tmp_path: Path) -> None:
    with site(tmp_path, first="ftps", second="http") as lab:
        key = ec.generate_private_key(ec.SECP256R1())
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        pem = key.private_bytes(*form).decode()
        lab.edit_file("dl1", "old.key", pem)
        mark = lab.last_event()
        authority = {"name": "phone-ca.pem", "src": str(lab.pki / "ca.crt")}
        lab.says("dl1", server_files=[authority])
        lab.says("dl2", server_files=[authority], hand_managed=True)

        found = run(lab, "download_servers")
        assert found.returncode != 0
        assert "old.key was left behind" in found.output, found.output
        assert "lists its files to anyone" in found.output
        assert pem.splitlines()[1] not in found.output
        assert lab.file_on("dl1", "phone-ca.pem") == lab.file_on("dl2", "phone-ca.pem")
        assert {event["what"] for event in ours(lab, mark)} == {"deployment", "start_action", "upload"}

        lab.says("dl1", server_files=[authority, {"name": "old.key", "state": "absent"}])
        plan = run(lab, "download_servers", "--check")
        assert (plan.returncode, plan.changed) == (0, 1), plan.output
        taken = run(lab, "download_servers")
        assert (taken.returncode, taken.changed) == (0, 1), taken.output
        assert "old.key" not in lab.state()["download_servers"]["dl1"]["files"]
        again = run(lab, "download_servers")
        assert (again.returncode, again.changed) == (0, 0), again.output


@pytest.mark.parametrize("second", ["ftps", "https", "tftp"])
def test_files_are_judged_over_every_protocol(tmp_path: Path, second: str) -> None:
    with site(tmp_path, second=second) as lab:
        rolled_out(lab)
        name = f"{phone(lab, '6930')}.cfg"
        _right, line = drift(lab, "dl2", name, "sip srtp mode: 0")
        told = run(lab, "verify")
        assert f"({name} line {line})" in told.output, told.output


def test_after_a_stop_a_file_that_would_bring_a_phone_back_to_tls_is_corrected_too(tmp_path: Path) -> None:
    with site(tmp_path) as lab:
        rolled_out(lab)
        lab.operator("STP-7")
        off = {"state": "disabled"}
        stopped = run(lab, "converge", encryption=off)
        assert stopped.returncode == 0, stopped.output
        names = [f"{phone(lab, '6930')}.cfg", f"MV5300_{phone(lab, '5380ip')}.cfg"]
        planted = [drift(lab, "dl1", name, line) for name, line in zip(names, TLS_AGAIN, strict=True)]
        mark = lab.last_event()
        corrected = run(lab, "converge", encryption=off)
        assert (corrected.returncode, corrected.changed) == (0, 2), corrected.output
        for name, (file, line) in zip(names, planted, strict=True):
            assert f"({name} line {line})" in corrected.output
            assert lab.file_on("dl1", name) == file
        families = [event["family"] for event in ours(lab, mark) if event["what"] == "start_action"]
        assert families == ["mivoice5300", "mitel6000"]  # INV-16
        again = run(lab, "converge", encryption=off)
        assert (again.returncode, again.changed) == (0, 0), again.output
