# SPDX-License-Identifier: GPL-3.0-or-later
"""The few SIP messages the lab speaks (RFC 3261): REGISTER, OPTIONS, NOTIFY check-sync and their answers."""

from __future__ import annotations

import dataclasses
import re
import secrets
from typing import Literal

from sipmessage import URI, Address, CSeq, Message, Parameters, Request, Response, Via

Transport = Literal["udp", "tcp", "tls"]
ALLOWED_METHODS = "REGISTER, OPTIONS, NOTIFY, ACK"
SERVER_NAME = "MiVoice 5000"
BRANCH_COOKIE = "z9hG4bK"
_INSTANCE = re.compile(r'\+sip\.instance="?<?urn:uuid:[0-9a-f-]{24}([0-9a-f]{12})', re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Party:
    """One end of a SIP exchange as it names itself."""

    number: str
    address: str
    port: int
    transport: Transport

    def uri(self) -> URI:
        return URI(
            scheme="sip",
            user=self.number or None,
            host=self.address,
            port=self.port,
            parameters=Parameters(transport=self.transport),
        )


def token() -> str:
    """A random word for tags, branches and Call-IDs."""
    return secrets.token_hex(8)


def instance_parameter(mac: str) -> str:
    """`+sip.instance` carrying the MAC address as the node part of the UUID (RFC 5626 4.1)."""
    return f'+sip.instance="<urn:uuid:00000000-0000-1000-8000-{mac}>"'


def mac_of(request: Request) -> str | None:
    """MAC address (12 upper-case hex digits) named by the Contact of a REGISTER."""
    found = _INSTANCE.search(request.headers.get("Contact") or "")
    return found[1].upper() if found else None


def request(method: str, target: URI, sender: Party, *, call_id: str, sequence: int) -> Request:
    """A request out of dialog from `sender` to `target`."""
    message = Request(method, target)
    identity = URI(scheme="sip", user=sender.number or None, host=target.host)
    message.via = [
        Via(
            transport=sender.transport.upper(),
            host=sender.address,
            port=sender.port,
            parameters=Parameters(branch=BRANCH_COOKIE + token(), rport=None),
        )
    ]
    message.max_forwards = 70
    message.from_address = Address(uri=identity, parameters=Parameters(tag=token()))
    message.to_address = Address(uri=target if method != "REGISTER" else identity)
    message.call_id = call_id
    message.cseq = CSeq(sequence, method)
    message.content_length = 0
    return message


def register(system: URI, phone: Party, mac: str, user_agent: str, *, call_id: str, sequence: int) -> Request:
    """REGISTER of a phone that names itself by number, contact and MAC address."""
    message = request("REGISTER", system, phone, call_id=call_id, sequence=sequence)
    message.headers.add("Contact", f"<{phone.uri()}>;{instance_parameter(mac)}")
    message.user_agent = user_agent
    message.expires = 3600
    return message


def check_sync(contact: URI, system: Party) -> Request:
    """NOTIFY that makes a phone restart and fetch its files again (TMA-14)."""
    message = request("NOTIFY", contact, system, call_id=token(), sequence=1)
    message.headers.add("Event", "check-sync;reboot=true")
    message.headers.add("Subscription-State", "terminated")
    return message


def response(to: Request, code: int, phrase: str, source: tuple[str, int] | None = None) -> Response:
    """Answer to `to`; `source` fills `received` and `rport` of the top Via (RFC 3581)."""
    message = Response(code, phrase)
    vias = to.via
    if source is not None and vias and "rport" in vias[0].parameters:
        filled = vias[0].parameters.replace(received=source[0], rport=str(source[1]))
        vias = [dataclasses.replace(vias[0], parameters=filled), *vias[1:]]
    message.via = vias
    for name in ("From", "Call-ID", "CSeq"):
        message.headers.set(name, to.headers[name])
    tagged = to.to_address
    if "tag" not in tagged.parameters:
        tagged = dataclasses.replace(tagged, parameters=tagged.parameters.replace(tag=token()))
    message.to_address = tagged
    message.content_length = 0
    return message


def answer_address(to: Request, source: tuple[str, int]) -> tuple[str, int]:
    """Where the answer to a UDP request goes (RFC 3261 18.2.2, RFC 3581)."""
    via = to.via[0]
    return source if "rport" in via.parameters else (source[0], via.port or 5060)


def parse(data: bytes) -> Request | Response:
    """Message with the headers the lab needs. Raises ValueError."""
    message = Message.parse(data)
    try:
        if not message.via:
            raise ValueError("no Via")
        _mandatory = (message.call_id, message.cseq, message.from_address, message.to_address)
    except KeyError as error:
        raise ValueError("a mandatory header is missing") from error
    return message
