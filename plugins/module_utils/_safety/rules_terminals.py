# SPDX-License-Identifier: GPL-3.0-or-later
"""Interlocks about what is about to be written to terminals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._errors import UsageError
from .._phoneconfig import profiles
from .facts import (
    FAMILIES,
    MODES,
    Facts,
    Missing,
    boolean,
    family_phones,
    items,
    mapping,
    may_be_none,
    number,
    one_of,
    systems_by_name,
    text,
)
from .verdict import Ballot

CLOCK_TOLERANCE = 60.0
"""Seconds between a system's clock and ours (PRE-4 asks for equal ones); `clock_tolerance` can only widen it."""


def _mode(facts: Facts) -> str:
    return one_of(MODES, facts, "mode")


def _family(facts: Facts) -> str:
    return one_of(FAMILIES, facts, "family")


def _write(facts: Facts) -> dict[str, str]:
    """What is about to be written, by canonical parameter name."""
    return {profiles.canonical(str(name)): str(value) for name, value in mapping(facts, "write").items()}


def homes_have_certificates(facts: Facts, ballot: Ballot) -> None:  # INV-12
    if _mode(facts) == "disabled":
        return
    systems = systems_by_name(facts)
    for name, system in systems.items():
        with ballot.about(system=name):
            _tls_open(name, system, ballot)
    for phone in family_phones(facts, _family(facts)):
        with ballot.about(phone=phone):
            for name in (text(phone, "main"), may_be_none(phone, "backup")):
                if name is not None and name not in systems:
                    ballot.doubt(f"its main or backup system {name} was not read", system=name, phone=phone)


def _tls_open(name: str, system: Mapping[str, Any], ballot: Ballot) -> None:
    if not boolean(system, "sip", "tls_open"):
        ballot.refuse("port 5061 is closed: the system has no certificate", system=name)
    elif not items(system, "sip", "chain"):
        ballot.doubt("port 5061 is open but showed no certificate", system=name)


def clocks_right(facts: Facts, ballot: Ballot) -> None:  # INV-14
    if _mode(facts) == "disabled":
        return
    tolerance = max(CLOCK_TOLERANCE, number(facts, "clock_tolerance") if "clock_tolerance" in facts else 0.0)
    systems = systems_by_name(facts)
    if not systems:
        ballot.doubt("no system was read")
    for name, system in systems.items():
        with ballot.about(system=name):
            offset = number(system, "clock", "offset")
            if abs(offset) > tolerance:
                ballot.refuse(f"its clock is {offset:+.0f} s off (at most {tolerance:.0f} s allowed)", system=name)
    _terminals_get_time(facts, ballot)


def _terminals_get_time(facts: Facts, ballot: Ballot) -> None:
    if _family(facts) == "mivoice5300":
        if not _write(facts).get("TIME_SERVER"):
            ballot.refuse("the update of the 5300 carries no TIME_SERVER")
    elif not _time_step_done(facts) and not boolean(facts, "time_server_in_place"):
        ballot.refuse("the 6000 do not have their time server yet (global update of `time server1`)")


def _time_step_done(facts: Facts) -> bool:
    return any(
        entry.get("step") == "T60-5" and str(entry.get("by") or "").strip()
        for entry in facts.get("operator_done") or []
    )


def nothing_forbidden_when_stopping(facts: Facts, ballot: Ballot) -> None:  # INV-18
    if _mode(facts) != "disabled":
        return
    for name in _write(facts):
        if name in profiles.NEVER_WHEN_STOPPING:
            ballot.refuse(f"`{name}` is never written when stopping")


def srtp_mode(facts: Facts, ballot: Ballot) -> None:  # INV-28
    wanted = "0" if _mode(facts) == "disabled" else "1"
    if _family(facts) == "mitel6000":
        found = _write(facts).get("sip srtp mode")
        if found != wanted:
            ballot.refuse(f"`sip srtp mode` has to be written as {wanted}, not {found!r}")


def certificate_check_consistent(facts: Facts, ballot: Ballot) -> None:  # INV-29, PAR6-20
    write = _write(facts)
    pair = write.get("sips tls authentication"), write.get("sips trusted certificates")
    if pair == (None, None):
        return
    authentication, trusted = pair
    good = (authentication == "0" and trusted == "") or (authentication == "1" and bool(trusted))
    if not good:
        ballot.refuse(
            f"`sips tls authentication` {authentication!r} and `sips trusted certificates` {trusted!r} do not fit"
            " each other: 0 goes with empty, 1 with a file name, and both are written together"
        )


TRUSTED_LIST = {"mitel6000": "sips trusted certificates", "mivoice5300": "TRUSTED_CERTS"}


def self_signed_checks_nothing(facts: Facts, ballot: Ballot) -> None:  # INV-30
    if _mode(facts) != "self_signed":
        return
    name = TRUSTED_LIST[_family(facts)]
    found = _write(facts).get(name)
    if found != "":
        ballot.refuse(f"self-signed: `{name}` has to be written empty, not {found!r}")


def one_row_named(facts: Facts, ballot: Ballot) -> None:  # INV-39, TMA-6
    rows = items(facts, "parameter_rows")
    for name in _write(facts):
        with ballot.about():
            found = [row for row in rows if profiles.canonical(text(row, "parameter")) == name]
            if len(found) > 1:
                block = one_of(("upper", "lower"), facts, "adapter_block")
                found = [row for row in found if one_of(("upper", "lower"), row, "block") == block]
            if len(found) != 1:
                ballot.refuse(f"`{name}`: {len(found)} rows could be meant, exactly one has to be")
            elif not boolean(found[0], "editable"):
                ballot.refuse(f"`{name}`: the row that the adapter setting names cannot be edited")


def values_explicit(facts: Facts, ballot: Ballot) -> None:  # INV-40, TMA-13
    write = _write(facts)
    confirmed = {profiles.canonical(str(key)): value for key, value in (facts.get("confirmed") or {}).items()}
    for name, wanted in _wanted(facts).items():
        if not wanted.write:
            continue
        found = write.get(name, confirmed.get(name))
        if found != wanted.value:
            ballot.refuse(f"`{name}` has to be written as {wanted.value!r}, not {found!r} ({wanted.source})")


def _wanted(facts: Facts) -> dict[str, profiles.Wanted]:
    given = {
        key: facts[key]
        for key in ("time_server", "trusted_file", "root_file", "local_file", "key_file")
        if facts.get(key)
    }
    try:
        return profiles.values(_family(facts), _mode(facts), aes256=may_be_none(facts, "aes256") is True, **given)
    except UsageError as error:
        raise Missing(f"values of the mode: {error.problem}") from error
