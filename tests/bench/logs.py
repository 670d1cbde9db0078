# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the access logs of download servers are read, and in how much memory (issue 4, Speed)."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.logs import Log, LogReader

from bench.section import Section, Target, peak_memory, target_table

PHONES = 20_000
AT_ONCE = 8
"""Phones that boot at the same time, their lines mixed."""
DAY_OF_LOG = 100 << 20
DAYS = 10
"""A log is one day's lines again and again, each with the date of its own day: 1 GB."""
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
SLOWEST = 50.0
MEGABYTE = 1e6


class Phone(NamedTuple):
    mac: str
    model: str
    address: str


class Measured(NamedTuple):
    """Of one reading: ``rate`` in MB per second of processor time, ``memory`` in MB at most, ``phones`` found."""

    rate: float
    memory: float
    phones: int


def run(rounds: int) -> Section:
    """Write a log of each format, read it ``rounds`` times in a process of its own, take the medians."""
    rows, targets = [], []
    with tempfile.TemporaryDirectory(prefix="bench-logs-") as folder:
        for form in LINES:
            path = _write(Path(folder) / form, form)
            everything, own = (_median(form, path, own_only, rounds) for own_only in (False, True))
            size = path.stat().st_size / MEGABYTE
            path.unlink()
            speeds = f"{everything.rate:.0f} MB/s | {own.rate:.0f} MB/s"
            rows.append(f"| {form} | {size:.0f} MB | {speeds} | {everything.memory:.0f} MB |")
            name = f"log of {form}, 1 GB, on one core"
            targets.append(Target(name, everything.rate, SLOWEST, at_least=True, unit=" MB/s"))
    lines = [
        f"Logs of {PHONES} phones that boot at random, {AT_ONCE} at the same time, with other lines between. Processor",
        "time of one process, medians. A gate reads the phones' own files only.",
        "",
        "| log | size | all files at | own files at | memory at most |",
        "|---|---:|---:|---:|---:|",
        *rows,
        "",
        *target_table(targets),
    ]
    return Section("Access logs", "\n".join(lines), all(target.met for target in targets))


def _median(form: str, path: Path, own_only: bool, rounds: int) -> Measured:
    found = [_alone(form, str(path), own_only) for _round in range(rounds)]
    if {measured.phones for measured in found} != {PHONES}:
        raise SystemExit(f"reading {form} finds {found[0].phones} phones, not {PHONES}: its speed means nothing")
    rates, memories = ([measured[part] for measured in found] for part in (0, 1))
    return Measured(statistics.median(rates), statistics.median(memories), PHONES)


def _alone(form: str, path: str, own_only: bool) -> Measured:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_read, form, path, own_only).result()


def _read(form: str, path: str, own_only: bool) -> Measured:
    start = time.process_time()
    reader = LogReader(Log((path,), form, UTC, count_requests=True), lambda: datetime.now(UTC), own_only=own_only)
    reader.read()
    phones = {fetch.phone for fetch in reader.fetches() if fetch.sort == "fetched"}
    seconds = time.process_time() - start
    memory = peak_memory()
    return Measured(Path(path).stat().st_size / MEGABYTE / seconds, memory, len(phones))


def _write(path: Path, form: str) -> Path:
    line, date = LINES[form]
    day = bytearray()
    for when, phone, file in _asked():
        day += line(when, phone, file).encode()
        if len(day) > DAY_OF_LOG:
            break
    first = date(FIRST).encode()
    with path.open("wb") as stream:
        for number in range(DAYS):
            stream.write(day.replace(first, date(FIRST + timedelta(days=number)).encode()))
    return path


def _asked() -> Iterator[tuple[datetime, Phone | None, str]]:
    """Requests in order, for ever, within one day; every phone's boot comes once before the first one's second."""
    chance = random.Random(4)
    phones = [
        Phone(
            f"00085D{number:06X}",
            chance.choice(("6865i", "6867i", "6869i", "6873i")),
            f"10.1.{number >> 8}.{number & 255}",
        )
        for number in range(PHONES)
    ]
    running: list[tuple[Phone, list[str]]] = []
    waiting = list(phones)
    second = 0.0
    while True:
        while len(running) < AT_ONCE:
            phone = waiting.pop() if waiting else chance.choice(phones)
            files = ["ca.crt", f"{phone.mac}.cfg", f"{phone.model}.cfg", "startup.cfg", "security.tuz"]
            running.append((phone, files))
        phone, files = chance.choice(running)
        second = (second + 0.05) % 86_400
        when = FIRST + timedelta(seconds=int(second))
        yield when, phone, files.pop()
        running = [boot for boot in running if boot[1]]
        if chance.random() < 0.1:
            yield when, None, ""


def _nginx(when: datetime, phone: Phone | None, file: str) -> str:
    stamp = f"- - [{when:%d/%b/%Y:%H:%M:%S} +0000]"
    if phone is None:
        return f'10.9.9.9 {stamp} "GET /status HTTP/1.1" 200 120 "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"\n'
    dashed = "-".join(phone.mac[at : at + 2] for at in range(0, 12, 2))
    status = "404 153" if file.endswith(".tuz") else "200 2048"
    agent = f"Mitel{phone.model} MAC:{dashed} V:5.1.0.2024-SIP"
    return f'{phone.address} {stamp} "GET /{file} HTTP/1.1" {status} "-" "{agent}"\n'


def _vsftpd(when: datetime, phone: Phone | None, file: str) -> str:
    start = f"{when.ctime()} [pid 4711]"
    if phone is None:
        return f'{start} CONNECT: Client "10.9.9.9"\n'
    end = "FAIL" if file.endswith(".tuz") else "OK"
    size = "" if end == "FAIL" else ", 2048 bytes"
    return f'{start} [phones] {end} DOWNLOAD: Client "{phone.address}", "/srv/phones/{file}"{size}, 812.50Kbyte/sec\n'


def _tftpd(when: datetime, phone: Phone | None, file: str) -> str:
    start = f"{when:%b} {when.day:2} {when:%H:%M:%S} files"
    if phone is None:
        return f"{start} systemd[1]: Finished a thing that has nothing to do with phones.\n"
    return f"{start} in.tftpd[4711]: RRQ from {phone.address} filename {file}\n"


LINES: dict[str, tuple[Callable[[datetime, Phone | None, str], str], Callable[[datetime], str]]] = {
    "nginx": (_nginx, lambda when: f"{when:%d/%b/}"),
    "vsftpd": (_vsftpd, lambda when: f"{when:%a %b} {when.day:2}"),
    "tftpd": (_tftpd, lambda when: f"{when:%b} {when.day:2}"),
}
"""How a format writes a line, and the part of it that tells the day."""
