# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone's settings mean (spec 5.1, 5.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .own_certificate import PARAMETERS as OWN_FILES
from .parameters import FIRMWARE

_TRANSPORT_6000 = {"0": "udp", "1": "udp", "2": "tcp", "4": "tls"}  # PAR6-5, EXT-3
_TRANSPORT_5300 = {"UDP": "udp", "TCP": "tcp", "TLS": "tls"}  # PAR5-3
_FILES_WITHOUT_PERSISTENCE = ("sips trusted certificates", *OWN_FILES)


LINE = "sip line1 "
"""The lab's phones use one line. A setting of it beats the global one; where one of its network settings has a value,
all of them count and the global ones do not (product-facts 1, fact 4). Transport and persistence have none."""
_NETWORK = (
    "proxy ip", "proxy port", "registrar ip", "registrar port", "backup proxy ip", "backup proxy port",
    "backup registrar ip", "backup registrar port", "outbound proxy", "outbound proxy port", "backup outbound proxy",
    "backup outbound proxy port",
)  # fmt: skip
_DEFAULT_PORTS = {"udp": 5060, "tcp": 5060, "tls": 5061}
"""Of a port that is 0, with an address that is no name (RFC 3263; inferred), or that is none (assumed)."""
HIGHEST_PORT = 65535


def is_line_setting(name: str) -> bool:
    """Whether a 6000 knows this as a setting of one line."""
    return re.fullmatch(r"sip line[1-9] \S.*", name) is not None


def identity(family: str, number: str, addresses: list[str]) -> list[tuple[str, str]]:
    """Lines that name the subscriber and the main and backup systems."""
    if family == "mivoice5300":
        keys = ("IP_PBX", "IP_PBX_BACKUP")
        return [("NUMBER", number), *zip(keys, addresses, strict=False)]
    lines = [("sip line1 user name", number)]
    for keys, address in zip(
        (("sip proxy ip", "sip registrar ip"), ("sip backup proxy ip", "sip backup registrar ip")),
        addresses,
        strict=False,
    ):
        lines += [(key, address) for key in keys]
    return lines


@dataclass(frozen=True)
class Settings:
    """Reading of the effective settings of a phone of `family`."""

    family: str
    values: dict[str, str]

    def get(self, name: str) -> str:
        """Value of a parameter, the firmware's when no file sets it."""
        return self.values.get(name, FIRMWARE[self.family].get(name, ""))

    @property
    def transport(self) -> str:
        """udp, tcp or tls; udp for a value that is none of the documented ones (assumed)."""
        if self.family == "mivoice5300":
            return _TRANSPORT_5300.get(self.get("SIP_TRANS_PROTO"), "udp")
        return _TRANSPORT_6000.get(self.get("sip transport protocol"), "udp")

    @property
    def own_network(self) -> bool:
        """Whether the line's own network settings are in use."""
        return self.family == "mitel6000" and any(self.values.get(LINE + name) for name in _NETWORK)

    def network(self, name: str) -> str:
        """Value of a network setting of a 6000, "registrar port" for instance, "" when it has none."""
        return self.values.get(LINE + name, "") if self.own_network else self.get(f"sip {name}")

    @property
    def port(self) -> int:
        """Port of the main system."""
        return self._port(self.get("SIP_PORT_PBX") if self.family == "mivoice5300" else self.network("registrar port"))

    @property
    def backup_port(self) -> int:
        """Port of the backup system."""
        five = self.family == "mivoice5300"
        return self._port(self.get("SIP_PORT_PBX_BACKUP") if five else self.network("backup registrar port"))

    @property
    def address(self) -> str:
        """Address of the main system, "" when no file tells it."""
        return self.get("IP_PBX") if self.family == "mivoice5300" else self.network("registrar ip")

    @property
    def backup_address(self) -> str | None:
        """Address of the backup system, "" when no file tells it, None when there is to be none."""
        address = self.get("IP_PBX_BACKUP") if self.family == "mivoice5300" else self.network("backup registrar ip")
        return None if address == "0.0.0.0" or (self.own_network and not address) else address

    def _port(self, text: str) -> int:
        port = int(text) if re.fullmatch("[0-9]{1,5}", text) else 0
        return port if 0 < port <= HIGHEST_PORT else _DEFAULT_PORTS[self.transport]

    @property
    def time_server(self) -> str:
        """Address of its NTP server, "" when it has none."""
        if self.family == "mivoice5300":
            return self.get("TIME_SERVER")
        return "" if self.get("time server disabled") == "1" else self.get("time server1")

    @property
    def trusted_files(self) -> list[str]:
        """Files of certificates that it trusts: one for a 6000 (PAR6-9), a list with commas for a 5300 (PAR5-4)."""
        if self.transport != "tls":
            return []
        if self.family == "mivoice5300":
            return [part.strip() for part in self.get("TRUSTED_CERTS").split(",") if part.strip()]
        name = self.get("sips trusted certificates")
        return [name] if name else []

    @property
    def own_files(self) -> dict[str, str]:
        """Files of its own certificate by the parameter that names them (PAR6-14 to PAR6-16), those that are set."""
        if self.transport != "tls" or self.family == "mivoice5300":
            return {}
        return {parameter: name for parameter in OWN_FILES if (name := self.get(parameter))}

    @property
    def checks_authority(self) -> bool:
        """Whether it wants the system certificate signed by a trusted one: a list is set, or authentication is 1
        (PAR6-8, PAR6-9, PAR5-4). With neither it makes the simple check of MOD-6."""
        asked = self.family == "mitel6000" and self.get("sips tls authentication") == "1"
        return asked or bool(self.trusted_files)

    @property
    def offers_srtp(self) -> bool:
        """Whether it can encrypt voice: PAR6-10, on its line; a 5300 follows the system (PAR5-11)."""
        mode = self.values.get(LINE + "srtp mode") or self.get("sip srtp mode")
        return self.transport == "tls" and (self.family == "mivoice5300" or mode in ("1", "2"))

    @property
    def problem(self) -> str | None:
        """Why it cannot work with these settings whatever the system does, or None."""
        if self.family == "mivoice5300":
            return None
        prefix = LINE if self.own_network else "sip "
        if self.own_network and not self.address:
            return f"line 1 has network settings of its own and no {LINE}registrar ip"
        for role in ("", "backup "):
            proxy, registrar = f"{role}proxy port", f"{role}registrar port"
            if self.network(proxy) != self.network(registrar):
                return f"{prefix}{proxy} and {prefix}{registrar} differ"  # PAR6-24
        if self.transport == "tls" and self.get("sips persistent tls") != "1":
            missing = [name for name in _FILES_WITHOUT_PERSISTENCE if not self.get(name)]
            if missing:
                return f"TLS that is not persistent needs {missing[0]}"  # PAR6-6, EXT-4
        return None
