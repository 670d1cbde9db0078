# SPDX-License-Identifier: GPL-3.0-or-later
"""What to ask a CA for, from the same facts by which the rules judge what comes back (CERT-12 to CERT-19, CERT-23)."""

from __future__ import annotations

from dataclasses import dataclass

from .case import Known

PURPOSES = ("serverAuth", "clientAuth")  # CERT-18
SERVER_USAGES = ("digitalSignature", "keyEncipherment")
LONGEST = 64
"""Characters that a CN may have (RFC 5280, appendix A)."""
SIGNING_USAGES = ("keyCertSign", "cRLSign")  # CERT-25


@dataclass(frozen=True)
class Request:
    """Values of a certificate request, in the words of OpenSSL's configuration."""

    common_name: str
    alternative_names: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    usages: tuple[str, ...] = SERVER_USAGES
    constraints: tuple[str, ...] = ("CA:FALSE",)  # CERT-19


def alternative_names(known: Known) -> tuple[str, ...]:
    """Every address and every name that leads to the system (CERT-17)."""
    addresses = dict.fromkeys(name for name in (known.tel_address, known.admin_address) if name)
    names = dict.fromkeys(name.rstrip(".") for name in known.fqdns)
    return (*(f"IP:{name}" for name in addresses), *(f"DNS:{name}" for name in names))


def of(known: Known, name: str) -> Request:
    """The request for a system, its CN the TEL address whatever else it is called (DIS-29), or for an authority.

    ``name`` is the CN of an authority that a Manager signs with; no other one stands below it. Raises ValueError for a
    system whose TEL address is not known.
    """
    if known.file_role == "signing_ca":
        return Request(name[:LONGEST], usages=SIGNING_USAGES, constraints=("CA:TRUE", "pathlen:0"))
    if known.tel_address is None:
        raise ValueError(f"the TEL address of {name} is not known")
    return Request(known.tel_address, alternative_names(known), PURPOSES)
