# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates that phones present (BCRT-2 to BCRT-4): read from what the site gives, judged offline (BCRT-9)."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509

from .._errors import UsageError
from .._options import SOURCE
from .._pki import chain, reading
from .._pki.bundle import Entry
from .._wire.client import Client
from . import _ca_files, _shown
from ._given import as_sent, decoded
from ._own_files import KEY

PHONE_CERTIFICATES: dict[str, dict[str, Any]] = {
    "phone_certificates": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "name": {"type": "str", "required": True},
            **SOURCE,
            "key_password": {"type": "str", "no_log": True},
            **KEY,
            "phones": {"type": "list", "elements": "str", "default": []},
            "other_files": {"type": "list", "elements": "str", "default": []},
        },
    },
    "terminals_ca": {"type": "str", "no_log": True},
}
_PAIR = {"content": {"type": "str", "required": True, "no_log": True}, "key_password": {"type": "str", "no_log": True}}
CLIENT_CERTIFICATES: dict[str, dict[str, Any]] = {
    "client_certificates": {
        "type": "dict",
        "options": {"good": {"type": "dict", "options": _PAIR}, "expired": {"type": "dict", "options": _PAIR}},
    }
}
NO_CA_FILE = "the CA file of the system is not given (terminals_ca)"


def authorities(params: Mapping[str, Any]) -> tuple[x509.Certificate, ...] | None:
    """The certificates in the CA file that is loaded in the system (OPEN-8); None when it was not given."""
    content = params["terminals_ca"]
    return None if content is None else _ca_files.read("terminals_ca.pem", content).certificates


def described(
    params: Mapping[str, Any], known: Sequence[x509.Certificate] | None, at: datetime
) -> list[dict[str, Any]]:
    """Facts ``phone_certificates`` for the interlocks; ``at`` is the time by the clock of the system.

    Raises UsageError for a text that holds no phone's certificate, CertificateUnreadable for one that cannot be read.
    """
    return [_described(entry, known, at) for entry in params["phone_certificates"]]


def _described(entry: Mapping[str, Any], known: Sequence[x509.Certificate] | None, at: datetime) -> dict[str, Any]:
    name, found = entry["name"], chain.build(_read(entry, entry["name"]), at=at)
    leaf = _leaf(found, name)
    told: dict[str, Any] = {"verified_by": None, "reasons": [NO_CA_FILE]}
    if known is not None:
        told = _shown.verification([each.certificate for each in found.path], known, at)
    return {
        "name": name,
        "phones": list(entry["phones"]),
        "files": [name, *([entry["key"]["name"]] if entry["key"] else []), *entry["other_files"]],
        "not_before": leaf.certificate.not_valid_before_utc.isoformat(),
        "not_after": leaf.certificate.not_valid_after_utc.isoformat(),
        "key_matches": found.key_matches,
        **told,
    }


def clients(params: Mapping[str, Any]) -> dict[str, Client]:
    """What the site gives to be tried on the port, by what it is; raises UsageError for what cannot be presented."""
    given = {what: pair for what, pair in (params["client_certificates"] or {}).items() if pair}
    return {what: _client(what, pair) for what, pair in given.items()}


def _client(what: str, pair: Mapping[str, Any]) -> Client:
    name = f"client_certificates.{what}"
    found = chain.build(_read(pair, name))
    _leaf(found, name)
    if not found.key_matches:
        raise UsageError(problem=f"{name} holds no private key that belongs to its certificate", wanted="both, as PEM")
    client = Client(as_sent(pair["content"]), pair["key_password"])
    try:
        client.load_into(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    except ssl.SSLError as error:
        raise UsageError(problem=f"{name} cannot be presented: {error.reason}", wanted="PEM, with its key") from error
    except OSError:
        pass  # told as not proven, by whoever tries it
    return client


def _read(entry: Mapping[str, Any], name: str) -> Any:
    """Certificate and key together; a file of the controller comes in base64, a key may lie in a file of its own."""
    key = entry.get("key") or {}
    held = as_sent(decoded(entry["content"], name, text=True))
    if key.get("content"):
        held += as_sent(decoded(key["content"], str(key["name"]), text=True))
    return reading.read(held, entry["key_password"] or key.get("password"), name=name)


def _leaf(found: chain.Chain, name: str) -> Entry:
    if found.leaf is None:
        raise UsageError(
            problem=f"{name} does not hold the one certificate of a terminal",
            found=f"{len(found.leaves)} that could be it",
            wanted="one certificate, as PEM, with those above it and its key where they are at hand",
        )
    return found.leaf
