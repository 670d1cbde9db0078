# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports of systems whose certificate is at stake: what they show, and whether their SIP service is just restarting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from .._context import Context
from .._errors import UnknownValue, Where
from . import sip_probe

PAUSE = 2.0
"""Seconds between two looks at the ports of a system whose SIP service restarts."""
SECONDS = 5
"""Seconds that a port has for an answer."""
Sip = dict[str, Any]


def look(system: Mapping[str, Any], context: Context) -> Sip:
    """``sip`` facts of a system with ``tel_address`` and, where they differ from the usual, its ports."""
    asked = {"sip_port": 5060, "sips_port": 5061, "timeout": SECONDS, "tel_address": system["tel_address"]}
    asked |= {name: system[name] for name in ("sip_port", "sips_port") if system.get(name)}
    sip: Sip = sip_probe.run(asked, context)["sip"]
    return sip


def silent(sip: Mapping[str, Any]) -> bool:
    """True when the SIP service answers on neither port, as while it restarts: then nothing tells what it will show."""
    return not sip.get("tls_open") and not sip.get("plain_open")


def fingerprint(sip: Mapping[str, Any]) -> str | None:
    shown = sip.get("chain") or []
    return shown[0].get("fingerprint_sha256") if shown else None


def until(good: Callable[[Sip], bool], read: Callable[[], Sip], seconds: float, context: Context) -> tuple[Sip, bool]:
    """The first good look within ``seconds``, or the last one; and whether it is good."""
    deadline = context.clock() + timedelta(seconds=seconds)
    while True:
        sip = read()
        if good(sip) or context.clock() >= deadline:
            return sip, good(sip)
        context.sleep(PAUSE)


def settled(systems: Mapping[str, Mapping[str, Any]], seconds: float, context: Context, host: str) -> dict[str, Sip]:
    """What each system shows once its SIP service answers; in a check nobody waits for it.

    A run that was killed after it had a certificate made leaves a service that restarts: made again in these seconds,
    SIP would restart a second time (INV-23). Raises UnknownValue for a service that stays silent.
    """
    found = {name: look(system, context) for name, system in systems.items()}
    deadline = context.clock() + timedelta(seconds=seconds)
    while quiet := [name for name, sip in found.items() if silent(sip)]:
        if context.check_mode or context.clock() >= deadline:
            raise _stays_silent(found, quiet, host, seconds, context)
        context.progress(f"The SIP service of {', '.join(quiet)} does not answer: waiting in case it restarts")
        context.sleep(PAUSE)
        found |= {name: look(systems[name], context) for name in quiet}
    return found


def _stays_silent(
    found: Mapping[str, Sip], quiet: Sequence[str], host: str, seconds: float, context: Context
) -> UnknownValue:
    errors = [error for name in quiet for error in found[name].get("errors") or []]
    return UnknownValue(
        problem=f"The SIP service of {', '.join(quiet)} answers neither with TLS nor without, so what certificate it"
        " has is not known; nothing was written",
        where=Where(host=host),
        found="; ".join(errors) or "both ports closed",
        wanted="an answer on one of its SIP ports" + ("" if context.check_mode else f" within {seconds:g} s"),
        remedy="After a run that was interrupted, run again in a minute. Else look at the SIP service of the system,"
        " and whether tel_address is right",
    )
