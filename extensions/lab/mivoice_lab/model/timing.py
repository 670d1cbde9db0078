# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the product takes for things."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Timing:
    """The product's own durations, in seconds at speed 1 (OPEN-23, OPEN-24: the values are ours)."""

    register_interval: float = 300
    retry_interval: float = 10
    sip_restart: float = 20
    phone_boot: float = 20
    transfer: float = 15
    generation: float = 10
    loss_grace: float = 120
