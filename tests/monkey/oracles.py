# SPDX-License-Identifier: GPL-3.0-or-later
"""What may never happen, seen in the lab's own record: a table of judges, asked after every step.

The names are those of ``_safety.policy.ORACLES``, and ``exception`` and ``session`` for what no module may leave.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import MivoiceError, Refused, UsageError

from monkey.site import FAMILIES, Options, Site

Event = dict[str, Any]
HAND = "operator"
RESTART_BY_ITSELF = "automatic renewal"
FIVE, SIX = FAMILIES


class Breach(AssertionError):
    """Something happened that may never happen; ``oracle`` names what saw it."""

    def __init__(self, oracle: str, told: str) -> None:
        super().__init__(f"{oracle}: {told}")
        self.oracle = oracle


@dataclass(kw_only=True)
class Step:
    """One call with its outcome, or, without ``name``, something that happened between calls.

    ``since``: number of the newest event before it; ``encrypting``: phones set to TLS before it; ``in_bothway``:
    systems in BOTHWAY before it.
    """

    site: Site
    since: int
    name: str = ""
    check: bool = False
    told: Options = field(default_factory=dict)
    may_restart: bool = False
    encrypting: dict[str, str] = field(default_factory=dict)
    in_bothway: frozenset[str] = frozenset()
    result: Options | None = None
    error: Exception | None = None

    def events(self, *kinds: str) -> list[Event]:
        return [event for event in self.site.world.events.since(self.since) if event["kind"] in kinds]

    def writes(self) -> list[Event]:
        """What the collection wrote."""
        return [event for event in self.events("write") if event["actor"] != HAND]


def encrypting(site: Site) -> dict[str, str]:
    """Families of phones that are set to TLS, on or off, and not given up, by their MAC."""
    phones = site.world.phones.values()
    return {
        phone.mac: phone.family
        for phone in phones
        if phone.settings().transport == "tls" and phone.mac not in site.given_up
    }


def in_bothway(site: Site) -> frozenset[str]:
    return frozenset(name for name, system in site.world.systems.items() if system.bothway)


def _exception(step: Step) -> Iterator[str]:
    if step.error and not isinstance(step.error, MivoiceError):
        yield f"{step.name} raised {step.error!r}"


def _session(step: Step) -> Iterator[str]:
    if not step.site.interrupted:
        yield from (f"{step.name} left a session open: {session}" for session in step.site.lab.app.open_sessions())


def _service_loss(step: Step) -> Iterator[str]:
    """A phone that was on and not given up fails after writes that were all the collection's."""
    for event in step.events("service_loss"):
        known = step.site.blinded or event["phone"] in step.site.given_up
        if not known and all(_ours(cause) for cause in event["cause"]):
            yield f"{event['phone']} ({event['number']}): {event['reason']}; after {_deeds(event)}"


def _clear_voice(step: Step) -> Iterator[str]:
    """Voice is clear by the newest write, which is the collection's. To take a right away is to ask for that."""
    for event in step.events("voice_exposed"):
        if event["phone"] in step.site.given_up or step.name in ("", "encryption_right"):
            continue
        if event["cause"] and _ours(event["cause"][-1]):
            yield f"{event['phone']} ({event['number']}) on {event['system']}; after {_deeds(event)}"


def _order(step: Step) -> Iterator[str]:
    """INV-11: BOTHWAY is left first. INV-16: 5300, then 6000, then systems."""
    before = set()
    if any(_stops(event, SIX) for event in step.writes()):
        before = {FIVE}
    if any(event["what"] == "voice_encryption" and not event["after"] for event in step.writes()):
        before = {FIVE, SIX}
    left = [mac for mac, family in step.encrypting.items() if family in before]
    if left:
        yield f"{step.name} went on while {', '.join(left)} still encrypt"
    if step.in_bothway and any(_stops(event, SIX) for event in step.writes()):
        yield f"{step.name} sends phones to 5060 while {', '.join(sorted(step.in_bothway))} is in BOTHWAY"


def _stops(event: Event, family: str) -> bool:
    update = event["what"] == "update_specific" and event["family"] == family
    return update and event["values"].get("sip transport protocol") == "1"


def _secret(step: Step) -> Iterator[str]:
    lines, step.site.lab.lines[:] = list(step.site.lab.lines), []
    said = [json.dumps(step.result, default=str, ensure_ascii=False), *lines]
    if isinstance(step.error, MivoiceError):
        said += [str(step.error), json.dumps(step.error.as_result(), default=str, ensure_ascii=False)]
    yield from (f"{step.name} tells {word!r}" for word in step.site.secrets() if any(word in text for text in said))


def _unpermitted_restart(step: Step) -> Iterator[str]:
    """INV-24. A restart by a write that lies back is permitted by the call that made the write."""
    if step.may_restart:
        step.site.may_restart.update(event["n"] for event in step.writes())
    for event in step.events("sip_restart"):
        by_hand = not step.name or event["cause"] == RESTART_BY_ITSELF
        permitted = by_hand or step.may_restart
        if event["writes"]:
            permitted = set(event["writes"]) <= step.site.may_restart
        if not permitted:
            yield f"{step.name} restarted SIP on {event['target']}"


def _false_report(step: Step) -> Iterator[str]:
    made = step.writes()
    if made and step.check:
        yield f"{step.name} wrote in check mode: {_named(made)}"
    elif made and isinstance(step.error, (Refused, UsageError)):
        yield f"{step.name} says that nothing was written, and wrote {_named(made)}; {step.error}"
    elif step.result and not step.check and step.result.get("changed", False) != bool(made):
        yield f"{step.name} says changed {step.result.get('changed')}, and wrote {_named(made) or 'nothing'}"
    elif step.result and not step.check:
        listed = _listed(step)
        if listed != _pressed(step, made):
            yield f"{step.name} lists {sorted(listed)}, and wrote {_named(made)}"
    yield from (f"{step.name} changed {event['field']} too" for event in step.events("collateral"))


BUTTONS: dict[str, str] = {
    "distribute": "distribute",
    "multisite": "apply",
    "multisite_apply": "apply",
    "multisite_ok": "ok",
    "generate_certificates": "generate",
    "import_certificate": "import",
    "regenerate_certificate": "regenerate",
    **dict.fromkeys(("deployment", "update_specific", "start_action"), "confirm"),
    **dict.fromkeys(("keycode", "feature_class_right", "subscription_right"), "validate"),
    **dict.fromkeys(("voice_encryption", "voice_type", "inter_ipbx", "bothway"), "validate"),
}
"""What the lab calls a write -> the last press that makes it, as a result lists it."""


def _listed(step: Step) -> set[tuple[str, str]]:
    writes = (step.result or {}).get("writes", [])
    return {(write["host"], write["button"]) for write in writes}


def _pressed(step: Step, made: list[Event]) -> set[tuple[str, str]]:
    devices = [step.site.world.device(event["target"]) for event in made]
    return {(device.admin_address, BUTTONS[event["what"]]) for device, event in zip(devices, made, strict=True)}


def _named(events: list[Event]) -> str:
    return ", ".join(f"{event['what']} on {event['target']}" for event in events)


def _ours(event: Event) -> bool:
    return bool(event["kind"] != "operator" and event["actor"] != HAND)


def _deeds(event: Event) -> str:
    return ", ".join(f"{cause.get('what', cause['kind'])} on {cause['target']}" for cause in event["cause"])


JUDGES: dict[str, Callable[[Step], Iterator[str]]] = {
    "exception": _exception,
    "session": _session,
    "service_loss": _service_loss,
    "clear_voice": _clear_voice,
    "order": _order,
    "secret": _secret,
    "unpermitted_restart": _unpermitted_restart,
    "false_report": _false_report,
}


def judge(step: Step) -> None:
    """Raise the first breach that a judge sees in a step."""
    for oracle, seen in JUDGES.items():
        for told in seen(step):
            raise Breach(oracle, told)
