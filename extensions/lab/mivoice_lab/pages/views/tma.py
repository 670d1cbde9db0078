# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA: distribution (T2), action monitoring (T5), inventory (T6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..context import MOMENT, Context
from ..elements import (
    Block,
    Button,
    Cell,
    Field,
    Fields,
    Form,
    Goto,
    Icon,
    Link,
    Links,
    Option,
    Refused,
    Values,
    save_fields,
)

if TYPE_CHECKING:
    from ...model.tma import InventoryRow, ParameterRow

FAMILIES = ("mitel6000", "mivoice5300")
_ROW_RANGES = ("specific", "global", "ignored")


def distribution(ctx: Context) -> list[Block]:
    """T2: which parameters are specific (SCR-T2, TMA-2, TMA-6). `Distribute` asks for confirmation."""
    blocks: list[Block] = [_package_choice(ctx)]
    family, package = ctx.query.get("family", ""), ctx.query.get("package", "")
    if package not in ctx.tma.packages.get(family, ()):
        return blocks
    rows = ctx.tma.distribution(ctx.scope, family, package)
    fields = [_range_field(ctx, family, row) for row in rows]
    by_key = {field.key: (row, field) for row, field in zip(rows, fields, strict=True)}
    others = ctx.other_fields()

    def distribute(values: Values) -> Goto | Refused:
        changes = {
            (row.name, row.block): _range_word(values[key])
            for key, (row, field) in by_key.items()
            if field.enabled and values[key] != field.value
        }
        ctx.tma.distribute(ctx.user, ctx.scope, family, package, changes)
        save_fields(others, values)
        return Goto("T2", ctx.query, done=True)

    column = "range" if family == "mitel6000" else "specific"
    cells: list[list[Cell]] = [
        [row.tab, ctx.labels.word("block", row.block), row.name, field, row.default]
        for row, field in zip(rows, fields, strict=True)
    ]
    table = ctx.grid("parameters", ("tab", "block", "parameter", column, "default"), cells)
    button = Button("distribute", ctx.t("distribute"), distribute, write=True, confirm=True)
    modify = Link("modify", ctx.t("modify"), ctx.url("T3", {"family": family, "package": package}), target="_blank")
    return [*blocks, Form("distribution", [table, *others], [button]), Links([modify])]


def _package_choice(ctx: Context) -> Form:
    packages = {
        f"{family}/{package}": Option(f"{family}/{package}", package, ctx.labels.word("family", family))
        for family in FAMILIES
        for package in ctx.tma.packages[family]
    }

    def show(values: Values) -> Goto | Refused:
        family, _unused, package = str(values["release"]).partition("/")
        if family != values["range"]:
            return Refused(ctx.t("other_package"))
        return Goto("T2", {"family": family, "package": package})

    family = ctx.query.get("family", FAMILIES[0])
    release = ctx.field("select", "release", f"{family}/{ctx.query.get('package', '')}")
    release.options = tuple(packages.values())
    terminal_range = ctx.field("select", "range", family, options=ctx.words("family", *FAMILIES))
    return Form("package", [Fields("", [terminal_range, release])], [Button("show", ctx.t("show"), show)])


def _range_field(ctx: Context, family: str, row: ParameterRow) -> Field:
    key = f"range:{row.tab}:{row.block}:{row.name}"
    if family == "mivoice5300":  # SCR-T2.5
        return Field("check", key, "", row.range == "specific", enabled=not row.fixed)
    options = tuple(Option(word, ctx.labels.word("range", word)) for word in _ROW_RANGES)
    return Field("select", key, "", row.range, options, enabled=not row.fixed)


def _range_word(value: object) -> str:
    if isinstance(value, bool):
        return "specific" if value else "global"
    return str(value)


def actions(ctx: Context) -> list[Block]:
    """T5: newest first."""
    shown, links = ctx.page_of(list(reversed(ctx.tma.actions)))
    rows: list[list[Cell]] = [
        [
            action.name,
            ctx.labels.word("action_state", action.state),
            (action.finished_at or action.due).strftime(MOMENT),
        ]
        for action in shown
    ]
    return [ctx.grid("actions", ("name", "state", "date"), rows), *links]


def inventory(ctx: Context) -> list[Block]:
    """T6: what TMA's own files say (VER-10..14)."""

    def show(values: Values) -> Goto | Refused:
        return Goto("T6", {"family": str(values["range"])})

    family = ctx.query.get("family", "")
    choice = ctx.field("select", "range", family or FAMILIES[0], options=ctx.words("family", *FAMILIES))
    blocks: list[Block] = [Form("choice", [Fields("", [choice])], [Button("show", ctx.t("show"), show)])]
    if family not in FAMILIES:
        return blocks
    shown, links = ctx.page_of(ctx.tma.inventory(ctx.scope, family))
    icons: dict[str, Cell] = {
        word: Icon(word, ctx.labels.word("inventory", word)) for word in ("srtp_tls", "tls", "unknown")
    }
    rows = [_terminal(row, icons) for row in shown]
    columns = ("mac", "number", "model", "software", "site", "address", "encryption")
    return [*blocks, ctx.grid("terminals", columns, rows), *links]


def _terminal(row: InventoryRow, icons: dict[str, Cell]) -> list[Cell]:
    icon = icons.get(row.encryption, "")  # VER-13: none is an empty cell
    return [row.mac, row.number, row.model, row.software, row.site, row.address, icon]
