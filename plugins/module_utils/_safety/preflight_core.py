# SPDX-License-Identifier: GPL-3.0-or-later
"""What a preflight check is, what it is asked about, and how its findings are gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .._errors import UsageError
from .facts import MODES, Facts, Missing, phone_id

ENABLED, DISABLED = frozenset({"enabled"}), frozenset({"disabled"})
EITHER = ENABLED | DISABLED
SELF_SIGNED, CA_MODES, BOTHWAY = frozenset({"self_signed"}), frozenset({"trusted", "bothway"}), frozenset({"bothway"})
ANY_MODE = frozenset(MODES)


class Wish(NamedTuple):
    """The desired state: ``state`` enabled|disabled and the mode wanted (``disabled`` when stopping)."""

    state: str
    mode: str
    aes256: bool
    inter_ipbx: bool | None

    @classmethod
    def of(cls, facts: Facts) -> Wish:
        desired = facts.get("desired")
        if not isinstance(desired, Mapping):
            raise UsageError(problem="desired is missing: preflight does not know what it is for")
        state, mode = desired.get("state"), desired.get("mode")
        if state not in ("enabled", "disabled"):
            raise UsageError(problem=f"desired state {state!r} does not exist", wanted="enabled or disabled")
        if state == "disabled":
            mode = "disabled"
        elif mode not in MODES[1:]:
            raise UsageError(problem=f"desired mode {mode!r} does not exist", wanted=" or ".join(MODES[1:]))
        inter_ipbx = desired.get("inter_ipbx")
        return cls(str(state), str(mode), desired.get("srtp_aes256") is True, inter_ipbx)


Look = Callable[[Mapping[str, Any], Facts, Wish], "str | None"]


class Check(NamedTuple):
    """One PRE-* or WARN-*.

    ``per``: system | phone | fleet. ``look`` returns what is wrong, None when nothing is, and raises Missing when it
    cannot tell. ``cured_by``: later step that cures an error (ENM-1). ``states`` and ``modes`` say when it matters.
    """

    id: str
    per: str
    look: Look
    way_out: str
    states: frozenset[str] = EITHER
    modes: frozenset[str] = ANY_MODE
    cured_by: str | None = None

    @property
    def warns(self) -> bool:
        return self.id.startswith("WARN-")

    def not_applicable(self, wish: Wish) -> str | None:
        if wish.state not in self.states:
            return f"not asked when encryption is to be {wish.state}"
        if wish.mode not in self.modes:
            return f"not asked in mode {wish.mode}"
        return None


class DoesNotApply(Exception):  # noqa: N818 - an answer, not an error
    """A look found that its question does not arise for this system; the text says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def declared(facts: Facts, group: str, key: str, why: str) -> Any:
    """A value that only the site can give (``config`` or ``network``); raises Missing with ``why`` when it did not."""
    group_facts = facts.get(group)
    if not isinstance(group_facts, Mapping) or group_facts.get(key) is None:
        raise Missing(f"{why} ({group}.{key})")
    return group_facts[key]


def declared_bool(facts: Facts, group: str, key: str, why: str) -> bool:
    value = declared(facts, group, key, why)
    if not isinstance(value, bool):
        raise Missing(f"{group}.{key} (not a yes or no: {value!r})")
    return value


def with_manager(system: Mapping[str, Any]) -> bool:
    """Configuration type of a system (CFG-6); raises Missing when the facts do not say."""
    if "manager" not in system:
        raise Missing("manager")
    return bool(system["manager"])


class Report:
    """Findings by ID; entries that say the same thing are one entry with several systems or phones."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[tuple[str, str], dict[str, Any]]] = {
            "errors": {},
            "warnings": {},
            "not_checked": {},
            "not_applicable": {},
        }
        self._looked: list[str] = []

    def looked(
        self, check: Check, found: str | None, system: Mapping[str, Any] | None, phone: Mapping[str, Any] | None
    ) -> None:
        if check.id not in self._looked:
            self._looked.append(check.id)
        if found is not None:
            kind = "warnings" if check.warns else "errors"
            entry = self._entry(kind, check.id, found, check.way_out, system, phone)
            if kind == "errors":
                entry["cured_by"] = check.cured_by

    def not_checked(
        self, check: Check, reason: str, system: Mapping[str, Any] | None, phone: Mapping[str, Any] | None
    ) -> None:
        self._entry("not_checked", check.id, reason, check.way_out, system, phone)

    def not_applicable(
        self,
        check: Check,
        reason: str,
        system: Mapping[str, Any] | None = None,
        phone: Mapping[str, Any] | None = None,
    ) -> None:
        self._entry("not_applicable", check.id, reason, "", system, phone)

    def _entry(
        self,
        kind: str,
        id_: str,
        text: str,
        way_out: str,
        system: Mapping[str, Any] | None,
        phone: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        fresh = {"id": id_, "text": text, "systems": [], "phones": [], "way_out": way_out}
        entry = self._entries[kind].setdefault((id_, text), fresh)
        if system is not None:
            entry["systems"].append(str(system.get("name")))
        if phone is not None:
            entry["phones"].append(phone_id(phone))
        return entry

    def as_dict(self) -> dict[str, Any]:
        lists = {kind: list(entries.values()) for kind, entries in self._entries.items()}
        doubtful = {entry["id"] for kind in ("errors", "warnings", "not_checked") for entry in lists[kind]}
        return {**lists, "checked": [id_ for id_ in self._looked if id_ not in doubtful]}
