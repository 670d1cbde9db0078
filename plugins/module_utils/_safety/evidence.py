# SPDX-License-Identifier: GPL-3.0-or-later
"""One phone's evidence for a gate: what each source may prove, and which source wins (design section 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from .facts import as_moment, same_phone

TARGETS = {"disabled": ("udp", 5060), "self_signed": ("tls", 5061), "trusted": ("tls", 5061), "bothway": ("tls", 5061)}
"""Where a phone in the wanted mode registers and answers (PAR6-1..5, PAR5-1..3)."""

ENCRYPTING = ("srtp_tls", "tls")
FILE_SAYS = {"disabled": ("none",), "self_signed": ENCRYPTING, "trusted": ENCRYPTING, "bothway": ENCRYPTING}
"""Inventory states that agree with the wanted mode (OPEN-32 for ``tls``); ``unknown`` agrees with nothing (VER-17)."""


KNOWN_STATES = (*ENCRYPTING, "none")


class Finding(NamedTuple):
    """One phone's place: ``kind`` is moved | settled | straggler | without_evidence."""

    kind: str
    evidence: str
    source: str


class Scene(NamedTuple):
    """What holds for every phone of the gate.

    ``no_action``: nothing was sent to the phones, they are as they were. ``finished``: when the action was seen
    finished, None when there was none or its end was not seen.
    """

    name: str
    mode: str
    declared: bool
    no_action: bool
    finished: datetime | None
    column_counts: bool
    operator_done: Sequence[Mapping[str, Any]]
    written_off: Sequence[Mapping[str, Any]]


def place(phone: Mapping[str, Any], scene: Scene) -> Finding:
    """Where a phone stands. A live proof beats a person's word; a phone given up on by name no longer counts."""
    live = _by_registration(phone, scene) or _by_answer(phone, scene)
    if live is not None and live.kind == "moved":
        return live
    seen_in_old_state = live if live is not None and live.kind == "straggler" else None
    for finding in (_by_written_off(phone, scene), seen_in_old_state, _by_operator(phone, scene)):
        if finding is not None:
            return finding
    by_file = _by_inventory(phone, scene)
    return live if live is not None and by_file.kind == "without_evidence" else by_file


SCREEN = "registrations screen declared by the site"


def _by_registration(phone: Mapping[str, Any], scene: Scene) -> Finding | None:
    """None when the phone is known to have no registration, or an outdated one: then its answer may speak."""
    if "registration" not in phone or "fetched_at" not in phone:
        return Finding("without_evidence", "its registration or its last download was not looked up", SCREEN)
    registration = phone["registration"]
    if registration is None:
        return None
    where = _endpoint(registration)
    if where is None:
        return Finding("without_evidence", "its registration could not be understood", SCREEN)
    told = f"registered on {registration.get('system')} over {where[0].upper()} port {where[1]}"
    seen, fetched = as_moment(registration.get("seen_at")), as_moment(phone["fetched_at"])
    if seen and fetched and seen < fetched:
        return None
    if seen and scene.finished and seen < scene.finished:
        return Finding("without_evidence", f"{told}, not seen since the action", SCREEN)
    if where != TARGETS[scene.mode]:
        return Finding("straggler", told, SCREEN)
    recalled = _recalled(phone, scene)
    if recalled:
        return Finding("straggler", f"{told}, but {recalled}", f"{SCREEN} and TMA inventory")
    doubt = _doubt(registration, phone, scene)
    return Finding("without_evidence", f"{told}, but {doubt}", SCREEN) if doubt else Finding("moved", told, SCREEN)


def _recalled(phone: Mapping[str, Any], scene: Scene) -> str | None:
    """Why a phone seen in the wanted state will not stay there: its next REGISTER brings it TMA's file (TMA-14).

    Only while nothing is under way: a reading of the column may be older than the end of an action.
    """
    state = phone.get("inventory")
    if not scene.no_action or state not in KNOWN_STATES or state in FILE_SAYS[scene.mode]:
        return None
    return f"TMA's file says {state}, which it takes up when it registers next"


def _doubt(registration: Mapping[str, Any], phone: Mapping[str, Any], scene: Scene) -> str | None:
    """Why a registration in the wanted state proves nothing yet. A screen without times lists who is there now."""
    seen, fetched = as_moment(registration.get("seen_at")), as_moment(phone["fetched_at"])
    if not scene.declared:
        return "on a screen that the site has not declared"
    if "seen_at" not in registration or (registration["seen_at"] is not None and seen is None):
        return "when is not known"
    if phone["fetched_at"] is not None and not (seen and fetched):
        return "whether before or after its last download is not known"
    if not scene.no_action and scene.finished is None:
        return "the end of the action has not been seen"
    return None


def _by_answer(phone: Mapping[str, Any], scene: Scene) -> Finding | None:
    where = _endpoint(phone.get("answers"))
    if where is None:
        return None
    told = f"answers on {where[0].upper()} port {where[1]}"
    if where != TARGETS[scene.mode]:
        return Finding("straggler", told, "probe of the phone")
    fetched = as_moment(phone.get("fetched_at"))
    if fetched is None or scene.finished is None or fetched < scene.finished:
        return Finding(
            "without_evidence", f"{told}, but no file fetched after the action is known", "probe of the phone"
        )
    return Finding("moved", f"{told}, file fetched {fetched.isoformat()}", "download-server log and probe of the phone")


def _endpoint(value: Any) -> tuple[str, int] | None:
    """(transport, port) of a registration or an answer, None when either is not known."""
    if not isinstance(value, Mapping):
        return None
    transport, port = value.get("transport"), str(value.get("port"))
    if not isinstance(transport, str) or not port.isdecimal():
        return None
    return transport.strip().lower(), int(port)


def _by_written_off(phone: Mapping[str, Any], scene: Scene) -> Finding | None:
    for entry in scene.written_off:
        if same_phone(phone, entry.get("phone")) and str(entry.get("reason") or "").strip():
            return Finding("settled", f"written off: {entry['reason']}", "written_off")
    return None


def _by_operator(phone: Mapping[str, Any], scene: Scene) -> Finding | None:
    for entry in scene.operator_done:
        by = str(entry.get("by") or "").strip()
        meant = scene.name in (entry.get("gate"), entry.get("step"))
        if by and meant and any(same_phone(phone, called) for called in entry.get("phones") or []):
            return Finding("settled", f"{by} says it has moved", "operator_done")
    return None


def _by_inventory(phone: Mapping[str, Any], scene: Scene) -> Finding:
    state = phone.get("inventory")
    source = "TMA inventory, column Encryption"
    if not scene.column_counts:
        return Finding("without_evidence", "nobody has seen it since the action", "none")
    if state in FILE_SAYS[scene.mode]:
        return Finding("without_evidence", f"only TMA's file says {state}; the phone was not seen", source)
    if state in KNOWN_STATES:
        return Finding("straggler", f"TMA's file still says {state}", source)
    return Finding("without_evidence", "not seen, and TMA does not know its state", source)
