# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit of one folder or download server, terminal by terminal, as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .._errors import UsageError
from .asked import Asked
from .audit import KEY, Auditor
from .fileset import FileSet, Own
from .findings import Finding, worst
from .folder import Source
from .lines import folded
from .models import capabilities
from .sites import Naming
from .spelling import DOCUMENTED, names

PORT = "SIP_PORT_PBX"


@dataclass(frozen=True)
class Wanted:
    """What to audit against. ``models``: MAC address -> (family, model) of an inventory; ``names``: keys of the site.

    ``given``: as for :func:`profiles.demands`; ``namings``: by family; ``site_models``: as for ``models.capabilities``.
    """

    mode: str
    given: Mapping[str, str | None]
    namings: Mapping[str, Naming]
    names: Mapping[str, str] = field(default_factory=dict)
    whole_sets: bool = True
    models: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    site_models: Sequence[Mapping[str, Any]] = ()

    def assumptions(self, families: Iterable[str], *, listed: bool = True) -> list[dict[str, str]]:
        """What the audit took for granted that no document of the maker says, and the option that changes it.

        ``listed``: the names of all files were known.
        """
        found = []
        if "mitel6000" in families:
            common = ", ".join(self.namings["mitel6000"].common)
            found += [
                _assumed(f"the common file is the first that is there of {common}", "INFERRED", "common_files"),
                _assumed("the network settings of one line that make up a set", "INFERRED", "per_line"),
                _assumed("a number sign after a blank, outside quotes, starts a comment", "CODE", ""),
            ]
            if not self.namings["mitel6000"].any_case:
                found.append(_assumed("phones ask for their MAC address in capitals", "CODE", "mac_case"))
        if "mivoice5300" in families:
            found.append(_assumed("the form of the 5300's files", "SITE", "site_format"))
            if not self.namings["mivoice5300"].common:
                found.append(_assumed(f"the 5300's global file, with {PORT}, was not looked at", "SITE", "site_format"))
        if not listed:
            found.append(
                _assumed("no other file matters than those that the listed terminals ask for", "", "terminals")
            )
        weak = [name for name in names(self.names).values() if name.certainty not in DOCUMENTED]
        found += [_assumed(f"parameter {name.key!r}", name.certainty, "names") for name in weak]
        return found


class Terminal(NamedTuple):
    """One terminal, judged. ``values``: effective ones, None when they were not asked for."""

    mac: str
    family: str
    status: str
    findings: tuple[Finding, ...]
    model: str
    values: dict[str, dict[str, Any]] | None

    def as_result(self) -> dict[str, Any]:
        found: dict[str, Any] = {"mac": self.mac, "family": self.family, "status": self.status}
        if self.model:
            found["model"] = self.model
        found["findings"] = [finding.as_result() for finding in self.findings]
        return found if self.values is None else found | {"effective": self.values}


def audited(folder: Source, family: str, wanted: Wanted, *, values: bool = False) -> Iterator[Terminal | Finding]:
    """Every terminal of a family, and the findings about the files that they share.

    Raises UsageError for a mode that the family does not have (PAR5-12), a name that cannot be, a folder that cannot,
    a server that does not list its files where no terminal tells which ones to ask for.
    """
    naming = wanted.namings[family]
    listed = {mac: model for mac, (told, model) in wanted.models.items() if _family(told, model, wanted) == family}
    asked = None if folder.lists else _asked(folder, naming, family, listed)
    files = FileSet(asked or folder, naming)
    auditor = Auditor(
        family,
        wanted.mode,
        names({**wanted.names, **naming.names}),
        given=wanted.given,
        here=files.others if asked is None else asked,
        not_looked_for=() if asked is None else (KEY,),
        whole_sets=wanted.whole_sets,
    )
    yield from files.findings
    if family == "mivoice5300":
        yield from _global_port(files, auditor)
    expected = set(listed)
    for own in files.phones():
        expected.discard(own.mac)
        yield _terminal(own, family, files, auditor, wanted, values=values)
    for mac in expected:
        yield _terminal(files.without_file(mac), family, files, auditor, wanted, values=values)


def _asked(server: Source, naming: Naming, family: str, models: Mapping[str, str]) -> Asked:
    if not models:
        raise UsageError(
            problem=f"The download server does not list its files, and no {family} terminal says which to ask for",
            wanted="'terminals' with the MAC address, family and model of each",
            remedy="Give the list that terminal_info returns, or a protocol that lists files, such as ftp or sftp",
        )
    return Asked(server, naming, models)


def _terminal(own: Own, family: str, files: FileSet, auditor: Auditor, wanted: Wanted, *, values: bool) -> Terminal:
    model = wanted.models[own.mac][1] if own.mac in wanted.models else ""
    findings = [*own.findings]
    effective: dict[str, dict[str, Any]] | None = {} if values else None
    if not own.layer.unread:
        base = files.base(model)
        findings += auditor.judge(own.layer.settings, base)
        effective = auditor.values(own.layer.settings, base) if values else None
    if model and wanted.mode == "bothway" and not capabilities(model, wanted.site_models).bothway:
        findings.append(Finding("bothway_not_possible", file=own.layer.file, found=model, rule="INV-6"))
    return Terminal(own.mac, family, worst(findings), tuple(findings), model, effective)


def _family(listed: str, model: str, wanted: Wanted) -> str:
    """Family of a terminal of the inventory: as the site's table or ours has it, else as it is listed."""
    known = capabilities(model, wanted.site_models).family
    return listed if known == "unknown" else known


def _global_port(files: FileSet, auditor: Auditor) -> Iterator[Finding]:
    """The 5300's port has to be in the global file too, for the case that its own cannot be fetched (PAR5-1)."""
    layer = files.global_layer()
    (demand,) = [demand for demand in auditor.demands if demand.name == PORT]
    if layer is None:
        return
    setting = layer.settings.get(folded(auditor.names[PORT].key))
    if setting is None or setting.value != demand.value or setting.doubt:
        line, found = (setting.line, setting.value) if setting else (0, None)
        yield Finding("global_value_wrong", (PORT,), layer.file, line, found, demand.value, demand.source)


def _assumed(what: str, certainty: str, option: str) -> dict[str, str]:
    return {"what": what, "certainty": certainty, "option": option}
