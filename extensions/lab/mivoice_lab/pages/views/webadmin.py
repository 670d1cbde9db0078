# SPDX-License-Identifier: GPL-3.0-or-later
"""Web Admin of one system (spec 2.1), beside the rights and what only reads."""

from __future__ import annotations

from ..context import Context
from ..elements import Block, Button, Cell, Facts, Fields, Form, Goto, Link, Links, Refused, Values, content_of

_SERVICES = ("terminal", "tma", "ftp")
_ALARM_FILTER = {
    "detection_in": ("detection", ("all", "local")),
    "by_group": ("group", ("equipment", "exploitation")),
    "reported_to": ("destination", ("printer", "trap")),
}


def licences(ctx: Context) -> list[Block]:
    """W1."""
    system = ctx.system
    rows: list[list[Cell]] = [
        [ctx.t("subscribers"), str(len(system.subscriptions))],
        [ctx.t("encryption"), ctx.labels.word("licence", system.licence)],
    ]
    keycode = ctx.field("text", "keycode", "", lambda code: system.enter_keycode(ctx.user, code))
    form = Form("keycode", [Fields("", [keycode]), *ctx.other_fields()], [_validate(ctx)])
    return [ctx.grid("licences", ("name", "status"), rows), form]


def services(ctx: Context) -> list[Block]:
    """W2."""
    system = ctx.system
    if ctx.itemised:
        texts = {f"{name}_service": ctx.labels.word("service", system.services[name]) for name in _SERVICES}
        return [ctx.facts(**texts)]
    fields = [
        ctx.field(
            "select",
            f"{name}_service",
            system.services[name],
            lambda state, name=name: system.set_service(ctx.user, name, state),
            ctx.words("service", "stopped", "started"),
        )
        for name in _SERVICES
    ]
    return [Form("services", [Fields("", fields), *ctx.other_fields()], [_validate(ctx)])]


def ip_cards(ctx: Context) -> list[Block]:
    """W4: the address of the EIP card; a system without one shows no field."""
    system = ctx.system
    if not system.cards:
        return [Facts([])]
    card = system.cards[0]
    address = ctx.field("text", "eip_address", card.address, lambda a: system.set_eip_address(ctx.user, a, card.name))
    return [Form("card", [Fields(card.name, [address]), *ctx.other_fields()], [_validate(ctx)])]


def certificates(ctx: Context) -> list[Block]:
    """W5: the authority's file, the regeneration and the import of a PKCS#12 file, which restart SIP (SCR-W5.1..3; the
    place of the import is assumed, OPEN-5)."""
    system = ctx.system

    def regenerate(values: Values) -> Goto | Refused:
        system.regenerate_certificate(ctx.user)
        return Goto(ctx.screen, done=True)

    def import_(values: Values) -> Goto | Refused:
        system.import_certificate(ctx.user, content_of(values["pkcs12_file"]), str(values["pkcs12_password"]))
        return Goto(ctx.screen, done=True)

    offered = system.certificate is not None and system.certificate.authority_pem is not None
    fields = [ctx.field("file", "pkcs12_file", ""), ctx.field("password", "pkcs12_password", "")]
    return [
        Links([Link("ca_file", ctx.t("ca_file"), ctx.url("ca_file"))] if offered else []),
        Form("regenerate", [], [Button("regenerate", ctx.t("regenerate"), regenerate, write=True, link=True)]),
        Form("import", [Fields("", fields)], [Button("import", ctx.t("import"), import_, write=True)]),
    ]


def alarms(ctx: Context) -> list[Block]:
    """W6: a filter, then the alarms it lets through and whether they are sent as traps."""

    def select_item(values: Values) -> Goto | Refused:
        return Goto(ctx.screen, {name: str(value) for name, value in values.items()})

    alarms = ctx.system.alarms
    fields = [
        ctx.field("select", name, ctx.query.get(name, words[0]), options=ctx.words(vocabulary, *words))
        for name, (vocabulary, words) in _ALARM_FILTER.items()
    ]
    which = [*ctx.words("which", ""), *((name, name) for name in alarms)]
    fields.insert(2, ctx.field("select", "of_alarm", ctx.query.get("of_alarm", ""), options=which))
    blocks: list[Block] = [
        Form("filter", [Fields("", fields)], [Button("select_item", ctx.t("select_item"), select_item)])
    ]
    if "detection_in" in ctx.query:
        blocks.append(ctx.grid("alarms", ("name", "state"), _alarm_rows(ctx)))
    return blocks


def _alarm_rows(ctx: Context) -> list[list[Cell]]:
    if ctx.query["by_group"] != "exploitation":
        return []
    trap = ctx.query["reported_to"] == "trap"
    return [
        [name, ctx.labels.word("alarm", "reported" if trap and reported else "not_reported")]
        for name, reported in ctx.system.alarms.items()
        if ctx.query["of_alarm"] in ("", name)
    ]


def encryption(ctx: Context) -> list[Block]:
    """W10: voice encryption, its type, BOTHWAY, inter-iPBX encryption."""
    system, user = ctx.system, ctx.user
    fields = [
        ctx.field(
            "check", "voice_encryption", system.voice_encryption, lambda on: system.set_voice_encryption(user, on)
        ),
        ctx.field(
            "select",
            "type",
            system.voice_type,
            lambda kind: system.set_voice_type(user, kind),
            [(kind, kind) for kind in system.voice_types],
        ),
        ctx.field("check", "bothway", system.bothway, lambda on: system.set_bothway(user, on)),
        ctx.field("check", "inter_ipbx", system.inter_ipbx, lambda on: system.set_inter_ipbx(user, on)),
    ]
    blocks = [Fields(ctx.labels("title.fields"), fields), *ctx.other_fields()]
    return [Form("encryption", blocks, [_validate(ctx)])]


def _validate(ctx: Context) -> Button:
    return Button("validate", ctx.t("validate"), write=True)
