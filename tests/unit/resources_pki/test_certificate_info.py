# SPDX-License-Identifier: GPL-3.0-or-later
"""``certificate_info``: files and folders of every kind, live ports of every kind, one result for all of them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import CertificateUnreadable, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import certificate_info
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.tls import Attempt
from ansible_collections.voiceops.mivoice5000.tests.unit.pki.manifest import FOLDER, NOW, SYSTEM
from ansible_collections.voiceops.mivoice5000.tests.unit.wire.servers import (
    closed_port,
    over_tls,
    tcp_server,
    tls_context,
)
from cryptography import x509
from cryptography.hazmat.primitives import serialization

PASSWORD = "fixture-password"
POLICY = {"key_types": ["RSA", "EC"]}


def look(context: Context | None = None, **options: Any) -> dict[str, Any]:
    checked = ArgumentSpecValidator(certificate_info.ARGUMENT_SPEC, **certificate_info.SPEC_EXTRAS).validate(options)
    assert not checked.error_messages, checked.error_messages
    return certificate_info.run(checked.validated_parameters, context or Context(clock=lambda: NOW))


def judge(*files: str, **options: Any) -> dict[str, Any]:
    given = {"password": PASSWORD, "system": SYSTEM, "policy": POLICY} | options
    return look(path=[str(FOLDER / file) for file in files], **given)


def rules(result: dict[str, Any], *severities: str) -> list[str]:
    return [each["rule"] for each in result["findings"] if each["severity"] in (severities or ("error", "warning"))]


def silent(client: socket.socket) -> None:
    """Waits for the other side to go."""
    client.recv(1)


def test_a_good_file_is_read_judged_and_counted() -> None:
    result = judge("good.openssl.p12")
    (told,) = result["certificates"]
    assert (told["source"], told["from"], told["format"], told["kind"]) == (
        str(FOLDER / "good.openssl.p12"),
        "file",
        "pkcs12",
        "trusted",
    )
    assert [each["cn"] for each in told["chain"]] == [
        "10.0.0.1",
        "Fixture Issuing CA",
        "Fixture Policy CA",
        "Fixture Root CA",
    ]
    assert told["fingerprint_sha256"] == told["chain"][0]["fingerprint_sha256"]
    assert (told["key_matches"], told["private_keys"], told["others"], told["error"]) == (True, 1, [], None)
    assert told["pkcs12"]["password"] == "given"
    assert rules(result) == []
    assert result["changed"] is False
    counts = {key: result["summary"][key] for key in ("certificates", "unread", "errors", "warnings", "blocking")}
    assert counts == {"certificates": 1, "unread": 0, "errors": 0, "warnings": 0, "blocking": 0}
    assert result["summary"]["first_to_expire"]["name"] == told["source"]


def test_a_bad_file_is_told_and_never_fails_the_task() -> None:
    result = judge("expired.openssl.p12", "cn-is-name.keytool.p12")
    assert rules(result) == ["CERT-20", "CERT-15"]
    assert result["summary"]["blocking"] == 2
    assert result["summary"]["first_to_expire"]["stage"] == "expired"
    assert [each["interlock"] for each in result["findings"] if each["blocking"]] == ["INV-20", "INV-43"]


UNREADABLE = {
    "a wrong password": ("good.openssl.p12", "not this one", "wrong_password"),
    "no password": ("good.openssl.p12", None, "password_needed"),
    "a text": ("other/not-text.txt", None, "not_a_certificate"),
    "nothing in it": ("other/empty.p12", None, "empty"),
    "half of it": ("other/not-whole.p12", PASSWORD, "broken"),
    "no file": ("nowhere.p12", None, "no_access"),
}


@pytest.mark.parametrize(("file", "password", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_was_named_and_cannot_be_read_is_a_blocking_finding(
    file: str, password: str | None, reason: str
) -> None:
    result = judge(file, password=password)
    (told,) = result["certificates"]
    assert (told["reason"], told["chain"], told["stage"]) == (reason, [], "unknown")
    (finding,) = result["findings"]
    assert (finding["rule"], finding["severity"], finding["blocking"]) == ("CERT-4", "error", True)
    assert "ERR-1" in finding["remedy"]
    assert result["summary"]["unread"] == 1
    assert result["expiry"][2].split()[-2:] == ["NOT", "KNOWN"]


def test_a_file_of_ten_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    big = tmp_path / "big.p12"
    with big.open("wb") as stream:
        stream.truncate(10 * 1024 * 1024)
    (told,) = look(path=[str(big)])["certificates"]
    assert told["reason"] == "too_large"
    assert "10485760 bytes" in told["error"]


def test_a_folder_is_read_in_order_and_what_is_no_certificate_is_passed_over(tmp_path: Path) -> None:
    for name in ("pem-whole.pem", "not-text.txt", "not-request.csr", "empty.p12"):
        shutil.copy(FOLDER / "other" / name, tmp_path)
    shutil.copy(FOLDER / "good.openssl.p12", tmp_path / "a.p12")
    (tmp_path / "below").mkdir()
    shutil.copy(FOLDER / "good.openssl.p12", tmp_path / "below" / "deep.p12")
    result = look(path=[str(tmp_path)], password=PASSWORD)
    assert [Path(each["source"]).name for each in result["certificates"]] == ["a.p12", "pem-whole.pem"]
    assert {Path(each["path"]).name for each in result["skipped"]} == {"not-text.txt", "not-request.csr", "empty.p12"}
    assert all(each["reason"] for each in result["skipped"])
    deep = look(path=[str(tmp_path)], password=PASSWORD, recurse=True)
    assert "deep.p12" in [Path(each["source"]).name for each in deep["certificates"]]


def test_a_certificate_file_in_a_folder_that_does_not_open_is_no_file_to_pass_over(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "good.openssl.p12", tmp_path)
    result = look(path=[str(tmp_path)], password="not this one")
    assert (result["skipped"], result["summary"]["unread"]) == ([], 1)


def test_loops_of_links_pipes_and_dead_links_hold_up_nothing(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "other" / "pem-whole.pem", tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "dead").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    result = look(path=[str(tmp_path)], recurse=True)
    assert [Path(each["source"]).name for each in result["certificates"]] == ["pem-whole.pem"]
    assert {Path(each["path"]).name for each in result["skipped"]} == {"self", "dead", "pipe"}
    (pipe,) = look(path=[str(tmp_path / "pipe")])["certificates"]
    assert pipe["reason"] == "not_a_file"


def test_a_key_without_protection_that_others_may_read_is_told(tmp_path: Path) -> None:
    copy = tmp_path / "phone.pem"
    shutil.copy(FOLDER / "other" / "pem-whole.pem", copy)
    copy.chmod(0o644)
    options: dict[str, Any] = {"path": [str(copy)], "system": {"file_role": "terminal"}, "policy": POLICY}
    assert rules(look(**options)) == ["BCRT-11"]
    copy.chmod(0o600)
    assert rules(look(**options)) == []


def test_two_files_with_one_certificate_are_told_unless_they_are_for_one_system() -> None:
    files = ("good.openssl.p12", "good.keytool.p12")
    assert rules(judge(*files, system={"multisite": True})) == ["CERT-22", "CERT-22"]
    assert rules(judge(*files)) == []


def test_revocation_lists_and_authorities_are_honoured() -> None:
    other = FOLDER / "other"
    revoked = judge("other/pem-whole.pem", crl=[str(other / "crl-good-revoked.crl")])
    assert "CRL-2" in rules(revoked, "error")
    held = judge("good.openssl.p12", authorities=[str(other / "pem-authorities.pem")])
    assert rules(held) == []
    not_held = judge("self-signed.openssl.p12", authorities=[str(other / "pem-authorities.pem")])
    assert "CERT-28" in rules(not_held, "error")


@pytest.mark.parametrize("option", ["crl", "authorities"])
@pytest.mark.parametrize("file", ["other/not-text.txt", "nowhere"])
def test_a_list_or_an_authority_that_cannot_be_read_fails_the_task(option: str, file: str) -> None:
    with pytest.raises(CertificateUnreadable, match=Path(file).name):
        judge("good.openssl.p12", **{option: [str(FOLDER / file)]})


def test_a_file_of_authorities_without_a_certificate_fails_the_task() -> None:
    with pytest.raises(UsageError, match="holds no certificate"):
        judge("good.openssl.p12", authorities=[str(FOLDER / "other" / "der-key.key")])


@pytest.mark.parametrize(
    "options",
    [
        {"path": []},
        {"endpoints": [{"host": "127.0.0.1", "port": 0}]},
        {"endpoints": [{"host": "127.0.0.1", "port": 65536}]},
        {"path": ["x"], "timeout": 0},
        {"path": ["x"], "system": {"tel_address": "pbx.example"}},
    ],
    ids=str,
)
def test_options_that_cannot_be_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        look(**options)


def test_neither_password_nor_key_is_in_the_result() -> None:
    told = json.dumps(judge("good.openssl.p12", "other/pem-whole.pem", "key-mismatch.keytool.p12"))
    assert PASSWORD not in told
    assert "PRIVATE KEY" not in told


def test_a_port_and_the_file_it_serves_have_the_same_certificate(tmp_path: Path) -> None:
    served = FOLDER / "other" / "pem-whole.pem"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(served)
    with tcp_server(over_tls(context, silent)) as port:
        result = look(path=[str(served)], endpoints=[{"host": "127.0.0.1", "port": port}], system=SYSTEM, policy=POLICY)
    file, shown = result["certificates"]
    assert file["fingerprint_sha256"] == shown["fingerprint_sha256"]
    alike = [{key: each[key] for key in each if key != "position"} for each in (file["chain"][0], shown["chain"][0])]
    assert alike[0] == alike[1]
    assert (shown["from"], shown["error"], shown["client_certificate_asked"]) == ("endpoint", None, False)
    assert [each["rule"] for each in result["findings"] if each["where"].startswith("127.0.0.1")] == []


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_a_port_that_demands_a_client_certificate_shows_its_own_all_the_same(
    newest: ssl.TLSVersion, tmp_path: Path
) -> None:
    context = tls_context(tmp_path, required=True, newest=newest)
    with tcp_server(over_tls(context, silent)) as port:
        (told,) = look(endpoints=[{"host": "127.0.0.1", "port": port}])["certificates"]
    assert (told["chain"][0]["cn"], told["client_certificate_asked"], told["error"]) == ("10.0.0.1", True, None)


def _shuts_the_door(client: socket.socket) -> None:
    client.recv(100)


def _speaks_http(client: socket.socket) -> None:
    client.recv(100)
    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize("serve", [_shuts_the_door, _speaks_http])
def test_a_port_that_speaks_no_tls_is_a_finding(serve: Any) -> None:
    with tcp_server(serve) as port:
        result = look(endpoints=[{"host": "127.0.0.1", "port": port}])
    assert rules(result) == ["INV-46"]
    assert result["certificates"][0]["error"]


def test_ports_and_hosts_that_are_not_there_are_findings_and_the_others_are_told(tmp_path: Path) -> None:
    with tcp_server(over_tls(tls_context(tmp_path), silent)) as port:
        endpoints = [
            {"host": "127.0.0.1", "port": closed_port()},
            {"host": "127.0.0.1", "port": port},
            {"host": "no such host", "port": 5061},
            {"host": "a" * 300, "port": 5061},
        ]
        result = look(endpoints=endpoints)
    assert [bool(each["chain"]) for each in result["certificates"]] == [False, True, False, False]
    assert rules(result, "error").count("INV-46") == 3
    assert result["summary"]["unread"] == 3
    assert not any(finding["blocking"] for finding in result["findings"])


class Wire:
    """Ports that show the fixtures' certificates, as asked for."""

    def __init__(self, **chains: list[bytes]) -> None:
        self.chains = chains

    def shown(self, address: str, _port: int, _timeout: float) -> Attempt:
        return Attempt(True, "TLSv1.3", self.chains[address], False, "shown")


def der(file: str) -> bytes:
    found = x509.load_pem_x509_certificates((FOLDER / "other" / file).read_bytes())[0]
    return found.public_bytes(serialization.Encoding.DER)


def on(wire: Wire, **options: Any) -> dict[str, Any]:
    endpoints = [{"host": host, "port": 5061} for host in wire.chains]
    context = Context(clock=lambda: NOW, wire=wire)  # type: ignore[arg-type]
    return look(context, endpoints=endpoints, policy=POLICY, **options)


def test_a_port_has_to_show_a_certificate_for_the_address_it_was_reached_by() -> None:
    own = der("pem-whole.pem")
    assert rules(on(Wire(**{"10.0.0.1": [own]})), "error") == []
    assert rules(on(Wire(**{"10.0.0.9": [own]})), "error") == ["CERT-13"]
    assert rules(on(Wire(**{"pbx.example": [own]})), "error") == []
    assert rules(on(Wire(**{"other.example": [own]})), "error") == ["CERT-12"]


def test_one_certificate_on_two_systems_is_told_and_on_two_addresses_of_one_is_not() -> None:
    own = der("pem-whole.pem")
    wire = Wire(**{"10.0.0.1": [own], "10.1.0.1": [own]})
    assert "CERT-22" in rules(on(wire), "error")
    assert rules(on(wire, system=SYSTEM), "error") == []


def test_a_chain_with_rubbish_in_it_is_told_up_to_there() -> None:
    result = on(Wire(**{"10.0.0.1": [der("pem-whole.pem"), b"rubbish"]}))
    (told,) = result["certificates"]
    assert len(told["chain"]) == 1
    assert "certificate 2 of the chain cannot be read" in told["error"]
    assert "INV-46" in rules(result, "error")


def test_no_port_makes_a_fault_of_ours_of_what_it_shows() -> None:
    wire = Wire(**{"10.0.0.1": [b""], "10.0.0.2": [os.urandom(64)], "10.0.0.3": []})
    assert rules(on(wire), "error") == ["INV-46"] * 3


def test_the_door_gives_plain_json() -> None:
    checked = ArgumentSpecValidator(certificate_info.ARGUMENT_SPEC).validate({"path": [str(FOLDER / "other")]})
    context = Context(clock=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    result = _door.call(certificate_info, checked.validated_parameters, context, diff=False)
    assert not result.get("failed"), result
    assert json.loads(json.dumps(result)) == result
