# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent, held against the form that was shown: unknown names, values and buttons are refused (400)."""

from __future__ import annotations

from dataclasses import dataclass

from .elements import Button, Field, Form, Page, Value
from .http import BadRequest, Upload
from .posted import Posted, Sent, text_of
from .skin import Skin


@dataclass(frozen=True, slots=True)
class Submission:
    """A form of a page, the button pressed, and the value of every control by its key."""

    form: Form
    button: Button
    values: dict[str, Value]


def read(page: Page, form_key: str, posted: Posted, skin: Skin, button_key: str = "") -> Submission:
    """Understand a posted form. ``button_key`` names a button drawn as a link. Raises BadRequest."""
    form = next((form for form in page.forms() if form.key == form_key), None)
    if form is None:
        raise BadRequest(f"no form {form_key}")
    if button_key:
        chosen = next((button for button in form.buttons if button.key == button_key and button.url), None)
        values = {field.key: field.value for field in form.fields()}
    else:
        chosen, values = _pressed(form, posted), _values(form, posted, skin)
    if chosen is None or not chosen.enabled:
        raise BadRequest("no such button")
    return Submission(form, chosen, values)


def _pressed(form: Form, posted: Posted) -> Button | None:
    for button in form.buttons:
        sent = posted.get(button.name)
        if sent is not None and (sent == [button.code] or not button.code):
            return button
    if any(button.name in posted for button in form.buttons if button.name):
        return None
    return form.buttons[0] if len(form.buttons) == 1 else None


def _values(form: Form, posted: Posted, skin: Skin) -> dict[str, Value]:
    fields = form.fields()
    known = {field.name for field in fields if field.enabled} | {button.name for button in form.buttons}
    unknown = [name for name in posted if name not in known]
    if unknown:
        raise BadRequest(f"unknown field {unknown[0]}")
    return {field.key: _value(field, posted.get(field.name, []), skin) for field in fields}


def _value(field: Field, sent: list[Sent], skin: Skin) -> Value:
    if not field.enabled:
        return field.value
    if field.kind == "file":
        return _file(field, sent)
    if any(isinstance(one, Upload) for one in sent):
        raise BadRequest(f"field {field.name} is no file")
    if field.kind == "multi":
        return tuple(_word(field, code) for code in sent)
    if len(sent) > 1:
        raise BadRequest(f"field {field.name} sent twice")
    if field.kind == "check":
        if sent not in ([], [skin.check_code]):
            raise BadRequest(f"value of {field.name}")
        return bool(sent)
    if field.kind == "radio":
        return _word(field, sent[0]) if sent else ""
    if not sent and not field.extra:
        raise BadRequest(f"field {field.name} missing")
    if field.kind == "select":
        return _word(field, sent[0]) if sent else ""
    return text_of(sent).replace("\r\n", "\n")


def _file(field: Field, sent: list[Sent]) -> Upload:
    """The file sent, or none. A name alone, as a form without parts sends it, is no file."""
    if len(sent) > 1 or (sent and not isinstance(sent[0], Upload) and sent[0]):
        raise BadRequest(f"field {field.name} needs a form with parts")
    return next((one for one in sent if isinstance(one, Upload)), Upload())


def _word(field: Field, code: Sent) -> str:
    for option in field.options:
        if option.code == code:
            return option.word
    raise BadRequest(f"value of {field.name}")
