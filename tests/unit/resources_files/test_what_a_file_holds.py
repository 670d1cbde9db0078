# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of a file for a download server: whether it configures phones, holds a key or a certificate."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._options import MOST_BYTES
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _server_file
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources._server_file import ServerFile
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority, pem
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pki"
CA = Authority()
LEAF = pem(CA.leaf())
DER_KEY = CA.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "holds"),
    [
        ("ca.crt", CA.pem.encode(), ["certificate"]),
        ("ca.der", CA.certificate.public_bytes(Encoding.DER), ["certificate"]),
        ("00085D000001.crt", LEAF.encode(), ["certificate"]),
        ("00085D000001-ca_servers.crt", CA.pem.encode(), ["certificate"]),
        ("phone.pem", (LEAF + CA.key_pem).encode(), ["key", "certificate"]),
        ("a.txt", CA.key_pem.encode(), ["key"]),
        ("a.txt", f"see below\n{CA.key_pem}".encode(), ["key"]),
        ("a.txt", CA.key_pem.encode("utf-16"), ["key"]),
        ("a.txt", base64.b64encode(CA.key_pem.encode()), ["key"]),
        ("a.txt", base64.encodebytes(DER_KEY), ["key"]),
        ("a.bin", DER_KEY, ["key"]),
        ("a.bin", DER_KEY[:-9], ["key"]),
        ("a.bin", b"\xfe\xed\xfe\xed\0\0\0\2", ["key"]),
        ("a.bin", fixture("good.openssl.p12"), ["key"]),
        ("a.bin", fixture("other/der-locked-key.key"), ["key"]),
        ("a.bin", fixture("other/pem-old-locked-key.pem"), ["key"]),
        ("a.bin", fixture("other/not-whole.p12"), ["key"]),
        ("a.bin", fixture("empty-password.openssl.p12"), ["key", "certificate"]),
        ("00085D000001.key", b"", ["key"]),
        ("startup.cfg", b"", ["configuration"]),
        ("Startup.CFG", b"", ["configuration"]),
        ("00085D000001.tuz", b"\x93", ["configuration"]),
        ("security.tuz", b"\x93", ["configuration"]),
        ("startup.cfg", CA.key_pem.encode(), ["configuration", "key"]),
        ("MV5300_08000F000001.txt", b"?", ["configuration"]),
        ("mv_08-00-0f-00-00-01", b"?", ["configuration"]),
        ("MV5300.txt", b"# of the 5300\r\nSIP_PORT_PBX=5061\r\n", ["configuration"]),
        ("other.txt", b"\xef\xbb\xbfsip srtp mode: 1\n", ["configuration"]),
        ("other.txt", b"hello\n^!SIP  Transport Protocol: 4", ["configuration"]),
        ("other.txt", "^sips trusted certificates: ca.crt".encode("utf-16"), ["configuration"]),
        ("logo.png", b"\x89PNG\r\n", []),
        ("lang_fr.txt", "transport protocol of sip: é\n".encode("latin-1"), []),
        ("0123456789abcdef.st", b"firmware", []),
    ],
)
def test_name_and_content_tell_what_a_file_holds(name: str, content: bytes, holds: list[str]) -> None:
    assert ServerFile(name, content).holds == holds


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_a_key_is_seen_whatever_stands_around_it(before: bytes, after: bytes) -> None:
    assert "key" in ServerFile("a.bin", before + CA.key_pem.encode() + after).holds


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="/\0"), max_size=40),
    st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode), st.just(DER_KEY).map(lambda k: k[:-9])),
)
def test_any_file_can_be_looked_at(name: str, content: bytes) -> None:
    file = ServerFile(name, content)
    assert set(file.holds) <= {"configuration", "key", "certificate"}
    assert file.authorities is None


def test_no_file_shows_its_content_by_accident() -> None:
    file = ServerFile("phone.key", CA.key_pem.encode())
    assert "PRIVATE" not in repr(file)
    assert set(file.described()) == {"present", "sha256", "size"}


def wanted(name: str | None, content: bytes | None = None, **more: str) -> ServerFile:
    given = base64.b64encode(content).decode() if content is not None else None
    return _server_file.wanted({"name": name, "src": None, "content": given, "state": "present"} | more)


def test_a_file_is_called_after_its_source_when_nobody_says_otherwise() -> None:
    assert wanted(None, CA.pem.encode(), src="files/site ca/ca.crt").name == "ca.crt"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("ca.crt", b"<html>", "holds no certificate"),
        ("ca.crt", CA.pem.encode()[:-60], "holds no certificate"),
        ("phone.der", b"0\x03\x02\x01\x01", "holds no certificate"),
        ("phone.p12", b"junk", "holds no key"),
        ("phone.key", LEAF.encode(), "holds no key"),
        ("phone.key", b"junk", "holds no key"),
        ("ca.crt", b"", "0 bytes"),
        ("a.bin", b"x" * (MOST_BYTES + 1), "bytes"),
        ("../ca.crt", CA.pem.encode(), "no name"),
        ("a b.crt", CA.pem.encode(), "no name"),
        ("", CA.pem.encode(), "no name"),
    ],
)
def test_what_is_not_what_its_name_says_is_a_mistake(name: str, content: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        wanted(name, content)


def test_the_largest_file_that_a_task_may_give_is_taken() -> None:
    assert len(wanted("a.bin", b"x" * MOST_BYTES).content or b"") == MOST_BYTES
