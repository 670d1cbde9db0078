# SPDX-License-Identifier: GPL-3.0-or-later
"""Interlocks about single files that are sent to a download server, or taken from it."""

from __future__ import annotations

from .facts import Facts, Missing, boolean, may_be_none, names, one_of, text
from .verdict import Ballot

CONFIGURATION, KEY, CERTIFICATE = "configuration", "key", "certificate"
KINDS = (CONFIGURATION, KEY, CERTIFICATE)
"""What a file may hold that matters here; an empty list says that it was looked at and holds none of them."""

IN_CLEAR = ("ftp", "tftp", "http")
SEALED = ("ftps", "sftp", "https")
WORKING, PRE_CONFIGURATION = "working", "pre_configuration"
"""Platforms of the mock-up method (spec 6.9). None says that this method is not used."""


def _holds(facts: Facts) -> list[str]:
    found = names(facts, "file", "holds")
    unknown = [kind for kind in found if kind not in KINDS]
    if unknown:
        raise Missing(f"file.holds (not understood: {unknown[0]!r})")
    return found


def phones_are_tmas(facts: Facts, ballot: Ballot) -> None:  # INV-25
    if CONFIGURATION in _holds(facts) and not boolean(facts, "hand_managed"):
        ballot.refuse(f"{text(facts, 'file', 'name')} configures phones, and TMA writes such files")


def no_configuration_file(facts: Facts, ballot: Ballot) -> None:  # INV-32, TMA-18
    name = text(facts, "file", "name")
    if not name.lower().endswith(".cfg"):
        return
    encrypted = may_be_none(facts, "config_file_encryption")
    if encrypted is None:
        ballot.doubt(f"{name} is a configuration file, and whether such files are encrypted here is not known")
    elif encrypted is not False:
        ballot.refuse(
            f"{name} is a configuration file, and the encryption of such files is active: it would be ignored"
        )


def nothing_on_the_working_platform(facts: Facts, ballot: Ballot) -> None:  # INV-33, MCK-5
    secret = [kind for kind in _holds(facts) if kind in (KEY, CERTIFICATE)]
    if not secret or may_be_none(facts, "mock_up") is None:
        return
    if one_of((WORKING, PRE_CONFIGURATION), facts, "mock_up") == WORKING:
        ballot.refuse(f"{text(facts, 'file', 'name')} holds a {secret[0]}, and this is the working platform")


def no_key_in_clear(facts: Facts, ballot: Ballot) -> None:  # BCRT-11
    if KEY in _holds(facts) and one_of((*IN_CLEAR, *SEALED), facts, "protocol") in IN_CLEAR:
        protocol = text(facts, "protocol")
        ballot.refuse(f"{text(facts, 'file', 'name')} holds a private key, and {protocol} carries it in clear")
