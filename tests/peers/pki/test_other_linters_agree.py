# SPDX-License-Identifier: GPL-3.0-or-later
"""Where ``openssl verify`` or pkilint has an opinion on the same property of a certificate, our linter shares it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import chain
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.bundle import Bundle
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.lint import lint
from ansible_collections.voiceops.mivoice5000.tests.unit.pki import judging, manifest
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.judging import (
    ADMIN,
    DAY,
    FQDN,
    KNOWN,
    NOW,
    TEL,
    Made,
    Plan,
    authority,
    issuing,
    key,
    make,
    pkcs12,
    root,
    server,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

BIN = Path(sys.executable).parent


def errors(bundle: Bundle, **known: Any) -> set[str]:
    findings = lint(bundle, replace(KNOWN, **known), NOW)
    return {finding.rule for finding in findings if finding.severity == "error"}


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


def openssl_accepts(folder: Path, bundle: Bundle, *options: str, trusted: x509.Certificate | None = None) -> bool:
    """Whether ``openssl verify`` takes the first certificate, with the others of the file to build a chain from."""
    leaf, *others = [entry.certificate for entry in bundle.certificates]
    anchors = [trusted] if trusted else [each for each in others if each.issuer == each.subject]
    for name, certificates in (("leaf", [leaf]), ("others", others), ("anchors", anchors or [root().certificate])):
        (folder / name).write_bytes(pem(*certificates))
    command = ["openssl", "verify", "-attime", str(int(NOW.timestamp())), "-no-CApath", "-no-CAstore"]
    command += ["-CAfile", "anchors", *(["-untrusted", "others"] if others else []), *options, "leaf"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@dataclass(frozen=True)
class Agreed:
    """A file, the rules of ours that speak of the same as openssl with these options, and whether it is broken."""

    bundle: Callable[[], Bundle]
    rules: tuple[str, ...]
    options: tuple[str, ...]
    broken: bool


def chained(leaf: Made, *upper: Made) -> Bundle:
    return pkcs12(leaf, *(upper or (issuing(), root())))


def under(ca: Made) -> Bundle:
    return chained(make(Plan(), ca), ca, root())


def revoking(*made: Made) -> tuple[x509.CertificateRevocationList, ...]:
    builder = x509.CertificateRevocationListBuilder(LISTING.certificate.subject, NOW - DAY, NOW + DAY)
    for each in made:
        entry = x509.RevokedCertificateBuilder(each.certificate.serial_number, NOW - DAY).build()
        builder = builder.add_revoked_certificate(entry)
    return (builder.sign(LISTING.key, hashes.SHA256()),)


LISTING = authority("Listing", root(), cert_sign=None)
PATH = ("CERT-5", "CERT-20", "CERT-24", "CERT-25", "CERT-29")
SERVER_PURPOSE = ("-purpose", "sslserver")
DATES = {"end": NOW - DAY}


def _too_long() -> Bundle:
    top = authority("Top", path_length=0)
    middle = authority("Middle", top)
    return pkcs12(server(middle), middle, top)


CASES = {
    "a good chain": Agreed(lambda: chained(server()), PATH, (), False),
    "a chain in another order": Agreed(lambda: chained(server(), root(), issuing()), PATH, (), False),
    "expired": Agreed(lambda: chained(server(end=NOW - DAY)), PATH, (), True),
    "not yet valid": Agreed(lambda: chained(server(start=NOW + DAY)), PATH, (), True),
    "an intermediate is missing": Agreed(lambda: pkcs12(server(), root()), PATH, (), True),
    "an authority has expired": Agreed(lambda: under(authority("Late", root(), **DATES)), PATH, (), True),
    "an authority without Basic Constraints": Agreed(
        lambda: under(authority("No bit", root(), ca=None)), PATH, ("-x509_strict",), True
    ),
    "an authority with CA:FALSE": Agreed(lambda: under(authority("False", root(), ca=False)), PATH, (), True),
    "an authority without Key Cert Sign": Agreed(
        lambda: under(authority("No sign", root(), cert_sign=False)), PATH, (), True
    ),
    "an authority without Key Usage": Agreed(
        lambda: under(authority("No use", root(), cert_sign=None)), PATH, (), False
    ),
    "a path longer than allowed": Agreed(_too_long, PATH, (), True),
    "a namesake of the issuer": Agreed(
        lambda: chained(server(), authority("Issuing", root(), key=key("renewed")), root()), PATH, (), True
    ),
    "the client role alone": Agreed(
        lambda: chained(server(purposes=(Purpose.CLIENT_AUTH,))), ("CERT-18",), SERVER_PURPOSE, True
    ),
    "the server role alone": Agreed(
        lambda: chained(server(purposes=(Purpose.SERVER_AUTH,))), ("CERT-18",), ("-purpose", "sslclient"), True
    ),
    "both roles": Agreed(lambda: chained(server()), ("CERT-18",), SERVER_PURPOSE, False),
    "the address among the names": Agreed(lambda: chained(server()), ("CERT-17",), ("-verify_ip", TEL), False),
    "the address as a DNS name": Agreed(
        lambda: chained(server(names=(f"DNS:{TEL}", f"IP:{ADMIN}", f"DNS:{FQDN}"))),
        ("CERT-17",),
        ("-verify_ip", TEL),
        True,
    ),
    "the name among the names": Agreed(lambda: chained(server()), ("CERT-12",), ("-verify_hostname", FQDN), False),
    "the name is missing": Agreed(
        lambda: chained(server(names=(f"IP:{TEL}", f"IP:{ADMIN}"))), ("CERT-12",), ("-verify_hostname", FQDN), True
    ),
    "a short key": Agreed(
        lambda: chained(server(key=key("short", 1024))), ("OPEN-20",), ("-auth_level", "2"), True
    ),
    "a key long enough": Agreed(lambda: chained(server()), ("OPEN-20",), ("-auth_level", "2"), False),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_openssl_verify_agrees(case: Agreed, tmp_path: Path) -> None:
    bundle = case.bundle()
    assert bool(errors(bundle) & set(case.rules)) is case.broken
    assert openssl_accepts(tmp_path, bundle, *case.options) is not case.broken


@pytest.mark.parametrize("revoked", [True, False])
def test_openssl_agrees_on_revocation(revoked: bool, tmp_path: Path) -> None:
    leaf = make(Plan(), LISTING)
    bundle = chained(leaf, LISTING, root())
    lists = revoking(*([leaf] if revoked else []))
    (tmp_path / "crl").write_bytes(lists[0].public_bytes(serialization.Encoding.PEM))
    assert openssl_accepts(tmp_path, bundle, "-crl_check", "-CRLfile", "crl") is not revoked
    assert ("CRL-2" in errors(bundle, crls=lists)) is revoked


@pytest.mark.parametrize("held", [True, False])
def test_openssl_agrees_on_what_an_authority_verifies(held: bool, tmp_path: Path) -> None:
    bundle = chained(server())
    ca = root() if held else authority("Stranger")
    assert openssl_accepts(tmp_path, bundle, trusted=ca.certificate) is held
    assert ("CERT-28" in errors(bundle, authorities=(ca.certificate,))) is not held


STATES = [fixture for fixture in manifest.PKCS12 if fixture.expect.get("leaf")]


@pytest.mark.parametrize("fixture", STATES, ids=str)
def test_openssl_agrees_on_the_path_of_every_fixture(fixture: manifest.Fixture, tmp_path: Path) -> None:
    """Level 0: old signatures are a question of policy, asked apart; self-signed ones openssl takes as an anchor."""
    bundle = manifest.read(fixture)
    built = chain.build(bundle)
    first = [*([built.leaf] if built.leaf else []), *(each for each in bundle.certificates if each is not built.leaf)]
    ordered = replace(bundle, certificates=tuple(first))
    known = replace(KNOWN, tel_address=None)
    found = {finding.rule for finding in lint(bundle, known, NOW) if finding.severity == "error"}
    broken = bool(found & {*PATH, "INV-19"})
    assert openssl_accepts(tmp_path, ordered, "-auth_level", "0") is not broken


def pkilint(folder: Path, program: str, certificate: x509.Certificate) -> set[str]:
    """Codes of what pkilint finds."""
    (folder / "certificate.pem").write_bytes(pem(certificate))
    command = [BIN / program, "lint", *(["-d", "-r"] if "cabf" in program else []), "-s", "NOTICE", "-f", "JSON"]
    done = subprocess.run([*command, folder / "certificate.pem"], capture_output=True, text=True, check=False)
    results = json.loads(done.stdout)["results"]
    return {finding["code"] for result in results for finding in result["finding_descriptions"]}


def _file_of(fixture: str) -> Bundle:
    return manifest.read(manifest.named(fixture))


PKIX, CABF = "lint_pkix_cert", "lint_cabf_serverauth_cert"
PKILINT: dict[str, tuple[str, str, str, Callable[[], Bundle], int]] = {
    "Key Cert Sign in a server's": (
        PKIX, "pkix.ee_certificate_keycertsign_keyusage_set", "CERT-19", lambda: chained(server(cert_sign=True)), 0,
    ),
    "an authority without Key Cert Sign": (
        PKIX, "pkix.ca_certificate_keycertsign_keyusage_not_set", "CERT-25",
        lambda: under(authority("No sign", root(), cert_sign=False)), 1,
    ),
    "a root without Basic Constraints": (
        CABF, "cabf.serverauth.root.basic_constraints_extension_absent", "CERT-24",
        lambda: pkcs12(server(authority("No bit", ca=None)), authority("No bit", ca=None)), 1,
    ),
    "no server role": (
        CABF, "cabf.serverauth.subscriber.serverauth_eku_absent", "CERT-18",
        lambda: chained(server(purposes=(Purpose.CLIENT_AUTH,))), 0,
    ),
    "a CN that is not among the names": (
        CABF, "cabf.serverauth.subscriber_common_name_unknown_source", "CERT-15", lambda: chained(server(cn="x")), 0,
    ),
    "a short key": (
        CABF, "cabf.rsa_modulus_invalid_length", "OPEN-20", lambda: chained(server(key=key("short", 1024))), 0,
    ),
    "an MD5 signature": (
        CABF, "cabf.serverauth.prohibited_signature_algorithm_encoding", "OPEN-20",
        lambda: _file_of("md5.openssl.p12"), 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("program", "code", "rule", "bundle", "place"), PKILINT.values(), ids=PKILINT)
def test_pkilint_agrees(
    program: str, code: str, rule: str, bundle: Callable[[], Bundle], place: int, tmp_path: Path
) -> None:
    broken, sound = bundle(), judging.good()
    assert code in pkilint(tmp_path, program, broken.certificates[place].certificate)
    assert rule in errors(broken)
    assert code not in pkilint(tmp_path, program, sound.certificates[place].certificate)
    assert rule not in errors(sound)


def test_pkilint_objects_to_an_address_as_a_dns_name_and_we_must_not(tmp_path: Path) -> None:  # CERT-30
    certificate = server(names=(f"IP:{TEL}", f"IP:{ADMIN}", f"DNS:{TEL}", f"DNS:{FQDN}"))
    assert "pkix.invalid_domain_name_syntax" in pkilint(tmp_path, PKIX, certificate.certificate)
    assert errors(chained(certificate)) == set()
