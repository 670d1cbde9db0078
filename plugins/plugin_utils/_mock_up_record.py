# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of the pre-configuration platform: what each phone was seen to do and to hold before it moves (MCK-9).

A file of JSON without any secret; ``roles/mock_up/README.md`` describes it. An entry that still holds is kept as it is,
so that a second run changes nothing, and so is one of a phone that has left.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

with suppress(ImportError):  # the tasks before need it too, and name the missing package
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._fetchlog.names import own_file
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import chain
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.facts import describe
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _actions
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import as_moment, bare, same_phone

FORMAT = "voiceops.mivoice5000 record of a pre-configuration platform"
VERSION = 1
HEAD = ("login_address", "authorities", "terminals_authorities")
PHONE = (
    "mac",
    "number",
    "model",
    "system",
    "encrypting",
    "evidence",
    "source",
    "files",
    "missing",
    "certificate",
    "presented",
)
Record = dict[str, Any]
SEEN = {"moved": True, "stragglers": False, "without_evidence": None, "settled": None}
"""List of a gate -> ``encrypting``. A person's word is not a thing shown: it is written down, and shows nothing."""


def mock_up_shown(
    gate: Mapping[str, Any],
    terminals: Iterable[Mapping[str, Any]],
    fetched: Iterable[Mapping[str, Any]],
    presented: Mapping[str, Any],
    systems: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """``{phones, certificates}`` of one scope after its gate.

    ``presented``: {name, content, files}, the certificate as PEM text and the names of all files that phones have to
    fetch. ``systems``: facts, with lists of registrations read after the gate where the site has declared them.
    """
    path = path_of(str(presented["content"]))
    known = describe(path[0])
    mark = known["fingerprint_sha256"]
    named = _actions.stamp_of(str((gate.get("action") or {}).get("name") or ""))
    details = {bare(terminal.get("mac")): terminal for terminal in terminals}
    downloads, phones = list(fetched), []
    for kind, encrypting in SEEN.items():
        for seen in gate.get(kind) or []:
            mac = bare(seen["phone"])
            phone = details.get(mac) or {"mac": seen["phone"], "number": seen.get("number")}
            files = _files(phone, downloads, presented["files"], named)
            where, demanded = _at(phone, systems)
            phones.append(
                {
                    "mac": mac,
                    "number": phone.get("number"),
                    "model": phone.get("model"),
                    "system": where or phone.get("main"),
                    "encrypting": encrypting,
                    "evidence": seen["evidence"],
                    "source": seen["source"],
                    "files": files,
                    "missing": [name for name in presented["files"] if name not in files],
                    "certificate": mark,
                    "presented": True if encrypting and demanded else None,
                }
            )
    own = ("subject", "issuer", "not_before", "not_after")
    pem = "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in path)
    entry = {"name": presented["name"], "pem": pem} | {name: known[name] for name in own}
    return {"phones": phones, "certificates": {mark: entry}}


def path_of(content: str) -> list[x509.Certificate]:
    """The certificate of a phone and those above it, leaf first; a key that stands beside them is left where it is."""
    # not loaded with every filter (plugins/action/preflight.py)
    from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import reading

    found = chain.build(reading.read(content.encode()))
    if found.leaf is None:
        raise ValueError("mivoice_phone_certificates holds no certificate of a phone")
    return [entry.certificate for entry in found.path]


def _files(
    phone: Mapping[str, Any], fetched: Iterable[Mapping[str, Any]], wanted: Sequence[str], since: datetime | None
) -> dict[str, str]:
    """{name: when the phone last fetched it}, each not before the action that named the files; '' is its own file."""
    found: dict[str, datetime] = {}
    for entry in fetched:
        when = as_moment(entry.get("at"))
        if since is None or when is None or when < since or not same_phone(phone, entry.get("phone")):
            continue
        file = str(entry.get("file") or "")
        name = "" if not file or own_file(bare(phone.get("mac")), file) else file
        if name in ("", *wanted):
            found[name] = max(when, found.get(name, when))
    return {name: found[name].isoformat() for name in sorted(found)}


def _at(phone: Mapping[str, Any], systems: Iterable[Mapping[str, Any]]) -> tuple[str | None, bool]:
    """System on which the phone is registered over TLS, and whether that one demands certificates."""
    for system in systems:
        for line in system.get("registrations") or []:
            if line.get("transport") == "tls" and any(same_phone(phone, line.get(key)) for key in ("mac", "number")):
                return str(system.get("name")), (system.get("sip") or {}).get("client_certificate") == "required"
    return None, False


def mock_up_record(previous: str, head: Mapping[str, Any], shown: Iterable[Mapping[str, Any]], now: str) -> Record:
    """The record with what was shown now. ``previous``: text of the file, '' for none; ``head``: values of HEAD.

    Raises ValueError when the file is no record, or one of another login iPBX or PKI.
    """
    record = read_record(previous) if previous.strip() else None
    if record and (differing := [name for name in HEAD if record[name] != head[name]]):
        raise ValueError(
            f"the record is of another {' and '.join(differing)}: name another file (mivoice_mock_up_record)"
        )
    phones = {phone["mac"]: phone for phone in (record or {}).get("phones") or []}
    certificates = dict((record or {}).get("certificates") or {})
    for scope in shown:
        certificates |= scope["certificates"]
        for phone in scope["phones"]:
            before = phones.get(phone["mac"])
            if before is None or not _still_so(before, phone):
                phones[phone["mac"]] = {**phone, "recorded_at": now}
    used = {phone["certificate"] for phone in phones.values()}
    return {
        "format": FORMAT,
        "version": VERSION,
        **{name: head[name] for name in HEAD},
        "certificates": {mark: certificates[mark] for mark in sorted(used)},
        "phones": [phones[mac] for mac in sorted(phones)],
    }


def _still_so(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether an entry is kept: it says the same as now, or it is whole and nothing seen now speaks against it."""
    if before["certificate"] != now["certificate"] or any(before[name] != now[name] for name in ("number", "model")):
        return False
    if mock_up_whole(before):
        return now["encrypting"] is not False and (before["presented"] is True or now["presented"] is not True)
    return all(
        before[name] == now[name] for name in ("encrypting", "evidence", "files", "missing", "presented", "system")
    )


def mock_up_whole(phone: Mapping[str, Any]) -> bool:
    """Whether an entry shows all that INV-5 asks for."""
    return phone["encrypting"] is True and not phone["missing"]


def read_record(text: str) -> Record:
    """The record in a file; raises ValueError for one that is none, or of a version that is not known."""
    try:
        record = json.loads(text)
        if record["format"] != FORMAT:
            raise ValueError
        version, phones, certificates = record["version"], record["phones"], record["certificates"]
        whole = all(name in record for name in HEAD) and all(name in phone for phone in phones for name in PHONE)
        known = all({"name", "pem", "not_before", "not_after"} <= set(entry) for entry in certificates.values())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError("the file is no record of a pre-configuration platform (playbook mock_up_prepare)") from None
    if version != VERSION:
        raise ValueError(f"the record has version {version!r}; this release reads version {VERSION}")
    if not (whole and known):
        raise ValueError("the record is damaged: it lacks parts of what mock_up_prepare writes")
    return dict(record)
