# SPDX-License-Identifier: GPL-3.0-or-later
"""State machines of the fleet: pure Python on an injected clock, no sockets (spec.md is the source of every rule)."""
