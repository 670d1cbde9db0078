# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate file of a multi-site: what the Manager does with it, and what no file can do (CERT-23, OPEN-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from .._context import Context
from .._errors import UsageError
from . import _orders
from ._pkcs12 import Pkcs12, given

SIGNING_CA, SYSTEM = "signing_ca", "system"


def signs(params: Mapping[str, Any]) -> bool:
    """Whether the file is an authority that the Manager signs with (CERT-9, CERT-23)."""
    return bool(params["file_role"] == SIGNING_CA)


def of(params: Mapping[str, Any], systems: Sequence[Mapping[str, Any]], context: Context) -> Pkcs12:
    """The file: a CA that the Manager signs with, or the certificate of the one system.

    Raises UsageError for the certificate of a system and several systems, and what ``_pkcs12.given`` raises.
    """
    if signs(params):
        known = _orders.known({"multisite": True}, None, SIGNING_CA)
        return given(params, known, context.clock(), signs=True)
    _require_one(params, systems)
    known = _orders.known({**systems[0], "multisite": True}, systems[0]["tel_address"], SYSTEM)
    return given(params, known, context.clock())


def _require_one(params: Mapping[str, Any], systems: Sequence[Mapping[str, Any]]) -> None:
    """CERT-6: the certificate of a system is for that one, and out of it nobody can make those of others."""
    others = ", ".join(str(system["name"]) for system in systems[1:])
    if others:
        raise UsageError(
            problem=f"With file_role system the file is the certificate of {systems[0]['name']} alone",
            found=f"{others} in {params['multisite']}, too",
            wanted="a multi-site of one system",
            remedy="Give an authority that the Manager signs with (file_role signing_ca)",
        )


def require_lasting(file: Pkcs12, params: Mapping[str, Any], context: Context) -> None:
    """No certificate outlives its authority: what ends too soon would be made anew in every run, and never do."""
    days = params["days_left"]
    if signs(params) and file.ends <= context.clock() + timedelta(days=days):
        raise UsageError(
            problem=f"{file.upload.name} ends too soon for the certificates that are asked for; nothing was written",
            found=file.ends.isoformat(),
            wanted=f"more than {days} days left",
            remedy="Have an authority made that lasts longer, or ask for fewer days with days_left",
        )
