# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts for the gates of one TMA scope: what TMA lists, what the systems register, what phones answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from .._context import Context
from .._drivers.base import Driver
from .._fetchlog.names import own_file
from .._safety.evidence import TARGETS
from .._safety.facts import as_moment, bare
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
    seen_finished: Sequence[Mapping[str, Any]] = (),
    operator_done: Sequence[Mapping[str, Any]] = (),
    written_off: Sequence[Mapping[str, Any]] = (),
    inventory_lag: float | None = None,
) -> list[dict[str, Any]]:
    """One reading of everything, as gate facts of each family, in the order of ``families``.

    ``tma``: connection options with tma_username, tma_password, region, multisite. ``systems``: connection options
    with ``name``. ``action``: name of the last action, None or '' when nothing was sent; then an action of ours that
    is not over is looked for (INV-42). ``fetched``: [{phone, at, file}] from download-server logs. ``seen_finished``:
    [{action, at}], ends that were seen before. Raises what sessions and screens raise; nothing is left out in silence.
    """
    with session(tma, context, "tma", read_only=True) as driver:
        actions = _actions.listed(driver)
        ends = Ends(context.clock(), seen_finished)
        states = {
            family: action_facts(actions, action, driver, ends) or _pending(actions, tma, family) for family in families
        }
        phones = _inventory.read(driver, families)
        inventory_read_at = context.clock().isoformat()
    for family in families:
        of_family = [phone for phone in phones if phone["family"] in (family, "unknown")]
        with_sent(of_family, our_actions(actions, tma, family, action), ends)
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


class Ends:
    """When actions were seen finished: when the list was read, or before that by who tells so (``[{action, at}]``).

    TMA shows no time of an end, and a proof has to be younger than it (INV-26). What is told counts only between the
    beginning that the action's name tells and the reading; without a beginning in its name nothing told counts.
    """

    def __init__(self, read_at: datetime, told: Iterable[Mapping[str, Any]] = ()) -> None:
        self._read_at, self._told = read_at, list(told)

    def of(self, name: str) -> str:
        """ISO 8601 time of the earliest sight of the end of the finished action ``name``."""
        begun = _actions.stamp_of(name)
        moments = [as_moment(entry.get("at")) for entry in self._told if entry.get("action") == name]
        believed = [moment for moment in moments if begun and moment and begun <= moment]
        return min([self._read_at, *believed]).isoformat()


def our_actions(
    actions: Iterable[dict[str, Any]], tma: Mapping[str, Any], family: str, named: str | None = None
) -> list[tuple[_actions.Work, dict[str, Any]]]:
    """Our actions for the family, the youngest last: in the scope of the one ``named``, or else in that of ``tma``.

    Whoever started it may have named region and multi-site otherwise, where one of them goes without saying.
    """
    like = _actions.Work.named(named or "")
    if like is None or like.family != family:
        like = _actions.Work.of(family, "", (tma.get("region"), tma.get("multisite")), "", "", {})
    return _actions.ours(actions, like, "family", "scope")


def _pending(actions: Iterable[dict[str, Any]], tma: Mapping[str, Any], family: str) -> dict[str, Any] | None:
    """``action`` of the gate facts for one of ours in this scope that waits or runs; None when all are over."""
    pending = [
        action for _work, action in our_actions(actions, tma, family) if action["state"] not in ("finished", "failed")
    ]
    if not pending:
        return None
    return {"name": pending[-1]["name"], "state": pending[-1]["state"], "finished_seen_at": None}


def action_facts(
    actions: Iterable[dict[str, Any]], name: str | None, driver: Driver, ends: Ends
) -> dict[str, Any] | None:
    """``action`` of the gate facts in a list of TMA; None when there is no action to look for.

    ``state`` is a word of the vocabulary ``action_state``, ``unknown``, or ``unlisted`` when TMA has no such action.
    """
    if not name:
        return None
    found = _actions.named(actions, name, driver)
    state = found["state"] if found else UNLISTED
    return {"name": name, "state": state, "finished_seen_at": ends.of(name) if state == "finished" else None}


def with_sent(
    phones: Iterable[dict[str, Any]], ours: Sequence[tuple[_actions.Work, dict[str, Any]]], ends: Ends
) -> None:
    """Set ``sent`` of each phone: what the youngest of ``ours`` for its package gave it, None when there is none.

    ``{mode, origin, trust, begun_at, state, finished_seen_at, everybody}``; ``everybody`` is False when it was for a
    list of which nothing shows who is in it. A phone whose package no action names takes the youngest of all.
    """
    of_package = {
        work.software: _counting([pair for pair in ours if pair[0].software == work.software]) for work, _action in ours
    }
    for phone in phones:
        pair = of_package.get(_actions.mark([phone.get("software")], 4)) or _counting(ours)
        phone["sent"] = _sent(*pair, ends) if pair else None


def _counting(
    ours: Sequence[tuple[_actions.Work, dict[str, Any]]],
) -> tuple[_actions.Work, dict[str, Any]] | None:
    """The youngest action for everybody, or the youngest of all when a later one for some gave other things."""
    for_all = [index for index, (work, _action) in enumerate(ours) if work.for_everybody]
    if not for_all:
        return ours[-1] if ours else None
    last = ours[for_all[-1]]
    later = ours[for_all[-1] + 1 :]
    same = all((work.mode, work.trust) == (last[0].mode, last[0].trust) for work, _action in later)
    return last if same else ours[-1]


def _sent(work: _actions.Work, action: Mapping[str, Any], ends: Ends) -> dict[str, Any]:
    name = str(action["name"])
    begun = _actions.stamp_of(name)
    return {
        "mode": work.mode,
        "origin": work.origin,
        "trust": work.trust,
        "begun_at": begun.isoformat() if begun else None,
        "state": action["state"],
        "finished_seen_at": ends.of(name) if action["state"] == "finished" else None,
        "everybody": work.for_everybody,
    }


def with_live_proofs(
    phones: Iterable[dict[str, Any]],
    registered: _registrations.Registered,
    fetched: Sequence[Mapping[str, Any]],
    context: Context,
) -> None:
    """Set ``registration``, ``fetched_at``, ``also_fetched`` and ``answers`` of each phone.

    ``fetched_at`` is the latest download of its own file, ``also_fetched`` tells of other files, {name: latest}. A
    phone is asked itself only when its download is known and no dated line of a registrations screen speaks for it.
    """
    downloads = _downloads(fetched)
    to_ask = []
    for phone in phones:
        registration = phone["registration"] = registered.of(phone)
        mac = bare(phone["mac"])
        known = downloads.get(mac) or downloads.get(str(phone["number"])) or {}
        own = [when for name, when in known.items() if _is_own(name, mac)]
        phone["fetched_at"] = max(own).isoformat() if own else None
        phone["also_fetched"] = {name: when.isoformat() for name, when in known.items() if not _is_own(name, mac)}
        phone["answers"] = None
        if own and phone["address"] and (registration is None or registration["seen_at"] is None):
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


OWN = ""
"""Stands for the phone's own file where an entry names none."""


def _is_own(name: str, mac: str) -> bool:
    return name == OWN or own_file(mac, name)


def _downloads(fetched: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, datetime]]:
    """Latest download of each file, by MAC address or number of the phone; one without time and zone is no proof."""
    found: dict[str, dict[str, datetime]] = defaultdict(dict)
    for entry in fetched:
        moment, called = as_moment(entry.get("at")), str(entry.get("phone") or "").strip()
        called = bare(called) or called
        if moment and called:
            name = str(entry.get("file") or OWN)
            found[called][name] = max(moment, found[called].get(name, moment))
    return found
