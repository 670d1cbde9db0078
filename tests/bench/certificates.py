# SPDX-License-Identifier: GPL-3.0-or-later
"""Judging certificates on one core, and opening PKCS#12 files beside ``openssl pkcs12``."""

from __future__ import annotations

import gc
import os
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import reading
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.bundle import Bundle
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.lint import Known, lint, lint_fleet

from bench import issuing
from bench.section import ROOT, Section, Target, target_table

FIXTURES = ROOT / "tests" / "fixtures" / "pki"
PASSWORD = "fixture-password"
FILES = (
    "good-rsa.openssl.p12",
    "good.keytool.p12",
    "good.cryptography.p12",
    "good.pk12util.p12",
    "old-encryption.openssl-3des.p12",
)
COUNT = 500
PER_SECOND = 1000


def run(rounds: int) -> Section:
    """Everything *rounds* times, medians."""
    addresses = [f"10.{number // 250}.{number % 250}.1" for number in range(COUNT)]
    chain = issuing.authorities()
    upper = b"".join(each.pem for each in chain)
    contents = [each.pem + each.key_pem + upper for each in issuing.servers(addresses, chain[0])]
    knowns = [
        Known(tel_address=address, fqdns=(f"pbx-{address}.example",), multisite=True, has_5300=True)
        for address in addresses
    ]
    judged = [_judge(contents, knowns) for _round in range(rounds)]
    opened = {name: [(_open(name), _openssl(name)) for _round in range(rounds)] for name in FILES}
    files, certificates, fleet = (median(times) for times in zip(*judged, strict=True))
    targets = [Target("certificates judged a second, one core", COUNT / certificates, PER_SECOND, at_least=True)]
    lines = [
        f"{COUNT} files of one server certificate (RSA 2048) with its chain of two authorities; processor time of one "
        f"process, medians of {rounds}. `lint` builds the chain, verifies its signatures and asks every rule.",
        "",
        *target_table(targets),
        "",
        "| beside it | |",
        "|---|---:|",
        f"| the same with reading the PEM file (certificates, key) | {COUNT / files:.0f} files/s |",
        f"| rules between {COUNT} systems, chains included | {fleet:.2f} s |",
        "",
        "Opening PKCS#12 files: `_pki.reading.read` in this process beside `openssl pkcs12 -info -nokeys -nocerts` as "
        "a process of its own, on the same files, wall clock. Most of it is the key derivation that the file asks for; "
        "an RSA key costs some 40 ms more here, for the library checks that it is one.",
        "",
        "| file | read, ms | openssl, ms |",
        "|---|---:|---:|",
        *(_row(name, samples) for name, samples in opened.items()),
    ]
    return Section("Certificates", "\n".join(lines), all(target.met for target in targets))


def _judge(contents: Sequence[bytes], knowns: Sequence[Known]) -> tuple[float, float, float]:
    """Seconds of processor time: reading and judging, judging alone, the rules of the fleet. Nothing is kept warm."""
    now = datetime.now(UTC)
    gc.collect()
    start = time.process_time()
    bundles = [reading.read(content) for content in contents]
    read = time.process_time()
    for bundle, known in zip(bundles, knowns, strict=True):
        _require_sound(bundle, known, now)
    judged = time.process_time()
    fleet = [(str(known.tel_address), bundle, known) for bundle, known in zip(bundles, knowns, strict=True)]
    if lint_fleet(fleet, now):
        raise SystemExit("the fleet of the bench has something wrong with it")
    return judged - start, judged - read, time.process_time() - judged


def _require_sound(bundle: Bundle, known: Known, now: datetime) -> None:
    """Judge; a bench over files that stop at the first flaw would measure nothing. PEM is the one thing wrong."""
    wrong = [finding.rule for finding in lint(bundle, known, now) if finding.severity != "info"]
    if wrong != ["PKCS12-9"]:
        raise SystemExit(f"{known.tel_address}: {wrong}")


def _open(name: str) -> float:
    data = (FIXTURES / name).read_bytes()
    start = time.perf_counter()
    reading.read(data, PASSWORD)
    return time.perf_counter() - start


def _openssl(name: str) -> float:
    command = ["openssl", "pkcs12", "-info", "-in", str(FIXTURES / name), "-passin", "env:P12", "-nokeys", "-nocerts"]
    start = time.perf_counter()
    subprocess.run(command, env={**os.environ, "P12": PASSWORD}, capture_output=True, check=True)
    return time.perf_counter() - start


def _row(name: str, samples: Sequence[tuple[float, float]]) -> str:
    ours, theirs = (1000 * median(times) for times in zip(*samples, strict=True))
    return f"| `{name}` | {ours:.1f} | {theirs:.1f} |"
