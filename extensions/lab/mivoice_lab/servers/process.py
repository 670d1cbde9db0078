# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a lab process: claim, open, ready, run, close; and how one is started, asked and stopped from outside."""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..fleet import load_fleet
from ..model.clock import Clock
from ..model.world import World
from ..pages.app import App
from ..pages.labels import Language
from .addresses import CONTROL_PORT, claim_network, raise_descriptor_limit
from .inventory import Site, write_inventory
from .lab import Lab
from .pki import write_pki
from .workdir import Workdir, WorkdirError

READY_SECONDS = 120.0
READY_SECONDS_PER_PHONE = 0.2
STOP_SECONDS = 30.0
DESCRIPTORS_PER_PHONE, DESCRIPTORS_PER_DEVICE, OTHER_DESCRIPTORS = 4, 8, 200
_log = logging.getLogger(__name__)


class NotReady(RuntimeError):
    """The lab did not come up."""


@dataclass(frozen=True)
class Settings:
    """What `up` was asked for."""

    fleet: Path
    speed: float
    skin: str
    language: Language
    seed: int


async def live(settings: Settings, workdir: Workdir, announce: Callable[[dict[str, Any]], None]) -> None:
    """Be a lab until told to stop. Raises FleetError, AddressError, WorkdirError or NotReady, nothing left behind."""
    workdir.claim()
    try:
        network, control = claim_network(settings.seed)
        with control:
            world = _read_fleet(settings, network)
            _raise_limit(world)
            app = App(world, skin=settings.skin, language=settings.language)
            lab = Lab(world, app, logs=workdir.access_logs)
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, lab.stop)
            try:
                await lab.open(control)
                await _run(lab, settings, workdir, announce)
            finally:
                await lab.close()
    finally:
        workdir.leave()


async def _run(lab: Lab, settings: Settings, workdir: Workdir, announce: Callable[[dict[str, Any]], None]) -> None:
    running = asyncio.create_task(lab.run())
    try:
        await _until_ready(lab, running)
        passwords = write_pki(workdir.pki, lab.world)
        site = Site(
            lab.fingerprints,
            settings.language,
            workdir.screens,
            workdir.access_logs,
            workdir.pki,
            passwords,
            lab.identities,
        )
        write_inventory(workdir.inventory, lab.app, site)
        ready = {
            "ready": True,
            "inventory": str(workdir.inventory),
            "pki": str(workdir.pki),
            "control": f"http://{lab.world.network}.0.1:{CONTROL_PORT}",
            "pid": os.getpid(),
            "seed": settings.seed,
        }
        workdir.write_ready(ready)
        announce(ready)
        await running
    finally:
        lab.stop()
        await asyncio.wait([running])


def _read_fleet(settings: Settings, network: str) -> World:
    try:
        return load_fleet(settings.fleet, clock=Clock(settings.speed), seed=settings.seed, network=network)
    except OSError as error:
        raise NotReady(f"{settings.fleet}: {error.strerror}") from error


async def _until_ready(lab: Lab, running: asyncio.Task[None]) -> None:
    phones = len(lab.world.phones)
    registered = asyncio.create_task(lab.registered())
    limit = READY_SECONDS + phones * READY_SECONDS_PER_PHONE
    done, _pending = await asyncio.wait({running, registered}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    registered.cancel()
    if running in done:
        running.result()
        raise NotReady("stopped before all phones had registered")
    if registered not in done:
        missing = ", ".join(lab.missing()[:20])
        raise NotReady(f"after {limit:.0f} s these phones have not registered: {missing}")


def _raise_limit(world: World) -> None:
    devices = len(world.systems) + len(world.managers)
    needed = OTHER_DESCRIPTORS + DESCRIPTORS_PER_DEVICE * devices + DESCRIPTORS_PER_PHONE * len(world.phones)
    if warning := raise_descriptor_limit(needed):
        _log.warning("%s", warning)


def detach(arguments: list[str], workdir: Workdir) -> int:
    """Start `up` with `arguments` in a process of its own; print its line once it is ready. The exit code."""
    if workdir.running():
        raise WorkdirError(f"a lab is running in {workdir.path} (pid {workdir.pid()}); stop it with mivoice-lab down")
    workdir.prepare()
    with workdir.log.open("w+") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "mivoice_lab", "up", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        assert child.stdout is not None
        line = child.stdout.readline().decode()
        if line:
            print(line, end="", flush=True)
            return 0
        code = child.wait()
        log.seek(0)
        sys.stderr.write(log.read())
    return code or 1


def status(workdir: Workdir) -> dict[str, Any]:
    """{running} and, while one runs, what `up` printed (`ready` false until then)."""
    if not workdir.running():
        return {"running": False}
    return {"running": True, "pid": workdir.pid(), **(workdir.read_ready() or {"ready": False})}


def down(workdir: Workdir) -> bool:
    """Stop the lab of `workdir` and wait for its end; False when none runs. Raises WorkdirError when it hangs."""
    pid = workdir.pid()
    if pid is None or not workdir.running():
        return False
    with workdir.pid_file.open() as file:
        os.kill(pid, signal.SIGTERM)
        signal.signal(signal.SIGALRM, _give_up)
        signal.setitimer(signal.ITIMER_REAL, STOP_SECONDS)
        try:
            fcntl.flock(file, fcntl.LOCK_SH)
        except TimeoutError:
            raise WorkdirError(f"the lab (pid {pid}) has not stopped within {STOP_SECONDS:.0f} s") from None
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return True


def _give_up(_number: int, _frame: object) -> None:
    raise TimeoutError


def as_line(value: dict[str, Any]) -> str:
    """One JSON line."""
    return json.dumps(value)
