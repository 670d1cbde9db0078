# SPDX-License-Identifier: GPL-3.0-or-later
"""Download servers of every kind: phones read, administrators write, and things go wrong."""

import ftplib

import pytest
from mivoice_lab.fleet import build_fleet
from mivoice_lab.model.download import Trouble
from mivoice_lab.servers.download_hand import HandError, refuse_login
from mivoice_lab.servers.fetch import FetchError, fetch

from . import clients
from .clients import Ftp, Http, Refused, Tftp, administrator
from .wire import standalone

PHONES = [{"model": "6867i", "numbers": "2101"}, {"model": "5370ip", "numbers": "2141"}]
WRITING = ("ftp", "ftps", "sftp", "http", "https")
LISTING = ("ftp", "ftps", "sftp")
CA = b"-----BEGIN CERTIFICATE-----\n" * 300


def fleet(protocol, **options):
    tree = standalone(PHONES, protocol)
    tree["download_servers"]["dl1"].update(options)
    return tree


@pytest.fixture
def server(start, request):
    """`server(protocol, **options)` -> (lab, the model's server, an administrator's client)."""

    def run(protocol, **options):
        lab = start(fleet(protocol, **options))
        client = administrator(lab)
        request.addfinalizer(client.close)
        return lab, lab.world.download_servers["dl1"], client

    return run


@pytest.mark.parametrize("protocol", ["ftp", "ftps", "sftp", "tftp", "http", "https"])
def test_phones_fetch_from_a_server_of_any_kind_and_register(start, protocol):
    lab = start(fleet(protocol))
    assert {lab.transport("2101"), lab.transport("2141")} == {"udp"}
    spoken = {"ftps": "ftp", "sftp": "ftp"}.get(protocol, protocol)
    assert lab.world.download_servers["dl1"].protocol == spoken  # phones speak neither FTPS nor SFTP
    paths = {entry["path"] for entry in lab.world.download_servers["dl1"].log}
    assert {lab.phone("2101").own_file(), lab.phone("2141").own_file()} <= paths


@pytest.mark.parametrize("protocol", WRITING)
def test_the_account_puts_reads_continues_and_removes_files(server, protocol):
    _lab, model, client = server(protocol, listing=True)
    client.write("ca.crt", CA)
    assert model.files["ca.crt"] == CA == client.read("ca.crt")
    assert client.read("ca.crt", 5000) == CA[5000:]
    assert set(client.names()) == set(model.files) >= {"ca.crt", "startup.cfg", "MV5300.cfg"}
    client.write("ca.crt", b"other")
    assert client.read("ca.crt") == b"other"
    client.remove("ca.crt")
    with pytest.raises(Refused):
        client.read("ca.crt")
    assert "ca.crt" not in model.files


@pytest.mark.parametrize("protocol", WRITING)
def test_what_the_account_does_is_an_event_without_content_or_secret(server, protocol):
    lab, model, client = server(protocol)
    client.write("ca.crt", CA)
    written = [e for e in lab.world.events.of_kind("write") if e["target"] == "dl1"]
    assert {e["actor"] for e in written} == {"files"} and "ca.crt" in str(written)
    assert "CERTIFICATE" not in str(written) and model.password not in str(lab.world.state())


@pytest.mark.parametrize("protocol", WRITING)
def test_a_wrong_password_lets_nobody_write(start, protocol):
    lab = start(fleet(protocol))
    with pytest.raises(Refused):
        administrator(lab, password="wrong").write("ca.crt", CA)
    assert "ca.crt" not in lab.world.download_servers["dl1"].files


def test_the_files_may_be_administered_by_another_protocol_than_phones_use(server):
    lab, model, client = server("tftp", files="sftp")
    client.write("ca.crt", CA)
    assert Tftp(model.address).read("ca.crt") == CA
    assert lab.transport("2101") == "udp"


def test_a_second_protocol_is_for_administrators_only(start):
    lab = start(fleet("tftp", files="https"))
    dl1, identity = lab.world.download_servers["dl1"], lab.lab.identities["dl1"]
    with pytest.raises(Refused, match="401"):
        Http(dl1.address, None, identity).read("startup.cfg")
    assert administrator(lab).read("startup.cfg") == dl1.files["startup.cfg"]


@pytest.mark.parametrize("protocol", ["ftp", "ftps"])
def test_an_anonymous_client_of_ftp_reads_and_lists_but_does_not_write(start, protocol):
    lab = start(fleet(protocol))
    anonymous = Ftp(lab.world.download_servers["dl1"].address, "anonymous")
    assert "startup.cfg" in anonymous.names() and anonymous.read("startup.cfg")
    with pytest.raises(Refused, match="550"):
        anonymous.write("ca.crt", CA)
    anonymous.close()


def test_the_account_of_ftps_does_not_come_in_clear(start):
    lab = start(fleet("ftps"))
    dl1 = lab.world.download_servers["dl1"]
    with pytest.raises(Refused, match="530 .*encryption"):
        Ftp(dl1.address, password=dl1.password)


def test_the_account_of_ftps_does_not_move_data_in_clear(start):
    lab = start(fleet("ftps"))
    dl1 = lab.world.download_servers["dl1"]
    client = administrator(lab)
    client._ftp.prot_c()
    with pytest.raises(ftplib.Error, match="522"):
        client._ftp.nlst()
    client.close()
    assert dl1.files


def test_tftp_takes_no_files(start):
    from tftpy import TftpClient
    from tftpy.TftpShared import TftpException

    lab = start(fleet("tftp"))
    dl1 = lab.world.download_servers["dl1"]
    with pytest.raises(TftpException):
        TftpClient(dl1.address, 6969).upload("x.cfg", __file__, timeout=1, retries=1)
    assert "x.cfg" not in dl1.files


@pytest.mark.parametrize(("listing", "status"), [(False, "403"), (True, None)])
def test_http_tells_its_names_only_where_a_listing_is_on(start, listing, status):
    lab = start(fleet("http", listing=listing))
    client = Http(lab.world.download_servers["dl1"].address, None)
    if status:
        with pytest.raises(Refused, match=status):
            client.names()
    else:
        assert "startup.cfg" in client.names()


@pytest.mark.parametrize("protocol", ["ftp", "ftps", "sftp"])
def test_a_full_disk_leaves_an_empty_file_where_one_was_begun(server, protocol):
    lab, model, client = server(protocol)
    lab.change(lambda: setattr(model, "disk_full", True))
    with pytest.raises(Refused, match=r"^552 No space left|(?i:no space left)"):
        client.write("ca.crt", CA)
    assert (model.files["ca.crt.part"], "ca.crt" in model.files) == (b"", False)


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_a_full_disk_behind_http_is_507_and_keeps_the_old_file(server, protocol):
    lab, model, client = server(protocol)
    client.write("ca.crt", CA)
    lab.change(lambda: setattr(model, "disk_full", True))
    with pytest.raises(Refused, match="507"):
        client.write("ca.crt", b"other")
    assert model.files["ca.crt"] == CA


@pytest.mark.parametrize("protocol", WRITING)
def test_a_server_that_lets_nobody_in_refuses_phones_and_administrators(start, protocol):
    lab = start(fleet(protocol))
    model = lab.world.download_servers["dl1"]
    lab.change(lambda: setattr(model, "refuses_login", True))
    with pytest.raises(Refused, match=r"530|401|(?i:permission denied)"):
        administrator(lab).read("startup.cfg")
    with pytest.raises(FetchError):
        fetch(model.protocol, model.address, model.port, "startup.cfg", lab.phone("2101").address)


def test_a_log_in_cannot_be_refused_where_there_is_none():
    world = build_fleet(fleet("tftp"))
    with pytest.raises(HandError, match="no log-in"):
        refuse_login(world, "dl1", {})


@pytest.mark.parametrize(
    ("protocol", "words"),
    [("ftp", "550"), ("ftps", "550"), ("sftp", "(?i)permission denied"), ("http", "403"), ("https", "403")],
)
def test_a_file_that_the_server_keeps_to_itself_is_refused_and_the_others_are_not(server, protocol, words):
    lab, model, client = server(protocol)
    lab.change(lambda: model.set_trouble(Trouble("550", "startup.cfg"), on=True))
    with pytest.raises(Refused, match=words):
        client.read("startup.cfg")
    assert client.read("MV5300.cfg") == model.files["MV5300.cfg"]
    lab.change(lambda: model.set_trouble(Trouble("550", "startup.cfg"), on=False))
    assert client.read("startup.cfg") == model.files["startup.cfg"]


def test_tftp_answers_access_violation_for_a_file_that_it_keeps_to_itself(start):
    lab = start(fleet("tftp"))
    model = lab.world.download_servers["dl1"]
    lab.change(lambda: model.set_trouble(Trouble("550"), on=True))
    with pytest.raises(FetchError, match="(?i)access violation|error"):
        fetch("tftp", model.address, model.port, "startup.cfg", lab.phone("2101").address)


@pytest.mark.parametrize("protocol", ["ftp", "ftps", "sftp", "tftp", "http", "https"])
def test_a_transfer_stalls_half_way_once_and_the_lab_still_closes(start, protocol, monkeypatch):
    monkeypatch.setattr("mivoice_lab.servers.fetch.TFTP_TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(clients, "TIMEOUT_SECONDS", 0.5)
    lab = start(fleet(protocol))
    model = lab.world.download_servers["dl1"]
    lab.change(lambda: model.files.__setitem__("big.crt", CA))
    lab.change(lambda: model.set_trouble(Trouble("stall", "big.crt", 1), on=True))
    client = administrator(lab)
    with pytest.raises(OSError):
        client.read("big.crt")
    client.close()
    assert model.troubles == []
    again = administrator(lab)
    assert again.read("big.crt") == CA
    again.close()
