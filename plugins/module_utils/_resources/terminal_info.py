# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts about the terminals that one TMA knows (SCR-T6, VER-3); changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

try:
    import jmespath
    from jmespath.exceptions import JMESPathError
except ImportError:  # _deps.require names it before anything runs
    pass

from .._context import Context
from .._errors import UsageError
from .._options import TMA
from .._safety.facts import FAMILIES
from . import _actions, _inventory
from ._session import session

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "family": {"type": "list", "elements": "str", "choices": list(FAMILIES), "default": list(FAMILIES)},
    "states": {"type": "list", "elements": "str", "choices": list(_inventory.STATES), "default": []},
    "query": {"type": "str"},
    "actions": {"type": "bool", "default": False},
    **TMA,
}
CONNECTED = True
REQUIRES = ("jmespath",)
SPEC_EXTRAS: dict[str, Any] = {}

MEANING = "Counts are of what TMA's files say, up to an hour ahead of the phones (VER-12)"


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """``{changed: False, terminals: [phone facts], counts: {family: {state: n}}, read_at, text}``.

    With the option ``actions`` also ``actions`` [{name, state, raw}], all that TMA lists (SCR-T5).
    ``states`` and ``query`` thin out ``terminals``; ``counts`` and ``text`` always speak of all that was read.
    Raises UsageError for a query that is none, and what the session and the inventory screen raise.
    """
    thin_out = _compiled(params["query"])
    with session(params, context, "tma", read_only=True) as driver:
        phones = _inventory.read(driver, params["family"])
        actions = {"actions": _actions.listed(driver)} if params["actions"] else {}
        read_at = context.clock().isoformat(timespec="seconds")
    wanted = [phone for phone in phones if not params["states"] or phone["inventory"] in params["states"]]
    counts = counted(phones, params["family"])
    terminals = wanted if thin_out is None else _searched(thin_out, wanted, params["query"])
    return {
        "changed": False,
        "terminals": terminals,
        "counts": counts,
        "read_at": read_at,
        "text": told(counts),
        **actions,
    }


def counted(phones: Sequence[Mapping[str, Any]], families: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many phones of each family stand in each state; a family without phones is there with zeros."""
    found = Counter((phone["family"], phone["inventory"]) for phone in phones)
    shown = dict.fromkeys([*families, *sorted({family for family, _state in found})])
    return {family: {state: found[family, state] for state in _inventory.STATES} for family in shown}


def told(counts: Mapping[str, Mapping[str, int]]) -> str:
    """One line for a person."""
    parts = []
    for family, states in counts.items():
        shown = ", ".join(f"{number} {state}" for state, number in states.items() if number)
        parts.append(f"{family}: {sum(states.values())} terminals" + (f" ({shown})" if shown else ""))
    return f"{'; '.join(parts)}. {MEANING}."


def _compiled(query: str | None) -> Any:
    if not query:
        return None
    try:
        return jmespath.compile(query)
    except JMESPathError as error:
        raise UsageError(problem=f"Option 'query' is no JMESPath expression: {error}", found=query) from error


def _searched(expression: Any, terminals: list[dict[str, Any]], query: str) -> list[Any]:
    """What the query makes of the terminals, always a list."""
    try:
        found = expression.search(terminals)
    except JMESPathError as error:
        raise UsageError(problem=f"Option 'query' cannot be applied to the terminals: {error}", found=query) from error
    if found is None:
        return []
    return found if isinstance(found, list) else [found]
