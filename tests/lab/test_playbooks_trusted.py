# SPDX-License-Identifier: GPL-3.0-or-later
"""Trusted certificates from end to end, with and without Manager: roll-out, wrong orders, and a change of authority."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from .clinic import DONE, SYSTEMS, Pki, fleet, served, unharmed
from .wire import Lab, Run, play

PLAYS = Path(__file__).parent / "plays"


def run(lab: Lab, playbook: str, **said: Any) -> Run:
    return play(
        lab,
        playbook,
        **{
            "encryption": {"state": "enabled", "mode": "trusted", "inter_ipbx": True},
            "operator_done": DONE,
            "sip_restart": "allow",
            "wait_timeout": 40,
        }
        | said,
    )


def files(lab: Lab, folder: str = ".") -> dict[str, Any]:
    """PKCS#12 files of the inventory, or with ``next`` those of the other authority."""
    names = {"mgr1": "manager_pkcs12", "clinic": "pkcs12"}
    return {
        variable: {
            "src": str(lab.pki / folder / f"{device}.p12"),
            "password": f"{{{{ lab_secrets['{device}'].pkcs12_password }}}}",
        }
        for device, variable in names.items()
    }


def leaf_of(lab: Lab, folder: str = ".") -> str:
    """SHA-256 of the certificate in the file of the clinic."""
    secrets = yaml.safe_load((Path(lab.inventory) / "group_vars" / "all" / "secrets.yml").read_text())["lab_secrets"]
    password = secrets["clinic"]["pkcs12_password"].encode()
    held = load_pkcs12((lab.pki / folder / "clinic.p12").read_bytes(), password).cert
    assert held is not None
    return held.certificate.fingerprint(SHA256()).hex()


def trusted_by_phones(lab: Lab) -> set[tuple[str, ...]]:
    return {tuple(phone["trusted_files"]) for phone in lab.state()["phones"].values()}


@pytest.fixture
def lab(tmp_path: Path) -> Any:
    with Lab.up(tmp_path, fleet(tmp_path), "600", "7") as up:
        up.operator("T60-5")
        up.operator("T53-7")
        yield up


def test_trusted_encryption_is_rolled_out_once_and_its_authority_is_replaced_without_losing_a_phone(lab: Lab) -> None:
    first = run(lab, "enable")
    assert first.returncode == 0, first.output
    assert trusted_by_phones(lab) == {("ca.crt",)}
    assert {(phone["registration"] or {}).get("transport") for phone in lab.state()["phones"].values()} == {"tls"}
    assert unharmed(lab)

    # Shown by 2: what is served is what was imported, and Manager's are all different ones of its authority.
    shown = served(lab)
    assert shown["clinic"] == leaf_of(lab)
    assert len(set(shown.values())) == len(SYSTEMS)

    mark = lab.last_event()
    again = run(lab, "converge")
    assert (again.returncode, again.changed) == (0, 0), again.output
    assert lab.events("sip_restart", mark) == []
    assert lab.events("write", mark) == []
    verified = run(lab, "verify")
    assert verified.returncode == 0, verified.output

    # The systems first: refused by the file checks of the role, and by the module itself (INV-44).
    for playbook in ("enable", str(PLAYS / "import.yml")):
        wrong = run(lab, playbook, **files(lab, "next"))
        assert wrong.returncode != 0
        assert "CERT-28" in wrong.output if playbook == "enable" else "[INV-44]" in wrong.output, wrong.output
    assert lab.events("write", mark) == []

    # A file that no download server has (INV-13).
    unfetchable = run(lab, str(PLAYS / "trust.yml"))
    assert "[INV-13]" in unfetchable.output, unfetchable.output
    assert lab.events("write", mark) == []

    authority = {"src": str(lab.pki / "next" / "ca.crt"), "name": "ca-2.crt"}
    both = run(lab, "converge", **files(lab, "next"), ca_next=authority)
    assert both.returncode == 0, both.output
    assert trusted_by_phones(lab) == {("ca-and-ca-2.crt",), ("ca.crt", "ca-2.crt")}
    renewed = served(lab)
    assert renewed["clinic"] == leaf_of(lab, "next")
    assert not set(renewed.values()) & set(shown.values())
    assert unharmed(lab)

    alone = run(lab, "converge", **files(lab, "next"), ca=authority)
    assert alone.returncode == 0, alone.output
    assert trusted_by_phones(lab) == {("ca-2.crt",)}
    mark = lab.last_event()
    again = run(lab, "converge", **files(lab, "next"), ca=authority)
    assert (again.returncode, again.changed) == (0, 0), again.output
    assert lab.events("write", mark) == []
    assert unharmed(lab)


def test_a_plan_for_trusted_writes_nothing_and_lists_what_the_run_would_write(lab: Lab) -> None:
    mark = lab.last_event()
    plan = play(
        lab,
        "enable",
        "--check",
        encryption={"state": "enabled", "mode": "trusted"},
        operator_done=DONE,
        sip_restart="allow",
    )
    assert plan.returncode == 0, plan.output
    assert lab.events("write", mark) == []


def test_an_authority_that_did_not_sign_the_certificates_is_met_before_anything_is_written(lab: Lab) -> None:
    mark = lab.last_event()
    wrong = run(lab, "enable", ca={"src": str(lab.pki / "next" / "ca.crt"), "name": "ca.crt"})
    assert wrong.returncode != 0
    assert "PRE-12" in wrong.output, wrong.output
    assert lab.events("write", mark) == []


def test_files_are_judged_although_the_first_system_of_the_run_has_no_trusted_mode(lab: Lab) -> None:
    mark = lab.last_event()
    mode = "{{ (inventory_hostname == 'clinic') | ternary('self_signed', 'trusted') }}"
    wrong = run(
        lab,
        "preflight",
        encryption={"state": "enabled", "mode": mode},
        ca={"src": str(lab.pki / "next" / "ca.crt"), "name": "ca.crt"},
    )
    assert "PRE-12" in wrong.output and "CERT-28" in wrong.output, wrong.output
    assert lab.events("write", mark) == []


def test_what_its_authority_has_revoked_is_installed_by_no_role_and_by_no_module(lab: Lab, tmp_path: Path) -> None:
    pki, mark = Pki(tmp_path / "pki"), lab.last_event()
    own, signing = pki.own(lab, "clinic", 700), pki.signing(900)
    site = pki.ca() | own | signing
    revoked = pki.crl(own, signing)
    stopped = run(lab, "enable", **site | revoked)
    assert stopped.output.count("CRL-2") >= 2 and "PRE-12" in stopped.output, stopped.output
    alone = run(lab, str(PLAYS / "import.yml"), **site | revoked)
    assert "[CRL-2]" in alone.output and "revoked on" in alone.output, alone.output
    assert lab.events("write", mark) == []

    stale = run(lab, "enable", **site | pki.crl(until=-1))
    assert stale.returncode == 0, stale.output
    assert "a list out of date since" in stale.output
    assert unharmed(lab)
