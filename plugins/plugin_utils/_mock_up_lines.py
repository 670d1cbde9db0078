# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on a platform of the mock-up method, in a few lines for a person (MCK-6, MCK-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import listed, phone_text

from ._mock_up_judge import TO_PREPARE
from ._mock_up_record import mock_up_whole
from ._mock_up_servers import MCK_8

MOST = 50
STATES = {
    "arrived": "ARRIVED, their certificates taken",
    "unproven": "HERE over TLS, their certificates not asked for",
    "wrong": "HERE AND NOT OVER TLS",
    "awaited": "NOT YET HERE",
}
TO_DO = {
    "wrong": "their stored values are not those of the pre-configuration platform: " + TO_PREPARE,
    "awaited": "plug them in here, log on generic, then log in by hand (MCK-6). One that stays away: look at the login"
    f" iPBX that DHCP gives it (MCK-2), at its clock and at the CA file of the system (BWY-2); else {TO_PREPARE}",
}


def mock_up_lines(judged: Mapping[str, Any], arrivals: Mapping[str, Any], unseen: Sequence[str]) -> list[str]:
    """Lines of the summary; on the pre-configuration platform the record takes the place of ``judged``."""
    if "format" in judged:
        return [*_recorded(judged), *_not_seen(unseen)]
    lines = [f"REFUSED, {phone['text']}." for phone in (judged.get("refused") or [])[:MOST]]
    if len(judged.get("refused") or []) > MOST:
        lines.append(f"REFUSED, and {len(judged['refused']) - MOST} phones more.")
    if arrivals:
        total = len(judged["phones"])
        for state, told in STATES.items():
            if arrivals[state] or state == "arrived":
                names = f": {listed(arrivals[state], MOST)}" if arrivals[state] else ""
                lines.append(f"Phones of the record {told}: {len(arrivals[state])} of {total}{names}.")
        lines += [f"DO NEXT, {told}." for state, told in TO_DO.items() if arrivals[state]]
        if arrivals["unseen"]:
            lines.append(
                f"Nobody can say who is registered on {listed(arrivals['unseen'])}: their list of registrations is not"
                " declared (screen WREG)."
            )
        lines.append(f"{MCK_8}.")
    return [*lines, *_not_seen(unseen)]


def _not_seen(unseen: Sequence[str]) -> list[str]:
    return [f"NOT SEEN: {text}." for text in dict.fromkeys(unseen)]


def _recorded(record: Mapping[str, Any]) -> list[str]:
    """How many phones may leave, and which may not yet."""
    phones = record["phones"]
    left = [phone_text(phone) for phone in phones if not mock_up_whole(phone)]
    asked = sum(1 for phone in phones if mock_up_whole(phone) and phone["presented"])
    ready = f"{len(phones) - len(left)} of {len(phones)} phones may leave"
    lines = [f"Record: {ready}, {asked} of them seen presenting their certificate."]
    return lines + ([f"MAY NOT LEAVE YET: {listed(left, MOST)}."] if left else [])
