# SPDX-License-Identifier: GPL-3.0-or-later
"""What a browser sends with a form: pairs of texts, or parts (RFC 7578) when the form has a file."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qsl

from .http import BadRequest, Request, Upload

Sent = str | Upload
Posted = dict[str, list[Sent]]


def posted_fields(request: Request, charset: str) -> Posted:
    """The fields of a posted form, decoded as the page that asked for them is encoded.

    Raises BadRequest for another content type or a body that does not decode.
    """
    content_type = request.headers.get("content-type", _PAIRS).partition(";")[0].strip().lower()
    read = _READERS.get(content_type)
    if read is None:
        raise BadRequest(f"content type {content_type}")
    fields: Posted = {}
    for name, value in read(request, charset):
        fields.setdefault(name, []).append(value)
    return fields


def text_of(sent: Iterable[Sent]) -> str:
    """Texts sent under one name, joined."""
    return "".join(one for one in sent if isinstance(one, str))


def _pairs(request: Request, charset: str) -> Iterable[tuple[str, Sent]]:
    try:
        return parse_qsl(
            request.body.decode("ascii"),
            keep_blank_values=True,
            encoding=charset,
            errors="strict",
            max_num_fields=20000,
        )
    except ValueError as error:
        raise BadRequest("the body is no form") from error


def _parts(request: Request, charset: str) -> Iterable[tuple[str, Sent]]:
    header = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser().parsebytes(header + request.body)
    if not message.is_multipart() or message.defects:
        raise BadRequest("the body is no form with parts")
    try:
        return [_part(part, charset) for part in message.get_payload() if isinstance(part, Message)]
    except ValueError as error:
        raise BadRequest(f"a part of the form is not in {charset}") from error


def _part(part: Message, charset: str) -> tuple[str, Sent]:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise BadRequest("a part of the form has parts itself")
    disposition = Message()
    for header, value in part.raw_items():
        if header.lower() == "content-disposition":
            disposition[header] = value.encode("ascii", "surrogateescape").decode(charset)
    name = disposition.get_param("name", header="content-disposition")
    if disposition.get_content_disposition() != "form-data" or not isinstance(name, str):
        raise BadRequest("a part of the form has no name")
    file_name = disposition.get_param("filename", header="content-disposition")
    return name, content.decode(charset) if file_name is None else Upload(str(file_name), content)


_PAIRS = "application/x-www-form-urlencoded"
_READERS = {_PAIRS: _pairs, "multipart/form-data": _parts}
