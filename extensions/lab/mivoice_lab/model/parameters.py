# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminal parameters as TMA shows them (spec 2.4, 5.1, 5.2), and the terminal models."""

from __future__ import annotations

import re
from dataclasses import dataclass

FAMILIES = ("mitel6000", "mivoice5300")
RANGES = ("specific", "global", "ignored")

_PORT = r"\d{1,5}"
_SWITCH = r"[01]"
_FILES = r"[A-Za-z0-9._,-]*"
_HOST = r"[A-Za-z0-9.-]*"


@dataclass(frozen=True)
class Parameter:
    """One row of T2.

    `default`: what T3 proposes once the range is specific (TMA-11, TMA-12). `range`: the range at delivery.
    `common`: value in the global file while the range is global; None writes nothing. `lower`: default of the
    second, lower row when the parameter is shown twice (TMA-6), else None. `firmware`: what the phone does without it.
    `pattern`: format of a value.
    """

    name: str
    tab: str
    default: str
    range: str = "ignored"
    common: str | None = None
    lower: str | None = None
    firmware: str = ""
    pattern: str = r".*"

    def accepts(self, value: str) -> bool:
        """Whether `value` has this parameter's format."""
        return re.fullmatch(self.pattern, value) is not None


_6000 = (
    Parameter("sip proxy port", "Encryption", "5061", "global", "5060", "5060", "5060", _PORT),
    Parameter("sip registrar port", "Encryption", "5061", "global", "5060", "5060", "5060", _PORT),
    Parameter("sip backup proxy port", "Encryption", "5061", "global", "5060", None, "5060", _PORT),
    Parameter("sip backup registrar port", "Encryption", "5061", "global", "5060", None, "5060", _PORT),
    Parameter("sips symmetric tls signaling", "Encryption", "0", firmware="1", pattern=_SWITCH),
    Parameter("sip transport protocol", "Encryption", "4", "global", "1", "1", "1", r"[0124]"),
    Parameter("sips persistent tls", "Encryption", "1", "global", "0", None, "0", _SWITCH),
    Parameter("sips persistent tls keep alive", "Encryption", "30", pattern=r"\d{1,4}"),
    Parameter("sips trusted certificates", "Encryption", "", pattern=_FILES),
    Parameter("sips tls authentication", "Encryption", "0", firmware="1", pattern=_SWITCH),
    Parameter("sip srtp mode", "Encryption", "1", "global", "0", "0", "0", r"[012]"),
    Parameter("srtp aes256 key", "Encryption", "1", firmware="0", pattern=_SWITCH),
    Parameter("sips root and intermediate certificates", "Encryption", "", pattern=_FILES),
    Parameter("sips local certificate", "Encryption", "", pattern=_FILES),
    Parameter("sips private key", "Encryption", "", pattern=_FILES),
    Parameter("directed call pickup", "Config", "1", "global", "1", firmware="0", pattern=_SWITCH),
    Parameter("language", "Config", "1", "global", "1", firmware="0", pattern=r"\d{1,2}"),
    Parameter("time server1", "TimeZone", "", "global", None, pattern=_HOST),
    Parameter("time server disabled", "TimeZone", "0", "global", "0", firmware="0", pattern=_SWITCH),
    Parameter("time zone name", "TimeZone", "FR-Paris", "global", "FR-Paris"),
    Parameter("sip local tls port", "Network", "5061", "global", "5061", firmware="5061", pattern=_PORT),
    Parameter("lldp", "Network", "1", "global", "1", firmware="1", pattern=_SWITCH),
    Parameter("sip dtmf method", "RFC2833", "0", "global", "0", firmware="0", pattern=r"[012]"),
    Parameter("eap type", "802.1X", "0", "global", "0", firmware="0", pattern=r"[0124]"),
    Parameter("sip rtcp summary reports", "RTCP", "0", "global", "0", firmware="0", pattern=_SWITCH),
    Parameter("log server ip", "Expert", "", pattern=_HOST),
)
_5300 = (
    Parameter("SIP_PORT_PBX", "", "5061", "global", "5060", firmware="5060", pattern=_PORT),
    Parameter("SIP_PORT_PBX_BACKUP", "", "5061", "global", "5060", firmware="5060", pattern=_PORT),
    Parameter("SIP_TRANS_PROTO", "", "TLS", "global", "UDP", firmware="UDP", pattern=r"UDP|TCP|TLS"),
    Parameter("TRUSTED_CERTS", "", "ca.crt", "global", None, pattern=_FILES),
    Parameter("TIME_SERVER", "", "", "global", None, pattern=r"[0-9.]*"),
    Parameter("LANGUAGE", "", "FR", "global", "FR", firmware="FR"),
    Parameter("VLAN_ID", "", "0", "global", "0", firmware="0", pattern=r"\d{1,4}"),
)
PARAMETERS: dict[str, tuple[Parameter, ...]] = {"mitel6000": _6000, "mivoice5300": _5300}
BY_NAME: dict[str, dict[str, Parameter]] = {f: {p.name: p for p in rows} for f, rows in PARAMETERS.items()}
FIRMWARE: dict[str, dict[str, str]] = {f: {p.name: p.firmware for p in rows} for f, rows in PARAMETERS.items()}

SELF_SIGNED: dict[str, dict[str, str]] = {
    "mitel6000": {p.name: p.default for p in _6000 if p.tab == "Encryption" and p.firmware != p.default},
    "mivoice5300": {
        "SIP_PORT_PBX": "5061",
        "SIP_PORT_PBX_BACKUP": "5061",
        "SIP_TRANS_PROTO": "TLS",
        "TRUSTED_CERTS": "",
    },
}
"""Values of a phone that a fleet file declares as already in self-signed mode (the time server comes beside)."""

_MODELS = (
    (re.compile(r"53\d\d ?ip", re.I), "mivoice5300"),
    (re.compile(r"6[789]\d\di?(ip)?", re.I), "mitel6000"),
)


def family_of(model: str) -> str | None:
    """Family of a terminal model as fleet files write it ("5370ip", "6739i", "6867i", "6930"), or None."""
    return next((family for pattern, family in _MODELS if pattern.fullmatch(model)), None)
