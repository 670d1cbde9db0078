# SPDX-License-Identifier: GPL-3.0-or-later
"""The file itself, chains, keys and signatures, other roles of a file: each rule broken alone, and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import rules_file
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.bundle import Bundle
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.lint import Known, lint
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.policy import Policy
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from .judging import (
    AES,
    DAY,
    KNOWN,
    NOW,
    Made,
    Plan,
    authority,
    good,
    issuing,
    key,
    make,
    of_file,
    of_port,
    pem,
    pkcs12,
    root,
    server,
    told,
)

SIGNING = Known(file_role="signing_ca")
CA_FILE = Known(file_role="ca_file")
TERMINAL = Known(file_role="terminal")
OLD = replace(AES, certificate_encryption=("PBE-SHA1-RC2-40",), key_encryption=("PBE-SHA1-3DES",))
STRANGER = "Stranger"


def protected(**changes: Any) -> Bundle:
    return replace(good(), pkcs12=replace(AES, **changes))


def whole(*upper: Made, leaf: Made | None = None, **changes: Any) -> Bundle:
    return pkcs12(leaf or server(upper[0]), *upper, **changes)


def policy(**changes: Any) -> Known:
    return replace(KNOWN, policy=Policy(**changes))


def phone(**changes: Any) -> Made:
    return make(replace(Plan(cn="08000F000001", names=None), **changes), issuing())


def crl(*revoked: Made, by: Made | None = None, end: int = 10) -> tuple[x509.CertificateRevocationList, ...]:
    signer = by or authority("List signer")
    builder = x509.CertificateRevocationListBuilder(signer.certificate.subject, NOW - DAY, NOW + end * DAY)
    for made in revoked:
        entry = x509.RevokedCertificateBuilder(made.certificate.serial_number, NOW - DAY).build()
        builder = builder.add_revoked_certificate(entry)
    return (builder.sign(signer.key, hashes.SHA256()),)


def lists_of(ca: Made, *revoked: Made, **changes: Any) -> Known:
    return replace(KNOWN, crls=crl(*revoked, by=ca, **changes))


PUBLISHER = authority("Publisher", authority("Root"), cert_sign=None)
LISTED = server(PUBLISHER)
LISTED_FILE = pkcs12(LISTED, PUBLISHER, authority("Root"))


BROKEN: dict[str, tuple[Callable[[], list[str]], list[str]]] = {
    "PKCS12-1: old encryption": (lambda: of_file(replace(good(), pkcs12=OLD)), ["PKCS12-1 warning"]),
    "PKCS12-2: AES where the system may be old": (
        lambda: of_file(good(), policy(old_appliance=True)),
        ["PKCS12-2 warning"],
    ),
    "PKCS12-3: a MAC of the new kind": (lambda: of_file(protected(mac="PBMAC1 HMAC-SHA256")), ["PKCS12-3 warning"]),
    "PKCS12-4: an empty password": (lambda: of_file(protected(password_kind="empty")), ["PKCS12-4 warning"]),
    "PKCS12-4: no password": (lambda: of_file(protected(password_kind="none")), ["PKCS12-4 warning"]),
    "PKCS12-5: not in order": (
        lambda: of_file(pkcs12(root(), server(), issuing(), keys=(key("server"),), names=(None, "pbx"))),
        ["PKCS12-5 warning"],
    ),
    "PKCS12-5: one twice": (lambda: of_file(whole(issuing(), root(), issuing())), ["PKCS12-5 warning"]),
    "PKCS12-5: one too many": (lambda: of_file(whole(issuing(), root(), authority(STRANGER))), ["PKCS12-5 warning"]),
    "PKCS12-6: a name twice": (lambda: of_file(whole(issuing(), root(), names=("pbx", "pbx"))), ["PKCS12-6 warning"]),
    "PKCS12-6: an odd name": (lambda: of_file(whole(issuing(), root(), names=("pbx n°1 ☎",))), ["PKCS12-6 warning"]),
    "PKCS12-7: no key": (lambda: of_file(whole(issuing(), root(), keys=())), ["PKCS12-7 error blocking"]),
    "PKCS12-8: no certificate of a server": (
        lambda: of_file(pkcs12(issuing(), root(), keys=())),
        ["PKCS12-7 error blocking", "PKCS12-8 error blocking"],
    ),
    "PKCS12-8: two servers": (
        lambda: of_file(pkcs12(server(), server(key=key("second")), keys=(key("server"), key("second")))),
        ["PKCS12-8 error blocking", "PKCS12-10 warning"],
    ),
    "PKCS12-9: PEM": (
        lambda: of_file(pem(server(), issuing(), root(), keys=(key("server"),))),
        ["PKCS12-9 error blocking"],
    ),
    "PKCS12-10: a key too many": (
        lambda: of_file(whole(issuing(), root(), keys=(key("server"), key("other")))),
        ["PKCS12-10 warning"],
    ),
    "CERT-5: no chain": (lambda: of_file(pkcs12(server())), ["CERT-5 error blocking"]),
    "CERT-5: an intermediate is missing": (lambda: of_file(pkcs12(server(), root())), ["CERT-5 error blocking"]),
    "CERT-5: the root is missing": (lambda: of_file(pkcs12(server(), issuing())), ["CERT-5 warning"]),
    "CERT-21: a key of another certificate": (
        lambda: of_file(whole(issuing(), root(), keys=(key("stranger"),))),
        ["CERT-21 error blocking"],
    ),
    "CERT-23: no key": (lambda: of_file(pkcs12(issuing(), root(), keys=()), SIGNING), ["CERT-23 error blocking"]),
    "CERT-23: a server": (lambda: of_file(good(), SIGNING), ["CERT-23 error blocking"]),
    "CERT-24: no CA bit": (lambda: of_file(whole(authority("No bit", ca=None))), ["CERT-24 error blocking"]),
    "CERT-24: CA:FALSE on a port": (
        lambda: of_port(server(authority("False bit", ca=False)), authority("False bit", ca=False)),
        ["CERT-24 error"],
    ),
    "CERT-24: more authorities below than allowed": (
        lambda: of_file(_too_long()),
        ["CERT-24 error blocking"],
    ),
    "CERT-25: no Key Cert Sign": (lambda: of_file(_usage_wrong()), ["CERT-25 error blocking"]),
    "CERT-28: phones hold another authority": (
        lambda: of_file(good(), replace(KNOWN, authorities=(authority(STRANGER).certificate,))),
        ["CERT-28 error blocking"],
    ),
    "CERT-29: an authority has expired": (
        lambda: of_file(_over(authority("Old root", end=NOW - DAY))),
        ["CERT-29 error blocking"],
    ),
    "CERT-29: signed by another key than the namesake's": (
        lambda: of_file(pkcs12(server(), authority("Issuing", root(), key=key("renewed")), root())),
        ["CERT-5 error blocking", "CERT-29 error blocking"],
    ),
    "CRL-2: revoked": (lambda: of_file(LISTED_FILE, lists_of(PUBLISHER, LISTED)), ["CRL-2 error blocking"]),
    "CRL-2: a list of somebody else": (lambda: of_file(LISTED_FILE, lists_of(authority("X"))), ["CRL-2 warning"]),
    "EXP-6: ten days left": (lambda: of_file(good(end=NOW + 10 * DAY)), ["EXP-6 warning"]),
    "EXP-6: forty days left, sixty wanted": (
        lambda: of_file(good(end=NOW + 40 * DAY), policy(days_left=60)),
        ["EXP-6 warning"],
    ),
    "OPEN-20: a short key": (lambda: of_file(good(key=key("short", 1024))), ["OPEN-20 error"]),
    "OPEN-20: another kind of key": (
        lambda: of_file(good(key=ec.generate_private_key(ec.SECP256R1()))),
        ["OPEN-20 warning"],
    ),
    "OPEN-20: a longer chain than the policy allows": (
        lambda: of_file(good(), policy(max_chain_length=2)),
        ["OPEN-20 warning"],
    ),
    "OPEN-20: a hash that the policy does not know": (
        lambda: of_file(good(hash=hashes.SHA512()), policy(accepted_hashes=("sha256",))),
        ["OPEN-20 error"],
    ),
    "BCRT-1: no certificate": (lambda: of_file(pem(), CA_FILE), ["BCRT-1 error blocking"]),
    "BCRT-1: PKCS#12": (lambda: of_file(pkcs12(root(), keys=()), CA_FILE), ["BCRT-1 error blocking"]),
    "BCRT-1: DER": (lambda: of_file(pem(root(), form="der"), CA_FILE), ["BCRT-1 warning"]),
    "BCRT-1: a server among the authorities": (
        lambda: of_file(pem(root(), server()), CA_FILE),
        ["CERT-24 error blocking"],
    ),
    "BCRT-3: PKCS#12": (lambda: of_file(pkcs12(phone(), issuing(), root()), TERMINAL), ["BCRT-3 error blocking"]),
    "BCRT-3: authorities only": (lambda: of_file(pem(root()), TERMINAL), ["BCRT-3 error blocking"]),
    "BCRT-4: a key with a password": (
        lambda: of_file(pem(keys=(key("server"),), encrypted=True), TERMINAL),
        ["BCRT-4 error blocking"],
    ),
    "BCRT-9: expired": (lambda: of_file(pem(phone(end=NOW - DAY)), TERMINAL), ["BCRT-9 error blocking"]),
    "BCRT-9: not verified by the systems' CA file": (
        lambda: of_file(pem(phone(), issuing()), replace(TERMINAL, authorities=(authority(STRANGER).certificate,))),
        ["BCRT-9 error blocking"],
    ),
    "BCRT-11: a key in a file for phones": (
        lambda: of_file(pem(root(), keys=(key("Root"),)), CA_FILE),
        ["BCRT-11 error blocking"],
    ),
    "EXP-7: ten days left": (lambda: of_file(pem(phone(end=NOW + 10 * DAY)), TERMINAL), ["EXP-7 warning"]),
}


def _too_long() -> Bundle:
    top = authority("Top", path_length=0)
    middle = authority("Middle", top)
    return pkcs12(server(middle), middle, top)


def _usage_wrong() -> Bundle:
    wrong = authority("No signing", root(), cert_sign=False)
    return pkcs12(make(Plan(), wrong), wrong, root())


def _over(top: Made) -> Bundle:
    return pkcs12(server(top), top)


@pytest.mark.parametrize(("found", "expected"), BROKEN.values(), ids=BROKEN)
def test_one_flaw_is_told_under_its_own_rule(found: Callable[[], list[str]], expected: list[str]) -> None:
    assert found() == expected


KEPT = {
    "a chain of two": lambda: of_file(_over(authority("Root"))),
    "a chain of six": lambda: of_file(_long(6)),
    "3DES and a password": lambda: of_file(protected(certificate_encryption=("PBES2 AES-128-CBC",))),
    "an authority without Key Usage": lambda: of_file(_over(authority("No usage", cert_sign=None))),
    "an authority that stands at its path length": lambda: of_file(_over(authority("Level 0", path_length=0))),
    "the signing authority, self-signed": lambda: of_file(pkcs12(root()), SIGNING),
    "the signing authority below a root": lambda: of_file(pkcs12(issuing(), root()), SIGNING),
    "phones hold the root": lambda: of_file(good(), replace(KNOWN, authorities=(root().certificate,))),
    "phones hold the intermediate": lambda: of_file(good(), replace(KNOWN, authorities=(issuing().certificate,))),
    "a root signed with an old hash": lambda: of_file(
        _over(authority("SHA-512 root", hash=hashes.SHA512())), policy(accepted_hashes=("sha256",))
    ),
    "two authorities in one file": lambda: of_file(pem(root(), authority(STRANGER)), CA_FILE),
    "certificate of a phone": lambda: of_file(pem(phone()), TERMINAL),
    "key of a phone": lambda: of_file(pem(keys=(key("server"),)), TERMINAL),
    "both in one file": lambda: of_file(pem(phone(), issuing(), keys=(key("server"),)), TERMINAL),
    "a phone whose authority the systems hold": lambda: of_file(
        pem(phone()), replace(TERMINAL, authorities=(issuing().certificate,))
    ),
    "another kind of key that the policy takes": lambda: of_file(
        good(key=ec.generate_private_key(ec.SECP256R1())), policy(key_types=("RSA", "EC"))
    ),
    "a shorter key that the policy takes": lambda: of_file(good(key=key("short", 1024)), policy(min_rsa_bits=1024)),
    "a port that shows its intermediate but not the root": lambda: of_port(server(), issuing()),
    "a port that shows its certificate alone": lambda: of_port(server()),
}


def _long(levels: int) -> Bundle:
    chain = [authority("Level 0")]
    for level in range(1, levels):
        chain.insert(0, authority(f"Level {level}", chain[0]))
    return pkcs12(server(chain[0]), *chain)


@pytest.mark.parametrize("found", KEPT.values(), ids=KEPT)
def test_what_is_right_is_not_reported(found: Callable[[], list[str]]) -> None:
    assert found() == []


def test_a_note_says_when_no_friendly_name_is_there() -> None:
    findings = lint(whole(issuing(), root(), names=()), KNOWN, NOW)
    assert told(findings, notes=True) == ["PKCS12-2 info", "PKCS12-6 info"]


def test_old_encryption_that_could_be_read_never_blocks_and_names_the_algorithm() -> None:
    (finding,) = [each for each in lint(replace(good(), pkcs12=OLD), KNOWN, NOW) if each.rule == "PKCS12-1"]
    assert not finding.blocking
    assert "RC2-40" in finding.found


def test_a_list_given_clears_a_certificate_only_while_it_is_in_date() -> None:
    clear = lists_of(PUBLISHER)
    assert "CRL-2 warning" not in of_file(LISTED_FILE, clear)
    late = told(lint(LISTED_FILE, clear, NOW + 20 * DAY))
    assert "CRL-2 warning" in late


def test_extensions_that_cannot_be_read_are_told_and_nothing_is_taken_for_absent() -> None:
    """INV-46: "no Extended Key Usage" must not be said of a certificate whose extensions are broken."""
    broken = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.19"), b"\x30\x03\x01\x01")
    builder = x509.CertificateBuilder(
        issuing().certificate.subject, root().certificate.subject, key("server").public_key()
    )
    builder = builder.serial_number(1).not_valid_before(NOW - DAY).not_valid_after(NOW + 700 * DAY)
    leaf = builder.add_extension(broken, False).sign(key("Issuing"), hashes.SHA256())
    findings = lint(pkcs12(Made(leaf, key("server")), issuing(), root()), KNOWN, NOW)
    assert {finding.rule for finding in findings if finding.severity == "error"} <= {"CERT-29", "CERT-5", "PKCS12-8"}
    assert "CERT-29 error blocking" in told(findings)


@pytest.mark.parametrize(
    ("bundle", "mode", "expected"),
    [
        (pem(keys=(key("server"),)), 0o644, 1),
        (pem(keys=(key("server"),)), 0o600, 0),
        (pem(keys=(key("server"),), encrypted=True), 0o644, 0),
        (pem(root()), 0o644, 0),
        (protected(password_kind="empty"), 0o640, 1),
        (good(), 0o644, 0),
    ],
)
def test_a_key_without_protection_is_for_its_owner_alone(bundle: Bundle, mode: int, expected: int) -> None:
    assert len(list(rules_file.key_in_the_open(bundle, mode))) == expected


def test_a_finding_shows_text_of_a_certificate_on_one_line_and_not_endlessly() -> None:
    findings = lint(good(cn="evil\nline \x1b[31m" + "x" * 40, names=None), KNOWN, NOW)
    for finding in findings:
        assert all(part.isprintable() for part in (finding.found, finding.where, finding.wanted, finding.remedy))
        assert len(finding.found) < 1000
