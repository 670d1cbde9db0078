# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of a fleet file, as tables, and the check that refuses everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from .download import PORTS
from .omm import TRANSPORTS
from .parameters import FAMILIES, PARAMETERS
from .timing import Timing


class FleetError(ValueError):
    """Something in a fleet file is wrong: `source` (file), `line` (0 when unknown), `problem`."""

    def __init__(self, source: str, line: int, problem: str) -> None:
        super().__init__(f"{source}:{line}: {problem}")
        self.source = source
        self.line = line
        self.problem = problem


class Mapping(dict[Any, Any]):
    """A dictionary that knows the line of each of its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[Any, int] = {}


@dataclass(frozen=True)
class Named:
    """A mapping of free names to values of one kind."""

    of: Any


@dataclass(frozen=True)
class ListOf:
    """A list of values of one kind."""

    of: Any


def _is(*types: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, types) and (bool in types or not isinstance(value, bool))


def _one_of(*choices: str) -> Callable[[Any], bool]:
    return lambda value: value in choices


TEXT = _is(str)
FLAG = _is(bool)
SECONDS = _is(int, float)
COUNT = _is(int)
NUMBER_TEXT = _is(str, int)
STATE = _one_of("started", "stopped")
PROTOCOL = _one_of(*PORTS)

TIMING = dict.fromkeys((field.name for field in fields(Timing)), SECONDS)
TMA = {
    "credentials": Named(TEXT),
    "packages": {family: ListOf(TEXT) for family in FAMILIES},
    "lists": Named(ListOf(NUMBER_TEXT)),
    "upper_block": _one_of("editable", "fixed"),
    "icon_5300": _one_of("srtp_tls", "tls"),
    "config_file_encryption": FLAG,
    "models": Named(Named(NUMBER_TEXT)),
    "spellings": dict.fromkeys((p.name for p in PARAMETERS["mitel6000"]), TEXT),
}
WEB = {
    "release": TEXT,
    "admins": Named(TEXT),
    "skin": TEXT,
    "language": _one_of("en", "fr"),
    "max_sessions": COUNT,
    "clock_skew": SECONDS,
    "feature_classes": Named(FLAG),
    "tma": TMA,
}
MANAGER = WEB | {
    "multisites": Named({"encryption": FLAG, "encryption_type": _one_of("self_signed", "import")}),
    "import_takes": _one_of("authority", "system"),
}
PHONES = {
    "model": NUMBER_TEXT,
    "family": _one_of(*FAMILIES),
    "numbers": lambda value: NUMBER_TEXT(value) or isinstance(value, list),
    "software": TEXT,
    "powered": FLAG,
    "provisioned": FLAG,
    "mode": _one_of("disabled", "self_signed"),
    "local_overrides": Named(NUMBER_TEXT),
    "line_settings": Named(NUMBER_TEXT),
    "feature_class": TEXT,
    "right": FLAG,
    "download_server": TEXT,
    "backup": TEXT,
}
SYSTEM = WEB | {
    "role": _one_of("standalone", "cluster_server", "node", "remote_site"),
    "hardware": _one_of("xs", "xl", "xd", "server", "ex", "gx"),
    "manager": TEXT,
    "region": TEXT,
    "multisite": TEXT,
    "site_name": TEXT,
    "cluster_server": TEXT,
    "backup": TEXT,
    "login_address_of": TEXT,
    "download_servers": ListOf(TEXT),
    "ntp_server": TEXT,
    "licence": _one_of("authorised", "refused"),
    "keycodes": ListOf(NUMBER_TEXT),
    "services": dict.fromkeys(("terminal", "tma", "ftp"), STATE),
    "cards": ListOf({"name": TEXT, "state": _one_of("in_service", "out_of_service"), "address": TEXT}),
    "mode": _one_of("no_tls", "pbx_cert_self_signed"),
    "key_type": _one_of("ec", "rsa"),
    "auto_renewal": FLAG,
    "generation_fails": FLAG,
    "voice_encryption": FLAG,
    "voice_types": ListOf(TEXT),
    "voice_type": TEXT,
    "inter_ipbx": FLAG,
    "alarms": {"AlmLocPers": FLAG, "EN ALARME": FLAG},
    "trunks": ListOf(TEXT),
    "phones": ListOf(PHONES),
}
FLEET = {
    "timing": TIMING,
    "key_type": _one_of("ec", "rsa"),
    "managers": Named(MANAGER),
    "download_servers": Named(
        {"protocol": PROTOCOL, "files": PROTOCOL, "listing": FLAG, "integrated_in": TEXT, "enabled": FLAG}
    ),
    "systems": Named(SYSTEM),
    "omms": Named(
        {
            "system": TEXT,
            "transport": _one_of(*TRANSPORTS),
            "numbers": lambda value: NUMBER_TEXT(value) or isinstance(value, list),
        }
    ),
    "generate": {
        "multisites": {
            "count": COUNT,
            "managers": COUNT,
            "systems": COUNT,
            "phones": COUNT,
            "protocol": PROTOCOL,
        },
        "standalone": {"count": COUNT, "phones": COUNT},
    },
}


def line_of(mapping: Any, key: Any) -> int:
    """Line of a key, 0 when the mapping did not come from a file."""
    return getattr(mapping, "lines", {}).get(key, 0)


def check(value: Any, wanted: Any, source: str, where: str = "", line: int = 0) -> None:
    """Compare `value` with a table; raises `FleetError` at the first difference."""
    place = where or "the fleet"
    if isinstance(wanted, dict | Named):
        if not isinstance(value, dict):
            raise FleetError(source, line, f"{place}: a mapping is expected")
        for key, item in value.items():
            path = f"{where}.{key}" if where else str(key)
            at = line_of(value, key) or line
            if isinstance(wanted, dict) and key not in wanted:
                raise FleetError(source, at, f"unknown key {key!r} in {place} (known: {', '.join(sorted(wanted))})")
            check(item, wanted.of if isinstance(wanted, Named) else wanted[key], source, path, at)
    elif isinstance(wanted, ListOf):
        if not isinstance(value, list):
            raise FleetError(source, line, f"{place}: a list is expected")
        for index, item in enumerate(value):
            check(item, wanted.of, source, f"{where}[{index}]", line)
    elif not wanted(value):
        raise FleetError(source, line, f"{place}: {value!r} is not possible here")
