# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA: update of specific data (T3), and the action (T4) of an update or of a deployment."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ...model.tma_actions import Draft
from ..context import Context
from ..elements import Block, Button, Cell, Facts, Field, Fields, Form, Goto, Refused, Values, save_fields

_DATE = re.compile(r"\d\d/\d\d/\d{4}")
_TIME = re.compile(r"\d{4}")


def specific(ctx: Context) -> list[Block]:
    """T3: values for what the distribution made specific (TMA-2, TMA-4)."""
    family, package = ctx.query.get("family", ""), ctx.query.get("package", "")
    if package not in ctx.tma.packages.get(family, ()):
        return []
    region, site = ctx.scope
    rows = ctx.tma.specific_rows(ctx.scope, family, package)
    others = ctx.other_fields()

    def save(values: Values) -> Goto | Refused:
        ticked = {row.name: str(values[f"value:{row.name}"]) for row in rows if values[f"c:{row.name}"]}
        if not ticked:
            return Refused(ctx.t("nothing"))
        save_fields(others, values)
        draft = ctx.tma.update_specific(ctx.user, ctx.scope, family, package, str(values["list"]), ticked)
        ctx.session.kept[f"draft {draft.number}"] = draft
        return Goto("T4", {"draft": str(draft.number)})

    lists = [(name, name) for name in ctx.tma.list_names()]
    choice = ctx.field("select", "list", lists[0][0], options=lists)
    cells: list[list[Cell]] = [
        [
            row.tab,
            Field("check", f"c:{row.name}", "", False),
            row.name,
            Field("text", f"value:{row.name}", "", row.default if row.value is None else row.value, hint=row.pattern),
        ]
        for row in rows
    ]
    recap = ctx.facts(
        region=region,
        multisite=site,
        family=ctx.labels.word("family", family),
        model=ctx.labels.word("models", "all"),
        software=package,
    )
    table = ctx.grid("parameters", ("tab", "c", "parameter", "common_value"), cells)
    button = Button("save", ctx.t("save"), save, write=True, confirm=True)
    return [Form("specific", [recap, Fields("", [choice]), table, *others], [button])]


def action(ctx: Context) -> list[Block]:
    """T4: name and time of the action (spec 6.7)."""
    draft = ctx.session.kept.get(f"draft {ctx.query.get('draft', '')}")
    if draft is None:
        return [Facts([("", ctx.t("no_draft"))])]
    others = ctx.other_fields()

    def confirm(values: Values) -> Goto | Refused:
        name, kind = str(values["action_name"]).strip(), str(values["update_type"])
        if not name:
            return Refused(ctx.t("no_name"))
        when = _moment(str(values["date"]), str(values["time"])) if kind == "deferred" else None
        if not kind or (kind == "deferred" and when is None):
            return Refused(ctx.t("bad_date"), ctx.t("bad_date.detail"))
        ctx.tma.start_action(ctx.user, draft, name, kind, when)
        del ctx.session.kept[f"draft {draft.number}"]
        save_fields(others, values)
        return Goto("T5", done=True)

    fields = [
        ctx.field("text", "action_name", ""),
        ctx.field("radio", "update_type", "immediate", options=ctx.words("update_type", "immediate", "deferred")),
        ctx.field("text", "date", ""),
        ctx.field("text", "time", ""),
    ]
    label = ctx.t("confirm" if isinstance(draft, Draft) else "validate")  # SCR-T4.5
    button = Button("confirm", label, confirm, write=True)
    return [Form("action", [Fields(ctx.labels("title.action"), fields), *others], [button])]


def _moment(date: str, time: str) -> datetime | None:
    """A date DD/MM/YYYY and a time HHMM (ACT-2), taken as UTC (OPEN-11); None when they are none."""
    if not (_DATE.fullmatch(date) and _TIME.fullmatch(time)):
        return None
    try:
        return datetime.strptime(f"{date} {time}", "%d/%m/%Y %H%M").replace(tzinfo=UTC)
    except ValueError:
        return None
