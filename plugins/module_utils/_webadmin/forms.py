# SPDX-License-Identifier: GPL-3.0-or-later
"""What a browser would send for a form (HTML, "constructing the entry list"): a save changes only what was asked."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from .multipart import Entry, NoFile, Upload

BUTTON_TYPES = ("submit", "button", "reset", "image")
MULTIPART = "multipart/form-data"
Uploads = Mapping[Any, Upload]
"""File controls of a page and what was chosen in them: a page has no place for it."""


def kind(control: Any) -> str:
    """``checkbox | radio | select | text | password | file | hidden | button | textarea``."""
    if control.tag == "select":
        return "select"
    if control.tag == "textarea":
        return "textarea"
    if control.tag == "button":
        return "button"
    given = (control.get("type") or "text").lower()
    if given in BUTTON_TYPES:
        return "button"
    return given if given in ("checkbox", "radio", "password", "file", "hidden") else "text"


def disabled(control: Any) -> bool:
    """Disabled itself, or inside a disabled fieldset but not inside that fieldset's first legend."""
    if control.get("disabled") is not None:
        return True
    for fieldset in control.iterancestors("fieldset"):
        if fieldset.get("disabled") is None:
            continue
        legend = fieldset.find("legend")
        if legend is None or legend not in control.iterancestors("legend"):
            return True
    return False


def form_of(control: Any) -> Any | None:
    """The form a control belongs to, by its ``form`` attribute or by where it stands."""
    owner = control.get("form")
    if owner:
        return next(iter(control.getroottree().getroot().xpath("//form[@id=$owner]", owner=owner)), None)
    return next(control.iterancestors("form"), None)


def controls_of(form: Any) -> list[Any]:
    """Every control that belongs to a form, in page order."""
    root = form.getroottree().getroot()
    return [control for control in root.iter("input", "select", "textarea", "button") if form_of(control) is form]


def chosen(select: Any) -> list[Any]:
    """Selected options; a single select without a mark has its first enabled one selected."""
    marked = [option for option in select.iter("option") if option.get("selected") is not None]
    if select.get("multiple") is not None:
        return marked
    if marked:
        return marked[-1:]
    return [option for option in select.iter("option") if option.get("disabled") is None][:1]


def option_text(option: Any) -> str:
    return " ".join((option.get("label") or "".join(option.itertext())).split())


def option_value(option: Any) -> str:
    value = option.get("value")
    return option_text(option) if value is None else value


def text_of(area: Any) -> str:
    """A text area's value: a browser drops the one newline right after the tag and sends CRLF."""
    value = "".join(area.itertext())
    value = value[1:] if value.startswith("\n") else value[2:] if value.startswith("\r\n") else value
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _entries(control: Any, uploads: Uploads) -> list[Entry]:
    name, what = control.get("name"), kind(control)
    if not name or disabled(control) or what == "button":
        return []
    if what == "file":
        return [(name, uploads.get(control, NoFile()))]
    if what == "select":
        return [(name, option_value(option)) for option in chosen(control) if option.get("disabled") is None]
    if what in ("checkbox", "radio"):
        return [(name, control.get("value", "on"))] if control.get("checked") is not None else []
    return [(name, text_of(control) if what == "textarea" else control.get("value", ""))]


def entries(form: Any, clicked: Any | None = None, uploads: Uploads | None = None) -> list[Entry]:
    """Name and value of all that a browser sends, the clicked button once and in its place."""
    sent: list[Entry] = []
    for control in controls_of(form):
        if clicked is not None and control is clicked:
            sent += _clicked(control)
        else:
            sent += _entries(control, uploads or {})
    return sent


def _clicked(button: Any) -> list[Entry]:
    name = button.get("name")
    if (button.get("type") or "").lower() == "image":
        before = f"{name}." if name else ""
        return [(f"{before}x", "1"), (f"{before}y", "1")]
    return [(name, button.get("value", ""))] if name else []


def encoding_of(form: Any, page: str) -> str:
    """The first character set a form accepts that we know, else that of its page."""
    for name in (form.get("accept-charset") or "").replace(",", " ").split():
        try:
            known = codecs.lookup(name).name
        except LookupError:
            continue
        return "cp1252" if known in ("iso8859-1", "ascii") else known
    return page


def method_of(form: Any, button: Any | None) -> str:
    """``post`` or ``get``; the pressed button's own word goes first."""
    given = (button.get("formmethod") if button is not None else None) or form.get("method") or ""
    return "post" if given.strip().lower() == "post" else "get"


def sends_files(form: Any, button: Any | None) -> bool:
    """True when pressing ``button`` sends what is in the form's files; otherwise only their names would leave."""
    given = (button.get("formenctype") if button is not None else None) or form.get("enctype") or ""
    return method_of(form, button) == "post" and given.strip().lower() == MULTIPART


def encode(sent: Sequence[Entry], encoding: str) -> bytes:
    return urlencode(sent, encoding=encoding, errors="xmlcharrefreplace").encode("ascii")


def set_value(control: Any, value: bool | str) -> None:
    """Give a control a new value in the page; ValueError when it cannot take it."""
    what = kind(control)
    if what == "checkbox":
        if not isinstance(value, bool):
            raise ValueError("a check box takes yes or no")
        _mark(control, "checked", value)
    elif what == "select":
        _select(control, str(value))
    elif what == "radio":
        form = form_of(control)
        for other in controls_of(form) if form is not None else [control]:
            if kind(other) == "radio" and other.get("name") == control.get("name"):
                _mark(other, "checked", other is control)
    elif what == "textarea":
        for child in list(control):
            control.remove(child)
        control.text = "\n" + str(value)
    elif what in ("text", "password"):
        control.set("value", str(value))
    else:
        raise ValueError(f"a control of kind {what} takes no value")


def _mark(element: Any, attribute: str, on: bool) -> None:
    if on:
        element.set(attribute, attribute)
    elif element.get(attribute) is not None:
        del element.attrib[attribute]


def _select(select: Any, text: str) -> None:
    wanted = [
        option for option in select.iter("option") if option_text(option) == text and option.get("disabled") is None
    ]
    if len(wanted) != 1:
        raise ValueError(f"{len(wanted)} options read {text!r}")
    for option in select.iter("option"):
        _mark(option, "selected", option is wanted[0])


def value_of(control: Any) -> bool | str:
    what = kind(control)
    if what in ("checkbox", "radio"):
        return control.get("checked") is not None
    if what == "select":
        return ", ".join(option_text(option) for option in chosen(control))
    return text_of(control) if what == "textarea" else str(control.get("value", ""))
