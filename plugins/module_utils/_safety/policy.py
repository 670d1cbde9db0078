# SPDX-License-Identifier: GPL-3.0-or-later
"""All invariants of spec section 7: who may lift which, and what would show that one was broken. Data, no logic.

Basis E: no override. D and E/D: ``override: [{rule, reason}]``, rule by rule, reported. Whatever the basis, the rules
about losing phones are lifted only phone by phone, with ``written_off: [{phone, reason}]``.
"""

from __future__ import annotations

from typing import NamedTuple

ORACLES = ("service_loss", "clear_voice", "order", "secret", "unpermitted_restart", "false_report")
"""How a breach shows: a phone can no longer call; voice that was encrypted is clear; a step came before the one that
it needs; a secret is where it may be read; SIP restarted unpermitted; a report says what is not so."""


class Policy(NamedTuple):
    """``basis``: E, D or E/D. ``oracle``: one of ORACLES. ``phone_by_phone``: only ``written_off`` lifts it.

    ``stops``: False = report only. ``held_by``: the test that shows that the collection cannot do otherwise; a rule
    that is held by its build alone has no function in ``rules``.
    """

    basis: str
    oracle: str
    phone_by_phone: bool = False
    stops: bool = True
    held_by: str | None = None

    @property
    def overridable(self) -> bool:
        return self.basis != "E" and not self.phone_by_phone


LOSS, CLEAR, ORDER, SECRET, RESTART, FALSE = ORACLES
_BUILD = "tests/unit/safety/test_rules_held_by_the_build.py::test_"

POLICIES: dict[str, Policy] = {
    "INV-1": Policy("E/D", LOSS, phone_by_phone=True),
    "INV-2": Policy("E/D", LOSS, phone_by_phone=True),
    "INV-3": Policy("E", LOSS),
    "INV-4": Policy("D", LOSS),
    "INV-5": Policy("E/D", LOSS, phone_by_phone=True),
    "INV-6": Policy("E/D", LOSS, phone_by_phone=True),
    "INV-7": Policy("E/D", LOSS, phone_by_phone=True),
    "INV-8": Policy("D", LOSS),
    "INV-9": Policy("D", LOSS),
    "INV-10": Policy("E", FALSE, held_by=f"{_BUILD}bothway_is_reached_through_the_web_admin_of_a_system_only"),
    "INV-11": Policy("E", LOSS),
    "INV-12": Policy("D", LOSS),
    "INV-13": Policy("E/D", LOSS),
    "INV-14": Policy("E/D", LOSS),
    "INV-15": Policy("E", CLEAR, phone_by_phone=True),
    "INV-16": Policy("E", ORDER, phone_by_phone=True),
    "INV-17": Policy("E", LOSS),
    "INV-18": Policy("E", LOSS),
    "INV-19": Policy("E", LOSS),
    "INV-20": Policy("E/D", LOSS),
    "INV-21": Policy("E", LOSS),
    "INV-22": Policy("E", LOSS),
    "INV-23": Policy("D", RESTART),
    "INV-24": Policy("D", RESTART),
    "INV-25": Policy("E/D", LOSS),
    "INV-26": Policy("D", FALSE),
    "INV-27": Policy("E/D", CLEAR),
    "INV-28": Policy("E", LOSS),
    "INV-29": Policy("D", LOSS),
    "INV-30": Policy("E", LOSS),
    "INV-31": Policy("E", LOSS, held_by=f"{_BUILD}a_deployment_sends_one_file_and_names_its_server"),
    "INV-32": Policy("E", FALSE),
    "INV-33": Policy("E/D", SECRET),
    "INV-34": Policy("E", LOSS),
    "INV-35": Policy("D", LOSS),
    "INV-36": Policy("D", CLEAR),
    "INV-37": Policy("D", CLEAR, stops=False),
    "INV-38": Policy("D", LOSS),
    "INV-39": Policy("D", FALSE),
    "INV-40": Policy("D", LOSS),
    "INV-41": Policy("D", LOSS),
    "INV-42": Policy("D", ORDER),
    "INV-43": Policy("E", LOSS),
    "INV-44": Policy("D", LOSS),
    "INV-45": Policy("D", FALSE, held_by=f"{_BUILD}what_verifies_takes_no_result_of_a_write"),
    "INV-46": Policy("D", FALSE),
    "INV-47": Policy("D", LOSS),
    "CLEAR-KEY": Policy("D", SECRET),
    "SCOPE": Policy("E", LOSS),
}
"""CLEAR-KEY is BCRT-11 on the way to a server. SCOPE is TMA-1 with design section 3: a TMA moves a whole multi-site, so
nobody may cut it short.

INV-37 allows "or reported as incomplete": its verdict is handed back, it does not stop.
"""
