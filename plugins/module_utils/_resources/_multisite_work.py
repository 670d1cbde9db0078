# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be done to a multi-site in the Manager: decided once, listed for a check, carried out in a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .._context import Context
from .._drivers.base import Driver, Screen
from . import _multisite, _multisite_systems
from ._pkcs12 import HIDDEN, Pkcs12
from ._writes import Plan, evidence


@dataclass(frozen=True)
class Work:
    """``changes``: settings that differ. ``file``: to import. ``confirming``: Apply and OK. ``generating``: ENM-8."""

    wanted: dict[str, Any]
    changes: dict[str, tuple[Any, Any]]
    file: Pkcs12 | None
    confirming: bool
    generating: bool

    @property
    def any(self) -> bool:
        return bool(self.changes) or self.generating


def decided(
    facts: Mapping[str, Any],
    before: Mapping[str, Any],
    wanted_type: str,
    file: Pkcs12 | None,
    ready: bool,
    context: Context,
) -> Work:
    """Certificates are generated when one system needs one (INV-23), and the file is imported again before that.

    ``ready``: the button is not greyed. What file the Manager holds cannot be seen, and importing restarts nothing.
    A run killed between Apply and OK, or before Generate, leaves the right settings and a greyed button.
    """
    wanted = {"encryption": True, "type": wanted_type}
    changes = {name: (before[name], value) for name, value in wanted.items() if before[name] != value}
    now = context.clock()
    generating = any(_multisite_systems.lacks(system, facts["request"], now) for system in facts["systems"])
    importing = file if generating or "type" in changes else None
    confirming = bool(changes) or importing is not None or (generating and not ready)
    return Work(wanted, changes, importing, confirming, generating)


def plan(work: Work, screen: Screen, host: str) -> list[dict[str, Any]]:
    """The writes, in order."""
    found, changes = Plan(host), work.changes
    if work.file:
        secrets = dict.fromkeys(("certificate_password", "certificate_confirmation"), (HIDDEN, HIDDEN))
        found.add(screen, "import", changes | {"certificate_file": ("", work.file.upload.shown())} | secrets)
        changes = {}
    if work.confirming:
        found.add(screen, "apply", changes)
        found.add(screen, "ok", {})
    if work.generating:
        found.add(screen, "generate", {"scope": (None, "all_sites")}, restarts_sip=True)
    return found.entries


def carry_out(
    work: Work, params: Mapping[str, Any], context: Context, driver: Driver, names: list[str]
) -> list[dict[str, Any]]:
    """Do it; evidence of what the operations log says about certificates made (ENM-9)."""
    multisite, region = params["multisite"], params["region"]
    if work.confirming:
        screen = _multisite.import_file(driver, multisite, region, work.wanted, work.file) if work.file else None
        _multisite.apply(driver, multisite, region, work.wanted, screen)
    if not work.generating:
        return []
    known = _multisite.operations(driver)
    context.progress(f"The SIP service of {', '.join(names)} restarts now (INV-24)")
    _multisite.generate(driver, multisite, region)
    read_at = context.clock().isoformat(timespec="seconds")
    if known is None:
        return [evidence("operations log", "SCR-M4", read_at, "not declared by the site", verified=False)]
    deadline = context.clock() + timedelta(seconds=params["timeout_certificates"])
    lines = _multisite.outcome(driver, known, [multisite, *names], deadline, context)
    return [evidence("operations log", "SCR-M4", read_at, [" | ".join(line) for line in lines])]
