# SPDX-License-Identifier: GPL-3.0-or-later
"""One phone's evidence for a gate: what each source may prove, and which source wins (design section 3).

A phone takes a new file up in three steps: its next REGISTER, a restart, a download (TMA-14). Where it registers proves
that it has done so only when it could not have registered there before. So what has to be proven depends on ``sent`` of
the phone, which is what the youngest action of ours for it says in TMA's list:

* ``disabled``, and any other mode from ``plain`` (no phone was on TLS, unless by the very same values): a registration
  on the wanted port, or a download with an answer there, is a proof. In a mode in which phones check certificates the
  action has to be the one that gave them the files asked for.
* When phones may have been on TLS before, the port tells nothing. The phone has moved when it fetched its own file
  after the action and was seen on the wanted port after that. What is not known counts as "on TLS before".

A download *counts* when it came after the action was seen finished. One that came after the action's beginning counts
too, once the phone has registered after that end, or ``inventory_lag`` has passed since the download (VER-12): had it
still been given the old file, it would have been restarted and have fetched again by then (TMA-14).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from .facts import as_moment, same_phone
from .own_downloads import not_held

TARGETS = {"disabled": ("udp", 5060), "self_signed": ("tls", 5061), "trusted": ("tls", 5061), "bothway": ("tls", 5061)}
"""Where a phone in the wanted mode registers and answers (PAR6-1..5, PAR5-1..3)."""

CHECKING = ("trusted", "bothway")
"""Modes in which phones check the certificate that a system shows."""

ENCRYPTING = ("srtp_tls", "tls")
FILE_SAYS = {"disabled": ("none",), "self_signed": ENCRYPTING, "trusted": ENCRYPTING, "bothway": ENCRYPTING}
"""Inventory states that agree with the wanted mode (OPEN-32 for ``tls``); ``unknown`` agrees with nothing (VER-17)."""


RIGHT_STATES = {
    ("mitel6000", True): ("srtp_tls",),  # VER-18
    ("mivoice5300", True): ("srtp_tls", "tls"),  # OPEN-32
    ("mitel6000", False): ("none",),
    ("mivoice5300", False): ("none",),
}
"""(family, enabling) -> what the inventory shows once TMA has written the values."""


KNOWN_STATES = (*ENCRYPTING, "none")


class Finding(NamedTuple):
    """One phone's place: ``kind`` is moved | settled | straggler | without_evidence.

    ``lacks_download``: nothing but a later download of its own file is missing.
    """

    kind: str
    evidence: str
    source: str
    lacks_download: bool = False


class Scene(NamedTuple):
    """What holds for every phone of the gate.

    ``no_action``: nothing was sent to the phones, they are as they were. ``finished``: when the action was seen
    finished, None when there was none or its end was not seen. ``trust``: mark of the files that phones have to trust,
    None when nobody asks. ``files``: other files that each phone has to have fetched. ``settled_by``: a download before
    then can no longer be of an old file; None when ``now`` or the lag is not known.
    """

    name: str
    mode: str
    declared: bool
    no_action: bool
    finished: datetime | None
    column_counts: bool
    trust: str | None
    files: Sequence[str]
    settled_by: datetime | None
    operator_done: Sequence[Mapping[str, Any]]
    written_off: Sequence[Mapping[str, Any]]


def place(phone: Mapping[str, Any], scene: Scene) -> Finding:
    """Where a phone stands. A live proof beats a person's word; a phone given up on by name no longer counts."""
    live = _with_its_files(_live(phone, scene), phone, scene)
    if live is not None and live.kind == "moved":
        return live
    seen_in_old_state = live if live is not None and live.kind == "straggler" else None
    for finding in (_by_written_off(phone, scene), seen_in_old_state, _by_operator(phone, scene)):
        if finding is not None:
            return finding
    by_file = _by_inventory(phone, scene)
    return live if live is not None and by_file.kind == "without_evidence" else by_file


SCREEN = "registrations screen declared by the site"


def _live(phone: Mapping[str, Any], scene: Scene) -> Finding | None:
    """What was seen of the phone itself. A registration without time cannot be put in order: then its answer may."""
    registered = _by_registration(phone, scene)
    if registered is None:
        return _by_answer(phone, scene)
    registration = phone.get("registration")
    undated = isinstance(registration, Mapping) and registration.get("seen_at") is None
    if registered.kind == "without_evidence" and undated and scene.declared:
        answered = _by_answer(phone, scene)
        if answered is not None and answered.kind == "moved":
            return answered
    return registered


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
    if doubt:
        return Finding("without_evidence", f"{told}, but {doubt}", SCREEN)
    needs_download = _needs_download(phone, scene)
    other = _other_values(phone, scene) if needs_download or scene.mode in CHECKING else None
    if other:
        return Finding("without_evidence", f"{told}, but {other}", SCREEN)
    if not needs_download:
        return Finding("moved", told, SCREEN)
    missing = _download_missing(phone, scene, seen)
    if missing:
        return Finding("without_evidence", f"{told}, but {missing.why}", SCREEN, missing.for_the_logs)
    return Finding("moved", f"{told}, {_fetched_text(phone)}", f"{LOG} and {SCREEN}")


LOG = "download-server log"
UNREAD = "?"


def _needs_download(phone: Mapping[str, Any], scene: Scene) -> bool:
    """True when the phone may have been on the wanted port before, so that being there proves nothing."""
    if scene.mode == "disabled":
        return False
    sent = phone.get("sent", UNREAD)
    if sent is None:
        return scene.mode != "self_signed" or not scene.no_action
    return not (isinstance(sent, Mapping) and (sent.get("mode"), sent.get("origin")) == (scene.mode, "plain"))


def gives(sent_mode: Any, mode: str) -> bool:
    """Whether values sent for one mode are those of another: BOTHWAY is trusted and more (PAR6-23)."""
    return sent_mode == mode or (sent_mode, mode) == ("bothway", "trusted")


def _other_values(phone: Mapping[str, Any], scene: Scene) -> str | None:
    """Why the youngest action of ours for this phone is not the one that would prove anything."""
    sent = phone.get("sent", UNREAD)
    if not isinstance(sent, Mapping):
        named = sent is None and scene.finished is not None and scene.trust is None  # an action of another's naming
        return None if named else f"TMA lists no action of this collection that gave it {scene.mode}"
    if not gives(sent.get("mode"), scene.mode):
        return f"the last action for it was for {sent.get('mode')}"
    if scene.trust is not None and not str(sent.get("trust") or "").startswith(scene.trust):
        return "the last action for it gave it other files"
    if sent.get("everybody") is not True:
        return "the last action was for another list than All, and nothing shows who is in that list"
    return None if sent.get("state") == "finished" else "the end of the last action for it was not seen"


class NoProof(NamedTuple):
    """Why a download proves nothing. ``for_the_logs``: only a later one can, not a later look at the phone."""

    why: str
    for_the_logs: bool


def _download_missing(phone: Mapping[str, Any], scene: Scene, registered_at: datetime | None) -> NoProof | None:
    """Why its last download does not prove that it has the file of the action."""
    fetched = as_moment(phone.get("fetched_at"))
    if fetched is None:
        return NoProof("no download of its own file is known", True)
    known = phone.get("sent")
    sent = known if isinstance(known, Mapping) and gives(known.get("mode"), scene.mode) else {}
    finished = scene.finished or as_moment(sent.get("finished_seen_at"))
    if finished is not None and fetched >= finished:
        return None
    begun = as_moment(sent.get("begun_at")) if sent.get("state") == "finished" else None
    if begun is None or fetched < begun:
        return NoProof(f"its last download, {fetched.isoformat()}, was before the action", True)
    registered_since = registered_at is not None and finished is not None and registered_at >= finished
    if registered_since or (scene.settled_by is not None and fetched <= scene.settled_by):
        return None
    return NoProof(f"its last download, {fetched.isoformat()}, was before the end of the action", False)


def _with_its_files(live: Finding | None, phone: Mapping[str, Any], scene: Scene) -> Finding | None:
    """What was seen of the phone, less its move as long as it cannot hold one of ``files``.

    A file that has the same content as before is fetched again all the same: phones keep none at a restart.
    """
    if live is None or live.kind != "moved" or not scene.files:
        return live
    sent = phone.get("sent")
    begun = as_moment(sent.get("begun_at")) if isinstance(sent, Mapping) else None
    if begun is None:
        told = f"{live.evidence}, but when it was told to fetch its files is not known"
        return Finding("without_evidence", told, LOG)
    missing = not_held(phone.get("also_fetched") or {}, scene.files, begun)
    if missing:
        told = f"{live.evidence}, but no download of {' and of '.join(missing)} is known"
        return Finding("without_evidence", told, LOG, lacks_download=True)
    return live


def _fetched_text(phone: Mapping[str, Any]) -> str:
    others = phone.get("also_fetched") or {}
    told = [f"its file fetched {phone['fetched_at']}", *(f"{name} {when}" for name, when in sorted(others.items()))]
    return ", ".join(told)


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
    other = _other_values(phone, scene) if _needs_download(phone, scene) else None
    if other:
        return Finding("without_evidence", f"{told}, but {other}", "probe of the phone")
    missing = _download_missing(phone, scene, None)
    if missing:
        return Finding("without_evidence", f"{told}, but {missing.why}", "probe of the phone", missing.for_the_logs)
    return Finding("moved", f"{told}, {_fetched_text(phone)}", f"{LOG} and probe of the phone")


def _endpoint(value: Any) -> tuple[str, int] | None:
    """(transport, port) of a registration or an answer, None when either is not known."""
    if not isinstance(value, Mapping):
        return None
    transport, port = value.get("transport"), str(value.get("port"))
    if not isinstance(transport, str) or not port.isdecimal():
        return None
    return transport.strip().lower(), int(port)


def given_up(phone: Mapping[str, Any], written_off: Sequence[Mapping[str, Any]]) -> str | None:
    """Why a phone was given up on by name; None: it was not."""
    for entry in written_off:
        reason = str(entry.get("reason") or "").strip()
        if reason and same_phone(phone, entry.get("phone")):
            return reason
    return None


def vouched_for(phone: Mapping[str, Any], gate: str, operator_done: Sequence[Mapping[str, Any]]) -> str | None:
    """Who says that the phone has passed the gate; None: nobody does."""
    for entry in operator_done:
        by = str(entry.get("by") or "").strip()
        meant = gate in (entry.get("gate"), entry.get("step"))
        if by and meant and any(same_phone(phone, called) for called in entry.get("phones") or []):
            return by
    return None


def _by_written_off(phone: Mapping[str, Any], scene: Scene) -> Finding | None:
    reason = given_up(phone, scene.written_off)
    return Finding("settled", f"written off: {reason}", "written_off") if reason else None


def _by_operator(phone: Mapping[str, Any], scene: Scene) -> Finding | None:
    by = vouched_for(phone, scene.name, scene.operator_done)
    return Finding("settled", f"{by} says it has moved", "operator_done") if by else None


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
