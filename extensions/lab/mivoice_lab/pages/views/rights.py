# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights to encryption, item by item or in a table: W8, W9, M2 (SCR-W8.1, SCR-W9.1, SCR-M2.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..context import Context
from ..elements import Block, Button, Cell, Facts, Field, Fields, Form, Goto, Refused, Values


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a right: a subscription (with its feature class) or a feature class."""

    name: str
    right: bool
    write: Callable[[bool], object]
    feature_class: str = ""


def subscriptions(ctx: Context) -> list[Block]:
    """W8."""
    system = ctx.system
    holders = [
        Holder(
            number,
            held.right,
            lambda right, number=number: system.set_subscription_right(ctx.user, number, right),  # type: ignore[misc]
            held.feature_class,
        )
        for number, held in system.subscriptions.items()
    ]
    return _rights(ctx, "subscription", "subscriptions", ("number", "feature_class", "right"), holders)


def feature_classes(ctx: Context) -> list[Block]:
    """W9 and M2: the same screen, for one system or for all of a Manager."""
    device = ctx.device
    holders = [
        Holder(
            name,
            right,
            lambda right, name=name: device.set_feature_class_right(ctx.user, name, right),  # type: ignore[misc]
        )
        for name, right in device.feature_classes.items()
    ]
    return _rights(ctx, "feature_class", "feature_classes", ("name", "right"), holders)


def _rights(ctx: Context, item: str, table: str, columns: tuple[str, ...], holders: Sequence[Holder]) -> list[Block]:
    return _one(ctx, item, holders) if ctx.itemised else _all(ctx, table, columns, holders)


def _all(ctx: Context, table: str, columns: tuple[str, ...], holders: Sequence[Holder]) -> list[Block]:
    shown, links = ctx.page_of(holders)
    rows: list[list[Cell]] = []
    for holder in shown:
        right = Field("check", f"right:{holder.name}", "", holder.right, write=holder.write)
        rows.append([holder.name, right] if len(columns) == 2 else [holder.name, holder.feature_class, right])
    validate = Button("validate", ctx.t("validate"), write=True)
    return [Form("rights", [ctx.grid(table, columns, rows), *ctx.other_fields()], [validate]), *links]


def _one(ctx: Context, item: str, holders: Sequence[Holder]) -> list[Block]:
    def show(values: Values) -> Goto | Refused:
        return Goto(ctx.screen, {"item": str(values[item])})

    chosen = next((holder for holder in holders if holder.name == ctx.query.get("item")), None)
    choice = ctx.field("select", item, chosen.name if chosen else "", options=[(h.name, h.name) for h in holders])
    blocks: list[Block] = [Form("choice", [Fields("", [choice])], [Button("show", ctx.t("show"), show)])]
    if chosen:
        facts = [Facts([(ctx.t("feature_class"), chosen.feature_class)])] if chosen.feature_class else []
        right = Fields(chosen.name, [ctx.field("check", "right", chosen.right, chosen.write)])
        validate = Button("validate", ctx.t("validate"), write=True)
        blocks.append(Form("right", [*facts, right, *ctx.other_fields(chosen.name)], [validate]))
    return blocks
