# SPDX-License-Identifier: GPL-3.0-or-later
"""BOTHWAY with phones that present certificates of their own, and one of them that loses its own."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import bothway
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mivoice_lab.servers.download_hand import by_hand
from mivoice_lab.servers.phone_hand import phones_named
from socketless import LabFleet
from trusted_site import HOSPITAL, MANAGER, TrustedSite

SIX, SYSTEM = "mitel6000", "pbx3"
CA = authority.authority("Phones CA")
ISSUED = authority.system("127.1.9.9", CA)
KEY = authority.key(ISSUED.owner).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
ROOT = {"name": "phones-ca.crt", "content": CA.certificate.public_bytes(Encoding.PEM).decode()}
CERTIFICATE = {"name": "phone.crt", "content": ISSUED.certificate.public_bytes(Encoding.PEM).decode()}
PRIVATE = {"name": "phone.key", "content": KEY}


@pytest.fixture
def site() -> TrustedSite:
    """A multi-site in mode trusted whose phones hold all that BOTHWAY asks of them."""
    made = TrustedSite(LabFleet("bothway"))
    made.sign(made.authority)
    made.deploy(SIX, trusted := made.file(made.authority))
    made.deploy(SIX, ROOT)
    made.deploy(SIX, CERTIFICATE, holds="certificate")
    made.deploy(SIX, PRIVATE, holds="key", allow_key={"reason": "put in place by the customer"})
    made.push(SIX, "bothway", trusted, root_file=ROOT, phone_certificate=CERTIFICATE | {"key": PRIVATE})
    made.lab.run(4000)
    for system in made.lab.world.systems.values():
        system.ca_file_pem = [ROOT["content"]]
    return made


def switched(site: TrustedSite, state: str = "enabled", **more: Any) -> dict[str, Any]:
    system = site.lab.world.systems[SYSTEM]
    options: dict[str, Any] = {
        "state": state,
        "name": SYSTEM,
        "role": "remote_site",
        "tel_address": system.tel_address,
        "tma": site.lab.params(MANAGER, **HOSPITAL),
        "connections": site.connections(),
        "systems": site.systems(),
        "phone_certificates": [CERTIFICATE | {"other_files": [ROOT["name"], PRIVATE["name"]]}],
        "terminals_ca": ROOT["content"],
        "fetched": site.fetched(),
        "operator_done": [{"step": "BWY-2", "by": "Ada"}, {"step": "BWY-7", "by": "Ada"}],
        "written_off": [{"phone": p.mac, "reason": "off"} for p in site.lab.world.phones.values() if not p.powered],
        "sip_restart": "allow",
        "phones_timeout": 900,
    }
    result: dict[str, Any] = bothway.run(site.lab.options(bothway, SYSTEM, **options | more), site.lab.context())
    return result


def at_home(site: TrustedSite) -> list[str]:
    return sorted(phone.mac for phone in site.lab.world.phones.values() if phone.main == SYSTEM)


def loses_its_key(site: TrustedSite, mac: str) -> None:
    """Somebody takes the key off the server, for it lies there in clear, and one phone starts again."""
    by_hand(site.lab.world, {"step": "remove_file", "server": "dl1", "name": PRIVATE["name"]})
    [phone] = phones_named(site.lab.world, [mac])
    phone.power(False)
    phone.power(True)
    site.lab.run(900)
    assert "not fetched" in str(phone.presents())


def test_phones_with_certificates_stay_in_service_and_a_second_run_finds_them_all(site: TrustedSite) -> None:
    made = switched(site)
    assert made["phones"] == {"before": at_home(site), "back": at_home(site), "missing": []}
    again = switched(site)
    assert (again["changed"], again["phones"]["missing"]) == (False, [])
    left = switched(site, "disabled")
    assert (left["changed"], left["phones"]["missing"]) == (True, [])
    assert site.lab.world.state()["service_loss"] == []


def test_a_phone_that_has_lost_its_certificate_in_bothway_is_named_and_nothing_is_written(site: TrustedSite) -> None:
    switched(site)
    lost, well = at_home(site)
    loses_its_key(site, lost)
    before = len(site.lab.writes())
    told = switched(site)
    assert told["phones"] == {"before": [lost, well], "back": [well], "missing": [lost]}
    assert [line for line in told["not_proven"] if lost in line]
    assert (told["changed"], told["writes"], len(site.lab.writes())) == (False, [], before)


def test_a_phone_that_has_lost_its_certificate_before_the_tick_stops_it(site: TrustedSite) -> None:  # INV-5
    lost, _well = at_home(site)
    loses_its_key(site, lost)
    before = len(site.lab.writes())
    with pytest.raises(Refused) as stopped:
        switched(site)
    assert (stopped.value.rule, stopped.value.details["phones"]) == ("INV-5", [lost])
    assert "phone.key at its latest start" in str(stopped.value)
    assert len(site.lab.writes()) == before
