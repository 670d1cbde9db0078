# SPDX-License-Identifier: GPL-3.0-or-later
"""A customer's PKI for the fleet of a lab: the CA, a PKCS#12 file for each system and Manager, and all of it once more
from another CA, for changing the CA (INV-44)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.issue import Authority, new_authority, pem
from ..model.pkcs12 import write_file

if TYPE_CHECKING:
    from ..model.world import World

ROOT_YEARS, AUTHORITY_YEARS, SYSTEM_YEARS = 10, 5, 2
_YEAR, _EARLIER = timedelta(days=365), timedelta(days=1)
CA_FILE = "ca.crt"
NEXT = "next"
"""Directory of the second CA, with files of the same names."""


def write_pki(directory: Path, world: World) -> dict[str, str]:
    """Write `ca.crt` (root), `intermediate.crt`, `<system>.p12` (server certificate, key and chain) and `<manager>.p12`
    (a CA that can sign, CERT-23) into `directory` and into `next` below it; `both.crt` holds both roots. Returns the
    passwords of the PKCS#12 files by device."""
    passwords = {name: secrets.token_urlsafe(12) for name in (*world.systems, *world.managers)}
    first = _write_one(directory, world, "Lab CA", passwords)
    second = _write_one(directory / NEXT, world, "Lab CA (next)", passwords)
    write_new(directory / "both.crt", (pem(first.certificate) + pem(second.certificate)).encode())
    return passwords


def _write_one(directory: Path, world: World, name: str, passwords: dict[str, str]) -> Authority:
    start = world.clock.now().replace(microsecond=0) - _EARLIER
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    root = new_authority(f"{name} root", start, start + ROOT_YEARS * _YEAR)
    intermediate = new_authority(f"{name} systems", start, start + AUTHORITY_YEARS * _YEAR, root)
    write_new(directory / CA_FILE, pem(root.certificate).encode())
    write_new(directory / "intermediate.crt", pem(intermediate.certificate).encode())
    for system in world.systems.values():
        end = start + SYSTEM_YEARS * _YEAR
        leaf, key = intermediate.certify(system.tel_address, system.addresses(), start, end)
        write_new(directory / f"{system.name}.p12", write_file(leaf, key, intermediate.chain, passwords[system.name]))
    for manager in world.managers:
        signing = new_authority(f"{name} {manager}", start, start + AUTHORITY_YEARS * _YEAR, root)
        content = write_file(signing.certificate, signing.key, signing.issuers, passwords[manager])
        write_new(directory / f"{manager}.p12", content)
    return root


def write_new(path: Path, content: bytes) -> None:
    """Write a file that only this user reads."""
    path.touch(mode=0o600)
    path.write_bytes(content)
