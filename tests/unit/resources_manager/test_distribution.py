# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of T2 and T3: which one is meant, and when to stop (INV-39, TMA-4, TMA-6)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Ambiguous,
    ControlNotFound,
    Refused,
    UnknownValue,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.profiles import values
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _tma, _tma_values
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._terminal_job import wanted_values

RANGES = {"Specific": "specific", "Global": "global", "Ignored": "ignored"}
BLOCKS = {"upper": "upper", "lower": "lower"}
WANTED = values("mitel6000", "self_signed", time_server="10.0.0.1")


class Cells(dict[str, Any]):
    """One row: what its cells show; ``staged`` is what was entered."""

    def __init__(self, **cells: Any) -> None:
        super().__init__(cells)
        self.staged: dict[str, Any] = {}

    def text(self, column: str) -> str:
        return str(self[column])

    value = dict.__getitem__

    def options(self, column: str) -> list[str]:
        return list(RANGES)

    def editable(self, column: str) -> bool:
        return not self.get("greyed")

    def stage(self, column: str, value: Any) -> None:
        self.staged[column] = value


def screen(rows: list[Cells], screen_id: str = "T2", **controls: Any) -> Any:
    table = SimpleNamespace(rows=rows, has=lambda column: all(column in row for row in rows))
    return SimpleNamespace(
        id=screen_id,
        label_path="Terminal configuration",
        menu=None,
        table=lambda _name: table,
        options=lambda name: controls[name],
        stage=lambda _name, _value: None,
    )


DRIVER: Any = SimpleNamespace(
    host="mgr1", canonical=lambda vocabulary, text: {"range": RANGES, "block": BLOCKS}[vocabulary].get(text)
)


def row(name: str, shown: str = "Specific", **cells: Any) -> Cells:
    return Cells(parameter=name, tab="Encryption", range=shown, **cells)


def every_row(**cells: Any) -> list[Cells]:
    return [row(name, **cells) for name, wish in WANTED.items() if wish.distribute]


def chosen(rows: list[Cells], block: str = "upper") -> dict[str, _tma.Line]:
    here = screen(rows)
    return _tma.chosen(DRIVER, here, _tma.lines(DRIVER, here), WANTED, block)


def test_of_two_rows_without_a_named_block_the_first_is_the_upper_one() -> None:
    rows = [*every_row(), row("sip proxy port", "Ignored")]
    assert chosen(rows)["sip proxy port"].row is rows[0]


def test_the_other_block_is_used_only_when_it_is_named_and_the_upper_one_ignored() -> None:
    rows = [*every_row(block="upper"), row("sip proxy port", "Global", block="lower")]
    rows[0]["range"] = "Ignored"
    assert chosen(rows, "lower")["sip proxy port"].row is rows[-1]
    with pytest.raises(Refused) as caught:
        chosen(rows)
    assert caught.value.rule == "INV-39"


def test_a_block_that_is_not_understood_stops_it() -> None:
    with pytest.raises(UnknownValue):
        chosen(every_row(block="middle"))


def test_a_missing_row_is_named_with_its_tab_and_path() -> None:
    with pytest.raises(ControlNotFound) as caught:
        chosen(every_row()[1:])
    for part in ("sip proxy port", "Encryption", "Terminal configuration"):
        assert part in str(caught.value)


def test_a_row_that_cannot_be_edited_stops_only_a_change() -> None:
    # DIS-25
    rows = every_row(greyed=True)
    assert chosen(rows)["sip srtp mode"].distributed
    rows[0]["range"] = "Global"
    with pytest.raises(Refused) as caught:
        _tma.specific_text(DRIVER, screen(rows), chosen(rows)["sip proxy port"])
    assert caught.value.rule == "INV-39"


def test_when_stopping_only_what_is_written_is_made_specific() -> None:
    # INV-18
    params = {"family": "mivoice5300", "mode": "disabled", "time_server": None, "srtp_aes256": False}
    made = {name for name, wish in wanted_values(params, ()).items() if wish.distribute}
    assert made == {"SIP_PORT_PBX", "SIP_PORT_PBX_BACKUP", "SIP_TRANS_PROTO"}


def _t3(rows: list[Cells]) -> None:
    target = _tma.Target("mitel6000", "6.3.1", "All", None, ("Hospital",))
    _tma_values.stage_values(DRIVER, screen(rows, "T3", list=["All"]), target, WANTED)


def _value_row(name: str, value: str = "x", tab: str = "Encryption", c: bool = False) -> Cells:
    return Cells(parameter=name, tab=tab, c=c, common_value=value)


def _value_rows() -> list[Cells]:
    return [_value_row(name) for name, wish in WANTED.items() if wish.write]


def test_every_value_is_ticked_and_entered_and_nothing_else() -> None:
    # TMA-13, INV-40; the empty value of INV-30 is entered too
    others = [_value_row("sips private key", c=True), _value_row("sip proxy port", tab="Expert", c=True)]
    rows = _value_rows()
    _t3(rows + others)
    assert {r.text("parameter"): r.staged for r in rows} == {
        name: {"c": True, "common_value": wish.value} for name, wish in WANTED.items() if wish.write
    }
    assert [r.staged for r in others] == [{"c": False}, {"c": False}]


def test_a_value_that_is_shown_already_is_ticked_all_the_same() -> None:
    # INV-40
    rows = _value_rows()
    rows[0]["common_value"] = "5061"
    _t3(rows)
    assert rows[0].staged == {"c": True}


def test_a_row_missing_from_the_specific_data_stops_it() -> None:
    with pytest.raises(ControlNotFound):
        _t3(_value_rows()[1:])
    with pytest.raises(Ambiguous):
        _t3([*_value_rows(), _value_row("sip proxy port")])


def _recap(**shown: str) -> Any:
    recap = {"multisite": "Hospital", "family": "F", "model": "Tous les modèles", "software": "6.3.1", "region": "Nord"}
    values = recap | shown
    return SimpleNamespace(
        id="T3", label_path="TMA", menu=None, follow=lambda _link: _recap(**shown), value=values.__getitem__
    )


@pytest.mark.parametrize(
    "wrong", [{"multisite": "Clinic"}, {"family": "G"}, {"model": "6867i"}, {"software": "6.4"}, {"region": "Sud"}]
)
def test_a_recap_about_something_else_stops_it(wrong: dict[str, str]) -> None:
    # T60-6
    driver: Any = SimpleNamespace(host="mgr1", canonical=lambda _vocabulary, text: {"F": "mitel6000"}.get(text))
    target = _tma.Target("mitel6000", "6.3.1", "All", "Nord", ("Hospital",))
    assert _tma_values.open_values(driver, _recap(), target)
    with pytest.raises(Refused):
        _tma_values.open_values(driver, _recap(**wrong), target)


def _ranges(**shown: str) -> Any:
    """A manager whose T2 shows ``shown`` when another range or package was asked for."""
    families, values = {"F": "mitel6000", "G": "mivoice5300"}, {"range": "F", "release": "6.3.1"} | shown
    page = SimpleNamespace(
        id="T2",
        label_path="Terminal configuration",
        menu=None,
        options=lambda _name: list(families),
        stage=lambda _name, _value: None,
        press=lambda _button: page,
        value=values.__getitem__,
    )
    return SimpleNamespace(host="mgr1", open=lambda _id: page, canonical=lambda _vocabulary, text: families.get(text))


@pytest.mark.parametrize("other", [{"range": "G"}, {"range": "?"}, {"release": "6.4"}])
def test_another_range_or_package_than_the_one_asked_for_stops_it(other: dict[str, str]) -> None:
    # T60-1, TMA-3
    target = _tma.Target("mitel6000", "6.3.1", "All", None, ("Hospital",))
    assert _tma.open_range(_ranges(), target)
    with pytest.raises(Refused, match="another range or package"):
        _tma.open_range(_ranges(**other), target)
