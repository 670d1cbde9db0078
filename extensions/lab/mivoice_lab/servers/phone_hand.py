# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's hand on the phones: calls (INV-9), and the way from one platform to another (MCK-6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..model.calls import CallError
from .download_hand import ACTOR, HandError

if TYPE_CHECKING:
    from ..model.phone import Phone
    from ..model.world import World

Fields = dict[str, Any]
ANY_COUNT = 0


def phone_step(world: World, fields: Fields) -> Fields:
    """`begin_call` {phones: [caller, called]}, `end_call` {phones: [who hangs up]} or `plug` {phones, system}: unplug
    them and plug them into the platform of that system; phones are MAC addresses or numbers. Raises HandError. Call it
    with the world's lock held."""
    step = fields.get("step")
    if step not in _STEPS:
        raise HandError(f"unknown step {step!r}; known: {', '.join(_STEPS)}")
    act, count = _STEPS[step]
    phones = phones_named(world, fields.get("phones"))
    if not phones or count not in (len(phones), ANY_COUNT):
        raise HandError(f"{step} needs phones, a list of {count or 'them'}")
    numbers = [phone.number for phone in phones]
    try:
        outcome = act(world, phones, fields)
    except CallError as error:
        raise HandError(str(error)) from error
    world.events.append("operator", phones[0].mac, ACTOR, step=step, phones=numbers)
    return {"done": step, "phones": numbers, **outcome}


def phones_named(world: World, wanted: Any) -> list[Phone]:
    """Phones by MAC addresses or numbers; "*" is all of them."""
    if wanted == "*":
        return list(world.phones.values())
    if not isinstance(wanted, list):
        raise HandError('phones is a list of MAC addresses or numbers, or "*"')
    known = {phone.number: phone for phone in world.phones.values()} | world.phones
    for name in wanted:
        if not isinstance(name, str) or name not in known:
            raise HandError(f"no phone named {name!r}")
    return [known[name] for name in wanted]


def _begin_call(world: World, phones: list[Phone], _fields: Fields) -> Fields:
    world.calls.begin(*phones)
    return {}


def _end_call(world: World, phones: list[Phone], _fields: Fields) -> Fields:
    return {"answered": world.calls.release(phones[0])}


def _plug(world: World, phones: list[Phone], fields: Fields) -> Fields:
    name = fields.get("system")
    if not isinstance(name, str) or name not in world.systems:
        raise HandError(f"no system named {name!r}")
    for phone in phones:
        phone.plug_into(world.systems[name])
    return {"system": name}


_STEPS: dict[str, tuple[Callable[[World, list[Phone], Fields], Fields], int]] = {
    "begin_call": (_begin_call, 2),
    "end_call": (_end_call, 1),
    "plug": (_plug, ANY_COUNT),
}
