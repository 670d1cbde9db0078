# SPDX-License-Identifier: GPL-3.0-or-later
"""6000 that are given a certificate of their own (BWY-3 to BWY-6): files, then values, then each phone's proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused, UsageError
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from socketless import LabFleet
from trusted_site import TrustedSite

SIX = "mitel6000"
PHONES_CA, OTHER_CA = authority.authority("Phones CA"), authority.authority("Other CA")
OWN = {
    "sips root and intermediate certificates": "phones-ca.crt",
    "sips local certificate": "phone.crt",
    "sips private key": "phone.key",
}
ALLOWED = {"reason": "put in place by the customer"}


def key_of(issued: authority.Issued) -> str:
    key = authority.key(issued.owner)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def pem(issued: authority.Issued) -> str:
    return issued.certificate.public_bytes(Encoding.PEM).decode()


GOOD = authority.system("127.1.9.9", PHONES_CA)
ROOT = {"name": "phones-ca.crt", "content": pem(PHONES_CA)}


def own_files(issued: authority.Issued = GOOD, key: str = "", root: dict[str, str] | None = None) -> dict[str, Any]:
    certificate = {"name": "phone.crt", "content": pem(issued)}
    return {
        "root_file": root or ROOT,
        "phone_certificate": certificate | {"key": {"name": "phone.key", "content": key or key_of(issued)}},
    }


@pytest.fixture
def site() -> TrustedSite:
    """A multi-site whose 6000 check the certificates of its systems."""
    made = TrustedSite(LabFleet("small"))
    made.sign(made.authority)
    made.trusting(SIX, made.file(made.authority))
    return made


def in_place(site: TrustedSite) -> dict[str, str]:
    """Copy the three files to the download server; the file of authorities that phones trust lies there already."""
    site.deploy(SIX, ROOT)
    site.deploy(SIX, {"name": "phone.crt", "content": pem(GOOD)}, holds="certificate")
    site.deploy(SIX, {"name": "phone.key", "content": key_of(GOOD)}, holds="key", allow_key=ALLOWED)
    return site.file(site.authority)


def draft(site: TrustedSite) -> dict[str, str]:
    values: dict[str, str] = site.lab.world.managers["mgr1"].tma.actions[-1].draft.values
    return values


def refused(site: TrustedSite, call: Callable[[], Any], kind: type[Exception] = Refused) -> Any:
    """The refusal of a call that may write nothing."""
    before = len(site.lab.writes())
    with pytest.raises(kind) as caught:
        call()
    assert site.lab.writes()[before:] == []
    return caught.value


def test_values_name_the_files_and_are_written_once(site: TrustedSite) -> None:
    trusted = in_place(site)
    planned = site.push(SIX, "bothway", trusted, check=True, **own_files())
    done = site.push(SIX, "bothway", trusted, **own_files())
    assert done["writes"] == planned["writes"] and done["changed"] is True
    assert OWN.items() <= draft(site).items()
    assert {"sips tls authentication": "1", "sips trusted certificates": "ca.crt"}.items() <= draft(site).items()
    assert key_of(GOOD).splitlines()[1] not in str(done)
    site.lab.run(4000)
    again = site.push(SIX, "bothway", trusted, **own_files())
    assert (again["changed"], again["action"]["name"]) == (False, done["action"]["name"])


def test_leaving_bothway_for_trusted_writes_nothing_to_phones(site: TrustedSite) -> None:  # PAR6-23
    trusted = in_place(site)
    done = site.push(SIX, "bothway", trusted, **own_files())
    site.lab.run(4000)
    kept = site.push(SIX, "trusted", trusted)
    assert (kept["changed"], kept["writes"], kept["action"]["name"]) == (False, [], done["action"]["name"])
    gate = site.gate(SIX, "trusted", done["action"]["name"], fetched=site.fetched(), trusted_files=[trusted])
    assert gate["verdict"] == "pass", gate["text"]


def test_a_complete_stop_empties_what_phones_presented_and_no_more_than_that(site: TrustedSite) -> None:  # PAR6-22
    trusted = in_place(site)
    site.push(SIX, "bothway", trusted, **own_files())
    site.lab.run(4000)
    stopped = site.push(SIX, "disabled")
    assert {name: draft(site)[name] for name in OWN} == dict.fromkeys(OWN, "")
    assert "sips trusted certificates" not in draft(site)  # INV-18
    site.lab.run(4000)
    again = site.push(SIX, "disabled")
    assert (stopped["changed"], again["changed"]) == (True, False)


def test_a_stop_of_phones_that_never_had_one_leaves_the_three_alone(site: TrustedSite) -> None:
    site.push(SIX, "disabled")
    assert not OWN.keys() & draft(site).keys()


@pytest.mark.parametrize("left_out", ["phones-ca.crt", "phone.crt", "phone.key", "ca.crt"])
def test_each_of_the_four_files_has_to_be_on_every_server(site: TrustedSite, left_out: str) -> None:  # INV-13
    trusted = in_place(site)
    del site.deployed["dl1"][SIX][left_out]
    error = refused(site, lambda: site.push(SIX, "bothway", trusted, **own_files()))
    assert error.rule == "INV-13" and left_out in str(error)


def test_a_key_of_other_content_than_the_one_on_the_server_stops_the_values(site: TrustedSite) -> None:  # INV-13
    trusted = in_place(site)
    site.deployed["dl1"][SIX]["phone.key"] = "0" * 64
    error = refused(site, lambda: site.push(SIX, "bothway", trusted, **own_files()))
    assert error.rule == "INV-13" and "phone.key" in str(error)


BAD = {
    "expired": (own_files(authority.system("127.1.9.9", PHONES_CA, days=30)), "valid from"),
    "of another authority": (own_files(authority.system("127.1.9.9", OTHER_CA)), "phones-ca.crt does not verify it"),
    "with the key of another": (own_files(key=key_of(OTHER_CA)), "phone.key is the key of another certificate"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_certificate_that_a_system_would_refuse_is_never_given_to_phones(site: TrustedSite, case: str) -> None:
    files, told = BAD[case]
    trusted = in_place(site)
    error = refused(site, lambda: site.push(SIX, "bothway", trusted, **files))
    assert error.rule == "BCRT-9" and told in str(error)


def test_a_5300_never_takes_bothway_values(site: TrustedSite) -> None:  # PAR5-12
    told = refused(site, lambda: site.push("mivoice5300", "bothway", **own_files()), UsageError)
    assert "PAR5-12" in str(told)


def test_options_that_do_not_go_together_are_refused(site: TrustedSite) -> None:
    file = site.file(site.authority)
    half = {"phone_certificate": own_files()["phone_certificate"]}
    assert "root_file" in str(refused(site, lambda: site.push(SIX, "bothway", file, **half), UsageError))
    assert "mode trusted" in str(refused(site, lambda: site.push(SIX, "trusted", file, **own_files()), UsageError))
    assert "sips root" in str(refused(site, lambda: site.push(SIX, "bothway", file), UsageError))


def test_phones_count_when_they_encrypt_and_have_fetched_their_own_files(site: TrustedSite) -> None:  # BWY-5, BWY-6
    trusted = in_place(site)
    action = site.push(SIX, "bothway", trusted, **own_files())["action"]["name"]
    site.lab.run(4000)
    asked = {"trusted_files": [trusted], **own_files()}
    own_only = [entry for entry in site.fetched() if entry["file"] not in OWN.values()]
    gate = site.gate(SIX, "bothway", action, fetched=own_only, **asked)
    assert gate["verdict"] == "inconclusive" and "phone.key" in gate["text"]
    assert gate["moved"] == [] and len(gate["awaiting_download"]) == len(gate["without_evidence"])
    seen = [{"phone": entry["phone"], "at": entry["at"], "file": name} for entry in own_only for name in OWN.values()]
    gate = site.gate(SIX, "bothway", action, fetched=own_only + seen, **asked)
    assert gate["verdict"] == "pass", gate["text"]


def test_what_phones_fetched_before_they_were_told_to_proves_nothing(site: TrustedSite) -> None:
    trusted = in_place(site)
    long_ago = site.lab.clock.now().isoformat()
    site.lab.run(60)
    action = site.push(SIX, "bothway", trusted, **own_files())["action"]["name"]
    site.lab.run(4000)
    macs = {phone.mac for phone in site.lab.world.phones.values()}
    old = [{"phone": mac, "at": long_ago, "file": name} for mac in macs for name in OWN.values()]
    asked = {"trusted_files": [trusted], **own_files()}
    others = [line for line in site.fetched() if line["file"] not in OWN.values()]
    gate = site.gate(SIX, "bothway", action, fetched=others + old, **asked)
    assert gate["verdict"] == "inconclusive" and gate["moved"] == []
