# SPDX-License-Identifier: GPL-3.0-or-later
"""download_file: when a file is written or removed, what is refused, what is believed, and what is told."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils import _door
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    ConnectionFailed,
    MivoiceError,
    ReadBackMismatch,
    Refused,
    UnreadableFile,
    UsageError,
    WriteUncertain,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import download_file
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.rules_files import IN_CLEAR, SEALED
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers import opening as servers
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import NOW, Authority, pem
from ansible_collections.voiceops.mivoice5000.tests.unit.support.memory_server import SERVER, MemoryServer

CA, NEW = Authority(), Authority("New CA")
CFG = "sip srtp mode: 1\nadmin password: 40817\n"
KEY = {"name": "phone.key", "content": CA.key_pem}
REASON = {"reason": "a wire of its own"}
HAND = {"hand_managed": True, "config_file_encryption": False}


def given(**options: Any) -> dict[str, Any]:
    asked = {"server": dict(SERVER)} | options
    if not str(asked.get("content") or "-----").startswith("-----"):
        asked["content"] = base64.b64encode(asked["content"].encode()).decode()
    checked = ArgumentSpecValidator(download_file.ARGUMENT_SPEC, **download_file.SPEC_EXTRAS).validate(asked)
    assert checked.error_messages == []
    params: dict[str, Any] = checked.validated_parameters
    return params


def put(check: bool = False, **options: Any) -> dict[str, Any]:
    context = Context(check_mode=check, clock=lambda: NOW)
    return download_file.run(given(**{"name": "ca.crt", "content": CA.pem} | options), context)


def take_away(name: str, check: bool = False, **options: Any) -> dict[str, Any]:
    return put(check, name=name, content=None, state="absent", **options)


def over(protocol: str) -> dict[str, Any]:
    return SERVER if protocol == "sftp" else {"protocol": protocol, "host": SERVER["host"]}


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> MemoryServer:
    return MemoryServer().stand_in(monkeypatch)


def deeds(server: MemoryServer) -> list[str]:
    return [*server.asked("write"), *server.asked("remove")]


def refused(memory: MemoryServer, act: Callable[..., Any], /, **options: Any) -> Refused:
    before = dict(memory.files)
    with pytest.raises(Refused) as caught:
        act(**options)
    assert deeds(memory) == [] and memory.files == before
    return caught.value


def test_a_file_is_put_there_read_again_and_not_written_twice(server: MemoryServer) -> None:
    done = put()
    assert server.files == {"ca.crt": CA.pem.encode()}
    assert (done["changed"], done["before"]["present"], done["after"]["sha256"]) == (True, False, sha256(CA.pem))
    assert done["evidence"][0]["verified"] is True
    assert done["writes"][0]["changes"] == {"sha256": {"before": None, "after": sha256(CA.pem)}}
    again = put()
    assert (again["changed"], again["writes"], deeds(server)) == (False, [], ["ca.crt"])
    assert server.open == 0


def test_a_file_is_taken_away_once(server: MemoryServer) -> None:
    server.files = {"phone.key": CA.key_pem.encode(), "ca.crt": b"x"}
    done = take_away("phone.key")
    assert (done["changed"], list(server.files)) == (True, ["ca.crt"])
    assert (done["before"]["sha256"], done["after"]) == (
        sha256(CA.key_pem),
        {"present": False, "sha256": None, "size": None},
    )
    assert take_away("phone.key")["changed"] is False


@pytest.mark.parametrize("there", [{}, {"ca.crt": "old"}])
def test_a_check_writes_nothing_and_lists_what_the_run_then_writes(server: MemoryServer, there: dict[str, str]) -> None:
    server.files = {name: content.encode() for name, content in there.items()}
    plan = put(check=True)
    assert (deeds(server), plan["evidence"][0]["verified"]) == ([], False)
    done = put()
    for part in ("changed", "before", "after", "writes", "verdicts"):
        assert plan[part] == done[part]
    plan, done = take_away("phone.key", check=True), take_away("phone.key")
    assert plan["changed"] is done["changed"] is False


@pytest.mark.parametrize("name", ["startup.cfg", "00085D000001.cfg", "00085D000001.tuz", "MV5300.txt"])
@pytest.mark.parametrize("deed", ["put", "replaced", "taken away"])
def test_files_that_configure_phones_are_tmas(server: MemoryServer, name: str, deed: str) -> None:
    # INV-25
    server.files = {} if deed == "put" else {name: CFG.encode()}
    act = take_away if deed == "taken away" else put
    new = {} if deed == "taken away" else {"content": "sip srtp mode: 0\n", "config_file_encryption": False}
    error = refused(server, act, name=name, **new)
    assert error.rule == "INV-25" and "hand_managed" in str(error)
    assert act(name=name, **new | HAND)["changed"] is True


def test_a_file_that_configures_phones_is_not_replaced_by_one_that_does_not(server: MemoryServer) -> None:
    server.files = {"site.txt": CFG.encode()}
    assert refused(server, put, name="site.txt", content="nothing to see").rule == "INV-25"


@pytest.mark.parametrize(("encrypted", "verdict"), [(True, "refuse"), (None, "inconclusive")])
def test_no_clear_configuration_file_is_sent_where_such_files_are_encrypted(
    server: MemoryServer, encrypted: bool | None, verdict: str
) -> None:
    # INV-32, TMA-18; nobody may lift it
    lifted = [{"rule": "INV-32", "reason": "no"}]
    for override in ([], lifted):
        error = refused(
            server,
            put,
            name="startup.cfg",
            content=CFG,
            hand_managed=True,
            config_file_encryption=encrypted,
            override=override,
        )
        assert (error.rule, error.details["verdict"]) == ("INV-32", verdict)
    server.files = {"startup.cfg": b"x"}
    assert take_away("startup.cfg", hand_managed=True, config_file_encryption=encrypted)["changed"] is True


def test_every_protocol_either_seals_what_it_carries_or_does_not() -> None:
    assert sorted(IN_CLEAR + SEALED) == sorted(servers.PROTOCOLS)


@pytest.mark.parametrize("protocol", IN_CLEAR)
def test_a_private_key_is_not_sent_in_clear_without_a_reason(server: MemoryServer, protocol: str) -> None:
    error = refused(server, put, server=over(protocol), **KEY)
    assert error.rule == "CLEAR-KEY" and server.asked("open") == []
    done = put(server=over(protocol), allow_clear_key=REASON, **KEY)
    (verdict,) = [verdict for verdict in done["verdicts"] if verdict["rule"] == "CLEAR-KEY"]
    assert verdict["override"] == REASON["reason"]
    with pytest.raises(UsageError, match="no reason"):
        put(server=over(protocol), allow_clear_key={"reason": " "}, **KEY)


@pytest.mark.parametrize("protocol", SEALED)
def test_a_private_key_may_be_sent_sealed(server: MemoryServer, protocol: str) -> None:
    assert put(server=over(protocol), **KEY)["changed"] is True


def test_a_key_is_not_fetched_in_clear_only_to_be_taken_away(server: MemoryServer) -> None:
    server.files = {"phone.key": CA.key_pem.encode()}
    done = take_away("phone.key", server=over("ftp"))
    assert (done["changed"], server.asked("read"), server.files) == (True, [], {})
    assert done["before"] == {"present": True, "sha256": None, "size": None}


@pytest.mark.parametrize("file", [KEY, {}], ids=["key", "certificate"])
def test_the_working_platform_gets_neither_keys_nor_certificates(server: MemoryServer, file: dict[str, str]) -> None:
    # INV-33, MCK-3, MCK-5
    assert refused(server, put, mock_up="working", **file).rule == "INV-33"
    assert put(mock_up="pre_configuration", **file)["changed"] is True
    assert take_away(file.get("name", "ca.crt"), mock_up="working", override=GONE)["changed"] is True


GONE = [{"rule": "INV-47", "reason": "no phone uses it any more"}]


def systems(*authorities: Authority) -> list[dict[str, Any]]:
    return [
        {"name": f"pbx{number}", "sip": {"chain": [{"pem": pem(authority.leaf())}]}}
        for number, authority in enumerate(authorities, start=1)
    ]


def test_another_content_of_a_file_of_authorities_has_to_verify_what_the_systems_show(server: MemoryServer) -> None:
    # INV-47: at their next restart the phones would refuse their own system
    server.files = {"ca.crt": CA.pem.encode()}
    both = CA.pem + NEW.pem
    assert refused(server, put, content=NEW.pem).details["verdict"] == "inconclusive"
    assert refused(server, put, content=both, systems=[{"name": "pbx1"}]).details["verdict"] == "inconclusive"
    assert refused(server, put, content=NEW.pem, systems=systems(CA, NEW)).details["systems"] == ["pbx1"]
    assert put(content=both, systems=systems(CA, NEW))["changed"] is True
    assert put(content=NEW.pem, systems=systems(NEW))["changed"] is True


@pytest.mark.parametrize("what", ["taken away", "replaced by a leaf"])
def test_an_authority_that_phones_may_trust_does_not_go_without_a_reason(server: MemoryServer, what: str) -> None:
    server.files = {"ca.crt": CA.pem.encode()}
    act = put if what != "taken away" else take_away
    options: dict[str, Any] = {"name": "ca.crt", "systems": systems(CA)}
    options |= {"content": pem(CA.leaf())} if act is put else {}
    error = refused(server, act, **options)
    assert error.rule == "INV-47" and "no authority would be left" in str(error)
    done = act(**options, override=GONE)
    assert done["verdicts"][-1]["override"] == GONE[0]["reason"]


def test_a_file_that_cannot_be_read_is_left_alone(server: MemoryServer) -> None:
    server.broken, server.files = {"ca.crt"}, {"ca.crt": b"?"}
    for act in (put, lambda: take_away("ca.crt")):
        with pytest.raises(UnreadableFile):
            act()
    assert deeds(server) == []


def test_a_server_that_takes_no_files_is_told_so_in_the_check_already(server: MemoryServer) -> None:
    server.writes = False
    for check in (True, False):
        with pytest.raises(UsageError, match="takes no files"):
            put(check)
    server.files = {"ca.crt": CA.pem.encode()}
    assert put()["changed"] is False


def test_what_the_server_hands_out_afterwards_has_to_be_what_was_sent(server: MemoryServer) -> None:
    server.spoils = True
    with pytest.raises(ReadBackMismatch) as caught:
        put()
    assert caught.value.wanted == f"SHA-256 {sha256(CA.pem)}"
    assert _door.failure(caught.value)["changed"] is True


def test_a_file_that_does_not_go_is_an_error(server: MemoryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.files = {"a.txt": b"x"}
    monkeypatch.setattr(server, "remove", lambda name: True)
    with pytest.raises(ReadBackMismatch) as caught:
        take_away("a.txt")
    assert caught.value.wanted == "no such file"


@pytest.mark.parametrize("error", [ConnectionFailed, WriteUncertain])
def test_a_write_that_fails_counts_as_done_only_where_nobody_knows(
    server: MemoryServer, error: type[MivoiceError]
) -> None:
    server.fails = error(problem="552 the disk is full")
    with pytest.raises(error, match="552") as caught:
        put()
    assert _door.failure(caught.value)["changed"] is (error is WriteUncertain)


def test_a_protocol_that_cannot_replace_in_one_step_is_warned_of(server: MemoryServer) -> None:
    server.atomic = False
    assert "half" in put()["warnings"][0]
    assert "warnings" not in put()


SECRET = "sip line1 password: 31337"


@pytest.mark.parametrize("diff", [True, False])
@pytest.mark.parametrize("case", ["key", "configuration", "refused", "mismatch"])
def test_nothing_that_leaves_the_door_tells_what_is_in_a_file(server: MemoryServer, case: str, diff: bool) -> None:
    options: dict[str, Any] = dict(KEY)
    if case == "configuration":
        options = {"name": "startup.cfg", "content": f"{SECRET}\n", **HAND}
        server.files = {"startup.cfg": b"sip line1 password: 90210\n"}
    elif case == "refused":
        options |= {"server": over("ftp")}
    server.spoils = case == "mismatch"
    result = _door.call(download_file, given(**options), Context(clock=lambda: NOW), diff=diff)
    told = json.dumps(result)
    key = "".join(CA.key_pem.splitlines()[1:-1])
    for secret in ("31337", "90210", "PRIVATE KEY", key[:20], key[20:40], SERVER["password"]):
        assert secret not in told
    assert ("diff" in result) == (diff and case in ("key", "configuration"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"server": None, "name": "a"}, "server"),
        ({"name": "a"}, "src, content"),
        ({"state": "absent"}, "name"),
        ({"name": "a", "content": "QQ==", "server": {"protocol": "smb", "host": "x"}}, "protocol"),
        ({"name": "a", "content": "QQ==", "allow_clear_key": {}}, "reason"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: dict[str, Any], told: str) -> None:
    asked = {name: value for name, value in ({"server": dict(SERVER)} | options).items() if value is not None}
    checked = ArgumentSpecValidator(download_file.ARGUMENT_SPEC, **download_file.SPEC_EXTRAS).validate(asked)
    assert any(told in message for message in checked.error_messages)
