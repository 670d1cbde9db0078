# SPDX-License-Identifier: GPL-3.0-or-later
"""Where OpenSSL's own commands have an opinion on a file or a chain, it is ours (INV-47, CERT-4, CERT-21)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import CertificateUnreadable
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import reading
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.chain import build, verifies
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.chains import CASES, Case
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.issuing import NOW
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.manifest import (
    FOLDER,
    PKCS12,
    READABLE,
    SLOW,
    Fixture,
    read,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

QUICK = [
    fixture
    for fixture in PKCS12
    if fixture.pitfall == "good" or (fixture.producer not in SLOW and fixture.pitfall != "pbmac1")
]
"""Without PBMAC1, which openssl reads from 3.4 on only; older ones call its digest unknown."""
WHOLE = [fixture for fixture in READABLE if fixture.expect.get("root")]


def pem(certificates: list[x509.Certificate]) -> bytes:
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


def openssl_verifies(shown: list[x509.Certificate], authorities: list[x509.Certificate], place: Path) -> bool:
    """At the tests' own date, with intermediates as authorities allowed, and old hashes left to the rules."""
    for name, certificates in (("leaf", shown[:1]), ("others", shown[1:] or shown), ("authorities", authorities)):
        (place / name).write_bytes(pem(certificates))
    command = ["openssl", "verify", "-attime", str(int(NOW.timestamp())), "-partial_chain", "-auth_level", "0"]
    command += ["-no-CApath", "-no-CAstore", "-CAfile", "authorities", "-untrusted", "others", "leaf"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or "verification failed" in done.stderr, done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_openssl_verifies_the_same_chains(case: Case, tmp_path: Path) -> None:
    shown, authorities = ([each.certificate for each in part] for part in case[:2])
    ours = verifies(shown, authorities, at=NOW) is None
    assert openssl_verifies(shown, authorities, tmp_path) == ours


@pytest.mark.parametrize("fixture", WHOLE, ids=str)
def test_openssl_verifies_the_chain_built_from_every_fixture(fixture: Fixture, tmp_path: Path) -> None:
    path = [entry.certificate for entry in build(read(fixture)).path]
    if len(path) > 1:
        ours = verifies(path, path[-1:], at=NOW) is None
        assert openssl_verifies(path, path[-1:], tmp_path) == ours


def openssl_says(fixture: Fixture, password: str | None) -> str:
    command = [
        "openssl",
        "pkcs12",
        "-info",
        "-noout",
        "-in",
        str(FOLDER / fixture.file),
        "-passin",
        f"pass:{password or ''}",
    ]
    command += ["-provider", "legacy", "-provider", "default"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return "opens"
    return "wrong_password" if "invalid password" in done.stderr else done.stderr


def we_say(fixture: Fixture, password: str | None) -> str:
    try:
        bundle = reading.read(fixture.data, password)
    except CertificateUnreadable:
        return "wrong_password"
    # A password that the file does not need: we open it all the same and say so, openssl refuses its MAC.
    needless = bundle.pkcs12 and bundle.pkcs12.has_mac and bundle.pkcs12.password_kind != "given" and password
    return "wrong_password" if needless else "opens"


@pytest.mark.parametrize("fixture", [fixture for fixture in QUICK if fixture.mac], ids=str)
def test_openssl_says_the_same_of_every_password(fixture: Fixture) -> None:
    for password in (fixture.password, "wrong"):
        assert openssl_says(fixture, password) == we_say(fixture, password)


@pytest.mark.parametrize("fixture", QUICK, ids=str)
def test_openssl_counts_the_same_certificates_and_keys(fixture: Fixture) -> None:
    command = [
        "openssl",
        "pkcs12",
        "-nodes",
        "-in",
        str(FOLDER / fixture.file),
        "-passin",
        f"pass:{fixture.password or ''}",
    ]
    done = subprocess.run([*command, "-provider", "legacy", "-provider", "default"], capture_output=True, check=True)
    bundle = read(fixture)
    assert done.stdout.count(b"-----BEGIN CERTIFICATE-----") == len(bundle.certificates)
    assert done.stdout.count(b"PRIVATE KEY-----") == 2 * len(bundle.keys)
