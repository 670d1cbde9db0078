# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts for the gates of one TMA scope: what TMA lists, what the systems register, what phones answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._safety.evidence import TARGETS
from .._safety.facts import as_moment
from .._wire import probe
from . import _actions, _inventory, _registrations
from ._session import session

PROBES_AT_ONCE = 32
UNLISTED = "unlisted"


def read_scope(
    tma: Mapping[str, Any],
    systems: Sequence[Mapping[str, Any]],
    families: Sequence[str],
    mode: str,
    context: Context,
    *,
    action: str | None = None,
    fetched: Sequence[Mapping[str, Any]] = (),
    operator_done: Sequence[Mapping[str, Any]] = (),
    written_off: Sequence[Mapping[str, Any]] = (),
    inventory_lag: float | None = None,
) -> list[dict[str, Any]]:
    """One reading of everything, as gate facts of each family, in the order of ``families``.

    ``tma``: connection options with tma_username, tma_password, region, multisite. ``systems``: connection options
    with ``name``. ``action``: name of the last action, None or '' when nothing was sent; then an action of ours that
    is not over is looked for (INV-42). ``fetched``: [{phone, at}] from download-server logs. Raises what sessions and
    screens raise; nothing is left out in silence.
    """
    with session(tma, context, "tma", read_only=True) as driver:
        states = {
            family: action_facts(driver, action, context) or _pending(driver, tma, family, mode) for family in families
        }
        phones = _inventory.read(driver, families)
        inventory_read_at = context.clock().isoformat()
    registered = _registrations.read(systems, context)
    with_live_proofs(phones, registered, fetched, context)
    return [
        {
            "family": family,
            "mode": mode,
            "phones": [phone for phone in phones if phone["family"] in (family, "unknown")],
            "action": states[family],
            "inventory_read_at": inventory_read_at,
            "inventory_lag": inventory_lag,
            "registrations_declared": registered.declared,
            "operator_done": list(operator_done),
            "written_off": list(written_off),
            "now": context.clock().isoformat(),
        }
        for family in families
    ]


def _pending(driver: Driver, tma: Mapping[str, Any], family: str, mode: str) -> dict[str, Any] | None:
    """``action`` of the gate facts for one of ours in this scope that waits or runs; None when all are over."""
    like = _actions.Work.of(family, mode, (tma.get("region"), tma.get("multisite")), "", "", {})
    ours = _actions.ours(_actions.listed(driver), like, "family", "scope")
    pending = [action for _work, action in ours if action["state"] not in ("finished", "failed")]
    if not pending:
        return None
    return {"name": pending[-1]["name"], "state": pending[-1]["state"], "finished_seen_at": None}


def action_facts(driver: Driver, name: str | None, context: Context) -> dict[str, Any] | None:
    """``action`` of the gate facts, read now; None when there is no action to look for.

    ``state`` is a word of the vocabulary ``action_state``, ``unknown``, or ``unlisted`` when TMA has no such action.
    """
    if not name:
        return None
    found = _actions.state_of(driver, name)
    state = found["state"] if found else UNLISTED
    seen = context.clock().isoformat() if state == "finished" else None
    return {"name": name, "state": state, "finished_seen_at": seen}


def with_live_proofs(
    phones: Iterable[dict[str, Any]],
    registered: _registrations.Registered,
    fetched: Sequence[Mapping[str, Any]],
    context: Context,
) -> None:
    """Set ``registration``, ``fetched_at`` and ``answers`` of each phone.

    A phone is asked itself only when its download is known and no registrations screen speaks for it.
    """
    by_mac, by_number = _downloads(fetched)
    to_ask = []
    for phone in phones:
        phone["registration"] = registered.of(phone)
        moment = by_mac.get(_registrations.bare(phone["mac"])) or by_number.get(str(phone["number"]))
        phone["fetched_at"] = moment.isoformat() if moment else None
        phone["answers"] = None
        if moment and phone["registration"] is None and phone["address"]:
            to_ask.append(phone)
    with ThreadPoolExecutor(min(PROBES_AT_ONCE, len(to_ask) or 1)) as pool:
        found = pool.map(lambda phone: _answer(phone["address"], context), to_ask)
        for phone, answer in zip(to_ask, found, strict=True):
            phone["answers"] = answer


def _answer(address: str, context: Context) -> dict[str, Any] | None:
    """The one place where the phone answers, None when it is silent or answers in both states."""
    wire = context.wire or probe
    open_places = [place for place in sorted(set(TARGETS.values())) if wire.phone_answers(address, place[1], place[0])]
    if len(open_places) != 1:
        return None
    transport, port = open_places[0]
    return {"transport": transport, "port": port}


def _downloads(fetched: Sequence[Mapping[str, Any]]) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """Latest download of each phone, by MAC address and by number; entries without a time with zone are no proof."""
    by_mac: dict[str, datetime] = {}
    by_number: dict[str, datetime] = {}
    for entry in fetched:
        moment, called = as_moment(entry.get("at")), str(entry.get("phone") or "").strip()
        known = by_mac if _registrations.bare(called) else by_number
        called = _registrations.bare(called) or called
        if moment and called:
            known[called] = max(moment, known.get(called, moment))
    return by_mac, by_number
