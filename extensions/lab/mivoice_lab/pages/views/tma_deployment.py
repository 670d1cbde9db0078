# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA: deployment of one file to a download server (T1, spec 6.4); T4 starts the action."""

from __future__ import annotations

from ..context import Context
from ..elements import Block, Button, Fields, Form, Goto, Refused, Values, save_fields
from ..http import Upload
from .tma import FAMILIES


def deployment(ctx: Context) -> list[Block]:
    """T1: terminal range, server (compulsory) and one file (SCR-T1.1..5)."""
    others = ctx.other_fields()

    def validate(values: Values) -> Goto | Refused:
        file = values["file"]
        assert isinstance(file, Upload)
        draft = ctx.tma.deploy(
            ctx.user, ctx.scope, str(values["range"]), str(values["server"]), file.name, file.content
        )
        save_fields(others, values)
        ctx.session.kept[f"draft {draft.number}"] = draft
        return Goto("T4", {"draft": str(draft.number)})

    servers = [(server.name, server.name) for server in ctx.tma.servers(ctx.scope)]
    fields = [
        ctx.field("select", "range", FAMILIES[0], options=ctx.words("family", *FAMILIES)),
        ctx.field("select", "server", "", options=[*ctx.words("server", ""), *servers]),
        ctx.field("file", "file", ""),
    ]
    button = Button("validate", ctx.t("validate"), validate, write=True)
    return [Form("deployment", [Fields("", fields), *others], [button])]
