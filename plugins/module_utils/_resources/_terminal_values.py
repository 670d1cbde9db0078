# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that a family of terminals is given for a mode, from the options of a push (spec section 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._errors import UsageError
from .._phoneconfig import profiles
from .._safety.evidence import CHECKING
from . import _ca_files, _own_files

FIRST = "mivoice5300"
"""Family that is stopped before the other one (INV-16)."""

TRUSTED_COUNT = {"mitel6000": 1}
"""How many files of authorities a family takes at most; the 5300 take a list (PAR6-9, PAR5-4)."""


def trusted_value(family: str, trusted: Sequence[_ca_files.CaFile]) -> str | None:
    """Value of the parameter that names the files to trust, None without files; raises UsageError for too many."""
    most = TRUSTED_COUNT.get(family, len(trusted))
    if len(trusted) > most:
        raise UsageError(
            problem=f"The {family} take one file of trusted authorities (PAR6-9)",
            found=", ".join(file.name for file in trusted),
            remedy="Put all the certificates into one file",
        )
    return ",".join(file.name for file in trusted) or None


def wanted_values(
    params: Mapping[str, Any],
    trusted: Sequence[_ca_files.CaFile],
    own: _own_files.OwnFiles | None = None,
    *,
    clears: bool = False,
) -> dict[str, profiles.Wanted]:
    """Values of the mode; raises UsageError for one that the family lacks, lacks something or contradicts an option."""
    family, mode = params["family"], params["mode"]
    enabling = mode != "disabled"
    if mode in CHECKING and not trusted and (family, mode) != (FIRST, "bothway"):
        raise UsageError(
            problem=f"Mode {mode} needs the files of authorities that the terminals are to trust",
            remedy="Give trusted_files: [{name, content}]",
        )
    if own and mode != "bothway":
        raise UsageError(
            problem=f"Terminals present no certificate of their own in mode {mode}",
            found=own.certificate.name,
            remedy="Leave phone_certificate out, or choose mode bothway",
        )
    found = profiles.values(
        family,
        mode,
        time_server=params["time_server"],
        aes256=params["srtp_aes256"] and enabling,
        trusted_file=trusted_value(family, trusted),
        clear_certificates=clears,
        **(own.names if own else {}),
    )
    if enabling:
        return found
    return {name: wish._replace(distribute=wish.write) for name, wish in found.items()}  # INV-18: left alone in T2 too
