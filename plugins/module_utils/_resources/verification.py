# SPDX-License-Identifier: GPL-3.0-or-later
"""Verification over facts that were read afterwards: no connection, no change (spec 6.10)."""

from __future__ import annotations

from typing import Any

from .._context import Context
from .._deps import PKI_NEEDS
from .._errors import Refused
from .._options import OPERATOR_DONE
from .._safety.preflight import lines
from .._safety.verification import verify
from . import _phone_certificates

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "systems": {"type": "list", "elements": "dict"},
    "phones": {"type": "list", "elements": "dict"},
    "gates": {"type": "list", "elements": "dict"},
    "desired": {"type": "dict", "required": True},
    "eip_network": {"type": "str"},
    **_phone_certificates.PHONE_CERTIFICATES,
    **OPERATOR_DONE,
    "config": {
        "type": "dict",
        "default": {},
        "options": {"padlock_seen": {"type": "bool"}, "ntp_checked": {"type": "bool"}},
    },
    "known_drift": {"type": "list", "elements": "dict", "default": []},
    "fail_on_errors": {"type": "bool", "default": False},
}
CONNECTED = False
REQUIRES = PKI_NEEDS
SPEC_EXTRAS: dict[str, Any] = {}


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """The lists under ``verification`` and the same as lines under ``text``.

    Raises Refused when ``fail_on_errors`` is set and something is proven wrong; UsageError for a ``desired`` that
    cannot be understood, UsageError and CertificateUnreadable for ``phone_certificates``.
    """
    now = context.clock()
    facts = {name: value for name, value in params.items() if value is not None} | {"now": now}
    facts["phone_certificates"] = _phone_certificates.described(params, _phone_certificates.authorities(params), now)
    found = verify(facts)
    told = lines(found)
    if params["fail_on_errors"] and found["errors"]:
        first = found["errors"][0]
        raise Refused(
            problem=f"The state that is wanted is not proven: {len(found['errors'])} findings. First: {first['text']}",
            found=", ".join(first["systems"] + first["phones"]) or None,
            remedy=first["way_out"],
            rule=first["id"],
            details={"verification": found, "text": told},
        )
    return {"changed": False, "verification": found, "text": told}
