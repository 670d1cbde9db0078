# SPDX-License-Identifier: GPL-3.0-or-later
"""BOTHWAY on the wire: phones show certificates of their own over TLS 1.2 and 1.3, refused ones hear why (MOD-13)."""

from __future__ import annotations

import ssl
from datetime import timedelta

import pytest
from mivoice_lab.model.issue import key_pem, new_authority, pem
from mivoice_lab.servers import certificates, phones
from mivoice_lab.servers.pki import write_pki

from .wire import TLS_6000, standalone

DAY = timedelta(days=1)
FLEET = [{"model": "6867i", "numbers": "2101-2102"}]
NUMBERS = ("2101", "2102")
BOTHWAY_6000 = TLS_6000 | {
    "sips tls authentication": "1",
    "sips trusted certificates": "ca.crt",
    "sips root and intermediate certificates": "terminals.crt",
    "sips local certificate": "phone.pem",
    "sips private key": "phone.key",
}
ALERTS = {ssl.TLSVersion.TLSv1_2: "handshake failure", ssl.TLSVersion.TLSv1_3: "certificate required"}
"""What a server says to a client without certificate (RFC 5246, RFC 8446)."""


@pytest.fixture(params=ALERTS, ids=lambda version: version.name)
def only(request, monkeypatch):
    """Phones that speak one version of TLS."""
    version = request.param

    def client_context(**files):
        context = certificates.client_context(**files)
        context.minimum_version = context.maximum_version = version
        return context

    monkeypatch.setattr(phones, "client_context", client_context)
    return version


@pytest.fixture
def trusted(start, tmp_path):
    """`trusted()` -> lab with a trusted certificate and the files of BOTHWAY on its download server: the terminals'
    certificate, which ends at `end` from now, is signed by an intermediate; the system's CA file holds that alone, or
    with `loaded` "other" another CA, or with "root" the one above. `bundle`: the phones' file holds the issuer too."""

    def run(end=90 * DAY, loaded="issuer", bundle=False):
        lab = start(standalone(FLEET))
        with lab.world.lock:
            passwords = write_pki(tmp_path, lab.world)
            now = lab.world.clock.now()
        root = new_authority("Terminals", now - DAY, now + 400 * DAY)
        issuer = new_authority("Terminals 2", now - DAY, now + 300 * DAY, root)
        other = new_authority("Others", now - DAY, now + 300 * DAY)
        leaf, key = issuer.certify("terminals", ["127.0.0.1"], now - 2 * DAY, now + end)
        known = {"issuer": issuer, "other": other, "root": root}[loaded].certificate
        data = (tmp_path / "pbx1.p12").read_bytes()
        lab.change(lambda: lab.system().import_certificate("admin", data, passwords["pbx1"]))
        with lab.world.lock:
            lab.system().ca_file_pem = [pem(known)]
            lab.world.download_servers["dl1"].files |= {
                "ca.crt": (tmp_path / "ca.crt").read_bytes(),
                "terminals.crt": pem(issuer.certificate).encode(),
                "phone.pem": (pem(leaf) + (pem(issuer.certificate) if bundle else "")).encode(),
                "phone.key": key_pem(key).encode(),
            }
        return lab

    return run


def push(lab, values=BOTHWAY_6000):
    lab.change(lambda: lab.push_to_6000(values, lab.world.time_server))
    lab.wait(lambda: {lab.transport(number) for number in NUMBERS} == {"tls"}, "phones by TLS")


def into_bothway(lab):
    lab.change(lambda: lab.system().set_bothway("admin", True))
    return lab.world.clock.now()


def losses(lab):
    found = lab.wait(
        lambda: len(lost := lab.world.events.of_kind("service_loss")) == len(NUMBERS) and lost, "loss of all"
    )
    return {event["reason"] for event in found}


def test_phones_with_certificate_and_key_stay_in_service_in_bothway(trusted, only):
    lab = trusted()
    push(lab)
    ticked = into_bothway(lab)
    lab.wait(
        lambda: len(rs := lab.system().registrations) == 2 and all(r.at > ticked for r in rs.values()), "back again"
    )
    assert lab.system().mode() == "bothway"
    assert {r.transport for r in lab.system().registrations.values()} == {"tls"}
    assert not lab.world.events.of_kind("service_loss", "outage")


def test_phones_without_a_key_hear_the_alert_and_say_what_they_lack(trusted, only):
    lab = trusted()
    with lab.world.lock:
        del lab.world.download_servers["dl1"].files["phone.key"]
    push(lab)
    into_bothway(lab)
    [reason] = losses(lab)
    assert ALERTS[only] in reason
    assert reason.endswith("(phone.key was not fetched)")


def test_phones_of_another_ca_hear_that_it_is_unknown(trusted, only):
    lab = trusted(loaded="other")
    push(lab)
    into_bothway(lab)
    [reason] = losses(lab)
    assert "unknown ca" in reason


def test_phones_with_an_expired_certificate_hear_that_it_has_expired(trusted, only):
    lab = trusted(end=-DAY)
    push(lab)
    into_bothway(lab)
    [reason] = losses(lab)
    assert "certificate expired" in reason


def test_the_authority_that_signed_has_to_be_in_the_ca_file_itself(trusted):
    lab = trusted(loaded="root", bundle=True)
    push(lab)
    into_bothway(lab)
    assert losses(lab) == {"connection lost"}  # MOD-7, BCRT-8


def test_no_key_of_a_phone_is_on_the_disk(trusted, monkeypatch):
    loaded = []
    inner = ssl.SSLContext.load_cert_chain

    def load_cert_chain(context, place, *more, **others):
        loaded.append(place)
        return inner(context, place, *more, **others)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", load_cert_chain)
    lab = trusted()
    push(lab)
    assert loaded and all(place.startswith("/proc/self/fd/") for place in loaded)


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_an_omm_registers_its_users_from_one_address_and_is_cut_off(start, transport):
    tree = standalone(FLEET, mode="pbx_cert_self_signed")
    tree["omms"] = {"omm1": {"system": "pbx1", "transport": transport, "numbers": "2501-2502"}}
    lab = start(tree)
    assert [lab.transport(number) for number in ("2501", "2502")] == [transport] * 2
    assert len({lab.phone(number).address for number in ("2501", "2502")}) == 1
    lab.change(lambda: lab.system().set_bothway("admin", True))
    lab.wait(
        lambda: {"2501", "2502"} <= {e["number"] for e in lab.world.events.of_kind("service_loss")}, "loss of the OMM"
    )  # INV-6
