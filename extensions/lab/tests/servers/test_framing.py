# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP messages out of a byte stream."""

import pytest
from mivoice_lab.servers.framing import KEEPALIVE_PING, MAX_MESSAGE, Framer, FramingError

ONE = b"OPTIONS sip:a@127.0.0.1 SIP/2.0\r\nContent-Length: 4\r\n\r\nbody"
TWO = b"OPTIONS sip:b@127.0.0.1 SIP/2.0\r\nl: 0\r\n\r\n"


def test_two_messages_in_one_piece_come_out_apart():
    assert Framer().feed(ONE + TWO) == [ONE, TWO]


def test_a_message_in_single_bytes_comes_out_once_and_whole():
    framer = Framer()
    assert [message for byte in ONE for message in framer.feed(bytes([byte]))] == [ONE]


def test_a_keep_alive_ping_is_reported_and_a_pong_is_swallowed():
    assert Framer().feed(KEEPALIVE_PING + TWO) == [KEEPALIVE_PING, TWO]
    assert Framer().feed(b"\r\n" + TWO) == [TWO]


def test_a_message_without_content_length_is_refused():
    with pytest.raises(FramingError, match="Content-Length"):
        Framer().feed(b"OPTIONS sip:a@127.0.0.1 SIP/2.0\r\nCall-ID: x\r\n\r\n")


@pytest.mark.parametrize("flood", [b"x" * (MAX_MESSAGE + 1), b"A b SIP/2.0\r\nContent-Length: 999999\r\n\r\n"])
def test_more_than_a_message_may_hold_is_refused(flood):
    with pytest.raises(FramingError, match="longer"):
        Framer().feed(flood)
