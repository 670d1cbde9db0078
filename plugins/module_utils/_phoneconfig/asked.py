# SPDX-License-Identifier: GPL-3.0-or-later
"""A download server that cannot list its files, as the folder of those that given terminals would ask it for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .._errors import NotThere, UnreadableFile
from .fileset import SECURITY
from .folder import Source
from .sites import CLEAR, ENCRYPTED, Naming, is_plain, model_key


class Asked:
    """``models``: MAC address -> model, "" where it is not known, of the terminals of one family.

    ``names``: shared files that are there, encrypted files that are there, and the own file of every terminal, which
    is only known to be there or not when it is read.
    """

    lists = False
    refused = ()

    def __init__(self, server: Source, naming: Naming, models: Mapping[str, str]) -> None:
        self._server = server
        self._naming = naming
        self._macs = tuple(models)
        self._known: dict[str, bool] = {}
        self._shared = [name for name in _shared(naming, models.values()) if name in self]
        self._encrypted = list(self._encrypted_ones())

    def names(self) -> Iterator[str]:
        yield from self._shared
        yield from self._encrypted
        yield from map(self._naming.asked, self._macs)

    def read(self, name: str) -> bytes:
        return self._server.read(name)

    def read_many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | UnreadableFile]]:
        return self._server.read_many(names)

    def __contains__(self, name: object) -> bool:
        """Whether a shared file is there; one that cannot be read is. Each is asked for once."""
        wanted = str(name)
        if not is_plain(wanted):
            return False
        if wanted not in self._known:
            try:
                self._server.read(wanted)
                self._known[wanted] = True
            except UnreadableFile as error:
                self._known[wanted] = not isinstance(error, NotThere)
        return self._known[wanted]

    def _encrypted_ones(self) -> Iterator[str]:
        """Encrypted files of terminals. Where clear ones do not count, it makes no difference which are there."""
        if self._naming.encrypted and SECURITY not in self._shared:
            names = (self._naming.asked(mac).removesuffix(CLEAR) + ENCRYPTED for mac in self._macs)
            for name, outcome in self._server.read_many(names):
                if not isinstance(outcome, NotThere):
                    yield name


def _shared(naming: Naming, models: Iterable[str]) -> Iterator[str]:
    """Names of the files that several terminals read."""
    keys = sorted({key for model in models if (key := model_key(model))}) if naming.encrypted else []
    for name in (*naming.common, *(key + CLEAR for key in keys)):
        yield name
        if naming.encrypted:
            yield name.removesuffix(CLEAR) + ENCRYPTED
    if naming.encrypted:
        yield SECURITY
