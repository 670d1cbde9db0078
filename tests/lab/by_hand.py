# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of writing modules as a person gives them by hand, each on a fleet that is brought to where the task fits."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import (
    multisite_encryption,
    sip_probe,
    system_info,
    terminal_parameters,
)
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from cryptography.hazmat.primitives.serialization import Encoding
from socketless import LabFleet

TMA = {"tma_username": "tma", "tma_password": "lab-tma-3"}
HOSPITAL = {"region": "Nord", "multisite": "Hospital"}
Options = dict[str, Any]


def task(lab: LabFleet, resource: Any, device: str, options: Options) -> dict[str, Any]:
    result: dict[str, Any] = resource.run(lab.options(resource, device, **options), lab.context())
    return result


def facts_of(lab: LabFleet) -> list[Options]:
    """What a role knows of the systems."""
    found = []
    for system in lab.world.systems.values():
        identity = {"name": system.site_name, "role": system.role, "tel_address": system.tel_address}
        identity |= {"hardware": system.hardware, "cluster_server": system.cluster_server, "backup": system.backup}
        facts = task(lab, system_info, system.name, identity)["system"] | {"multisite": system.multisite}
        facts["sip"] = task(lab, sip_probe, system.name, {"tel_address": system.tel_address})["sip"]
        found.append(facts)
    return found


def connections(lab: LabFleet) -> list[Options]:
    return [lab.params(system.name, name=system.site_name) for system in lab.world.systems.values()]


def certified(lab: LabFleet) -> None:
    options = HOSPITAL | {"state": "enabled", "systems": facts_of(lab), "sip_restart": "allow"}
    task(lab, multisite_encryption, "mgr1", options)


def voice_on(_lab: LabFleet) -> Options:
    return {"state": "enabled", "name": "pbx1", "role": "cluster_server", "cluster": []}


def voice_off(lab: LabFleet) -> Options:
    lab.run(900)
    lab.world.systems["pbx1"].set_voice_encryption("operator", True)
    tma = lab.params("mgr1", **TMA, **HOSPITAL)
    return {"state": "disabled", "name": "pbx1", "role": "cluster_server", "tma": tma, "connections": connections(lab)}


def multisite_on(lab: LabFleet) -> Options:
    return HOSPITAL | {"state": "enabled", "systems": facts_of(lab), "sip_restart": "allow"}


def own_certificate(lab: LabFleet) -> Options:
    system = next(iter(lab.world.systems.values()))
    return {"name": system.name, "tel_address": system.tel_address, "sip_restart": "allow"}


def phones_on(family: str) -> Callable[[LabFleet], Options]:
    def options(lab: LabFleet) -> Options:
        certified(lab)
        wanted = {"family": family, "mode": "self_signed", "time_server": "127.1.0.10", "systems": facts_of(lab)}
        return TMA | HOSPITAL | wanted | {"operator_done": [{"step": "T60-5", "by": "Ada"}]}

    return options


def phones_off(lab: LabFleet) -> Options:
    """The 6000 after a roll-out; the 5300 have never left UDP."""
    task(lab, terminal_parameters, "mgr1", phones_on("mitel6000")(lab))
    lab.run(900)
    wanted = {"family": "mitel6000", "mode": "disabled", "systems": facts_of(lab), "connections": connections(lab)}
    return TMA | HOSPITAL | wanted


CA = authority.authority("Phones CA")


def in_bothway(lab: LabFleet) -> Options:
    """A remote site with one 6000 that a person vouches for; all other phones are given up on."""
    system = lab.world.systems["pbx2"]
    own = authority.system(system.tel_address, CA).file()
    system.import_certificate("operator", base64.b64decode(own), authority.PASSWORD)
    phones = list(lab.world.phones.values())
    for phone in phones:
        phone.power(False)
    lab.run(9000)
    kept = next(phone.mac for phone in phones if phone.main == "pbx2" and phone.family == "mitel6000")
    pair = authority.system("127.1.9.9", CA).certificate.public_bytes(Encoding.PEM).decode()
    done = [{"step": "BWY-2", "by": "Ada"}, {"step": "BWY-7", "by": "Ada"}]
    return {
        "state": "enabled",
        "name": "pbx2",
        "role": "remote_site",
        "tel_address": system.tel_address,
        "tma": lab.params("mgr1", **TMA, **HOSPITAL),
        "connections": connections(lab),
        "systems": facts_of(lab),
        "phone_certificates": [{"name": "phone.crt", "content": pair}],
        "terminals_ca": CA.certificate.public_bytes(Encoding.PEM).decode(),
        "operator_done": [*done, {"gate": "mitel6000-bothway", "phones": [kept], "by": "Ada"}],
        "written_off": [{"phone": phone.mac, "reason": "goes"} for phone in phones if phone.mac != kept],
        "sip_restart": "allow",
    }
