# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of the pre-configuration platform, judged on the working one, and who has arrived there (MCK-9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

with suppress(ImportError):  # the tasks before need it too, and name the missing package
    from cryptography import x509

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import chain
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.facts import describe
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.x509_loading import certificates_from_pem
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.evidence import given_up
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import (
    as_moment,
    bare,
    listed,
    phone_text,
    same_phone,
)

from ._mock_up_record import HEAD, mock_up_whole, path_of, read_record

TOLD = {
    "login_address": "login iPBX",
    "authorities": "authorities of the systems (mivoice_ca)",
    "terminals_authorities": "authorities of the phones (mivoice_terminals_ca)",
}
TO_PREPARE = "plug it into the pre-configuration platform again and run mock_up_prepare there, or write it off by name"
NO_RECORD = "the record has no entry for it"
Judged = dict[str, Any]


def mock_up_judged(
    text: str,
    head: Mapping[str, Any],
    terminals_ca: str,
    now: str,
    terminals: Iterable[Mapping[str, Any]] = (),
    systems: Sequence[Mapping[str, Any]] = (),
    written_off: Sequence[Mapping[str, Any]] = (),
) -> Judged:
    """``{faults, refused, good, certificates, phones}``; nothing may be switched while there are faults or refused.

    ``text``: the record. ``head``: the values of HEAD of this platform. ``terminals``: phones that TMA knows here; a
    6000 among them needs an entry, unless it is let in by a system that demands certificates already, or given up on.
    ``good``: MAC addresses of phones that may be switched for, ``certificates`` what they present, for INV-7.
    Raises ValueError for a text that is no record and for a time without zone.
    """
    at = as_moment(now)
    if at is None:
        raise ValueError(f"now is not a time with a zone: {now!r}")
    record = read_record(text)
    faults = [f"[MCK-1] the record is of another {TOLD[name]}" for name in HEAD if record[name] != head[name]]
    authorities = certificates_from_pem(terminals_ca.encode())
    verdicts = {mark: _fault(entry, authorities, at) for mark, entry in record["certificates"].items()}
    good, refused = [], []
    for phone in record["phones"]:
        reasons = _reasons(phone, verdicts)
        if not reasons:
            good.append(phone)
        elif not given_up(phone, written_off):
            refused.append(_refused(phone, reasons))
    refused += _without_record(terminals, record["phones"], systems, written_off)
    return {
        "faults": faults,
        "refused": refused,
        "good": [phone["mac"] for phone in good],
        "certificates": _presented(good, record["certificates"]),
        "phones": [
            {name: phone[name] for name in ("mac", "number", "model", "certificate")} for phone in record["phones"]
        ],
    }


def _fault(entry: Mapping[str, Any], authorities: Sequence[x509.Certificate], at: datetime) -> str | None:
    """Why a certificate of the record would be refused here: by itself, not by what stands beside it."""
    try:
        certificate, *above = certificates_from_pem(str(entry["pem"]).encode())
    except ValueError:
        return "its certificate in the record cannot be read"
    if at > certificate.not_valid_after_utc:
        return f"its certificate ended on {certificate.not_valid_after_utc:%Y-%m-%d}"
    if at < certificate.not_valid_before_utc:
        return f"its certificate begins on {certificate.not_valid_before_utc:%Y-%m-%d} only"
    why = chain.verifies([certificate, *above], authorities, at=at)
    return None if why is None else f"its certificate is not of the authorities of this platform: {why}"


def _reasons(phone: Mapping[str, Any], verdicts: Mapping[str, str | None]) -> list[str]:
    reasons = []
    if phone["encrypting"] is not True:
        reasons.append(f"it was not shown encrypting: {phone['evidence']}")
    if phone["missing"]:
        reasons.append(f"it was not seen fetching {listed(phone['missing'])}")
    fault = verdicts.get(phone["certificate"], "the record does not hold its certificate")
    return reasons + ([fault] if fault else [])


def _refused(phone: Mapping[str, Any], reasons: Sequence[str]) -> dict[str, Any]:
    text = f"{phone_text(phone)}: {'; '.join(reasons)}"
    return {"phone": phone.get("mac") or phone.get("number"), "reasons": list(reasons), "text": text}


def _without_record(
    terminals: Iterable[Mapping[str, Any]],
    recorded: Sequence[Mapping[str, Any]],
    systems: Sequence[Mapping[str, Any]],
    written_off: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    known = {phone["mac"] for phone in recorded}
    return [
        _refused(phone, [NO_RECORD])
        for phone in terminals
        if phone.get("family") in ("mitel6000", "unknown") and bare(phone.get("mac")) not in known
        if not given_up(phone, written_off) and not any(let_in(line) for line in _lines(phone, systems))
    ]


def _presented(
    good: Iterable[Mapping[str, Any]], certificates: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Option ``phone_certificates`` of the module ``bothway``: who presents what."""
    phones: dict[str, list[str]] = {}
    for phone in good:
        phones.setdefault(phone["certificate"], []).append(phone["mac"])
    return [
        {"name": certificates[mark]["name"], "content": certificates[mark]["pem"], "phones": macs}
        for mark, macs in phones.items()
    ]


def _lines(phone: Mapping[str, Any], systems: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where the phone is registered: ``{system, transport, demanded}`` of each line that speaks of it."""
    return [
        {
            "system": str(system.get("name")),
            "transport": line.get("transport"),
            "demanded": (system.get("sip") or {}).get("client_certificate") == "required",
        }
        for system in systems
        for line in system.get("registrations") or []
        if any(same_phone(phone, line.get(key)) for key in ("mac", "number") if line.get(key))
    ]


def let_in(line: Mapping[str, Any]) -> bool:
    """Whether the system has taken the certificate of a line's phone: it lets in no other over TLS (MOD-13)."""
    return line["transport"] == "tls" and line["demanded"]


def mock_up_arrivals(judged: Judged, systems: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """``{arrived, unproven, wrong, awaited, unseen}`` in words, phone by phone: MAC addresses and numbers with why.

    ``unproven``: over TLS, on a system that takes phones without certificate as well. ``wrong``: not over TLS.
    ``unseen``: systems whose list of registrations was not read, so that nobody can say who is there.
    """
    found: dict[str, list[str]] = {"arrived": [], "unproven": [], "wrong": [], "awaited": []}
    for phone in judged["phones"]:
        lines = _lines(phone, systems)
        over = next((line for line in lines if let_in(line)), None)
        tls = next((line for line in lines if line["transport"] == "tls"), None)
        if over:
            found["arrived"].append(f"{phone_text(phone)} on {over['system']}")
        elif tls:
            found["unproven"].append(f"{phone_text(phone)} on {tls['system']}, which does not demand certificates")
        elif lines:
            found["wrong"].append(
                f"{phone_text(phone)} on {lines[0]['system']} over {str(lines[0]['transport']).upper()}"
            )
        else:
            found["awaited"].append(phone_text(phone))
    found["unseen"] = [str(system.get("name")) for system in systems if system.get("registrations") is None]
    return found


def mock_up_settled(text: str, certificate: str) -> list[str]:
    """MAC addresses of phones that the record has whole with that certificate (PEM): nobody waits for them again."""
    if not text.strip():
        return []
    mark = describe(path_of(certificate)[0])["fingerprint_sha256"]
    return [
        phone["mac"] for phone in read_record(text)["phones"] if mock_up_whole(phone) and phone["certificate"] == mark
    ]
