# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA's own copy of the phones' files: what it writes, and the inventory state that follows from it (VER-10..14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .parameters import PARAMETERS
from .phone_files import COMMON_FILE, file_names, mac_file, merge, model_file, parse, render

if TYPE_CHECKING:
    from .phone import Phone
    from .tma_rows import Distribution

Pairs = list[tuple[str, str]]


def common_lines(family: str, distributions: list[Distribution], global_data: dict[str, str]) -> Pairs:
    """Lines of the global file: parameters whose range is global in a package, global data over delivery values."""
    lines: Pairs = []
    for parameter in PARAMETERS[family]:
        value = global_data.get(parameter.name, parameter.common)
        is_global = any(d.range_of(parameter.name) == "global" for d in distributions)
        if value is not None and (is_global or parameter.name in global_data):
            lines.append((parameter.name, value))
    return lines


def phone_lines(phone: Phone, distribution: Distribution, values: dict[str, str]) -> Pairs:
    """Lines of a phone's own file: who it is, its settings of one line, then every parameter distributed as specific,
    with its value or TMA's default (TMA-11, TMA-12); the lower one of a double comes last and wins (TMA-6)."""
    lines = [*phone.identity(), *phone.line_settings.items()]
    for block in ("upper", "lower"):
        for parameter in PARAMETERS[phone.family]:
            if distribution.ranges.get((parameter.name, block)) != "specific":
                continue
            if block == "upper":
                lines.append((parameter.name, values.get(parameter.name, parameter.default)))
            else:
                lines.append((parameter.name, parameter.lower or ""))
    return lines


class FileStore:
    """Files of one family in one scope, by name, as TMA holds them."""

    def __init__(self, family: str, icon_5300: str) -> None:
        self.family = family
        self.files: dict[str, bytes] = {}
        self._icon_5300 = icon_5300
        self._states: dict[str, str] = {}

    def set_common(self, lines: Pairs) -> None:
        """Replace the global file."""
        self.files[COMMON_FILE[self.family]] = render(self.family, lines)
        self._states.clear()

    def set_model(self, model: str, lines: Pairs) -> None:
        """Replace the file of a model."""
        self.files[model_file(model)] = render(self.family, lines)
        self._states.clear()

    def set_phone(self, mac: str, lines: Pairs) -> None:
        """Replace a phone's own file."""
        self.files[mac_file(self.family, mac)] = render(self.family, lines)
        self._states.pop(mac, None)

    def state(self, phone: Phone) -> str:
        """Inventory state of a phone, Annex B token, from these files alone (VER-12): unknown when its file is absent
        or no file of TMA's holds an encryption parameter of it (VER-14)."""
        if phone.mac not in self._states:
            self._states[phone.mac] = self._read_state(phone)
        return self._states[phone.mac]

    def _read_state(self, phone: Phone) -> str:
        if phone.own_file() not in self.files:
            return "unknown"
        names = file_names(self.family, phone.model, phone.mac)
        values = merge([parse(self.family, self.files.get(name, b"")) for name in names], {})
        if self.family == "mivoice5300":
            transport = values.get("SIP_TRANS_PROTO")
            return {None: "unknown", "TLS": self._icon_5300}.get(transport, "none")  # OPEN-32
        transport = values.get("sip transport protocol")
        if transport != "4":
            return "unknown" if transport is None else "none"
        return "srtp_tls" if values.get("sip srtp mode") in ("1", "2") else "tls"
