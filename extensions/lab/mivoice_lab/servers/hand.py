# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control address does to the world itself: a person's hand for steps without a documented screen, and the
faults that are not of the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.x509 import Certificate, CertificateRevocationList

from ..model.download import TROUBLES
from ..model.issue import pem
from ..model.refusal import LabRefusal
from ..model.trust import common_name, is_ca, load, read_crl
from .download_hand import ACTOR, HandError, disk_full, refuse_login, server_down, trouble
from .phone_hand import phones_named

if TYPE_CHECKING:
    from ..model.tma import Tma
    from ..model.world import World

Fields = dict[str, Any]
WorldFault = Callable[["World", str, Fields], None]


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
REGENERATE, CRL, CA_FILE, BOX = "regenerate", "crl", "BWY-2", "bothway"
STEPS = (*GLOBAL_STEPS, REGENERATE, CRL, CA_FILE, BOX)


def operator_step(world: World, fields: Fields) -> Fields:
    """Do `step` on `target`: a TMA (name of its Manager or system; `site` narrows it to one multi-site) or, for
    "regenerate", "bothway" (`value`: whether its box is to be ticked), "crl" (`value`: the list in PEM; OPEN-17) and
    "BWY-2" (`value`: the CA file of the terminals in PEM; OPEN-8), a system. Raises HandError, also with the device's
    refusal. Call it with the world's lock held."""
    step, target, value = fields.get("step"), fields.get("target"), fields.get("value")
    if step not in STEPS:
        raise HandError(f"unknown step {step!r}; known: {', '.join(STEPS)}")
    try:
        if step == REGENERATE:
            _named(world.systems, target, "system").regenerate_certificate(ACTOR)
        elif step == BOX:
            _named(world.systems, target, "system").set_bothway(ACTOR, _truth(value))
        elif step == CRL:
            _named(world.systems, target, "system").revocation_lists = [_crl(value)]
        elif step == CA_FILE:
            found = _authorities(value)
            _named(world.systems, target, "system").ca_file_pem = [pem(one) for one in found]
            value = [common_name(one) for one in found]
        else:
            value = _global_data(_tma(world, target), GLOBAL_STEPS[step], value, fields.get("site"))
    except LabRefusal as refusal:
        raise HandError(str(refusal)) from refusal
    world.events.append("operator", str(target), ACTOR, step=step, value=value)
    return {"done": step, "target": target, "value": value}


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise HandError("bothway needs value, true or false")
    return value


def _crl(text: Any) -> CertificateRevocationList:
    try:
        return read_crl(str(text))
    except ValueError as error:
        raise HandError("crl needs value, a revocation list in PEM") from error


def _authorities(text: Any) -> tuple[Certificate, ...]:
    """The certificates of a CA file; whatever else stands in it, a key for instance, goes no further."""
    found = load(str(text))
    if not found or not all(map(is_ca, found)):
        raise HandError("BWY-2 needs value, certificates of authorities in PEM")
    return found


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


def _clock_skew(world: World, target: str, fields: Fields) -> None:
    seconds = fields.get("seconds")
    if not isinstance(seconds, int | float):
        raise HandError("clock_skew needs seconds, a number")
    _named({**world.systems, **world.managers}, target, "device").clock_skew = seconds


def _system_fault(attribute: str) -> WorldFault:
    def switch(world: World, target: str, fields: Fields) -> None:
        setattr(_named(world.systems, target, "system"), attribute, bool(fields.get("on", True)))

    return switch


def _sip_hangs(world: World, target: str, fields: Fields) -> None:
    _named(world.systems, target, "system").let_sip_hang(bool(fields.get("on", True)))


def _power(on: bool) -> WorldFault:
    def switch(world: World, _target: str, fields: Fields) -> None:
        for phone in phones_named(world, fields.get("phones")):
            phone.power(on)

    return switch


_WORLD_FAULTS: dict[str, WorldFault] = {
    "disk_full": disk_full,
    "server_down": server_down,
    "refuse_login": refuse_login,
    **{kind: trouble(kind) for kind in TROUBLES},
    "sip_hangs": _sip_hangs,
    "generation_fails": _system_fault("generation_fails"),
    "keeps_certificate": _system_fault("keeps_certificate"),
    "clock_skew": _clock_skew,
    "power_on": _power(True),
    "power_off": _power(False),
}


def _named(things: dict[str, Any], name: Any, what: str) -> Any:
    try:
        return things[name]
    except (KeyError, TypeError):
        raise HandError(f"no {what} named {name!r}") from None
