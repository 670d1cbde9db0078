# SPDX-License-Identifier: GPL-3.0-or-later
"""Put a file in place by renaming another one: nothing half-written ever stands under the final name."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from ..._errors import MivoiceError, ServerRefused, WriteUncertain


class Renaming(Protocol):
    """What a protocol does on the server. Each raises ServerRefused when it did not happen, ConnectionFailed when
    nobody knows."""

    def put(self, name: str, data: bytes) -> None:
        """Writes a file from its start."""

    def rename(self, old: str, new: str) -> None:
        """Replaces ``new`` where the server can do that."""

    def delete(self, name: str) -> None:
        """Takes a file away."""

    def is_file(self, name: str) -> bool:
        """Whether it is a plain file."""


def temporary(token: Callable[[int], str] = secrets.token_hex) -> str:
    """A name that no phone asks for and no listing mixes up with one of theirs."""
    return f".mivoice-{token(8)}.part"


def replace(server: Renaming, name: str, data: bytes) -> None:
    """Raises ServerRefused or ConnectionFailed with the old file in place, WriteUncertain when that is not sure."""
    fresh = temporary()
    try:
        server.put(fresh, data)
        _moved(server, fresh, name)
    except MivoiceError:
        with suppress(MivoiceError):
            server.delete(fresh)
        raise


def _moved(server: Renaming, fresh: str, name: str) -> None:
    try:
        server.rename(fresh, name)
    except ServerRefused:
        if not server.is_file(name):
            raise
        _swapped(server, fresh, name)
    except MivoiceError as error:
        raise _uncertain(name, error) from error


def _swapped(server: Renaming, fresh: str, name: str) -> None:
    """For a server that renames onto no file: the old one steps aside, and comes back if the new one does not fit."""
    aside = temporary()
    server.rename(name, aside)
    try:
        server.rename(fresh, name)
    except ServerRefused as error:
        try:
            server.rename(aside, name)
        except MivoiceError:
            raise _uncertain(name, error, f"the old file is called {aside} now") from error
        raise
    except MivoiceError as error:
        raise _uncertain(name, error, f"the old file is called {aside} now") from error
    with suppress(MivoiceError):
        server.delete(aside)


def _uncertain(name: str, error: MivoiceError, note: str = "") -> WriteUncertain:
    return WriteUncertain(
        problem=f"The connection broke while {name} was being put in place: it may be the old file or the new one",
        where=error.where,
        found="; ".join(part for part in (error.found, note) if part),
        remedy="Run the same command again: it reads the file first",
    )
