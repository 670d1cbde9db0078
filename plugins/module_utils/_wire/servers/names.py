# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of files as a server lists them or a task gives them: input that may be hostile until it is judged."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from ..._errors import UnreadableFile
from ..._phoneconfig.folder import unreadable

LONGEST = 255
"""Bytes; no file system in use takes more."""
HERE = (".", "..")

_SEPARATORS = "/\\"
_FOR_SERVERS = ("-", "~")
"""What a server may take at the start of a name for an option or for somebody's home."""
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")
"""Control and format characters and ends of lines: they end a command early or change what a person sees."""


def fault(name: str) -> str | None:
    """Why a name is not one of a plain file in a folder, None for a good one. Bytes that are no UTF-8 are no fault."""
    if not name or name in HERE:
        return "no name of a file"
    if any(separator in name for separator in _SEPARATORS):
        return "the name leads out of the folder"
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        return "the name has control characters"
    if name.startswith(_FOR_SERVERS):
        return f"the name starts with {name[0]!r}"
    if len(name.encode("utf-8", "surrogateescape")) > LONGEST:
        return f"the name has more than {LONGEST} bytes"
    return None


def checked(name: str) -> str:
    """The name itself; raises UnreadableFile for one that must not be sent to a server."""
    found = fault(name)
    if found:
        raise unreadable(_short(name), f"{found}; the server was not asked for it")
    return name


class Listed:
    """Sorts what a server lists. ``refused``: one error for each name that must not be used."""

    MOST_REFUSED = 100

    def __init__(self) -> None:
        self.refused: list[UnreadableFile] = []

    def plain(self, names: Iterable[str]) -> Iterator[str]:
        """The good ones; the folder itself and the one above it are no news."""
        for name in names:
            found = None if name in HERE else fault(name)
            if found is None and name not in HERE:
                yield name
            elif found and len(self.refused) < self.MOST_REFUSED:
                self.refused.append(unreadable(_short(name), f"{found}; it is left out"))


def decoded(name: bytes) -> str:
    """A name off the wire; :func:`encoded` gives the same bytes back."""
    return name.decode("utf-8", "surrogateescape")


def encoded(name: str) -> bytes:
    """A name for the wire."""
    return name.encode("utf-8", "surrogateescape")


def _short(name: str) -> str:
    printable = "".join(
        one if unicodedata.category(one) not in _UNSEEN else one.encode("unicode_escape").decode() for one in name
    )
    return printable if len(printable) <= LONGEST else f"{printable[:LONGEST]}..."
