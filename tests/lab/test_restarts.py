# SPDX-License-Identifier: GPL-3.0-or-later
"""The SIP service restarts only by a task that may restart it now (INV-24), whatever module is called by hand."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    bothway,
    certificate,
    encryption_right,
    inter_ipbx_encryption,
    licence,
    multisite_encryption,
    terminal_deployment,
    terminal_parameters,
    voice_encryption,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from by_hand import (
    CA,
    HOSPITAL,
    TMA,
    Options,
    certified,
    in_bothway,
    multisite_on,
    own_certificate,
    phones_off,
    phones_on,
    task,
    voice_off,
    voice_on,
)
from cryptography.hazmat.primitives.serialization import Encoding
from mivoice_lab.model.issue import new_authority
from mivoice_lab.model.pkcs12 import write_file
from socketless import LabFleet

MODULES = Path(__file__).resolve().parents[2] / "plugins" / "modules"
Make = Callable[[LabFleet], Options]


def own_file(lab: LabFleet) -> Options:
    [system] = lab.world.systems.values()
    file = authority.system(system.tel_address, authority.authority("Hospital CA")).file()
    known = {"multisite": False, "has_5300": True}
    pkcs12 = {"content": file, "pkcs12_password": authority.PASSWORD}
    return own_certificate(lab) | {"state": "trusted", "system": known} | pkcs12


def multisite_file(lab: LabFleet) -> Options:
    now = lab.clock.now()
    signing = new_authority("Manager CA", now - timedelta(days=1), now + timedelta(days=800))
    data = write_file(signing.certificate, signing.key, signing.issuers, authority.PASSWORD)
    pkcs12 = {"content": base64.b64encode(data).decode(), "pkcs12_password": authority.PASSWORD}
    return multisite_on(lab) | {"type": "import"} | pkcs12


def ending_soon(lab: LabFleet) -> Options:
    """Certificates valid for a year, made two days ago."""
    certified(lab)
    lab.run(2 * 24 * 3600)
    return multisite_on(lab) | {"days_left": 364}


def bothway_left(lab: LabFleet) -> Options:
    options = in_bothway(lab)
    task(lab, bothway, "pbx2", options)
    return options | {"state": "disabled"}


RESTARTING: list[tuple[Any, str, str, Make]] = [
    (certificate, "standalone", "pbx1", own_certificate),
    (certificate, "standalone", "pbx1", own_file),
    (multisite_encryption, "small", "mgr1", multisite_on),
    (multisite_encryption, "small", "mgr1", multisite_file),
    (multisite_encryption, "small", "mgr1", ending_soon),
    (bothway, "small", "pbx2", in_bothway),
    (bothway, "small", "pbx2", bothway_left),
]


def licence_entered(lab: LabFleet) -> Options:
    lab.world.systems["pbx1"].licence = "refused"
    lab.world.systems["pbx1"].valid_keycodes.append("KEY-0001")
    return {"keycode": "KEY-0001"}


def rights_given(lab: LabFleet) -> Options:
    [first, *_others] = lab.world.systems["pbx1"].subscriptions.values()
    first.right = False
    return {"scope": "subscriptions", "state": "enabled"}


def links_encrypted(_lab: LabFleet) -> Options:
    return {"state": "enabled", "name": "pbx1", "peers": []}


def authority_copied(_lab: LabFleet) -> Options:
    file = {"file_name": "ca.crt", "content": CA.certificate.public_bytes(Encoding.PEM).decode()}
    return TMA | HOSPITAL | {"family": "mitel6000", "server": "dl1"} | file


QUIET: list[tuple[Any, str, str, Make]] = [
    (licence, "small", "pbx1", licence_entered),
    (encryption_right, "standalone", "pbx1", rights_given),
    (voice_encryption, "small", "pbx1", voice_on),
    (voice_encryption, "small", "pbx1", voice_off),
    (inter_ipbx_encryption, "small", "pbx1", links_encrypted),
    (terminal_parameters, "small", "mgr1", phones_on("mitel6000")),
    (terminal_parameters, "small", "mgr1", phones_on("mivoice5300")),
    (terminal_parameters, "small", "mgr1", phones_off),
    (terminal_deployment, "small", "mgr1", authority_copied),
]
NO_APPLIANCE = {"download_file", "download_log_info", "download_server_info", "terminal_file_info", "certificate_info"}
ONLY_READING = {"preflight", "sip_probe", "survey", "system_info", "terminal_info", "terminal_wait", "verification"}


def ids(rows: list[tuple[Any, str, str, Make]]) -> list[str]:
    return [f"{short(row[0])} {row[3].__name__} {number}" for number, row in enumerate(rows)]


def short(resource: Any) -> str:
    return str(resource.__name__.rpartition(".")[2])


def permissions(lab: LabFleet) -> list[Options]:
    """Everything that permits no restart now."""
    now = lab.clock.now()
    moments = [now + timedelta(hours=hours) for hours in (-3, -1, 1, 3)]
    past, coming = (
        {"sip_restart": "window", "window": {"start": start.isoformat(), "end": end.isoformat()}}
        for start, end in (moments[:2], moments[2:])
    )
    return [{"sip_restart": "forbid"}, past, coming]


def test_every_module_has_its_place_here() -> None:
    """A new module has to say in this file what it does to the SIP service."""
    placed = {short(row[0]) for row in (*RESTARTING, *QUIET)} | NO_APPLIANCE | ONLY_READING
    assert placed == {path.stem for path in MODULES.glob("[a-z]*.py")}


@pytest.mark.parametrize(("resource", "fleet", "device", "make"), RESTARTING, ids=ids(RESTARTING))
def test_nothing_restarts_while_no_permission_is_given_or_its_window_is_closed(
    resource: Any, fleet: str, device: str, make: Make
) -> None:
    lab = LabFleet(fleet)
    options = make(lab)
    before = (len(lab.writes()), len(lab.world.events.of_kind("sip_restart")))
    for permission in ({}, *permissions(lab)):
        told = {name: value for name, value in options.items() if name not in ("sip_restart", "window")} | permission
        with pytest.raises(Refused) as stopped:
            task(lab, resource, device, told)
        assert stopped.value.rule == "INV-24"
        assert (len(lab.writes()), len(lab.world.events.of_kind("sip_restart"))) == before
    assert task(lab, resource, device, options)["changed"] is True
    assert len(lab.world.events.of_kind("sip_restart")) > before[1]


@pytest.mark.parametrize(("resource", "fleet", "device", "make"), QUIET, ids=ids(QUIET))
def test_a_module_that_asks_for_no_permission_restarts_nothing(
    resource: Any, fleet: str, device: str, make: Make
) -> None:
    lab = LabFleet(fleet)
    options = make(lab)
    before = len(lab.world.events.of_kind("sip_restart"))
    assert "sip_restart" not in resource.ARGUMENT_SPEC
    task(lab, resource, device, options)
    lab.run(900)
    assert len(lab.world.events.of_kind("sip_restart")) == before
