# SPDX-License-Identifier: GPL-3.0-or-later
"""TMA brings the phones what they need in BOTHWAY: the files one by one, then the three parameters that name them
(BWY-3, BWY-4, TMA-2, TMA-8)."""

from __future__ import annotations

from .conftest import Stand
from .test_deployment import CONTENT, confirm, deploy, states
from .test_tma import distribute, distribution, rows, start, text_of, update

FILES = {
    "sips root and intermediate certificates": "terminals.crt",
    "sips local certificate": "phone.pem",
    "sips private key": "phone.key",
}


def test_the_files_of_phones_are_deployed_one_by_one(stand: Stand) -> None:
    browser = stand.tma()
    for name in FILES.values():
        deploy(stand, browser, name=name, content=name.encode() + CONTENT)
        confirm(stand, browser)
        stand.fleet.run(60)
    held = stand.world.download_servers["dl1"].files
    assert {name: held[name] for name in FILES.values()} == {n: n.encode() + CONTENT for n in FILES.values()}
    assert [state for _name, state in states(stand, browser)] == [stand.t.word("action_state", "finished")] * 3


def test_the_three_parameters_are_no_row_of_specific_data_until_they_are_distributed(stand: Stand) -> None:
    browser = stand.tma()
    distribution(stand, browser, "mitel6000")
    browser.follow(stand.t("T2.modify"))
    assert not FILES.keys() & rows(stand, browser, "T3").keys()
    distribute(stand, browser, "mitel6000", *FILES)
    distribution(stand, browser, "mitel6000")
    browser.follow(stand.t("T2.modify"))
    assert {text_of(rows(stand, browser, "T3")[name][0]) for name in FILES} == {"Encryption"}


def test_their_values_reach_the_phones_own_files_and_can_be_emptied_again(stand: Stand) -> None:
    browser = stand.tma()
    distribute(stand, browser, "mitel6000", *FILES)
    [phone, *_others] = [p for p in stand.world.phones.values() if p.family == "mitel6000"]
    for values in (FILES, dict.fromkeys(FILES, "")):  # PAR6-22
        update(stand, browser, "mitel6000", values)
        start(stand, browser)
        stand.fleet.run(400)
        text = stand.world.download_servers["dl1"].files[phone.own_file()].decode()
        lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        assert {name: lines[name].strip() for name in values} == values
        assert {name: phone.applied[name] for name in values} == values
