# SPDX-License-Identifier: GPL-3.0-or-later
"""One file for the terminals of a family, copied to one download server by TMA (spec 6.4; SCR-T1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .._context import Context
from .._drivers.base import Driver, Screen, Upload
from .._errors import ReadBackMismatch, UsageError, Where
from .._options import SOURCE, TMA, WRITING
from .._safety.engine import require
from .._safety.facts import FAMILIES
from .._safety.planned import with_planned
from .._safety.verdict import Verdict
from . import _actions, _ca_files, _deployments, _download_server, _sent_file, _tma_values
from ._deployments import Deployment
from ._inventory import choose_family
from ._names import folded
from ._sent_file import OnServer, SentFile
from ._session import session
from ._terminal_job import PLACEHOLDER
from ._update import UPDATE, checked, due
from ._writes import Plan, evidence, place

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "family": {"type": "str", "choices": list(FAMILIES), "required": True},
    "server": {"type": "str", "required": True},
    **SOURCE,
    "file_name": {"type": "str"},
    "holds": {"type": "str", "choices": list(_sent_file.HOLDS), "default": _sent_file.AUTHORITIES},
    "allow_key": {"type": "dict", "no_log": False, "options": {"reason": {"type": "str", "required": True}}},
    "config_file_encryption": {"type": "bool"},
    "systems": {"type": "list", "elements": "dict", "default": []},
    "read_back": {
        "type": "dict",
        "options": {
            "url": {"type": "str"},
            **_download_server.SERVER,
            "ca_path": {"type": "path"},
            "username": {"type": "str"},
            "password": {"type": "str", "no_log": True},
        },
        "required_one_of": [["url", "server"]],
        "mutually_exclusive": [["url", "server"]],
    },
    **UPDATE,
    "action_name": {"type": "str"},
    "follow": {"type": "bool", "default": True},
    "follow_timeout": {"type": "int", "default": 1800},
    **TMA,
    **WRITING,
}
CONNECTED = True
REQUIRES = ("cryptography",)
SPEC_EXTRAS: dict[str, Any] = {"required_one_of": [["src", "content"]]}

RULES = ("INV-32", "INV-42", "INV-47")
NOT_KEPT = "TMA keeps no copy of it: keep the file elsewhere (WARN-19)"


@dataclass(frozen=True)
class Job:
    """``params`` as validated; ``update`` as TMA takes it, ``due`` when it begins."""

    params: Mapping[str, Any]
    context: Context
    file: SentFile
    update: Mapping[str, str]
    due: datetime

    @property
    def deployment(self) -> Deployment:
        params, file = self.params, self.file
        scope = (params["region"], params["multisite"])
        label = params["action_name"] or _actions.LABEL
        return Deployment.of(params["family"], scope, params["server"], file.name, file.sha256, label)

    @property
    def on_its_server(self) -> dict[str, Any]:
        """``deployed`` of the contract: what INV-13 asks for."""
        return {self.params["server"]: {self.params["family"]: {self.file.name: self.file.sha256}}}


@dataclass(frozen=True)
class Found:
    """``earlier``: our deployments of the file to this server, the youngest last; ``there``: what was read back."""

    actions: list[dict[str, Any]]
    earlier: list[tuple[Deployment, dict[str, Any]]]
    there: OnServer

    @property
    def last(self) -> tuple[Deployment, dict[str, Any]] | None:
        return self.earlier[-1] if self.earlier else None


def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Result of the contract, with ``file``, ``deployed``, ``action`` {name, state, raw} or None, ``verdicts``.

    Raises UsageError, Refused, ReadBackMismatch when the action is not listed or the server hands out something else
    afterwards, Appliance when the action fails, ConnectionFailed when the file cannot be read back.
    """
    now = context.clock()
    file = _sent_file.given(params)
    job = Job(params, context, file, checked(params["update"], now), due(params["update"], now))
    there = _sent_file.read_back(params, file)
    scope = {"region": params["region"], "multisite": params["multisite"]}
    with session(params, context, "tma", scope=scope) as driver:
        actions = _actions.listed(driver)
        found = Found(actions, _deployments.of_place(actions, job.deployment), there)
        result = _in_tma(driver, job, found)
    return _proven(job, result, found)


def _in_tma(driver: Driver, job: Job, found: Found) -> dict[str, Any]:
    running = _running(job, found)
    if running:
        action = _followed(driver, job, running)
        return _result(job, found, "An action of an earlier run is under way", action)
    if _is_done(driver, job, found):
        last = found.last[1] if found.last and found.last[0].content == job.deployment.content else None
        return _result(job, found, "The file was copied there already", last)
    return _push(driver, job, found)


def _running(job: Job, found: Found) -> dict[str, Any] | None:
    """The youngest action under way for the very same file."""
    same = [
        action
        for other, action in found.earlier
        if other.content == job.deployment.content and action["state"] in _actions.PENDING
    ]
    return same[-1] if same else None


def _is_done(driver: Driver, job: Job, found: Found) -> bool:
    """What the server hands out decides where it can be asked; else the youngest action for that file (TMA-19).

    Raises UnknownValue for an action whose state is not understood.
    """
    if found.there.looked:
        return found.there.shows(job.file)
    if found.last is None:
        return False
    done, action = found.last
    return _actions.known(action, driver) == "finished" and done.content == job.deployment.content


def _replaces(job: Job, found: Found) -> bool:
    """True when terminals may hold another content of this very file, which the next download takes from them."""
    if found.there.looked:
        return found.there.sha256 is not None and not found.there.shows(job.file)
    finished = [done for done, action in found.earlier if action["state"] == "finished"]
    return bool(finished) and finished[-1].content != job.deployment.content


def _push(driver: Driver, job: Job, found: Found) -> dict[str, Any]:
    """Everything that can be looked at comes before the first write (CAC-3 to CAC-6)."""
    verdicts = _interlocks(job, found)
    screen = driver.open("T1")
    choose_family(driver, screen, "range", job.params["family"])
    server = _server(driver, screen, job.params["server"])
    screen.stage("server", server)
    upload = Upload(job.file.name, job.file.content)
    screen.stage("file", upload)
    start = job.deployment.start
    plan = Plan(driver.host)
    plan.add(screen, "confirm", _changes(job, server, upload, start + PLACEHOLDER), screen_id="T4")
    if job.context.check_mode:
        action = {"name": start + PLACEHOLDER, "state": "planned", "raw": None}
        text = "TMA would copy the file"
    else:
        action = _act(driver, screen, job, _actions.stamped(start, job.due))
        text = "TMA copies the file"
    return _result(job, found, text, action) | {
        "changed": True,
        "before": {"sha256": _known_before(found)},
        "after": {"sha256": job.file.sha256},
        "writes": plan.entries,
        "verdicts": [verdict.as_dict() for verdict in verdicts],
    }


def _known_before(found: Found) -> str | None:
    """SHA-256 on the server before; of what TMA's list tells only its start is known."""
    if found.there.looked:
        return found.there.sha256
    finished = [done for done, action in found.earlier if action["state"] == "finished"]
    return f"{finished[-1].content}..." if finished else None


def _changes(job: Job, server: str, upload: Upload, named: str) -> dict[str, tuple[Any, Any]]:
    told: dict[str, Any] = {"range": job.params["family"], "server": server, "file": upload.shown()}
    told |= {"action_name": named}
    told |= {"update_type" if key == "type" else key: value for key, value in job.update.items()}
    return {name: (None, value) for name, value in told.items()}


def _interlocks(job: Job, found: Found) -> list[Verdict]:
    params, context = job.params, job.context
    replaces = job.file.ca is not None and _replaces(job, found)
    facts: dict[str, Any] = {
        "file": {"name": job.file.name},
        "config_file_encryption": params["config_file_encryption"],
        "mode": "trusted" if replaces else "self_signed",
        "systems": params["systems"],
        "actions": _pending(job, found),
    }
    facts = with_planned(facts, params["planned"], context.check_mode)
    if replaces and job.file.ca:
        facts["systems"] = _ca_files.with_shown(facts["systems"], [job.file.ca], context.clock(), context.check_mode)
    return require(RULES, facts, params["override"])


def _pending(job: Job, found: Found) -> dict[str, dict[str, Any] | None]:
    """For INV-42: an update of terminals in this scope, or another content of this file, that is not over."""
    pending: dict[str, dict[str, Any] | None] = {}
    for family in FAMILIES:
        like = _actions.Work.of(family, "", (job.params["region"], job.params["multisite"]), "", "", {})
        actions = [action for _work, action in _actions.ours(found.actions, like, "family", "scope")]
        if family == job.params["family"]:
            actions += [action for _deployment, action in found.earlier]
        under_way = [action for action in actions if action["state"] in _actions.PENDING]
        pending[family] = under_way[-1] if under_way else None
    return pending


def _server(driver: Driver, screen: Screen, wanted: str) -> str:
    """The choice of the list of servers that means ``wanted``; raises UsageError listing them (CAC-4, INV-31)."""
    shown = screen.options("server")
    exact = [text for text in shown if folded(text) == folded(wanted)]
    fitting = exact or [text for text in shown if folded(wanted) in _words(text)]
    if len(fitting) != 1:
        raise UsageError(
            problem=f"{len(fitting)} download servers of TMA are called {wanted!r}",
            where=Where(driver.host, place(screen), "SCR-T1", "server"),
            found=", ".join(shown),
            remedy="Choose one with option server, written as TMA writes it",
        )
    return fitting[0]


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c in ".-_:" else " " for c in folded(text)).split()


def _act(driver: Driver, screen: Screen, job: Job, name: str) -> dict[str, Any]:
    """Send the file and start the action; returns it as last seen."""
    _tma_values.act(driver, screen.press("validate"), name, job.update)
    action = _actions.state_of(driver, name)
    if action is None:
        raise ReadBackMismatch(
            problem="TMA took the action, but its monitoring does not list it",
            where=Where(driver.host, "Action monitoring", "SCR-T5", name),
            remedy="Look at Action monitoring; run again once it is clear what happened",
        )
    return _followed(driver, job, action)


def _followed(driver: Driver, job: Job, action: dict[str, Any]) -> dict[str, Any]:
    """The action at its end when asked for; a deferred one is not waited for here (ACT-3)."""
    if job.context.check_mode or not job.params["follow"] or job.update["type"] == "deferred":
        return action
    return _actions.follow(driver, action["name"], job.context, job.params["follow_timeout"])


def _result(job: Job, found: Found, text: str, action: Mapping[str, Any] | None) -> dict[str, Any]:
    """Result of a run that writes nothing."""
    params, file = job.params, job.file
    told = f"{text} ({file.name} to {params['server']} for {params['family']})"
    parts = [told, *([f"action {action['name']}: {action['raw'] or action['state']}"] if action else []), NOT_KEPT]
    if params["holds"] == _sent_file.KEY:
        parts.append(f"a private key, allowed because: {params['allow_key']['reason']}")
    if job.update["type"] == "deferred":
        parts.insert(-1, f"asked for {job.update['date']} {job.update['time']}, by the clock of TMA (OPEN-11, WARN-33)")
    return {
        "changed": False,
        "before": {},
        "after": {},
        "file": {"name": file.name, "sha256": file.sha256, "server": params["server"], "family": params["family"]},
        "deployed": {},
        "action": dict(action) if action else None,
        "writes": [],
        "evidence": _evidence_of(job, action),
        "planned": {"deployed": job.on_its_server},
        "verdicts": [],
        "text": "; ".join(parts) + ".",
    }


def _evidence_of(job: Job, action: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not action:
        return []
    now = job.context.clock().isoformat(timespec="seconds")
    return [evidence("action", "SCR-T5", now, dict(action), verified=action["state"] == "finished")]


def _proven(job: Job, result: dict[str, Any], found: Found) -> dict[str, Any]:
    """The result with ``deployed`` and what shows it, once the transfer was seen done (CAC-7).

    TMA's list cannot show that the file is still there: only a reading of the server can.
    """
    action = result["action"]
    if action is not None and action["state"] != "finished":
        return result
    there = found.there
    if there.looked and not there.shows(job.file):
        there = _sent_file.read_back(job.params, job.file)
        if not there.shows(job.file):
            raise ReadBackMismatch(
                problem=f"TMA says that {job.file.name} was copied, but the download server hands out something else",
                where=Where(job.params["server"], label=there.address),
                found=f"SHA-256 {there.sha256}" if there.sha256 else "no such file",
                wanted=f"SHA-256 {job.file.sha256}",
                remedy="Does read_back.url name the folder to which TMA copies for this family? Look at the server",
                details={"writes": result["writes"]},
            )
    seen = evidence(
        "file on the download server",
        there.address or "SCR-T5",
        job.context.clock().isoformat(timespec="seconds"),
        {"name": job.file.name, "sha256": job.file.sha256},
        verified=there.looked,
    )
    return result | {"deployed": job.on_its_server, "evidence": [*result["evidence"], seen]}
