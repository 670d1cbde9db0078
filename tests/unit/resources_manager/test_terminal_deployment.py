# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_deployment: one file to one server, when it is sent, what is believed of it (spec 6.4, TMA-17..19)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    Appliance,
    ConnectionFailed,
    MivoiceError,
    ReadBackMismatch,
    Refused,
    UnknownValue,
    UsageError,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_deployment
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire import download
from ansible_collections.voiceops.mivoice5000.tests.unit.support import fake_names
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority, pem
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import Button, FakeSystem, Page
from ansible_collections.voiceops.mivoice5000.tests.unit.support.memory_server import SERVER, MemoryServer

from .conftest import RANGES, Clock, Run, pushed

CA, NEW = Authority(), Authority("New CA")
FOLDER = {"url": "https://files.example/6000/"}


class Tma:
    """The pages of a deployment; ``ends`` is the state that a new action shows, ``sent`` the files that came."""

    def __init__(self, manager: FakeSystem) -> None:
        self.manager, self.ends = manager, "Done"
        self.sent: list[tuple[str, str, bytes]] = []
        manager.pages["T1"] = Page(
            "Deployment",
            values={"range": "MiVoice 5300 IP phone", "server": "-"},
            options={"range": list(RANGES), "server": ["-", "Files 1 (dl1)", "dl2", "files dl3 old", "files dl3 new"]},
            files={"file"},
            buttons={"validate": Button("navigate", self._take)},
        )
        manager.pages["T4"] = Page(
            "Deployment",
            values={"action_name": "", "update_type": "Immediate", "date": "", "time": ""},
            options={"update_type": ["Immediate", "Deferred"]},
            buttons={"confirm": Button("write", self._start)},
        )
        self.actions.clear()

    @property
    def actions(self) -> list[dict[str, Any]]:
        return self.manager.pages["T5"].tables["actions"]

    def _take(self, _system: FakeSystem, staged: Any) -> str:
        self.sent.append((staged["range"], staged["server"], staged["file"].content))
        return "T4"

    def _start(self, _system: FakeSystem, staged: Any) -> str:
        self.actions.append({"name": staged["action_name"], "state": self.ends, "date": ""})
        return "T5"


@pytest.fixture
def tma(manager: FakeSystem, fleet: Any, monkeypatch: pytest.MonkeyPatch) -> Tma:
    monkeypatch.setitem(fake_names.WORDS, "update_type", {"Immediate": "immediate", "Deferred": "deferred"})
    monkeypatch.setitem(
        fake_names.WORDS, "action_state", {"Done": "finished", "Broken": "failed", "Working": "running", "?": None}
    )
    return Tma(manager)


def deploy(run: Run, authority: Authority = CA, **options: Any) -> dict[str, Any]:
    told = {"family": "mitel6000", "server": "dl1", "file_name": "ca.crt", "content": authority.pem}
    return run(terminal_deployment, **told | options)


def test_the_file_goes_to_the_server_that_was_named_and_nowhere_else(run: Run, tma: Tma) -> None:
    done = deploy(run)
    assert tma.sent == [("Mitel 6000 SIP Phone", "Files 1 (dl1)", CA.pem.encode())]
    sha256 = hashlib.sha256(CA.pem.encode()).hexdigest()
    assert (done["changed"], done["file"]["sha256"]) == (True, sha256)
    assert done["deployed"] == {"dl1": {"mitel6000": {"ca.crt": sha256}}}
    assert "WARN-19" in done["text"]


def test_a_check_sends_nothing_and_names_the_same_write(run: Run, tma: Tma) -> None:
    planned = deploy(run, check=True)
    assert (tma.sent, tma.actions) == ([], [])
    assert (planned["deployed"], planned["action"]["state"]) == ({}, "planned")
    done = deploy(run)
    assert planned["writes"] == done["writes"]
    assert planned["planned"] == done["planned"] == {"deployed": done["deployed"]}


def test_what_was_copied_already_is_not_copied_again(run: Run, tma: Tma) -> None:
    first = deploy(run)
    again = deploy(run)
    assert (again["changed"], again["writes"], len(tma.actions)) == (False, [], 1)
    assert again["deployed"] == first["deployed"]
    assert again["action"]["name"] == first["action"]["name"]


@pytest.mark.parametrize(
    "other", [{"server": "dl2"}, {"family": "mivoice5300"}, {"file_name": "root.pem"}, {"multisite": "South"}]
)
def test_another_server_family_name_or_multisite_is_another_copy(run: Run, tma: Tma, other: dict[str, str]) -> None:
    deploy(run)
    assert deploy(run, **other)["changed"] is True


def test_one_under_way_is_followed_and_its_file_counts_only_at_its_end(run: Run, tma: Tma, clock: Clock) -> None:
    tma.ends = "Working"
    started = deploy(run, follow=False)
    assert (started["changed"], started["deployed"]) == (True, {})

    def end() -> None:
        tma.actions[0]["state"] = "Done"

    clock.each = end
    followed = deploy(run)
    assert (followed["changed"], len(tma.actions)) == (False, 1)
    assert followed["deployed"] == started["planned"]["deployed"]


def test_one_that_failed_is_done_again(run: Run, tma: Tma, clock: Clock) -> None:
    tma.ends = "Broken"
    with pytest.raises(Appliance):
        deploy(run)
    tma.ends = "Done"
    clock.sleep(1)
    assert deploy(run)["changed"] is True
    assert len(tma.actions) == 2


def test_a_state_that_nobody_understands_is_no_end(run: Run, tma: Tma) -> None:
    # INV-46
    deploy(run)
    tma.actions[0]["state"] = "?"
    with pytest.raises(UnknownValue):
        deploy(run)
    assert len(tma.actions) == 1


def test_the_list_of_tma_alone_does_not_verify_that_the_file_is_there(run: Run, tma: Tma) -> None:
    done = deploy(run)
    assert [piece["verified"] for piece in done["evidence"]] == [True, False]


@pytest.mark.parametrize("server", ["dl9", "-x", "files", "dl3"])
def test_a_server_is_always_chosen_and_only_one_that_tma_lists(run: Run, tma: Tma, server: str) -> None:
    # INV-31
    with pytest.raises(UsageError, match="Files 1"):
        deploy(run, server=server)
    assert tma.sent == []


def test_a_deferred_copy_is_named_after_its_time_and_not_waited_for(run: Run, tma: Tma) -> None:
    tma.ends = "Working"
    later = {"type": "deferred", "date": "03/03/2026", "time": "2200", "timezone": "Europe/Paris"}
    done = deploy(run, update=later)
    assert done["action"]["name"].endswith("-20260303T210000Z")
    assert done["deployed"] == {} and "03/03/2026 2200" in done["text"]


def refused(run: Run, tma: Tma, *, kind: type[MivoiceError] = Refused, **options: Any) -> MivoiceError:
    before = len(tma.sent)
    with pytest.raises(kind) as caught:
        deploy(run, **options)
    assert len(tma.sent) == before
    return caught.value


def test_a_private_key_is_never_sent(run: Run, tma: Tma) -> None:
    # BCRT-11
    for name in ("ca.crt", "site.cfg", "phone.key"):
        assert refused(run, tma, content=CA.pem + CA.key_pem, file_name=name).rule == "BCRT-11"
    encoded = base64.b64encode(CA.key_pem.encode()).decode()
    assert refused(run, tma, content=encoded, file_name="ca.pem").rule == "BCRT-11"


def test_a_file_of_the_controller_may_be_binary_on_its_way(run: Run, tma: Tma) -> None:
    encoded = base64.b64encode(CA.pem.encode()).decode()
    assert deploy(run, content=encoded, src="/site/ca.crt", file_name=None)["file"]["name"] == "ca.crt"
    assert tma.sent[0][2] == CA.pem.encode()


@pytest.mark.parametrize(
    ("content", "name"),
    [(pem(CA.leaf()), "ca.crt"), ("no base64!", "ca.crt"), ("", "ca.crt"), (CA.pem, "ca.txt"), (CA.pem, None)],
)
def test_what_is_no_file_of_authorities_is_not_sent(run: Run, tma: Tma, content: str, name: str | None) -> None:
    # CAC-1
    with pytest.raises(UsageError):
        deploy(run, content=content, file_name=name)
    assert tma.sent == []


@pytest.mark.parametrize("known", [None, True])
def test_a_configuration_file_is_sent_only_where_they_are_known_not_to_be_encrypted(
    run: Run, tma: Tma, known: bool | None
) -> None:
    # INV-32, TMA-18
    content = base64.b64encode(b"sip proxy port: 5061\n").decode()
    error = refused(run, tma, content=content, file_name="startup.CFG", config_file_encryption=known)
    assert error.rule == "INV-32"
    assert "cannot be overridden" in str(
        refused(
            run,
            tma,
            content=content,
            file_name="startup.cfg",
            config_file_encryption=known,
            override=[{"rule": "INV-32", "reason": "no"}],
        )
    )
    assert deploy(run, content=content, file_name="startup.cfg", config_file_encryption=False)["changed"] is True


def systems(*authorities: Authority) -> list[dict[str, Any]]:
    return [
        {"name": f"pbx{number}", "sip": {"chain": [{"pem": pem(authority.leaf())}]}}
        for number, authority in enumerate(authorities, start=1)
    ]


def test_another_content_of_a_file_in_use_has_to_verify_what_the_systems_show(run: Run, tma: Tma, clock: Clock) -> None:
    # INV-47: at their next restart the terminals would refuse their own system
    deploy(run)
    clock.sleep(1)
    both = CA.pem + NEW.pem
    assert refused(run, tma, content=NEW.pem).rule == "INV-47"
    assert refused(run, tma, content=NEW.pem, systems=systems(CA, NEW)).details["systems"] == ["pbx1"]
    assert refused(run, tma, content=both, systems=[{"name": "pbx1"}]).details["verdict"] == "inconclusive"
    done = deploy(run, content=both, systems=systems(CA, NEW))
    assert done["changed"] is True and done["before"]["sha256"].endswith("...")
    clock.sleep(1)
    assert deploy(run, content=NEW.pem, systems=systems(NEW))["changed"] is True


@pytest.mark.parametrize("pending", ["update", "other content"])
def test_nothing_is_copied_while_a_step_before_is_not_over(run: Run, tma: Tma, clock: Clock, pending: str) -> None:
    # ACT-5, INV-42
    tma.ends = "Working"
    if pending == "update":
        tma.actions.append({"name": pushed(), "state": "Working", "date": ""})
    else:
        deploy(run, NEW, follow=False)
        clock.sleep(1)
    assert refused(run, tma).rule == "INV-42"


class Server:
    """What a download server hands out; stands for the network."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.asked, self.down = files, list[str](), False

    def fetch(self, url: str, limit: int, **_how: Any) -> bytes | None:
        self.asked.append(url)
        if self.down:
            raise ConnectionFailed(problem="down")
        return self.files.get(url.rsplit("/", 1)[1])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tma: Tma) -> Server:
    """The server to which the TMA copies."""
    made = Server({})
    monkeypatch.setattr(download, "fetch", made.fetch)
    start = tma._start

    def copied(system: FakeSystem, staged: Any) -> str:
        made.files["ca.crt"] = tma.sent[-1][2]
        return start(system, staged)

    tma.manager.pages["T4"].buttons["confirm"] = Button("write", copied)
    return made


def test_a_file_that_is_read_back_is_verified(run: Run, tma: Tma, server: Server) -> None:
    done = deploy(run, read_back=FOLDER)
    assert server.asked == ["https://files.example/6000/ca.crt"] * 2  # before and after
    assert (done["before"]["sha256"], done["evidence"][-1]["verified"]) == (None, True)
    again = deploy(run, read_back=FOLDER)
    assert (again["changed"], again["evidence"][-1]["verified"]) == (False, True)


def test_what_a_person_has_put_there_is_not_copied_again(run: Run, tma: Tma, server: Server) -> None:
    server.files["ca.crt"] = CA.pem.encode()
    done = deploy(run, read_back=FOLDER)
    assert (done["changed"], done["action"], tma.sent) == (False, None, [])
    assert list(done["deployed"]) == ["dl1"]


def test_a_file_that_is_gone_is_copied_again_whatever_tma_lists(
    run: Run, tma: Tma, server: Server, clock: Clock
) -> None:
    deploy(run, read_back=FOLDER)
    server.files.clear()
    clock.sleep(1)
    assert deploy(run, read_back=FOLDER)["changed"] is True


def test_another_file_of_that_name_on_the_server_is_a_replacement(run: Run, tma: Tma, server: Server) -> None:
    server.files["ca.crt"] = b"by hand"
    assert refused(run, tma, read_back=FOLDER).rule == "INV-47"
    assert deploy(run, read_back=FOLDER, systems=systems(CA))["changed"] is True


def test_a_server_that_hands_out_something_else_afterwards_is_told(run: Run, tma: Tma, server: Server) -> None:
    tma.manager.pages["T4"].buttons["confirm"] = Button("write", tma._start)
    with pytest.raises(ReadBackMismatch, match="no such file") as caught:
        deploy(run, read_back=FOLDER)
    assert caught.value.details["writes"]


def test_a_server_that_cannot_be_asked_stops_before_anything_is_sent(run: Run, tma: Tma, server: Server) -> None:
    server.down = True
    with pytest.raises(ConnectionFailed):
        deploy(run, read_back=FOLDER)
    assert tma.sent == []


READ = {"server": SERVER}


def test_a_file_is_read_back_over_any_protocol(run: Run, tma: Tma, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = MemoryServer({"ca.crt": CA.pem}).stand_in(monkeypatch)
    done = deploy(run, read_back=READ)
    assert (done["changed"], tma.sent, done["evidence"][-1]["verified"]) == (False, [], True)
    assert done["evidence"][-1]["source"] == "sftp://192.0.2.41:22/ca.crt"
    memory.broken = {"ca.crt"}
    with pytest.raises(ConnectionFailed):
        deploy(run, read_back=READ)
    assert memory.open == 0


def test_the_certificate_of_terminals_is_sent_when_it_is_said_to_be_that(run: Run, tma: Tma) -> None:
    leaf = pem(CA.leaf())
    refused(run, tma, kind=UsageError, content=leaf)
    done = deploy(run, content=leaf, file_name="phone.pem", holds="certificate")
    assert (done["changed"], tma.sent[-1][2]) == (True, leaf.encode())


def test_a_key_is_sent_with_a_reason_alone_which_is_told(run: Run, tma: Tma) -> None:
    # BCRT-7, BCRT-11
    key = {"content": CA.key_pem, "file_name": "phone.key"}
    for wrong in ({}, {"holds": "certificate"}, {"holds": "key"}):
        assert refused(run, tma, **key, **wrong).rule == "BCRT-11"
    done = deploy(run, **key, holds="key", allow_key={"reason": "a network of its own"})
    assert done["changed"] is True
    assert "allowed because: a network of its own" in done["text"]
    assert CA.key_pem.splitlines()[1] not in repr(done)


def test_what_is_said_to_be_a_key_has_to_be_one(run: Run, tma: Tma) -> None:
    refused(run, tma, kind=UsageError, holds="key", allow_key={"reason": "x"})
    refused(run, tma, kind=UsageError, content=CA.key_pem.splitlines()[1], holds="certificate")
