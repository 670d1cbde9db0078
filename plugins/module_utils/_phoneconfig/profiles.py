# SPDX-License-Identifier: GPL-3.0-or-later
"""The one table of terminal parameters (spec section 5) and the values it gives for a family and a mode."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import NamedTuple

from .._errors import UsageError

MODES = ("disabled", "self_signed", "trusted", "bothway")

LEAVE = "leave"
"""The manual says to leave the current value: column C not ticked (TMA-4)."""

NOT_WRITTEN = "not_written"
"""The manual does not mention the parameter for that mode, or only states its default: not ticked."""

TIME, TRUSTED_FILE, ROOT_FILE, LOCAL_FILE, KEY_FILE, AES256 = "$time", "$trusted", "$root", "$local", "$key", "$aes256"
OWN_FILES = (
    "sips root and intermediate certificates",
    "sips local certificate",
    "sips private key",
)
"""Parameters that name what a terminal presents of itself in BOTHWAY (PAR6-14 to PAR6-16)."""

CLEARED = "$cleared"
"""Empty on a complete stop only (PAR6-22)."""


class Parameter(NamedTuple):
    """One row of section 5. ``place``: specific (T2/T3) | global_update (T7) | global_file; ``ten``: TMA-7.

    ``values`` follow :data:`MODES`: a literal, LEAVE, NOT_WRITTEN or one of the ``$`` names.
    """

    id: str
    name: str
    family: str
    tab: str | None
    place: str
    ten: bool
    values: tuple[str, str, str, str]
    aliases: tuple[str, ...] = ()


def _six(id_: str, name: str, *values: str, aliases: tuple[str, ...] = ()) -> Parameter:
    return Parameter(id_, name, "mitel6000", "Encryption", "specific", True, _four(values), aliases)


def _extra(id_: str, name: str, *values: str, aliases: tuple[str, ...] = ()) -> Parameter:
    return Parameter(id_, name, "mitel6000", "Encryption", "specific", False, _four(values), aliases)


def _five(id_: str, name: str, *values: str) -> Parameter:
    return Parameter(id_, name, "mivoice5300", None, "specific", True, (*_three(values), NOT_WRITTEN))


def _four(values: tuple[str, ...]) -> tuple[str, str, str, str]:
    disabled, self_signed, trusted, bothway = values
    return disabled, self_signed, trusted, bothway


def _three(values: tuple[str, ...]) -> tuple[str, str, str]:
    disabled, self_signed, trusted = values
    return disabled, self_signed, trusted


KEEP_ALIVE = ("sips persistent tls keep alive", "sip persistent tls keep alive")  # DIS-4, EXT-1
SYMMETRIC = ("sips symmetric tls signalling",)  # DIS-5

TABLE: tuple[Parameter, ...] = (
    _six("PAR6-1", "sip proxy port", "5060", "5061", "5061", "5061"),
    _six("PAR6-2", "sip registrar port", "5060", "5061", "5061", "5061"),
    _six("PAR6-3", "sip backup proxy port", "5060", "5061", "5061", "5061"),
    _six("PAR6-4", "sip backup registrar port", "5060", "5061", "5061", "5061"),
    _six("PAR6-5", "sip transport protocol", "1", "4", "4", "4"),
    _six("PAR6-6", "sips persistent tls", "0", "1", "1", "1"),
    _extra("PAR6-7", "sips persist tls keep alive", *[NOT_WRITTEN] * 4, aliases=KEEP_ALIVE),
    _six("PAR6-8", "sips tls authentication", LEAVE, "0", "1", "1"),
    _six("PAR6-9", "sips trusted certificates", LEAVE, "", TRUSTED_FILE, TRUSTED_FILE),
    _six("PAR6-10", "sip srtp mode", "0", "1", "1", "1"),
    _extra("PAR6-11", "srtp aes256 key", NOT_WRITTEN, AES256, AES256, AES256),
    Parameter("PAR6-12", "time server1", "mitel6000", "TimeZone", "global_update", False, (LEAVE, TIME, TIME, TIME)),
    _six("PAR6-13", "sips symmetric tls signaling", NOT_WRITTEN, "0", "0", "0", aliases=SYMMETRIC),
    _extra("PAR6-14", "sips root and intermediate certificates", CLEARED, NOT_WRITTEN, NOT_WRITTEN, ROOT_FILE),
    _extra("PAR6-15", "sips local certificate", CLEARED, NOT_WRITTEN, NOT_WRITTEN, LOCAL_FILE),
    _extra("PAR6-16", "sips private key", CLEARED, NOT_WRITTEN, NOT_WRITTEN, KEY_FILE),
    _five("PAR5-1", "SIP_PORT_PBX", "5060", "5061", "5061"),
    _five("PAR5-2", "SIP_PORT_PBX_BACKUP", "5060", "5061", "5061"),
    _five("PAR5-3", "SIP_TRANS_PROTO", "UDP", "TLS", "TLS"),
    _five("PAR5-4", "TRUSTED_CERTS", LEAVE, "", TRUSTED_FILE),
    _five("PAR5-5", "TIME_SERVER", LEAVE, TIME, TIME),
    Parameter(
        "PAR5-1", "SIP_PORT_PBX", "mivoice5300", None, "global_file", False, ("5060", "5061", "5061", NOT_WRITTEN)
    ),
)
"""PAR6-17 (`sip local tls port`, 5061 by default in the global file) is not in the table: it is never written."""

GLOBAL_STEPS = {("time server1", True): "T60-5", ("SIP_PORT_PBX", True): "T53-7", ("SIP_PORT_PBX", False): "STP-7"}
"""(parameter, enabling) -> operator step that sets a global value (SCR-T7, OPEN-14)."""

NEVER_WHEN_STOPPING = tuple(sorted({row.name for row in TABLE if row.values[0] == LEAVE}))
"""INV-18: `TRUSTED_CERTS`, `TIME_SERVER`, `time server1`, `sips tls authentication`, `sips trusted certificates`."""


class Wanted(NamedTuple):
    """What a mode asks of one specific parameter.

    ``value``: text to write, None when it is left alone. ``write``: tick column C. ``distribute``: its range has to be
    Specific (T2). ``optional``: TMA may lack the row (DIS-4). ``source``: ID in the spec.
    """

    value: str | None
    distribute: bool
    write: bool
    tab: str | None
    optional: bool
    source: str


ANY = "$any"
"""Stands in a :class:`Demand` for any text that is not empty."""

RECOMMENDED = frozenset({"PAR6-11", "PAR6-13"})
"""Rows whose value the manual recommends; every other value that a mode gives is compulsory."""


class Demand(NamedTuple):
    """What the files of a terminal have to hold for a mode. ``value``: text or ANY; ``source``: ID in the spec."""

    name: str
    value: str
    compulsory: bool
    source: str


class GlobalValue(NamedTuple):
    """A value that no specific update carries: a person or a declared screen sets it (``step``)."""

    step: str
    parameter: str
    value: str
    tab: str | None
    source: str


def canonical(name: str) -> str:
    """The table's name of a parameter for any of its spellings (DIS-4, DIS-5, EXT-1); other names unchanged."""
    folded = " ".join(name.split())
    return _CANONICAL.get(folded.casefold(), folded)


def spellings(name: str) -> tuple[str, ...]:
    """All spellings of a parameter, the table's first."""
    wanted = canonical(name)
    return next(((row.name, *row.aliases) for row in TABLE if row.name == wanted), (wanted,))


_CANONICAL = {spelling.casefold(): row.name for row in TABLE for spelling in (row.name, *row.aliases)}


def values(
    family: str,
    mode: str,
    *,
    time_server: str | None = None,
    trusted_file: str | None = None,
    aes256: bool = False,
    root_file: str | None = None,
    local_file: str | None = None,
    key_file: str | None = None,
    clear_certificates: bool = False,
) -> dict[str, Wanted]:
    """Specific parameters of ``family`` for ``mode``, by name, in the manual's order.

    Raises UsageError for a mode the family does not have (PAR5-12), a value that is missing for the mode, one that
    contradicts it (PAR6-20, INV-30) or is not what the terminal takes (PAR5-5).
    """
    _check(family, mode)
    given = {
        TIME: time_server,
        TRUSTED_FILE: trusted_file,
        AES256: "1" if aes256 else NOT_WRITTEN,
        ROOT_FILE: root_file,
        LOCAL_FILE: local_file,
        KEY_FILE: key_file,
        CLEARED: "" if clear_certificates else NOT_WRITTEN,
    }
    if mode in ("disabled", "self_signed") and trusted_file:
        raise UsageError(problem=f"trusted_file {trusted_file!r} makes no sense in mode {mode} (INV-18, INV-30)")
    _check_time_server(family, mode, time_server)
    return {
        row.name: _wanted(row, _value(row, mode, given))
        for row in TABLE
        if row.family == family and row.place == "specific"
    }


def global_values(family: str, mode: str, *, time_server: str | None = None) -> list[GlobalValue]:
    """Global values that go with the update: `time server1` before it, `SIP_PORT_PBX` in the same run (OPEN-39).

    Raises UsageError as :func:`values` does.
    """
    _check(family, mode)
    _check_time_server(family, mode, time_server)
    found = []
    for row in TABLE:
        if row.family == family and row.place != "specific":
            value = _value(row, mode, {TIME: time_server})
            if value not in (LEAVE, NOT_WRITTEN):
                step = GLOBAL_STEPS[row.name, mode != "disabled"]
                found.append(GlobalValue(step, row.name, value, row.tab, row.id))
    return found


def demands(family: str, mode: str, given: Mapping[str, str | None]) -> list[Demand]:
    """What the files have to hold, specific and global values alike, in the order of section 5.

    ``given``: wanted texts for TIME, TRUSTED_FILE, ROOT_FILE, LOCAL_FILE and KEY_FILE; one left out may be any text.
    Raises UsageError for a mode the family does not have (PAR5-12).
    """
    _check(family, mode)
    wanted = dict.fromkeys((TIME, TRUSTED_FILE, ROOT_FILE, LOCAL_FILE, KEY_FILE), ANY)
    wanted |= {name: value for name, value in given.items() if value}
    wanted |= {AES256: "1", CLEARED: NOT_WRITTEN}
    found: dict[str, Demand] = {}
    for row in TABLE:
        value = _value(row, mode, wanted)
        if row.family == family and value not in (LEAVE, NOT_WRITTEN):
            found.setdefault(row.name, Demand(row.name, value, row.id not in RECOMMENDED, row.id))
    return list(found.values())


def _check(family: str, mode: str) -> None:
    families = sorted({row.family for row in TABLE})
    if family not in families:
        raise UsageError(problem=f"TMA has no parameters for family {family!r}", wanted=f"one of {', '.join(families)}")
    if mode not in MODES:
        raise UsageError(problem=f"There is no mode {mode!r}", wanted=f"one of {', '.join(MODES)}")
    if (family, mode) == ("mivoice5300", "bothway"):
        raise UsageError(
            problem="A 5300 can never be put in mode bothway (PAR5-12, INV-2)",
            remedy="Choose self_signed or trusted for the 5300",
        )


def _check_time_server(family: str, mode: str, time_server: str | None) -> None:
    if mode == "disabled":
        return
    if not time_server:
        raise UsageError(
            problem=f"Mode {mode} needs a time server: no TLS session without the right time (INV-14)",
            remedy="Set time_server (mivoice_time_server) to the NTP address the terminals must use (DIS-51)",
        )
    if family == "mivoice5300":
        try:
            ipaddress.ip_address(time_server)
        except ValueError:
            raise UsageError(
                problem=f"TIME_SERVER takes an IP address only, not {time_server!r} (PAR5-5)",
                remedy="Give the IP address of the NTP server",
            ) from None


def _value(row: Parameter, mode: str, given: Mapping[str, str | None]) -> str:
    value = row.values[MODES.index(mode)]
    if not value.startswith("$"):
        return value
    found = given[value]
    if found is None or (found == "" and value != CLEARED):
        raise UsageError(
            problem=f"Mode {mode} needs a value for {row.name!r} ({row.id})",
            wanted="the name of the file on the download server" if value != TIME else "the time server's address",
        )
    return found


def _wanted(row: Parameter, value: str) -> Wanted:
    write = value not in (LEAVE, NOT_WRITTEN)
    return Wanted(
        value=value if write else None,
        distribute=row.ten or write,
        write=write,
        tab=row.tab,
        optional=row.name == "sips persist tls keep alive",
        source=row.id,
    )
