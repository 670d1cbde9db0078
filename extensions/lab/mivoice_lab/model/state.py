# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the fleet as JSON values."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .trust import common_name, load, sha256

if TYPE_CHECKING:
    from .manager import Manager
    from .phone import Phone
    from .system import System
    from .tma import Tma
    from .world import World


def describe(world: World) -> dict[str, Any]:
    """systems, managers, phones, omms, download_servers, actions, service_loss, voice_exposed, failing, calls,
    hanging_calls, counts."""
    phones = {mac: _phone(world, phone) for mac, phone in world.phones.items()}
    return {
        "at": world.clock.now().isoformat(),
        "speed": world.clock.speed,
        "seed": world.seed,
        "time_server": world.time_server,
        "events": world.events.last,
        "systems": {name: _system(system) for name, system in world.systems.items()},
        "managers": {name: _manager(manager) for name, manager in world.managers.items()},
        "download_servers": {
            name: {
                "protocol": s.protocol,
                "files_protocol": s.files_protocol,
                "address": s.address,
                "port": s.port,
                "enabled": s.enabled,
                "disk_full": s.disk_full,
                "refuses_login": s.refuses_login,
                "troubles": [asdict(trouble) for trouble in s.troubles],
                "files": sorted(s.files),
                "served": len(s.log),
            }
            for name, s in world.download_servers.items()
        },
        "phones": phones,
        "omms": {name: asdict(omm) for name, omm in world.omms.items()},
        "actions": [a for t in world.tmas() for a in _actions(t)],
        "service_loss": world.events.of_kind("service_loss"),
        "voice_exposed": world.events.of_kind("voice_exposed"),
        "failing": world.loss.failing(),
        "calls": world.calls.running(),
        "hanging_calls": world.calls.hanging(),
        "counts": _counts(phones),
    }


def _system(system: System) -> dict[str, Any]:
    certificate = system.certificate
    return {
        "role": system.role,
        "hardware": system.hardware,
        "release": system.release,
        "manager": system.manager,
        "multisite": system.multisite,
        "mode": system.mode(),
        "licence": system.licence,
        "voice_encryption": system.voice_encryption,
        "voice_type": system.voice_type,
        "bothway": system.bothway,
        "inter_ipbx": system.inter_ipbx,
        "certificate": certificate
        and {
            "kind": certificate.kind,
            "common_name": certificate.common_name,
            "not_before": certificate.not_before.isoformat(),
            "not_after": certificate.not_after.isoformat(),
            "sha256": sha256(certificate.cert_pem) if certificate.kind == "trusted" else None,
            "issuers": [common_name(load(one)[0]) for one in certificate.issuers],
        },
        "services": dict(system.services),
        "cards": [asdict(card) for card in system.cards],
        "alarms": dict(system.alarms),
        "feature_classes": dict(system.feature_classes),
        "without_right": [s.number for s in system.subscriptions.values() if not s.right],
        "clock_skew": system.clock_skew,
        "ntp_server": system.ntp_server,
        "sip_available": system.sip_available(),
        "sip_restarts": system.sip_restarts,
        "tunnels": [asdict(tunnel) for tunnel in system.tunnels()],
        "registrations": {m: _plain(asdict(r)) for m, r in system.registrations.items()},
    }


def _manager(manager: Manager) -> dict[str, Any]:
    return {
        "multisites": {name: asdict(site) for name, site in manager.multisites.items()},
        "authorities": {name: common_name(one.certificate) for name, one in manager.authorities.items()},
        "feature_classes": dict(manager.feature_classes),
        "operations": [_plain(asdict(operation)) for operation in manager.operations],
    }


def _phone(world: World, phone: Phone) -> dict[str, Any]:
    registration = None
    for name in phone.systems():
        held = world.systems[name].registrations.get(phone.mac)
        if held:
            registration = {"system": name, "port": held.port, "transport": held.transport, "at": held.at.isoformat()}
    return {
        "number": phone.number,
        "family": phone.family,
        "model": phone.model,
        "software": phone.software,
        "address": phone.address,
        "main": phone.main,
        "backup": phone.backup,
        "download_server": phone.download_server,
        "powered": phone.powered,
        "state": phone.state,
        "transport": phone.settings().transport,
        "registration": registration,
        "encrypts_voice": world.loss.encrypts(phone),
        "update_pending": any(world.systems[name].pending_order(phone.mac) for name in phone.systems()),
        "restarts": phone.restarts,
        "booted_at": phone.booted_at and phone.booted_at.isoformat(),
        "local_overrides": dict(phone.local_overrides),
        "line_settings": dict(phone.line_settings),
        "trusted_files": list(phone.trusted),
        "own_files": list(phone.own),
        "own_certificate_ends": _own_end(phone),
        "applied": dict(phone.applied),
    }


def _own_end(phone: Phone) -> str | None:
    """End date of the certificate that it presents, None when it presents none."""
    shown = phone.presents()
    return None if isinstance(shown, str) else load(shown.certificate)[0].not_valid_after_utc.isoformat()


def _actions(tma: Tma) -> list[dict[str, Any]]:
    return [
        {
            "tma": tma.owner,
            "name": action.name,
            "kind": action.kind,
            "scope": list(action.draft.scope),
            "family": action.draft.family,
            "state": action.state,
            "created": action.created.isoformat(),
            "due": action.due.isoformat(),
            "finished_at": action.finished_at and action.finished_at.isoformat(),
            "message": action.message,
        }
        for action in tma.actions
    ]


def _counts(phones: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Phones by family and by what they are doing: tls, tcp, udp, unregistered or off."""
    counts: dict[str, Counter[str]] = {}
    for phone in phones.values():
        held = phone["registration"] if phone["state"] != "unregistered" else None
        live = held["transport"] if held else "unregistered"
        counts.setdefault(phone["family"], Counter())[live if phone["powered"] else "off"] += 1
    return {"phones": len(phones), "by_family": {family: dict(c) for family, c in counts.items()}}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}
