# SPDX-License-Identifier: GPL-3.0-or-later
"""Interlocks about what surrounds systems and terminals: DHCP and DECT."""

from __future__ import annotations

from .facts import Facts, boolean, enabling, items, number, text
from .verdict import Ballot

REALIGNED = (5060, 5061)  # DECT-6


def port_not_in_dhcp(facts: Facts, ballot: Ballot) -> None:  # INV-17
    if enabling(facts) and boolean(facts, "network", "sip_port_pbx_in_dhcp"):
        ballot.refuse("`SIP_PORT_PBX` is set in DHCP: terminals would be held on its port")


def no_srtp_for_mixed_dect(facts: Facts, ballot: Ballot) -> None:  # INV-34, DECT-5
    for omm in items(facts, "omms"):
        name = text(omm, "name")
        with ballot.about(system=name):
            mixed, srtp = boolean(omm, "mixed_bases"), boolean(omm, "srtp")
            if mixed and srtp:
                ballot.refuse("its old and new bases are mixed, and the old ones do not support SRTP", system=name)


def omm_ports_kept(facts: Facts, ballot: Ballot) -> None:  # INV-35, DECT-6, DECT-7
    for omm in items(facts, "omms"):
        name = text(omm, "name")
        with ballot.about(system=name):
            kept = (5061,) if boolean(omm, "tls") else REALIGNED
            for key in ("proxy_port", "registrar_port"):
                if (port := number(omm, key)) not in kept:
                    wanted = " or ".join(map(str, kept))
                    ballot.refuse(f"its {key} is {port:.0f}, and a realignment would not leave {wanted}", system=name)
