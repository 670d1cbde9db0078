# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual's procedures by direct calls of the model, each step on its own so that tests can break the order."""

from __future__ import annotations

from typing import Any

from mivoice_lab.model.tma_rows import ALL

ACTOR = "test"
RESTART = 60
ROUND = 700
TEN = [
    "sip proxy port",
    "sip registrar port",
    "sip backup proxy port",
    "sip backup registrar port",
    "sips symmetric tls signaling",
    "sip transport protocol",
    "sips persistent tls",
    "sips trusted certificates",
    "sips tls authentication",
    "sip srtp mode",
]  # TMA-7
FIVE = ["SIP_PORT_PBX", "SIP_PORT_PBX_BACKUP", "SIP_TRANS_PROTO", "TRUSTED_CERTS", "TIME_SERVER"]
PORTS_6000 = TEN[:4]

SELF_SIGNED_6000 = dict.fromkeys(PORTS_6000, "5061") | {
    "sip transport protocol": "4",
    "sips persistent tls": "1",
    "sips tls authentication": "0",
    "sips trusted certificates": "",
    "sip srtp mode": "1",
}
DISABLED_6000 = dict.fromkeys(PORTS_6000, "5060") | {
    "sip transport protocol": "1",
    "sips persistent tls": "0",
    "sip srtp mode": "0",
}
DISABLED_5300 = {"SIP_PORT_PBX": "5060", "SIP_PORT_PBX_BACKUP": "5060", "SIP_TRANS_PROTO": "UDP"}


def self_signed_5300(time_server: str) -> dict[str, str]:
    """PAR5-1..5, self-signed column."""
    return {
        "SIP_PORT_PBX": "5061",
        "SIP_PORT_PBX_BACKUP": "5061",
        "SIP_TRANS_PROTO": "TLS",
        "TRUSTED_CERTS": "",
        "TIME_SERVER": time_server,
    }


def tmas(lab: Any) -> list[tuple[Any, Any]]:
    """Every (TMA, scope) of the fleet."""
    found = {}
    for name in lab.world.systems:
        tma, scope = lab.world.tma_of(name)
        found[tma.owner, scope] = (tma, scope)
    return list(found.values())


def certificates(lab: Any) -> None:
    """ENM-4..10, ENM-15, ENW-5, ENW-6S."""
    for system in lab.world.systems.values():
        system.set_voice_encryption(ACTOR, True)
        system.set_inter_ipbx(ACTOR, True)
    for manager in lab.world.managers.values():
        for name in manager.multisites:
            manager.set_multisite(ACTOR, name, encryption=True, encryption_type="self_signed")
            manager.apply(ACTOR, name)
            manager.ok(ACTOR, name)
            manager.generate_certificates(ACTOR, name, "all")
    for system in lab.world.systems.values():
        if system.manager is None:
            system.regenerate_certificate(ACTOR)
    lab.run(RESTART)


def manager_certificates(lab: Any, data: bytes, password: str) -> None:
    """ENM-6T..10: the CA of every Manager's systems."""
    for manager in lab.world.managers.values():
        for name in manager.multisites:
            manager.set_multisite(ACTOR, name, encryption=True, encryption_type="import")
            manager.import_certificate(ACTOR, name, data, password, password)
            manager.apply(ACTOR, name)
            manager.ok(ACTOR, name)
            manager.generate_certificates(ACTOR, name, "all")


def trusted_certificates(lab: Any, make: Any, password: str) -> None:
    """ENM-4..10 with an imported CA, ENW-5, ENW-6T."""
    for system in lab.world.systems.values():
        system.set_voice_encryption(ACTOR, True)
        system.set_inter_ipbx(ACTOR, True)
        if system.manager is None:
            system.import_certificate(ACTOR, make.file(system), password)
    manager_certificates(lab, make.authority_file(), password)
    lab.run(RESTART)


def deploy(lab: Any, name: str, content: bytes) -> None:
    """Section 6.4, to every download server for both families."""
    for tma, scope in tmas(lab):
        for server in tma.servers(scope):
            for family in ("mitel6000", "mivoice5300"):
                draft = tma.deploy(ACTOR, scope, family, server.name, name, content)
                tma.start_action(ACTOR, draft, f"copy {name}", "immediate")
    lab.run(RESTART)


def push(tma: Any, scope: Any, family: str, values: dict[str, str], distribute: list[str]) -> Any:
    """T60-3..10, T53-2..6, for the package in production."""
    package = tma.packages[family][0]
    shown = [tma.spellings.get(name, name) for name in distribute]
    tma.distribute(ACTOR, scope, family, package, dict.fromkeys(shown, "specific"))
    draft = tma.update_specific(ACTOR, scope, family, package, ALL, values)
    return tma.start_action(ACTOR, draft, f"lab {family}", "immediate")


def phones_to_tls(lab: Any, *, settle: float = ROUND) -> None:
    """Sections 6.5 and 6.6 for every scope."""
    reference = lab.world.time_server
    for tma, scope in tmas(lab):
        tma.set_global(ACTOR, scope, "mitel6000", {"time server1": reference})
        push(tma, scope, "mitel6000", SELF_SIGNED_6000, TEN)
        push(tma, scope, "mivoice5300", self_signed_5300(reference), FIVE)
        tma.set_global(ACTOR, scope, "mivoice5300", {"SIP_PORT_PBX": "5061"})
    lab.run(settle)


def phones_to_trusted(lab: Any, file_6000: str, files_5300: str) -> None:
    """Sections 6.5 and 6.6 with the trusted values."""
    reference = lab.world.time_server
    six = SELF_SIGNED_6000 | {"sips tls authentication": "1", "sips trusted certificates": file_6000}
    for tma, scope in tmas(lab):
        tma.set_global(ACTOR, scope, "mitel6000", {"time server1": reference})
        push(tma, scope, "mitel6000", six, TEN)
        push(tma, scope, "mivoice5300", self_signed_5300(reference) | {"TRUSTED_CERTS": files_5300}, FIVE)
        tma.set_global(ACTOR, scope, "mivoice5300", {"SIP_PORT_PBX": "5061"})
    lab.run(ROUND)


def phones_to_bothway(lab: Any, files: dict[str, str], ca: str = "ca.crt") -> None:
    """BWY-4: trusted values, and `files` for PAR6-14 to PAR6-16."""
    six = SELF_SIGNED_6000 | {"sips tls authentication": "1", "sips trusted certificates": ca} | files
    for tma, scope in tmas(lab):
        tma.set_global(ACTOR, scope, "mitel6000", {"time server1": lab.world.time_server})
        push(tma, scope, "mitel6000", six, [*TEN, *files])
    lab.run(ROUND)


def bothway(lab: Any, on: bool = True) -> None:
    """BWY-8 on every system."""
    for system in lab.world.systems.values():
        system.set_bothway(ACTOR, on)
    lab.run(ROUND)


def phones_to_udp(lab: Any, family: str) -> None:
    """STP-1 or STP-3, STP-7."""
    for tma, scope in tmas(lab):
        if family == "mivoice5300":
            push(tma, scope, family, DISABLED_5300, [])
            tma.set_global(ACTOR, scope, family, {"SIP_PORT_PBX": "5060"})
        else:
            push(tma, scope, family, DISABLED_6000, [])
    lab.run(ROUND)


def voice_off(lab: Any) -> None:
    """STP-5."""
    for system in lab.world.systems.values():
        system.set_voice_encryption(ACTOR, False)
    lab.run(ROUND)
