# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody logs in to a server that is not the one meant; what a task says of a server must make sense."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import TlsError, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._phoneconfig.folder import Folder
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._wire.servers.opening import Server, opened
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import Authority

from .conftest import Site, over
from .quiet import words
from .rigs import ADDRESS, PASSWORD, USER, Trust, ftp, sftp

TLS = over("ftps", "ftps_implicit", "https")


@TLS
def test_a_certificate_of_another_authority_is_not_believed(site: Site, tmp_path: Path) -> None:
    (tmp_path / "other.pem").write_text(Authority("Another").pem)
    server = site.server(ca_path=str(tmp_path / "other.pem"))
    with pytest.raises(TlsError, match="not trusted") as caught, opened(server):
        pass
    assert PASSWORD not in words(caught.value)


@TLS
def test_without_an_authority_those_of_the_machine_count(site: Site) -> None:
    with pytest.raises(TlsError), opened(site.server(ca_path=None)):
        pass


@TLS
def test_a_pinned_certificate_needs_no_authority(site: Site) -> None:
    (site.files / "a.cfg").write_bytes(b"x")
    with opened(site.server(ca_path=None, fingerprint=site.trust.fingerprint.upper())) as server:
        assert server.read("a.cfg") == b"x"


@TLS
def test_another_certificate_than_the_pinned_one_is_refused(site: Site) -> None:
    with pytest.raises(TlsError, match="'fingerprint'") as caught, opened(site.server(fingerprint="ab" * 32)):
        pass
    assert PASSWORD not in words(caught.value)


@over("ftp")
def test_a_server_without_tls_is_not_spoken_to_in_the_clear(site: Site) -> None:
    server = Server("ftps", ADDRESS, site.port, username=USER, password=PASSWORD, timeout=5.0)
    with pytest.raises(TlsError, match="does not offer TLS"), opened(server):
        pass


@over("sftp")
def test_a_host_key_is_known_by_its_fingerprint_its_line_or_a_file(site: Site, tmp_path: Path) -> None:
    (site.files / "a.cfg").write_bytes(b"x")
    known = tmp_path / "known_hosts"
    known.write_text(f"[{ADDRESS}]:{site.port} {site.trust.host_line}")
    for trusted in (
        {"host_key": site.trust.host_fingerprint},
        {"host_key": site.trust.host_line},
        {"host_key": None, "known_hosts": str(known)},
    ):
        with opened(site.server(**trusted)) as server:
            assert server.read("a.cfg") == b"x"


@over("sftp")
def test_another_host_key_is_refused_before_anybody_logs_in(site: Site, tmp_path: Path) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519")
    known = tmp_path / "known_hosts"
    known.write_text(f"[{ADDRESS}]:{site.port} {other.export_public_key().decode()}")
    for wrong, option in (
        ({"host_key": other.get_fingerprint()}, "host_key"),
        ({"host_key": other.export_public_key().decode()}, "host_key"),
        ({"host_key": None, "known_hosts": str(known)}, "known_hosts"),
    ):
        with pytest.raises(TlsError, match=f"'{option}'") as caught, opened(site.server(**wrong)):
            pass
        assert PASSWORD not in words(caught.value)


def test_a_fingerprint_may_be_of_any_key_that_the_server_has(tmp_path: Path, trust: Trust) -> None:
    keys = [asyncssh.generate_private_key(kind) for kind in ("ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa")]
    with sftp(tmp_path, trust, server_host_keys=keys) as port:
        for key in keys:
            told = {"username": USER, "password": PASSWORD, "timeout": 5.0, "host_key": key.get_fingerprint()}
            with opened(Server("sftp", ADDRESS, port, **told)) as server:
                assert list(server.names()) == []


def test_a_key_logs_in_without_a_password(tmp_path: Path, trust: Trust) -> None:
    own = asyncssh.generate_private_key("ssh-ed25519")
    own.write_private_key(tmp_path / "own")
    own.write_private_key(tmp_path / "locked", "pkcs8-pem", passphrase="x")
    own.write_public_key(tmp_path / "authorized")

    class KeyDoor(asyncssh.SSHServer):
        pass

    options = {"server_factory": KeyDoor, "authorized_client_keys": str(tmp_path / "authorized")}
    with sftp(tmp_path, trust, **options) as port:
        told = {"username": USER, "timeout": 5.0, "host_key": trust.host_fingerprint}
        with opened(Server("sftp", ADDRESS, port, private_key=str(tmp_path / "own"), **told)) as server:
            assert "authorized" in list(server.names())
        locked = Server("sftp", ADDRESS, port, private_key=str(tmp_path / "locked"), **told)
        with pytest.raises(UsageError, match="without a passphrase"), opened(locked):
            pass


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"protocol": "gopher"}, "not known"),
        ({"host": ""}, "no name and no address"),
        ({"host": "a b"}, "no name and no address"),
        ({"host": "u:p@host"}, "no name and no address"),
        ({"port": 0}, "does not exist"),
        ({"port": 70000}, "does not exist"),
        ({"connections": 0}, "connections"),
        ({"timeout": 0}, "timeout"),
        ({"folder": "../up"}, "no name of a file"),
        ({"folder": "a\nb"}, "control characters"),
        ({"username": "a\r\nb"}, "end of line"),
        ({"password": "x"}, "no user name"),
        ({"username": "u", "password": "s3cret\nx"}, "end of line"),
        ({"ca_path": "/ca.pem"}, "means nothing to ftp"),
        ({"host_key": "SHA256:x"}, "means nothing to ftp"),
        ({"protocol": "tftp", "username": "u"}, "knows no log-in"),
        ({"protocol": "sftp", "username": "u", "password": "p"}, "host key"),
        ({"protocol": "sftp", "host_key": "SHA256:x"}, "needs a log-in"),
    ],
)
def test_a_description_that_makes_no_sense_is_refused_before_anything_is_contacted(
    fields: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        Server(**({"protocol": "ftp", "host": "10.0.0.1"} | fields))
    assert "s3cret" not in words(caught.value)


def test_a_missing_library_is_named_only_where_it_is_needed(
    tmp_path: Path, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "asyncssh", None)
    monkeypatch.setitem(sys.modules, "tftpy", None)
    told = {"username": USER, "password": PASSWORD, "timeout": 5.0}
    with ftp(tmp_path, trust) as port, opened(Server("ftp", ADDRESS, port, **told)) as server:
        assert list(server.names()) == []
    for protocol, options, library in (("tftp", {}, "tftpy"), ("sftp", told | {"host_key": "SHA256:x"}, "asyncssh")):
        with pytest.raises(UsageError, match=f"pip install {library}"), opened(Server(protocol, ADDRESS, **options)):
            pass


def test_a_local_folder_gives_many_files_the_same_way(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(b"a")
    with Folder(str(tmp_path)) as folder:
        found = dict(folder.read_many(["a.cfg", "b.cfg"]))
    assert found["a.cfg"] == b"a"
    assert "No such file" in str(found["b.cfg"])
