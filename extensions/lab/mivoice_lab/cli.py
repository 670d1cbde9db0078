# SPDX-License-Identifier: GPL-3.0-or-later
"""The `mivoice-lab` command."""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import sys
from pathlib import Path
from typing import Any

from .fleet import FleetError
from .servers.addresses import AddressError
from .servers.process import NotReady, Settings, as_line, detach, down, live, status
from .servers.workdir import Workdir, WorkdirError, default_workdir

SKINS = ("forms", "frames", "dialogs")
LANGUAGES = ("en", "fr")
PROBLEMS = (FleetError, AddressError, WorkdirError, NotReady)


def main(argv: list[str] | None = None) -> int:
    """Run the command; its exit code: 0 done, 1 refused or failed, 2 wrong usage, 3 (status) nothing runs."""
    arguments = sys.argv[1:] if argv is None else argv
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    for noisy in ("asyncssh", "pyftpdlib", "tftpy"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    try:
        return options.run(options, arguments)
    except PROBLEMS as error:
        print(f"mivoice-lab: {error}", file=sys.stderr)
        return 1


def _up(options: argparse.Namespace, arguments: list[str]) -> int:
    workdir = Workdir(options.workdir)
    if options.detach:
        return detach([one for one in arguments[1:] if one != "--detach"], workdir)
    seed = random.SystemRandom().randrange(1, 2**31) if options.seed is None else options.seed
    settings = Settings(options.fleet, options.speed, options.skin, options.lang, seed)
    asyncio.run(live(settings, workdir, lambda ready: print(as_line(ready), flush=True)))
    return 0


def _status(options: argparse.Namespace, _arguments: list[str]) -> int:
    found = status(Workdir(options.workdir))
    print(as_line(found))
    return 0 if found["running"] else 3


def _down(options: argparse.Namespace, _arguments: list[str]) -> int:
    stopped = down(Workdir(options.workdir))
    print(as_line({"stopped": stopped}))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mivoice-lab", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="up|status|down")

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        made.set_defaults(run=run)
        made.add_argument("--workdir", type=Path, default=default_workdir(), help="state of the lab (%(default)s)")
        return made

    up = command("up", _up, "Start a lab and print one JSON line when every powered phone has registered.")
    up.add_argument("--fleet", type=Path, required=True, help="fleet file (YAML)")
    up.add_argument("--speed", type=_speed, default=60.0, help="how much faster than life (%(default)s)")
    up.add_argument("--skin", choices=SKINS, default=SKINS[0], help="pages of devices that name none (%(default)s)")
    up.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="their language (%(default)s)")
    up.add_argument("--seed", type=int, help="repeats a lab's random choices (default: a new one, printed)")
    up.add_argument("--detach", action="store_true", help="return when ready and leave the lab running")
    command("status", _status, "Tell whether a lab runs.")
    command("down", _down, "Stop the lab in order.")
    return parser


def _speed(text: str) -> float:
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("speed is more than 0")
    return value
