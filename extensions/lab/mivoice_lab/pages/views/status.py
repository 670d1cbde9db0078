# SPDX-License-Identifier: GPL-3.0-or-later
"""Web Admin screens that only show: W3, W7, W11, WREG."""

from __future__ import annotations

from ..context import MOMENT, Context
from ..elements import Block, Cell


def cards(ctx: Context) -> list[Block]:
    """W3."""
    rows: list[list[Cell]] = [[card.name, ctx.labels.word("card", card.state)] for card in ctx.system.cards]
    return [ctx.grid("cards", ("name", "state"), rows)]


def tunnels(ctx: Context) -> list[Block]:
    """W7 (VER-20)."""
    rows: list[list[Cell]] = [[tunnel.peer, ctx.labels.word("tunnel", tunnel.state)] for tunnel in ctx.system.tunnels()]
    return [ctx.grid("tunnels", ("peer", "status"), rows)]


def sip_certificate(ctx: Context) -> list[Block]:
    """W11 (VER-30)."""
    held = ctx.system.certificate
    if held is None:
        return [ctx.facts(certificate=ctx.labels.word("certificate", "absent"), valid_from="", valid_to="")]
    return [
        ctx.facts(
            certificate=ctx.labels.word("certificate", "present"),
            valid_from=held.not_before.strftime(MOMENT),
            valid_to=held.not_after.strftime(MOMENT),
        )
    ]


def registrations(ctx: Context) -> list[Block]:
    """WREG: assumed, no such screen is documented (OPEN-36)."""
    shown, links = ctx.page_of(list(ctx.system.registrations.values()))
    rows: list[list[Cell]] = [
        [
            held.number,
            held.mac,
            held.address,
            str(held.port),
            ctx.labels.word("transport", held.transport),
            held.at.strftime(MOMENT),
        ]
        for held in shown
    ]
    columns = ("number", "mac", "address", "port", "transport", "last_seen")
    return [ctx.grid("registrations", columns, rows), *links]
