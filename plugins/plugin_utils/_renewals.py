# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the certificates of one scope are due for renewal, and whether anything speaks against it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import utc_now
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import renewal
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.chain import verifies
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.x509_loading import certificates_from_pem
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import (
    as_moment,
    listed,
    phone_id,
    same_phone,
)

OVER = ("finished", "failed")
ENCRYPTING = ("srtp_tls", "tls")
DAY = timedelta(days=1)
MORE_DAYS = 2
"""One to be past the end, one for a system whose clock is behind."""


def renewals(
    systems: Sequence[Mapping[str, Any]], scope: str, now: str | datetime, days: int | None = None, spread: int = 0
) -> dict[str, Any]:
    """``{due, days_left, ends, systems: [...], text}`` of one scope, whose systems are renewed together.

    ``systems`` are facts {name, sip: {chain}}. ``due`` is None when nothing is due and of some system nothing is known.
    ``days_left`` is what the renewing module has to be asked for: more than what is due has left, and no more than
    that, for nobody knows how long the new ones will be valid. ``ends``: when the first of what is due ends. ``now`` is
    a time with a zone.
    """
    moment = _moment(now)
    plans = renewal.plan([_dates(system, scope) for system in systems], moment, days=days, spread=spread)
    due = [one for one in plans if one.due]
    unknown = [one.name for one in plans if one.due is None]
    ends = [end for one in due if (end := as_moment(one.not_after))]
    return {
        "due": True if due else None if unknown else False,
        "days_left": max((max(0, (end - moment) // DAY) + MORE_DAYS for end in ends), default=0),
        "ends": min(ends).isoformat() if ends else None,
        "systems": [one.as_dict() for one in plans],
        "text": _text(scope, [one.name for one in due], unknown, plans),
    }


def _moment(now: str | datetime) -> datetime:
    moment = as_moment(now)
    if moment is None:
        raise ValueError(f"now is not a time with a zone: {now!r}")
    return moment


def _dates(system: Mapping[str, Any], scope: str) -> dict[str, Any]:
    chain = (system.get("sip") or {}).get("chain") or [{}]
    start, end = (as_moment(chain[0].get(key)) for key in ("not_before", "not_after"))
    return {"name": str(system.get("name")), "group": scope, "not_before": start, "not_after": end}


def _text(scope: str, due: Sequence[str], unknown: Sequence[str], plans: Sequence[renewal.Renewal]) -> str:
    if due:
        return f"{scope}: due for renewal: {listed(due)}"
    if unknown:
        return f"{scope}: no certificate could be seen on {listed(unknown)}: not known whether it is due"
    first = min((one.due_at for one in plans if one.due_at), default="never")
    return f"{scope}: nothing is due before {first}"


def no_renewal(
    certificates: Sequence[Mapping[str, Any]],
    systems: Sequence[Mapping[str, Any]],
    scope: str,
    now: str | datetime,
    days: int | None = None,
    spread: int = 0,
) -> str:
    """Why the certificate file given for ``scope`` would renew nothing; empty when it would, or cannot be read.

    ``certificates`` as ``certificate_info`` returns those of its option ``fleet``. A certificate that would be due by
    itself, once installed, renews nothing. What an authority signs begins today and ends with it, at the latest.
    """
    moment = _moment(now)
    for given in certificates:
        if given.get("name") == scope and given.get("chain"):
            own = given["chain"][0]
            starts = moment.isoformat() if given.get("file_role") == "signing_ca" else own["not_before"]
            installed = [{"name": scope, "sip": {"chain": [own | {"not_before": starts}]}}]
            if renewals(installed, scope, moment, days, spread)["due"] is not False:
                return f"{given['source']}: {_fruitless(given, systems)}"
    return ""


def _fruitless(given: Mapping[str, Any], systems: Sequence[Mapping[str, Any]]) -> str:
    own = given["chain"][0]
    shown = [((system.get("sip") or {}).get("chain") or [{}])[0].get("fingerprint_sha256") for system in systems]
    if own["fingerprint_sha256"] in shown:
        return "the file given is the one already installed"
    holds = "an authority" if given.get("file_role") == "signing_ca" else "a certificate"
    return f"the file given holds {holds} that ends on {own['not_after']}, which is due itself"


def restart_waits(
    permission: str, window: Mapping[str, Any] | None, plan: Mapping[str, Any], now: str | datetime
) -> str:
    """Until when a renewal that is due waits for its window, in words; empty when it need not, or must not, wait.

    Empty says no more than that: INV-24 is asked by the module that restarts SIP, and stops there for a window that is
    over or cannot be read. One that opens after the first certificate of ``plan`` has ended is nothing to wait for.
    """
    start, end = (as_moment((window or {}).get(edge)) for edge in ("start", "end"))
    ends = as_moment(plan.get("ends"))
    if permission != "window" or start is None or end is None or ends is None:
        return ""
    if not _moment(now) < start < min(end, ends):
        return ""
    opened = f"from {start.isoformat()} to {end.isoformat()}"
    return f"{plan['text']}. SIP may restart {opened} only (INV-24). Nothing was renewed; run again then"


def under_way(
    systems: Sequence[Mapping[str, Any]],
    terminals: Sequence[Mapping[str, Any]],
    actions: Sequence[Mapping[str, Any]],
    desired: Mapping[str, Any],
    written_off: Sequence[Mapping[str, Any]] = (),
    authorities: Sequence[Mapping[str, str]] | None = None,
) -> list[str]:
    """Why a roll-out of this scope is not over; empty when it is. What is not known counts as not over (INV-46).

    ``actions`` as ``terminal_info`` lists them, ``desired`` is the wanted state {state, mode}. ``authorities``, those
    that phones are to trust as [{name, content}], are asked for in mode trusted, unless None is given: where none of
    them verifies what a system shows, the inventory names one that no phone has got yet (INV-44).
    """
    mode = desired.get("mode", "self_signed")
    kind = "self_signed" if mode == "self_signed" else "trusted"
    pending = [str(action["name"]) for action in actions if action.get("state") not in OVER]
    off = [_name(s) for s in systems if (s.get("switches") or {}).get("voice_encryption") is not True]
    other = [_name(s) for s in systems if (s.get("sip") or {}).get("kind") != kind]
    given_up = [entry.get("phone") for entry in written_off]
    behind = [
        phone_id(terminal)
        for terminal in terminals
        if terminal.get("inventory") not in ENCRYPTING and not any(same_phone(terminal, one) for one in given_up)
    ]
    foreign = _foreign(systems, authorities) if kind == "trusted" and authorities is not None else []
    found = (
        ("encryption is not wanted here", [] if desired.get("state") == "enabled" else ["mivoice_encryption.state"]),
        ("actions of TMA are not over", pending),
        ("voice encryption is not on", off),
        (f"the certificate is not of the kind {kind}", other),
        ("terminals that TMA does not show encrypting", behind),
        ("the authority that the inventory gives the phones does not verify what is shown", foreign),
    )
    return [f"{words}: {listed(names)}" for words, names in found if names]


def _foreign(systems: Sequence[Mapping[str, Any]], authorities: Sequence[Mapping[str, str]]) -> list[str]:
    """Systems whose certificate none of ``authorities`` verifies, each with the reason. One that has ended is no
    reason: it was of its authority while it was valid."""
    # not loaded with every filter (plugins/action/preflight.py)
    from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _shown

    held = []
    for entry in authorities:
        with suppress(ValueError):  # a file without certificates holds none, which is told below
            held += certificates_from_pem(entry["content"].encode())
    found = []
    for system in systems:
        shown = _shown.certificates(system)
        if shown is None:
            found.append(f"{_name(system)} (what it shows was not seen)")
            continue
        at = min(utc_now(), *(certificate.not_valid_after_utc for certificate in shown))
        reason = verifies(shown, held, at=at)
        if reason is not None:
            found.append(f"{_name(system)} ({reason})")
    return found


def _name(system: Mapping[str, Any]) -> str:
    return str(system.get("name"))
