# SPDX-License-Identifier: GPL-3.0-or-later
"""Manager screens M3, M3C, M3G and M4 (spec 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..context import MOMENT, Context
from ..elements import Block, Button, Cell, Field, Fields, Form, Goto, Refused, Values, content_of, save_fields

if TYPE_CHECKING:
    from ...model.manager import MultiSite


def topology(ctx: Context) -> list[Block]:
    """M3: choose a multi-site."""

    def configuration(values: Values) -> Goto | Refused:
        return Goto("M3C", {"multisite": str(values["multisite"])})

    names = list(ctx.manager.multisites)
    choice = ctx.field("select", "multisite", "", options=[(name, name) for name in names])
    return [Form("choice", [Fields("", [choice])], [Button("configuration", ctx.t("configuration"), configuration)])]


def settings(ctx: Context) -> list[Block]:
    """M3C: encryption of the multi-site. `Import` loads the file and saves; `Apply` saves; `Apply`, then `OK`, opens
    the generation (SCR-M3.3..10)."""
    manager, name = ctx.manager, ctx.query.get("multisite", "")
    site = manager.multisites[name]
    here = Goto("M3C", {"multisite": name}, done=True)

    def save(values: Values) -> None:
        encryption, kind = bool(values["encryption"]), str(values["type"])
        if (encryption, kind) != (site.encryption, site.encryption_type or ""):
            manager.set_multisite(ctx.user, name, encryption=encryption, encryption_type=kind or None)
        save_fields(others, values)

    def import_(values: Values) -> Goto | Refused:
        password, confirmation = str(values["certificate_password"]), str(values["certificate_confirmation"])
        manager.import_certificate(ctx.user, name, content_of(values["certificate_file"]), password, confirmation)
        save(values)
        return here

    def apply(values: Values) -> Goto | Refused:
        save(values)
        manager.apply(ctx.user, name)
        return here

    def ok(values: Values) -> Goto | Refused:
        save(values)
        manager.ok(ctx.user, name)
        return Goto("M3") if ctx.skin.ok_closes else here  # OPEN-28

    def generate(values: Values) -> Goto | Refused:
        return Goto("M3G", {"multisite": name})

    others = ctx.other_fields(name)
    buttons = [
        Button("import", ctx.t("import"), import_, write=True),
        Button("apply", ctx.t("apply"), apply, write=True),
        Button("ok", ctx.t("ok"), ok, write=True),
        Button("generate", ctx.t("generate"), generate, link=True, enabled=site.generate_enabled),
    ]
    return [Form("settings", [Fields(name, _setting_fields(ctx, site)), *others], buttons)]


def _setting_fields(ctx: Context, site: MultiSite) -> list[Field]:
    kinds = ctx.words("encryption_type", "", "self_signed", "import")
    return [
        ctx.field("check", "encryption", site.encryption),
        ctx.field("select", "type", site.encryption_type or "", options=kinds),
        ctx.field("file", "certificate_file", ""),
        ctx.field("password", "certificate_password", ""),
        ctx.field("password", "certificate_confirmation", ""),
    ]


def generate(ctx: Context) -> list[Block]:
    """M3G: whole multi-site or nothing (SCR-M3.11, OPEN-29). Restarts SIP everywhere."""
    name = ctx.query.get("multisite", "")

    def confirm(values: Values) -> Goto | Refused:
        if not values["scope"]:
            return Refused(ctx.t("choose"))
        ctx.manager.generate_certificates(ctx.user, name)
        return Goto("M3C", {"multisite": name}, done=True)

    scope = ctx.field("radio", "scope", "", options=[("all", ctx.t("scope.all"))])
    return [Form("generate", [Fields(name, [scope])], [Button("confirm", ctx.t("confirm"), confirm, write=True)])]


def operations(ctx: Context) -> list[Block]:
    """M4: newest first."""
    shown, links = ctx.page_of(list(reversed(ctx.manager.operations)))
    rows: list[list[Cell]] = [
        [
            done.at.strftime(MOMENT),
            f"{ctx.labels('M3C.' + _LABEL_OF[done.name])} - {done.target}",
            done.message or ctx.labels.word("operation", "succeeded" if done.ok else "failed"),
        ]
        for done in shown
    ]
    return [ctx.grid("operations", ("date", "operation", "message"), rows), *links]


_LABEL_OF = {"generate_certificates": "generate"}
