# SPDX-License-Identifier: GPL-3.0-or-later
"""A SIP DECT OMM (TOP-16): a SIP client that registers its users on one system and holds no certificate (DECT-9)."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .operations import Operation, Sleep
from .phone import Phone
from .phone_config import Settings
from .system_state import Subscription

if TYPE_CHECKING:
    from .world import World

DECT = "dect"
"""Family of DECT users: no range of TMA, so that it neither lists nor updates them."""
MODEL = "SIP-DECT OMM"
TRANSPORTS = {"udp": ("1", "5060"), "tcp": ("2", "5060"), "tls": ("4", "5061")}
"""How an OMM registers: value of the transport and port (DECT-6, DECT-7)."""
PORTS_APART = 2


@dataclass
class Omm:
    """`users`: MAC addresses under which /state and the registrations show its DECT users."""

    name: str
    address: str
    system: str
    transport: str = "udp"
    users: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class DectUser(Phone):
    """A user that the OMM registers: no files, no download server, no certificate."""

    def settings(self) -> Settings:
        """What is set in the OMM, in the words of a 6000."""
        return Settings("mitel6000", self.applied)

    def _boot(self, cause: str) -> Generator[Operation, Any, None]:
        self.state = "booting"
        self.restarts += 1
        self.world.events.append("phone_restart", self.mac, number=self.number, cause=cause)
        yield Sleep(self.world.clock.after(self.world.timing.phone_boot))
        self.booted_at = self.world.clock.now()


def add_omm(world: World, omm: Omm, numbers: Iterable[str], feature_class: str) -> None:
    """Put an OMM and its users into the fleet. They share its address; each has a port of its own there."""
    world.omms[omm.name] = omm
    code, port = TRANSPORTS[omm.transport]
    for place, number in enumerate(numbers):
        world.systems[omm.system].subscriptions[number] = Subscription(number, f"DECT {number}", feature_class)
        user = DectUser(
            world=world,
            mac=f"003042{len(world.phones) + 1:06X}",
            number=number,
            family=DECT,
            model=MODEL,
            software="8.1",
            address=omm.address,
            main=omm.system,
            port_offset=PORTS_APART * place,
            applied={
                "sip transport protocol": code,
                "sip proxy port": port,
                "sip registrar port": port,
                "sips persistent tls": "1",
                "sips tls authentication": "0",
                "sip srtp mode": "1" if omm.transport == "tls" else "0",
                "time server1": world.time_server,
            },
        )
        omm.users.append(user.mac)
        world.add_phone(user)
