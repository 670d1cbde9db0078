# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control address does to the world itself: a person's hand for steps without a documented screen, and the
faults that are not of the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..model.refusal import LabRefusal

if TYPE_CHECKING:
    from ..model.tma import Tma
    from ..model.world import World

ACTOR = "operator"
Fields = dict[str, Any]
WorldFault = Callable[["World", str, Fields], None]


class HandError(ValueError):
    """The step or fault cannot be done as asked."""


@dataclass(frozen=True)
class GlobalData:
    """An update of global data (SCR-T7)."""

    family: str
    parameter: str
    usual_value: str | None


GLOBAL_STEPS = {
    "T60-5": GlobalData("mitel6000", "time server1", None),
    "T53-7": GlobalData("mivoice5300", "SIP_PORT_PBX", "5061"),
    "STP-7": GlobalData("mivoice5300", "SIP_PORT_PBX", "5060"),
}
REGENERATE = "regenerate"


def operator_step(world: World, fields: Fields) -> Fields:
    """Do `step` on `target`: a TMA (name of its Manager or system; `site` narrows it to one multi-site) or, for
    "regenerate", a system. Raises HandError, also with the device's refusal. Call it with the world's lock held."""
    step, target, value = fields.get("step"), fields.get("target"), fields.get("value")
    if step != REGENERATE and step not in GLOBAL_STEPS:
        raise HandError(f"unknown step {step!r}; known: {', '.join([*GLOBAL_STEPS, REGENERATE])}")
    try:
        if step == REGENERATE:
            _named(world.systems, target, "system").regenerate_certificate(ACTOR)
        else:
            value = _global_data(_tma(world, target), GLOBAL_STEPS[step], value, fields.get("site"))
    except LabRefusal as refusal:
        raise HandError(str(refusal)) from refusal
    world.events.append("operator", str(target), ACTOR, step=step, value=value)
    return {"done": step, "target": target, "value": value}


def _global_data(tma: Tma, step: GlobalData, value: str | None, site: str | None) -> str:
    chosen = value or step.usual_value
    if chosen is None:
        raise HandError(f"{step.parameter} needs a value")
    scopes = [scope for scope in tma.scopes if site in (None, scope[1])]
    if not scopes:
        raise HandError(f"no site {site!r}; known: {', '.join(name for _region, name in tma.scopes)}")
    for scope in scopes:
        tma.set_global(ACTOR, scope, step.family, {step.parameter: chosen})
    return chosen


def _tma(world: World, name: Any) -> Tma:
    tma = _named({**world.systems, **world.managers}, name, "Manager or system").tma
    if tma is None:
        raise HandError(f"{name} carries no TMA: its Manager does")
    return tma


def world_fault(world: World, kind: str, target: str, fields: Fields) -> bool:
    """Do a fault of the world; False when `kind` is none of them. Raises HandError."""
    if kind not in _WORLD_FAULTS:
        return False
    with world.lock:
        _WORLD_FAULTS[kind](world, target, fields)
    return True


def _disk_full(world: World, target: str, fields: Fields) -> None:
    _named(world.download_servers, target, "download server").disk_full = bool(fields.get("on", True))


def _clock_skew(world: World, target: str, fields: Fields) -> None:
    seconds = fields.get("seconds")
    if not isinstance(seconds, int | float):
        raise HandError("clock_skew needs seconds, a number")
    _named({**world.systems, **world.managers}, target, "device").clock_skew = seconds


def _power(on: bool) -> WorldFault:
    def switch(world: World, _target: str, fields: Fields) -> None:
        wanted = fields.get("phones")
        if wanted == "*":
            wanted = list(world.phones)
        if not isinstance(wanted, list):
            raise HandError('phones is a list of MAC addresses or numbers, or "*"')
        by_number = {phone.number: phone for phone in world.phones.values()}
        for phone in [_named({**by_number, **world.phones}, name, "phone") for name in wanted]:
            phone.power(on)

    return switch


_WORLD_FAULTS: dict[str, WorldFault] = {
    "disk_full": _disk_full,
    "clock_skew": _clock_skew,
    "power_on": _power(True),
    "power_off": _power(False),
}


def _named(things: dict[str, Any], name: Any, what: str) -> Any:
    try:
        return things[name]
    except (KeyError, TypeError):
        raise HandError(f"no {what} named {name!r}") from None
