# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent for a form is what a browser would send (HTML, "constructing the entry list")."""

from __future__ import annotations

import html
from dataclasses import dataclass

import lxml.html
import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._webadmin import document, finder, forms
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "c", ""])
TEXTS = st.text(st.sampled_from("xyzé<&\"' "), max_size=6)
LINES = st.lists(st.text(st.sampled_from("xy&<"), max_size=4), min_size=1, max_size=3)


@dataclass(frozen=True)
class Piece:
    """Source of one control and what it must contribute, told without looking at the product."""

    source: str
    entries: tuple[tuple[str, str], ...]


def attributes(name: str, disabled: bool, outside: bool) -> str:
    return (f' name="{name}"' if name else "") + (" disabled" if disabled else "") + (' form="f"' if outside else "")


@st.composite
def inputs(draw: st.DrawFn, outside: bool) -> Piece:
    name, value, off = draw(NAMES), draw(TEXTS), draw(st.booleans())
    kind = draw(st.sampled_from(["text", "hidden", "password", "checkbox", "radio", "submit", "button", "reset"]))
    ticked = kind in ("checkbox", "radio") and draw(st.booleans())
    source = f'<input type="{kind}" value="{html.escape(value)}"{attributes(name, off, outside)}{" checked" * ticked}>'
    counts = bool(name) and not off and (kind in ("text", "hidden", "password") or ticked)
    return Piece(source, ((name, value),) if counts else ())


@st.composite
def areas(draw: st.DrawFn, outside: bool) -> Piece:
    name, off, lines = draw(NAMES), draw(st.booleans()), draw(LINES)
    source = f"<textarea{attributes(name, off, outside)}>\n{html.escape(chr(10).join(lines))}</textarea>"
    return Piece(source, ((name, "\r\n".join(lines)),) if name and not off else ())


@st.composite
def selects(draw: st.DrawFn, outside: bool) -> Piece:
    name, off, many = draw(NAMES), draw(st.booleans()), draw(st.booleans())
    options = draw(st.lists(st.tuples(st.sampled_from("pqr"), st.booleans(), st.booleans()), max_size=4))
    inner = "".join(
        f'<option value="{value}"{" selected" * marked}{" disabled" * grey}>{value}</option>'
        for value, marked, grey in options
    )
    source = f"<select{attributes(name, off, outside)}{' multiple' * many}>{inner}</select>"
    marked: list[tuple[str, bool]] = [(value, grey) for value, chosen, grey in options if chosen]
    if not many:
        marked = marked[-1:] or [(value, False) for value, _chosen, grey in options if not grey][:1]
    values = [value for value, grey in marked if not grey]
    return Piece(source, tuple((name, value) for value in values) if name and not off else ())


def controls(outside: bool = False) -> st.SearchStrategy[Piece]:
    return st.one_of(inputs(outside), areas(outside), selects(outside))


@given(
    before=st.lists(controls(outside=True), max_size=2),
    inside=st.lists(controls(), max_size=4),
    fenced=st.lists(controls(), max_size=3),
    legend=st.lists(controls(), max_size=2),
    grey=st.booleans(),
    behind=st.lists(controls(outside=True), max_size=2),
)
def test_any_form_is_sent_as_a_browser_sends_it(
    before: list[Piece], inside: list[Piece], fenced: list[Piece], legend: list[Piece], grey: bool, behind: list[Piece]
) -> None:
    def written(pieces: list[Piece]) -> str:
        return "".join(piece.source for piece in pieces)

    fence = f"<fieldset{' disabled' * grey}><legend>{written(legend)}</legend>{written(fenced)}</fieldset>"
    form = f'<form id="f">{written(inside)}{fence}</form>'
    root = lxml.html.document_fromstring(f"<html><body>{written(before)}{form}{written(behind)}</body></html>")
    sent = [*before, *inside, *legend, *([] if grey else fenced), *behind]
    expected = [entry for piece in sent for entry in piece.entries]
    assert forms.entries(next(root.iter("form"))) == expected


def form_of(source: str) -> lxml.html.HtmlElement:
    return next(lxml.html.document_fromstring(f"<html><body>{source}</body></html>").iter("form"))


def test_of_the_buttons_only_the_clicked_one_travels() -> None:
    form = form_of(
        '<form><button name="a" value="1">A</button><input name="t" value="x"><input type=submit name=b value=2></form>'
    )
    assert forms.entries(form, next(form.iter("button"))) == [("a", "1"), ("t", "x")]


def test_a_text_area_does_not_grow_from_save_to_save() -> None:
    form = form_of("<form><textarea name=t>\none\ntwo</textarea></form>")
    area = next(form.iter("textarea"))
    for _save in range(3):
        forms.set_value(area, forms.text_of(area))
    assert forms.entries(form) == [("t", "one\r\ntwo")]


def test_a_radio_button_unmarks_its_neighbours() -> None:
    form = form_of("<form><input type=radio name=r value=1 checked><input type=radio name=r value=2></form>")
    forms.set_value(list(form.iter("input"))[1], True)
    assert forms.entries(form) == [("r", "2")]


@pytest.mark.parametrize("text", ["Import", "Grey"])
def test_an_option_that_cannot_be_chosen_is_refused(text: str) -> None:
    form = form_of("<form><select name=s><option>Self-signed<option disabled>Grey</select></form>")
    with pytest.raises(ValueError, match=text):
        forms.set_value(next(form.iter("select")), text)


def test_characters_the_page_cannot_carry_travel_as_references() -> None:
    assert forms.encode([("n", "é€")], "cp1252") == b"n=%E9%80"
    assert forms.encode([("n", "Ж")], "cp1252") == b"n=%26%231046%3B"


def test_words_and_labels_that_were_read_once_stay_right_when_values_are_staged() -> None:
    root = lxml.html.fromstring(
        """<body><form><label>Voice <input type="checkbox" name="v"></label> on
        <p>Role <select name="r"><option>main<option>remote</select> of it</p><p>Text <textarea name="t">old</textarea>
        <p>Name <input name="n" value="old"> Secret <input type="password" name="s"></p>
        <input type="radio" name="c" value="1" checked> first <input type="radio" name="c" value="2"> second
        <button>Save</button></form></body>"""
    )
    controls = list(root.iter("input", "select", "textarea"))

    def read() -> list[str]:
        return [document.words(element) for element in root.iter()] + [finder.label_of(one) for one in controls]

    before = read()
    values: list[bool | str] = [True, "remote", "new", "new", "new", True, True]
    for control, value in zip(controls, values, strict=True):
        forms.set_value(control, value)
        assert forms.value_of(control) == value
    assert read() == before
    document.words.cache_clear()
    finder.label_of.cache_clear()
    assert read() == before
