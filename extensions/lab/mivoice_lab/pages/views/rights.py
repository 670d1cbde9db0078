# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights to encryption, item by item or in a table: W8, W9, M2 (SCR-W8.1, SCR-W9.1, SCR-M2.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ..context import Context
from ..elements import Block, Button, Cell, Facts, Field, Fields, Form, Goto, Refused, Values


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds a right: subscriptions (with their feature class) or feature classes. ``right`` and ``write`` take a
    name; ``write`` also takes the new right."""

    names: list[str]
    right: Callable[[str], bool]
    write: Callable[[str, bool], object]
    feature_class: Callable[[str], str] | None = None

    def field(self, name: str, key: str, label: str) -> Field:
        return Field("check", key, label, self.right(name), write=partial(self.write, name))


def subscriptions(ctx: Context) -> list[Block]:
    """W8."""
    system, held = ctx.system, ctx.system.subscriptions
    holders = Holders(
        list(held),
        lambda number: held[number].right,
        lambda number, right: system.set_subscription_right(ctx.user, number, right),
        lambda number: held[number].feature_class,
    )
    return _rights(ctx, "subscription", "subscriptions", ("number", "feature_class", "right"), holders)


def feature_classes(ctx: Context) -> list[Block]:
    """W9 and M2: the same screen, for one system or for all of a Manager."""
    device = ctx.device
    holders = Holders(
        list(device.feature_classes),
        device.feature_classes.__getitem__,
        lambda name, right: device.set_feature_class_right(ctx.user, name, right),
    )
    return _rights(ctx, "feature_class", "feature_classes", ("name", "right"), holders)


def _rights(ctx: Context, item: str, table: str, columns: tuple[str, ...], holders: Holders) -> list[Block]:
    return _one(ctx, item, holders) if ctx.itemised else _all(ctx, table, columns, holders)


def _all(ctx: Context, table: str, columns: tuple[str, ...], holders: Holders) -> list[Block]:
    shown, links = ctx.page_of(holders.names)
    rows: list[list[Cell]] = []
    for name in shown:
        classes: list[Cell] = [holders.feature_class(name)] if holders.feature_class else []
        rows.append([name, *classes, holders.field(name, f"right:{name}", "")])
    validate = Button("validate", ctx.t("validate"), write=True)
    return [Form("rights", [ctx.grid(table, columns, rows), *ctx.other_fields()], [validate]), *links]


def _one(ctx: Context, item: str, holders: Holders) -> list[Block]:
    def show(values: Values) -> Goto | Refused:
        return Goto(ctx.screen, {"item": str(values[item])})

    name = ctx.query.get("item", "")
    choice = ctx.field("select", item, name, options=[(name, name) for name in holders.names])
    blocks: list[Block] = [Form("choice", [Fields("", [choice])], [Button("show", ctx.t("show"), show)])]
    if name in holders.names:
        classes = [Facts([(ctx.t("feature_class"), holders.feature_class(name))])] if holders.feature_class else []
        right = Fields(name, [holders.field(name, "right", ctx.t("right"))])
        validate = Button("validate", ctx.t("validate"), write=True)
        blocks.append(Form("right", [*classes, right, *ctx.other_fields(name)], [validate]))
    return blocks
