# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the files of phones are audited, and in how much memory (issue 4, Speed)."""

from __future__ import annotations

import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_file_info

from bench.section import Section, Target, peak_memory, target_table

PHONES = 100_000
FEW = 10_000
WRONG_EACH = 100
"""Of so many phones one has drifted."""
SLOWEST = 8_000.0
GROWTH = 8.0
"""MB by which ten times the phones may raise the peak; ten times the list of all of them would be far above."""

COMMON = "download protocol: FTP\ntime server disabled: 0\ntime server1: 10.0.0.9\nadmin password: 40817\n" + "".join(
    f'softkey{number} type: none\nsoftkey{number} label: "Key {number}"\n' for number in range(20)
)
MODEL = "".join(f"topsoftkey{number} type: blf  # a neighbour\n" for number in range(20))
OWN = """# written by hand
sip line1 auth name: {number}
sip line1 password: {number}77
sip line1 user name: {number}
sip line1 display name: "Room {number}"
sip line1 screen name: {number}
sip proxy ip: 10.0.0.1
sip backup proxy ip: 10.0.0.2
sip registrar ip: 10.0.0.1
sip backup registrar ip: 10.0.0.2
sip proxy port: 5061
sip registrar port: 5061
sip backup proxy port: 5061
sip backup registrar port: 5061
^sip transport protocol: 4
^sips persistent tls: 1
sips tls authentication: 0
sips trusted certificates:
!sip srtp mode: {srtp}
sips symmetric tls signaling: 0
srtp aes256 key: 1
"""


class Measured(NamedTuple):
    """``rate``: files per second of processor time; ``wall``: per second of the clock; ``memory``: MB at most."""

    rate: float
    wall: float
    memory: float


def run(rounds: int) -> Section:
    """Write the files once, audit them ``rounds`` times in a process of its own, take the medians."""
    with tempfile.TemporaryDirectory(prefix="bench-phones-") as base:
        few, many = (_median(_write(Path(base) / str(phones), phones), phones, rounds) for phones in (FEW, PHONES))
    targets = (
        Target(f"audit of {PHONES} files on one core", many.rate, SLOWEST, at_least=True, unit=" files/s"),
        Target(f"more memory than for {FEW} files", many.memory - few.memory, GROWTH, at_least=False, unit=" MB"),
    )
    rows = [
        f"| {phones} | {found.rate:.0f} files/s | {found.wall:.0f} files/s | {found.memory:.0f} MB |"
        for phones, found in ((FEW, few), (PHONES, many))
    ]
    lines = [
        f"One file a phone with {OWN.count(':')} settings, over a model's and a common file; one phone of {WRONG_EACH}",
        "has drifted and is listed. Local disk, files in the cache, one process; the module's own code, medians.",
        "",
        "| phones | per second of processor time | per second of the clock | memory at most |",
        "|---:|---:|---:|---:|",
        *rows,
        "",
        *target_table(targets),
    ]
    return Section("Phone files", "\n".join(lines), all(target.met for target in targets))


def _write(folder: Path, phones: int) -> Path:
    folder.mkdir()
    (folder / "startup.cfg").write_text(COMMON)
    (folder / "6867i.cfg").write_text(MODEL)
    for number in range(phones):
        srtp = 0 if number % WRONG_EACH == 0 else 1
        (folder / f"00085D{number:06X}.cfg").write_text(OWN.format(number=number, srtp=srtp))
    return folder


def _median(folder: Path, phones: int, rounds: int) -> Measured:
    found = [_alone(str(folder), phones) for _round in range(rounds)]
    return Measured(*(statistics.median(part) for part in zip(*found, strict=True)))


def _alone(folder: str, phones: int) -> Measured:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_audit, folder, phones).result()


def _audit(folder: str, phones: int) -> Measured:
    asked = {"path": folder, "mode": "self_signed", "detail": "problems"}
    params = ArgumentSpecValidator(terminal_file_info.ARGUMENT_SPEC).validate(asked).validated_parameters
    cpu, clock = time.process_time(), time.perf_counter()
    summary = terminal_file_info.run(params, Context())["summary"]
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    wrong = phones // WRONG_EACH
    if (summary["total"], summary["ok"], summary["wrong"]) != (phones, phones - wrong, wrong):
        raise SystemExit(f"the audit of {phones} files finds {summary}: its speed means nothing")
    memory = peak_memory()
    return Measured(phones / cpu, phones / clock, memory)
