# SPDX-License-Identifier: GPL-3.0-or-later
"""What certificate files hold and TLS ports show, and what is wrong with it (spec 4). Needs no PBX."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

from .._context import Context
from .._deps import PKI_NEEDS
from .._errors import UsageError
from .._options import SOURCE
from .._pki.case import ROLES, Known, address
from .._pki.findings import Finding, worst_first
from .._pki.lint import lint_fleet
from .._pki.policy import Policy
from .._safety.rules_files import PRE_CONFIGURATION, WORKING
from .._wire import tls
from . import _certificate_files as files
from . import _certificate_report as report

_POLICY = Policy()
SYSTEM: dict[str, dict[str, Any]] = {
    "system": {
        "type": "dict",
        "default": {},
        "options": {
            "tel_address": {"type": "str"},
            "admin_address": {"type": "str"},
            "fqdns": {"type": "list", "elements": "str", "default": []},
            "multisite": {"type": "bool"},
            "has_5300": {"type": "bool"},
            "file_role": {"type": "str", "choices": list(ROLES), "default": "system"},
            "fqdn_only": {"type": "bool", "default": False},
            "platform": {"type": "str", "choices": [WORKING, PRE_CONFIGURATION], "default": WORKING},
        },
    },
}
ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "path": {"type": "list", "elements": "path", "default": []},
    "recurse": {"type": "bool", "default": False},
    "password": {"type": "str", "no_log": True},
    "endpoints": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {"host": {"type": "str", "required": True}, "port": {"type": "int", "required": True}},
    },
    **SYSTEM,
    "fleet": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "name": {"type": "str", "required": True},
            **SOURCE,
            "password": {"type": "str", "no_log": True},
            **SYSTEM,
        },
    },
    "authorities": {"type": "list", "elements": "path", "default": []},
    "crl": {"type": "list", "elements": "path", "default": []},
    "policy": {
        "type": "dict",
        "default": {},
        "options": {
            "min_rsa_bits": {"type": "int", "default": _POLICY.min_rsa_bits},
            "min_ec_bits": {"type": "int", "default": _POLICY.min_ec_bits},
            "key_types": {"type": "list", "elements": "str", "default": list(_POLICY.key_types), "no_log": False},
            "accepted_hashes": {"type": "list", "elements": "str", "default": list(_POLICY.accepted_hashes)},
            "warned_hashes": {"type": "list", "elements": "str", "default": list(_POLICY.warned_hashes)},
            "max_chain_length": {"type": "int", "default": _POLICY.max_chain_length},
            "days_left": {"type": "int", "default": _POLICY.days_left},
            "old_appliance": {"type": "bool", "default": _POLICY.old_appliance},
        },
    },
    "timeout": {"type": "int", "default": 5},
}
CONNECTED = False
REQUIRES = PKI_NEEDS
SPEC_EXTRAS: dict[str, Any] = {"required_one_of": [["path", "endpoints", "fleet"]]}
LOCAL_PATHS = ("path", "authorities", "crl")
OWN_OPTIONS = ("password",)

THREADS = 64
"""Handshakes under way at once: most of their time is spent waiting."""


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """``certificates``, ``findings``, ``summary``, ``expiry``, ``skipped`` and ``fleet``; nothing wrong is a failure.

    Raises UsageError for options that cannot be, CertificateUnreadable for a file of ``authorities`` or ``crl``.
    """
    _require_usable(params)
    known, now = _known(params), context.clock()
    found = files.find(params["path"], params["password"], recurse=params["recurse"])
    named = [(entry["name"], _of_fleet(entry, params, now)) for entry in params["fleet"]]
    attempts = _look(params, context)
    looks = [
        *(report.of_file(read, known, now) for read in found.files),
        *(look for _name, look in named),
        *(
            report.of_endpoint(target, seen, _reached_as(known, target["host"]), now)
            for target, seen in zip(params["endpoints"], attempts, strict=True)
        ),
    ]
    among = _among_systems(looks, known, now)
    findings = worst_first([*(finding for look in looks for finding in look.findings), *among])
    return {
        "changed": False,
        "certificates": [look.described for look in looks],
        "findings": [finding.as_dict() for finding in findings],
        "summary": report.summary(looks, findings),
        "expiry": report.expiry_lines(looks),
        "skipped": found.skipped,
        "fleet": {name: _about(look, among) for name, look in named},
    }


def _require_usable(params: dict[str, Any]) -> None:
    if not params["path"] and not params["endpoints"] and not params["fleet"]:
        raise UsageError(
            problem="Options 'path', 'endpoints' and 'fleet' are all empty: there is nothing to look at",
            wanted="at least one file, folder, endpoint or system of a fleet",
        )
    names = [entry["name"] for entry in params["fleet"]]
    if len(set(names)) != len(names):
        raise UsageError(problem="Two entries of fleet have the same name", found=", ".join(sorted(names)))
    for endpoint in params["endpoints"]:
        if not 0 < endpoint["port"] < 65536:
            raise UsageError(
                problem=f"endpoints: {endpoint['host']} has port {endpoint['port']}, which is not a port",
                wanted="1 to 65535",
            )
    if params["timeout"] <= 0:
        raise UsageError(problem=f"timeout {params['timeout']} is not a time to wait", wanted="at least 1 second")
    for system in (params["system"], *(entry["system"] for entry in params["fleet"])):
        for name in ("tel_address", "admin_address"):
            given = system.get(name)
            if given and address(given) is None:
                raise UsageError(
                    problem=f"system.{name} {given!r} is not an IP address", wanted="an IPv4 or IPv6 address"
                )


def _of_fleet(entry: dict[str, Any], params: dict[str, Any], now: datetime) -> report.Look:
    """The file of one named system, judged for what is known of that system."""
    read = files.given(entry["name"], entry["src"], entry["content"], entry["password"])
    look = report.of_file(read, _known(params | {"system": entry["system"]}), now)
    return replace(look, described=look.described | {"name": entry["name"]})


def _about(look: report.Look, among: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings of one file, those against the files of other systems included."""
    start = f"{look.described['source']}: "
    return [
        finding.as_dict()
        for finding in worst_first([*look.findings, *(finding for finding in among if finding.where.startswith(start))])
    ]


def _known(params: dict[str, Any]) -> Known:
    given = {name: value for name, value in params["system"].items() if value is not None}
    policy: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in params["policy"].items()
        if value is not None
    }
    return Known(
        **given | {"fqdns": tuple(given.get("fqdns", ()))},
        policy=Policy(**policy),
        authorities=files.authorities(params["authorities"]),
        crls=files.revocation_lists(params["crl"]),
    )


def _reached_as(known: Known, host: str) -> Known:
    """Unless others are known, the name or address by which the port was reached has to be in there (CERT-12)."""
    if known.tel_address or known.fqdns:
        return known
    return replace(known, tel_address=host) if address(host) else replace(known, fqdns=(host,), fqdn_only=True)


def _look(params: dict[str, Any], context: Context) -> list[tls.Attempt]:
    targets = params["endpoints"]
    if not targets:
        return []
    wire, seconds = context.wire or tls, float(params["timeout"])
    with ThreadPoolExecutor(min(THREADS, len(targets))) as pool:
        return list(pool.map(lambda target: wire.shown(target["host"], target["port"], seconds), targets))


def _among_systems(looks: Sequence[report.Look], known: Known, now: datetime) -> list[Finding]:
    """Files among themselves, ports among themselves; those that ``system`` is about are all of that one system."""
    one_system = known.file_role == "system" and bool(known.tel_address or known.fqdns)
    compared = [look for look in looks if look.fleet and not (one_system and look.fleet[2] is known)]
    groups = ([look.fleet for look in compared if look.fleet and look.live is live] for live in (False, True))
    return [finding for group in groups for finding in lint_fleet(group, now)]
