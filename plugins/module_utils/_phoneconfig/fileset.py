# SPDX-License-Identifier: GPL-3.0-or-later
"""All files of one family in a folder: common and model files are read once, each phone's own file as it comes.

The folder is listed twice rather than kept in memory: of a hundred thousand phones only the odd names are held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .._errors import NotThere, UnreadableFile
from .audit import about_file
from .findings import Finding
from .folder import Source, shown
from .layers import Base, Layer, alternatives, layer, merge, unread
from .lines import Doubt
from .sites import CLEAR, ENCRYPTED, MODEL_FILE, Naming, model_key

SECURITY = "security.tuz"
"""Its presence says that the phones take encrypted files (product-facts 3.1); clear ones are ignored (TMA-18)."""


UNASKED = "<model>.cfg"
"""Stands for the file of a model that nobody named."""


class Own(NamedTuple):
    """A phone's own file laid flat. ``findings``: about the files themselves, not about what they set."""

    mac: str
    layer: Layer
    findings: tuple[Finding, ...] = ()


class FileSet:
    """Files of one family. ``findings``: about the files that phones share. Raises UsageError as the folder does.

    ``others``: names of all files that are no phone's own.
    """

    def __init__(self, folder: Source, naming: Naming) -> None:
        self._folder = folder
        self._naming = naming
        self._odd: dict[str, list[str]] = defaultdict(list)
        self._bases: dict[str, Base] = {}
        self.findings: list[Finding] = []
        others = set()
        for name in folder.names():
            mac = naming.mac(name)
            if mac is None:
                others.add(name)
            elif name != naming.asked(mac):
                self._odd[mac].append(name)
        self.others = frozenset(others)
        self._common = self._read_common()
        self._models = self._read_models() if naming.encrypted else {}
        self._ignored = naming.encrypted and SECURITY in others
        if self._ignored:
            self.findings.append(Finding("encryption_active", file=SECURITY))

    def global_layer(self) -> Layer | None:
        """The file for all phones that is read, None when there is none."""
        return self._common[0] if self._common else None

    def base(self, model: str) -> Base:
        """What a phone of a model gets before its own file; one whose model is not known may get any model's."""
        key = (model_key(model) or "").casefold()
        if key not in self._bases:
            self._bases[key] = self._base(key)
        return self._bases[key]

    def phones(self) -> Iterator[Own]:
        """Every phone that has a file, in no certain order; where files are not listed, every phone that was named.

        Contents are held no longer than the folder reads ahead.
        """
        several: set[str] = set()
        if self._ignored:
            yield from (self._not_taken(name) for name in self._single(several))
        else:
            for name, outcome in self._folder.read_many(self._single(several)):
                if isinstance(outcome, NotThere) and not self._folder.lists:
                    yield self.without_file(self._mac(name))
                else:
                    yield self._own(name, outcome)
        for mac, odd in self._odd.items():
            yield self._chosen(mac, self._naming.asked(mac) if mac in several else None, odd)

    def _single(self, several: set[str]) -> Iterator[str]:
        """Files called as their phones ask for them; ``several`` gains the phones that have more than that one."""
        for name in self._folder.names():
            mac = self._naming.mac(name)
            if mac is None or name != self._naming.asked(mac):
                continue
            if mac in self._odd:
                several.add(mac)
            else:
                yield name

    def without_file(self, mac: str) -> Own:
        """A phone that is known and has no file."""
        name = self._naming.asked(mac)
        return Own(mac, unread(name, "not there"), (Finding("file_missing", file=name),))

    def _mac(self, name: str) -> str:
        return self._naming.mac(name) or ""

    def _own(self, name: str, outcome: bytes | UnreadableFile) -> Own:
        own = self._laid(name, outcome)
        return Own(self._mac(name), own, tuple(about_file(own)))

    def _not_taken(self, name: str) -> Own:
        """A clear file where the phones take encrypted ones."""
        findings = (Finding("file_ignored", file=name, note=f"{SECURITY} is there"),)
        return Own(self._mac(name), unread(name, "ignored"), findings)

    def _chosen(self, mac: str, name: str | None, odd: Sequence[str]) -> Own:
        """The file of a phone for which there are several, or none called as the phone asks."""
        encrypted = [one for one in odd if self._naming.encrypted and one.casefold().endswith(ENCRYPTED)]
        if encrypted:
            return Own(mac, unread(encrypted[0], "encrypted"), (Finding("file_encrypted", file=encrypted[0]),))
        others, findings = sorted(odd), []
        if name is None:
            name = others.pop(0)
            if not self._naming.any_case:
                findings.append(Finding("file_name_case", file=name, wanted=self._naming.asked(mac)))
        _mac, own, about = self._not_taken(name) if self._ignored else self._own(name, self._outcome(name))
        findings += about
        findings += [Finding("file_double", file=other, note=f"beside {name}") for other in others]
        if others and not own.unread:
            doubt = Doubt("disagreement", f"{name} and {', '.join(others)} do not say the same")
            both = alternatives(merge([own]), [merge([self._read(other)]) for other in others], doubt)
            own = own._replace(settings=both.settings)
        return Own(mac, own, tuple(findings))

    def _base(self, key: str) -> Base:
        models = [layer_ for name, layer_ in self._models.items() if not key or _model(name) == key]
        if not key and self._naming.encrypted and not self._folder.lists:
            models.append(unread(UNASKED, "the model is not known, and the server does not list its files"))
        candidates: list[Layer | None] = [*models] if key and models else [None, *models]
        doubt = Doubt(
            "unknown", "the file of the phone's model may say otherwise, and its model is not known for certain"
        )
        first, *others = (self._over_common(one) for one in candidates)
        return alternatives(first, others, doubt)

    def _over_common(self, model: Layer | None) -> Base:
        """A model's file over the common file, in doubt where another common file would make a difference."""
        above = [model] if model else []
        first, *others = [merge([one, *above]) for one in self._common] or [merge(above)]
        named = " and ".join(one.file for one in self._common)
        return alternatives(first, others, Doubt("disagreement", f"{named} do not say the same"))

    def _read_common(self) -> list[Layer]:
        """Common files in the order in which a phone looks for them."""
        found = []
        for name in self._naming.common:
            secret = name.removesuffix(CLEAR) + ENCRYPTED
            if self._naming.encrypted and secret in self.others:
                found.append(self._encrypted(secret))
            elif name in self.others:
                found.append(self._shared(name))
        self.findings += [
            Finding("common_file_double", file=one.file, note=f"beside {found[0].file}") for one in found[1:]
        ]
        self.findings += [
            Finding("common_file_empty", file=one.file) for one in found if not (one.settings or one.doubt)
        ]
        if self._naming.common and not found:
            self.findings.append(Finding("common_file_missing", note=", ".join(self._naming.common)))
        return found

    def _read_models(self) -> dict[str, Layer]:
        """Files of models, by name."""
        names = sorted(name for name in self.others if MODEL_FILE.fullmatch(name))
        return {name: self._encrypted(name) if name.endswith(ENCRYPTED) else self._shared(name) for name in names}

    def _shared(self, name: str) -> Layer:
        own = self._read(name)
        self.findings += about_file(own)
        return own

    def _encrypted(self, name: str) -> Layer:
        self.findings.append(Finding("file_encrypted", file=name))
        return unread(name, "an encrypted file")

    def _read(self, name: str) -> Layer:
        return self._laid(name, self._outcome(name))

    def _outcome(self, name: str) -> bytes | UnreadableFile:
        try:
            return self._folder.read(name)
        except UnreadableFile as error:
            return error

    def _laid(self, name: str, outcome: bytes | UnreadableFile) -> Layer:
        if isinstance(outcome, UnreadableFile):
            return unread(shown(name), outcome.problem)
        return layer(outcome, shown(name), self._naming.syntax)


def _model(name: str) -> str:
    """Key of the model that a model's file is for."""
    found = MODEL_FILE.fullmatch(name)
    return found[1].casefold() if found else ""
