# SPDX-License-Identifier: GPL-3.0-or-later
"""certificate, trusted: revocation lists of the user are honoured before anything is contacted (CRL-2, OPEN-17)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import (
    CertificateUnreadable,
    MivoiceError,
    Refused,
)
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import certificate
from ansible_collections.voiceops.mivoice5000.tests.unit.support import authority
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authority import PASSWORD, revocation_list
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_driver import Button, FakeSystem, Page
from ansible_collections.voiceops.mivoice5000.tests.unit.support.fake_port import SILENT, FakePorts

ADDRESS = "127.9.1.1"
ROOT = authority.authority("Hospital CA")
ISSUING = authority.intermediate("Hospital systems", ROOT)
OWN = authority.system(ADDRESS, ISSUING)
OTHER = authority.system("127.9.1.2", ISSUING)
Install = Callable[..., dict[str, Any]]


@pytest.fixture
def ports() -> FakePorts:
    return FakePorts()


@pytest.fixture
def install(run: Any, pbx: FakeSystem, ports: FakePorts, tmp_path: Path) -> Install:
    """Imports the file of the system; ``lists`` are the contents of revocation lists."""
    pbx.pages["W5"] = Page(
        "Certificate management",
        "2.4.1",
        values={"pkcs12_password": ""},
        files={"pkcs12_file"},
        secrets={"pkcs12_password"},
        buttons={"import": Button("restarts_sip", lambda _system, _staged: ports.show(ADDRESS, SILENT, OWN))},
    )

    def _install(*lists: bytes, **options: Any) -> dict[str, Any]:
        paths = []
        for number, content in enumerate(lists):
            paths.append(tmp_path / f"{number}.crl")
            paths[-1].write_bytes(content)
        given = {"state": "trusted", "tel_address": ADDRESS, "content": OWN.file(), "pkcs12_password": PASSWORD}
        given |= {"system": {"multisite": False, "has_5300": True}, "sip_restart": "allow"}
        done: dict[str, Any] = run(certificate, wire=ports, crl=[str(path) for path in paths], **given | options)
        return done

    return _install


def refused(kind: type[MivoiceError], install: Install, *lists: bytes, **options: Any) -> MivoiceError:
    with pytest.raises(kind) as stopped:
        install(*lists, **options)
    return stopped.value


GOOD = (revocation_list(ISSUING, OTHER), revocation_list(ROOT))


@pytest.mark.parametrize(
    ("lists", "subject"),
    [
        ((revocation_list(ISSUING, OWN), GOOD[1]), ADDRESS),
        ((GOOD[0], revocation_list(ROOT, ISSUING)), "Hospital systems"),
        ((revocation_list(ISSUING, OWN, days=30),), ADDRESS),
    ],
    ids=["its own certificate", "the one above it", "on a list that is out of date"],
)
def test_a_revoked_certificate_is_refused_before_anything_is_contacted(
    install: Install, pbx: FakeSystem, ports: FakePorts, lists: tuple[bytes, ...], subject: str
) -> None:
    error = refused(Refused, install, *lists)
    assert error.rule == "CRL-2" and f"CN={subject}: revoked on" in error.problem
    assert error.details["findings"][0]["rule"] == "CRL-2"
    assert (pbx.sessions, ports.looks) == (0, {})
    lifted = [{"rule": "INV-20", "reason": "we know"}]
    assert refused(Refused, install, *lists, override=lifted).rule == "CRL-2"


def test_one_that_its_lists_clear_is_installed(install: Install) -> None:
    done = install(*GOOD)
    assert (done["changed"], done["warnings"]) == (True, [])


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        ((revocation_list(ROOT),), "none of the lists given is by"),
        ((revocation_list(ISSUING, OTHER, days=30), GOOD[1]), "a list out of date since"),
    ],
    ids=["nobody's list", "out of date"],
)
def test_a_list_that_does_not_clear_the_certificate_is_told(
    install: Install, lists: tuple[bytes, ...], words: str
) -> None:
    (warning,) = install(*lists)["warnings"]
    assert warning.startswith("CRL-2: ") and words in warning
    assert install(*lists)["warnings"] == [warning]


def test_without_lists_nothing_is_said_of_them(install: Install) -> None:
    done = install()
    assert not [finding for finding in done["findings"] if finding["rule"] == "CRL-2"]


@pytest.mark.parametrize("content", [b"", b"no list"])
def test_a_file_that_is_no_list_stops_before_anything_is_contacted(
    install: Install, pbx: FakeSystem, content: bytes
) -> None:
    assert "0.crl" in str(refused(CertificateUnreadable, install, content))
    assert pbx.sessions == 0
