# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501
"""Ordinary ways to put a label beside a control: the right one is found, or none; never the wrong one."""

from __future__ import annotations

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Appliance, MivoiceError
from ansible_collections.voiceops.mivoice5000.tests.unit.foreign_pages.plain import MENU, Plain

V, B = "Voice encryption", "SIP terminal certificate verification"
IV, IB = "<input type=checkbox name=v value=1>", "<input type=checkbox name=b value=1 checked>"
DRAWN = {
    "words behind": f"{IV} {V}<br>{IB} {B}<br>",
    "words before": f"{V}: {IV}<br>{B}: {IB}<br>",
    "cell to the right": f"<table><tr><td>{IV}</td><td>{V}</td></tr><tr><td>{IB}</td><td>{B}</td></tr></table>",
    "cells to the right, one row": f"<table><tr><td>{IV}</td><td>{V}</td><td>{IB}</td><td>{B}</td></tr></table>",
    "cells to the left, one row": f"<table><tr><td>{V}</td><td>{IV}</td><td>{B}</td><td>{IB}</td></tr></table>",
    "headings above": f"<table><tr><th>{V}</th><th>{B}</th></tr><tr><td>{IV}</td><td>{IB}</td></tr></table>",
    "label without for": f"<p><label>{V}</label>{IV}</p><p><label>{B}</label>{IB}</p>",
    "floated blocks": f"<div><div class=l>{V}</div><div class=r>{IV}</div></div><div><div class=l>{B}</div><div class=r>{IB}</div></div>",
    "spans": f"<div><span>{V}</span><span>{IV}</span></div><div><span>{B}</span><span>{IB}</span></div>",
    "colon in a cell": f"<table><tr><td>{V}<td>:<td>{IV}<tr><td>{B}<td>:<td>{IB}</table>",
    "help icon": f"<table><tr><td>{V} <a href=/h><img src=/q.gif alt='?'></a><td>{IV}<tr><td>{B} <a href=/h>"
    f"<img src=/q.gif alt='?'></a><td>{IB}</table>",
    "word behind the box": f"<table><tr><td>{V}<td>{IV} Enable<tr><td>{B}<td>{IB} Enable</table>",
    "dots": f"<table><tr><td>{V} ......<td>{IV}<tr><td>{B} ......<td>{IB}</table>",
    "accesskey": f"<table><tr><td><u>V</u>oice encryption<td>{IV}<tr><td>{B}<td>{IB}</table>",
    "number in front": f"<table><tr><td>1<td>{V}<td>{IV}<tr><td>2<td>{B}<td>{IB}</table>",
    "nested table": f"<table><tr><td>{V}<td><table><tr><td>{IV}</table><tr><td>{B}<td><table><tr><td>{IB}</table></table>",
    "definition list": f"<dl><dt>{V}<dd>{IV}<dt>{B}<dd>{IB}</dl>",
    "list": f"<ul><li>{V} {IV}<li>{B} {IB}</ul>",
    "label by id": f"<label for=i1>{V}</label> <input id=i1 type=checkbox name=v value=1><label for=i2>{B}</label> "
    "<input id=i2 type=checkbox name=b value=1 checked>",
    "labelledby": f"<p id=l1>{V}</p><input aria-labelledby=l1 type=checkbox name=v value=1><p id=l2>{B}</p>"
    "<input aria-labelledby=l2 type=checkbox name=b value=1 checked>",
    "preformatted": f"<pre>\n{V:<45}{IV}\n{B:<45}{IB}\n</pre>",
}


@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN)
def test_the_box_that_a_person_would_tick_is_ticked(drawn: str) -> None:
    box = Plain(drawn)
    with box.driver() as driver:
        screen = driver.open("W10")
        assert (screen.value("voice_encryption"), screen.value("bothway")) == (False, True)
        screen.stage("voice_encryption", True)
        screen.press("validate")
    assert box.posted("/s") == [[("v", "1"), ("b", "1")]]
    assert box.logouts == 1


PATHS = {
    "indented table": "<table><tr><td colspan=4>Telephony service<tr><td><td colspan=3>Network and links<tr><td><td><td colspan=2>Quality of service"
    "<tr><td><td><td><td><a href=/s>Encryption and IP parameters</a><tr><td><td colspan=3>Subscribers"
    "<tr><td><td><td colspan=2><a href=/other>Rights</a></table>",
    "numbers in the links": "<p>Telephony service<p>4 Network and links<p>4.4 Quality of service<p>"
    "<a href=/s>4.4.4 Encryption and IP parameters</a><p>5 System<p><a href=/other>5.1 Info</a>",
    "headings": "<h2>Telephony service</h2><h3>Network and links</h3><h4>Quality of service</h4>"
    "<a href=/s>Encryption and IP parameters</a><h3>System</h3><a href=/other>Info</a>",
    "definition list": "<h1>Telephony service</h1><dl><dt>Network and links<dd><dl><dt>Quality of service<dd>"
    "<a href=/s>Encryption and IP parameters</a></dl></dl>",
    "image map": "<p>Telephony service</p><map name=m><area href=/ alt='Network and links'>"
    "<area href=/ alt='Quality of service'><area href=/s alt='Encryption and IP parameters'></map>"
    "<img usemap=#m src=/m.gif alt=Menu>",
    "whole path in the link": "<a href=/s>Telephony service &gt; Network and links &gt; Quality of service &gt; Encryption and IP parameters</a>",
    "accesskey": MENU.replace("Encryption", "<u>E</u>ncryption"),
    "bullets": MENU.replace("<a href", "&raquo;&nbsp;<a href"),
    "bullet in the link": MENU.replace('"/s">', '"/s">&raquo;&nbsp;').replace("Network", "&#8226; Network"),
    "links that open and close": MENU.replace(
        "<li>Network and links", "<li><a href='#' onclick='o()'>Network and links</a>"
    ).replace("<li>Quality of service", "<li><a href='javascript:o()'>Quality of service</a>"),
    "top level as tabs": "<p>Telephony service</p><table><tr><td><a href=/>Network and links</a><td><a href=/other>System</a>"
    "</table><ul><li><b>Quality of service</b><ul><li><a href=/s>Encryption and IP parameters</a></ul>"
    "</ul>",
}


@pytest.mark.parametrize("menu", PATHS.values(), ids=PATHS)
def test_the_menu_entry_that_a_person_would_take_is_taken(menu: str) -> None:
    box = Plain(DRAWN["words behind"], menu)
    with box.driver(read_only=True) as driver:
        assert driver.open("W10").value("bothway") is True
    assert box.logouts == 1


TWICE = {
    "indented table": PATHS["indented table"].replace(
        "<tr><td><td colspan=3>Subscribers", "<tr><td><td><td><td><a href=/other>Encryption and IP parameters</a>"
    ),
    "another branch bears the name": MENU
    + "<ul><li>System<ul><li>Security<ul><li><a href=/other>Encryption and IP parameters</a></ul></ul></ul>",
}


def test_a_namesake_in_another_branch_is_not_taken() -> None:
    box = Plain(DRAWN["words behind"], TWICE["another branch bears the name"])
    with box.driver(read_only=True) as driver:
        assert driver.open("W10").value("bothway") is True


def test_namesakes_side_by_side_are_refused() -> None:
    box = Plain(DRAWN["words behind"], TWICE["indented table"])
    with box.driver() as driver, pytest.raises(MivoiceError):
        driver.open("W10")
    assert box.logouts == 1


REFUSALS = {
    "one cell": "<table><tr><td>FONCTION INACTIVE<br>Fonction chiffrement non d&eacute;verrouill&eacute;e.</td></tr></table>",
    "two paragraphs": "<p><b>FONCTION INACTIVE</b></p><p>Fonction chiffrement non d&eacute;verrouill&eacute;e.</p>",
    "title and colon": "<font color=red>Erreur : FONCTION INACTIVE</font>",
    "dash": "<b>FONCTION INACTIVE - Fonction chiffrement non d&eacute;verrouill&eacute;e</b>",
    "text beside a picture": "<p><img src=/stop.gif alt='Attention'> Fonction chiffrement non d&eacute;verrouill&eacute;e.</p>",
    "script": "<script>alert('FONCTION INACTIVE')</script><p>FONCTION INACTIVE</p>",
}


@pytest.mark.parametrize("answer", REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_understood_however_it_is_drawn(answer: str) -> None:
    box = Plain(DRAWN["words behind"], answer=answer)
    with box.driver() as driver:
        screen = driver.open("W10")
        screen.stage("voice_encryption", True)
        with pytest.raises(Appliance) as refused:
            screen.press("validate")
        assert refused.value.rule == "ERR-2"
        assert driver.writes[0]["outcome"] == "refused"
    assert len(box.posted("/s")) == 1


UNCLEAR = {
    "words all around": f"<p>{V} {IV} {B} {IB} (restart)</p>",
    "a title before words behind": f"<p>Options {IV} {V} {IB} {B}</p>",
    "one label for two boxes": f"<table><tr><td>{V}<td>{IV} Enable {IB} Enable</table>",
    "one label twice": f"{IV} {V}<br>{IB} {V}<br>",
    "label of a text field": f"<table><tr><td>{V}<td><input name=t value=1></table>",
}


@pytest.mark.parametrize("drawn", UNCLEAR.values(), ids=UNCLEAR)
@pytest.mark.parametrize("control", ["voice_encryption", "bothway"])
def test_a_box_that_a_person_could_mistake_is_left_alone(drawn: str, control: str) -> None:
    box = Plain(drawn)
    with box.driver() as driver:
        screen = driver.open("W10")
        with pytest.raises(MivoiceError):
            screen.stage(control, True)
    assert box.posted("/s") == []
