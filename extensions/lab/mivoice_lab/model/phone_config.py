# SPDX-License-Identifier: GPL-3.0-or-later
"""What a phone's settings mean (spec 5.1, 5.2)."""

from __future__ import annotations

from dataclasses import dataclass

from .parameters import FIRMWARE

_TRANSPORT_6000 = {"0": "udp", "1": "udp", "2": "tcp", "4": "tls"}  # PAR6-5, EXT-3
_FILES_WITHOUT_PERSISTENCE = (
    "sips trusted certificates",
    "sips root and intermediate certificates",
    "sips local certificate",
    "sips private key",
)


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
        """udp, tcp or tls."""
        if self.family == "mivoice5300":
            return self.get("SIP_TRANS_PROTO").lower()
        return _TRANSPORT_6000.get(self.get("sip transport protocol"), "udp")

    @property
    def port(self) -> int:
        """Port of the main system."""
        return _port(self.get("SIP_PORT_PBX" if self.family == "mivoice5300" else "sip registrar port"))

    @property
    def backup_port(self) -> int:
        """Port of the backup system."""
        return _port(self.get("SIP_PORT_PBX_BACKUP" if self.family == "mivoice5300" else "sip backup registrar port"))

    @property
    def time_server(self) -> str:
        """Address of its NTP server, "" when it has none."""
        if self.family == "mivoice5300":
            return self.get("TIME_SERVER")
        return "" if self.get("time server disabled") == "1" else self.get("time server1")

    @property
    def trusted_files(self) -> list[str]:
        """Files of certificates that it trusts."""
        name = "TRUSTED_CERTS" if self.family == "mivoice5300" else "sips trusted certificates"
        return [part.strip() for part in self.get(name).split(",") if part.strip()] if self.transport == "tls" else []

    @property
    def checks_authority(self) -> bool:
        """Whether it wants the system certificate signed by a trusted one: a list is set, or authentication is 1
        (PAR6-8, PAR6-9, PAR5-4). With neither it makes the simple check of MOD-6."""
        asked = self.family == "mitel6000" and self.get("sips tls authentication") == "1"
        return asked or bool(self.trusted_files)

    @property
    def offers_srtp(self) -> bool:
        """Whether it can encrypt voice: PAR6-10; a 5300 follows the system (PAR5-11)."""
        return self.transport == "tls" and (self.family == "mivoice5300" or self.get("sip srtp mode") in ("1", "2"))

    @property
    def problem(self) -> str | None:
        """Why it cannot work with these settings whatever the system does, or None."""
        if self.family == "mivoice5300":
            return None
        for proxy, registrar in (
            ("sip proxy port", "sip registrar port"),
            ("sip backup proxy port", "sip backup registrar port"),
        ):
            if self.get(proxy) != self.get(registrar):
                return f"{proxy} and {registrar} differ"  # PAR6-24
        if self.transport == "tls" and self.get("sips persistent tls") != "1":
            missing = [name for name in _FILES_WITHOUT_PERSISTENCE if not self.get(name)]
            if missing:
                return f"TLS that is not persistent needs {missing[0]}"  # PAR6-6, EXT-4
        return None


def _port(text: str) -> int:
    return int(text) if text.isdigit() else 0
