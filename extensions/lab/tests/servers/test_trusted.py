# SPDX-License-Identifier: GPL-3.0-or-later
"""Trusted certificates on the wire: 5061 shows leaf and chain, phones trust what their files hold and nothing else."""

import shutil
import socket
import ssl
import subprocess

import pytest
from cryptography import x509
from mivoice_lab.model.pkcs12 import open_file
from mivoice_lab.servers.pki import write_pki

from .wire import TLS_6000, standalone, wait_until

SIX = [{"model": "6867i", "numbers": "2101-2102"}]
BOTH = [*SIX, {"model": "5370ip", "numbers": "2141"}]
TRUSTED_6000 = TLS_6000 | {"sips tls authentication": "1", "sips trusted certificates": "ca.crt"}


def trusted_5300(lab, files="ca.crt"):
    return {
        "SIP_PORT_PBX": "5061",
        "SIP_PORT_PBX_BACKUP": "5061",
        "SIP_TRANS_PROTO": "TLS",
        "TRUSTED_CERTS": files,
        "TIME_SERVER": lab.world.time_server,
    }


@pytest.fixture
def site(start, tmp_path):
    """(lab, directory of its PKI, import of a system's file from below it)."""
    lab = start(standalone(BOTH))
    with lab.world.lock:
        passwords = write_pki(tmp_path, lab.world)

    def import_file(place=""):
        data = (tmp_path / place / "pbx1.p12").read_bytes()
        lab.change(lambda: lab.system().import_certificate("admin", data, passwords["pbx1"]))

    return lab, tmp_path, import_file, passwords


def serve_ca(lab, source):
    with lab.world.lock:
        lab.world.download_servers["dl1"].files["ca.crt"] = source.read_bytes()


def shown(address):
    """DER of what the system shows on 5061, None while that is closed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        plain = socket.create_connection((address, 5061), timeout=10)
    except OSError:
        return None
    with plain, context.wrap_socket(plain) as sock:
        chain = sock._sslobj.get_unverified_chain()
        return [one.public_bytes(2) if hasattr(one, "public_bytes") else one for one in chain]


def test_5061_shows_the_imported_certificate_and_its_whole_chain(site):
    lab, pki, import_file, passwords = site
    import_file()
    ders = wait_until(lambda: shown(lab.system().tel_address), "5061")
    opened = open_file((pki / "pbx1.p12").read_bytes(), passwords["pbx1"])
    chain = [x509.load_der_x509_certificate(der) for der in ders]
    assert chain == [opened.leaf, *opened.issuers] and len(chain) == 3


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl program")
@pytest.mark.parametrize("place", ["", "next"])
def test_openssl_verifies_the_files_of_the_pki(site, place):
    _lab, pki, _import_file, passwords = site
    folder = pki / place
    command = ["openssl", "pkcs12", "-in", folder / "pbx1.p12", "-nokeys", "-passin", "stdin"]
    done = subprocess.run(command, input=passwords["pbx1"].encode(), capture_output=True, check=True)
    (folder / "pbx1.pem").write_bytes(done.stdout)
    verify = ["openssl", "verify", "-CAfile", folder / "ca.crt", "-untrusted", folder / "intermediate.crt"]
    subprocess.run([*verify, "-purpose", "sslserver", folder / "pbx1.pem"], capture_output=True, check=True)


def test_phones_with_the_ca_register_by_tls_and_lose_a_system_of_another_ca(site):
    lab, pki, import_file, _passwords = site
    import_file()
    serve_ca(lab, pki / "ca.crt")
    lab.change(lambda: lab.push_to_6000(TRUSTED_6000, lab.world.time_server))
    lab.change(lambda: lab.push_to_5300(trusted_5300(lab)))
    lab.wait(lambda: {lab.transport(n) for n in ("2101", "2102", "2141")} == {"tls"}, "phones by TLS")
    assert not lab.world.events.of_kind("service_loss", "outage")
    import_file("next")
    lost = lab.wait(lambda: len(lost := lab.world.events.of_kind("service_loss")) == 3 and lost, "loss of all")
    assert all("not signed" in event["reason"] for event in lost)  # INV-44
    assert all("import_certificate" in [cause["what"] for cause in event["cause"]] for event in lost)


def test_phones_with_both_authorities_keep_their_service_over_the_change(site):
    lab, pki, import_file, _passwords = site
    import_file()
    serve_ca(lab, pki / "both.crt")
    lab.change(lambda: lab.push_to_6000(TRUSTED_6000, lab.world.time_server))
    lab.wait(lambda: {lab.transport(n) for n in ("2101", "2102")} == {"tls"}, "6000 by TLS")
    import_file("next")
    changed = lab.world.clock.now()
    lab.wait(
        lambda: all(r.at > changed for r in lab.system().registrations.values() if r.transport == "tls"), "back again"
    )
    assert {lab.transport(n) for n in ("2101", "2102")} == {"tls"}
    assert not lab.world.events.of_kind("service_loss", "outage")


def test_the_intermediate_alone_is_good_to_trust(site):
    lab, pki, import_file, _passwords = site
    import_file()
    serve_ca(lab, pki / "intermediate.crt")
    lab.change(lambda: lab.push_to_6000(TRUSTED_6000, lab.world.time_server))
    lab.wait(lambda: {lab.transport(n) for n in ("2101", "2102")} == {"tls"}, "6000 by TLS")  # BCRT-1
