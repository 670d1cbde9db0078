# SPDX-License-Identifier: GPL-3.0-or-later
"""What port 5061 shows of BOTHWAY: whom it refuses and whom it takes (MOD-7, MOD-13). Only what was tried is proven."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .._wire.client import Client
from .._wire.tls import Attempt

Proof = dict[str, Any]
Present = Callable[[Client], Attempt]
DECIDED = ("answered", "refused")
"""Outcomes that say how a certificate was taken; anything else says nothing of it."""


class Trial(NamedTuple):
    """``outcome`` that is wanted, in words ``told``; ``harmful``: phones are kept out when it is another one."""

    told: str
    outcome: str
    harmful: bool = False


DEMANDED, NONE = "demanded", "none"
PRESENTED: dict[str, Trial] = {
    "foreign": Trial("a certificate of a foreign authority is refused", "refused"),
    "good": Trial("a good certificate of the site is accepted", "answered", harmful=True),
    "expired": Trial("an expired certificate of the site is refused", "refused"),
}
NOT_GIVEN = "the site gives none to try (client_certificates)"


def tried(sip: Mapping[str, Any], given: Mapping[str, Client], foreign: Client, present: Present) -> list[Proof]:
    """One proof each: {what, told, proven: True|False|None, found, harmful}. None: it could not be tried."""
    # Only the refusal of a client without one tells that a certificate is demanded: one look, two things to know.
    asked = {"required": True, "optional": False, "not_asked": False}.get(str(sip.get("client_certificate")))
    proofs = [
        _proof(DEMANDED, "a client certificate is demanded", asked, str(sip.get("client_certificate"))),
        _proof(NONE, "a client without certificate is refused", asked, str(sip.get("client_certificate"))),
    ]
    clients = {"foreign": foreign, **given}
    for what, trial in PRESENTED.items():
        if what in clients:
            proofs.append(_presented(what, trial, clients[what], present))
        else:
            proofs.append(_proof(what, trial.told, None, NOT_GIVEN, trial.harmful))
    return proofs


def _presented(what: str, trial: Trial, client: Client, present: Present) -> Proof:
    try:
        seen = present(client)
    except OSError as error:
        return _proof(what, trial.told, None, f"{type(error).__name__}: {error}", trial.harmful)
    found = f"{seen.outcome}: {seen.reason}" if seen.reason else seen.outcome
    proven = seen.outcome == trial.outcome if seen.outcome in DECIDED else None
    return _proof(what, trial.told, proven, found, trial.harmful)


def _proof(what: str, told: str, proven: bool | None, found: str, harmful: bool = False) -> Proof:
    return {"what": what, "told": told, "proven": proven, "found": found, "harmful": harmful}


def contradicted(proofs: Sequence[Proof]) -> list[Proof]:
    return [proof for proof in proofs if proof["proven"] is False]


def not_proven(proofs: Sequence[Proof]) -> list[str]:
    """In words, what could not be tried and why."""
    return [f"not proven that {proof['told']}: {proof['found']}" for proof in proofs if proof["proven"] is None]
