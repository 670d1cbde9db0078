# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of authorities: what is one, what must never be sent, and what systems show held against it (CAC-1, INV-47)."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._errors import Refused, UsageError
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import _ca_files
from ansible_collections.voiceops.mivoice5000.tests.unit.support.authorities import NOW, Authority, pem
from cryptography.hazmat.primitives.serialization import Encoding

SITE, OTHER = Authority(), Authority("Other CA")


def shows(authority: Authority, name: str = "pbx1", **more: Any) -> dict[str, Any]:
    return {"name": name, "sip": {"chain": [{"pem": pem(authority.leaf())}]}, **more}


def with_a_name_that_is_no_text(authority: Authority) -> str:
    der = authority.certificate.public_bytes(Encoding.DER)
    common_name = b"\x06\x03\x55\x04\x03"
    return ssl.DER_cert_to_PEM_cert(der.replace(common_name + b"\x0c", common_name + b"\x03", 1))


def test_a_file_of_authorities_tells_its_fingerprints_and_the_sum_of_its_bytes() -> None:
    file = _ca_files.read("ca.crt", SITE.pem + OTHER.pem)
    assert file.authorities == [SITE.fingerprint, OTHER.fingerprint]
    assert file.sha256 == hashlib.sha256((SITE.pem + OTHER.pem).encode()).hexdigest()


def test_a_line_end_that_a_template_has_lost_makes_no_other_file() -> None:
    assert _ca_files.read("ca.crt", SITE.pem.rstrip("\n")) == _ca_files.read("ca.crt", SITE.pem)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("ca.crt", lambda: pem(SITE.leaf()), "not one of an authority"),
        ("ca.crt", lambda: SITE.pem + pem(SITE.leaf()), "not one of an authority"),
        ("ca.crt", lambda: "nothing of the kind", "no certificate"),
        ("ca.crt", lambda: "", "no certificate"),
        ("ca.crt", lambda: SITE.certificate.public_bytes(Encoding.DER), "no certificate"),
        ("ca.crt", lambda: SITE.pem.replace("M", "N", 3), "no certificate"),
        ("ca.crt", lambda: with_a_name_that_is_no_text(SITE), "no certificate"),
        ("ca.crt", lambda: SITE.pem * 1000, "too large"),
        ("ca.der", lambda: SITE.pem, "no name for a file of authorities"),
        ("../ca.crt", lambda: SITE.pem, "no name for a file on a download server"),
        (".crt", lambda: SITE.pem, "no name for a file on a download server"),
        ("cà.crt", lambda: SITE.pem, "no name for a file on a download server"),
        ("a,b.crt", lambda: SITE.pem, "no name for a file on a download server"),
        ("x" * 61 + ".crt", lambda: SITE.pem, "no name for a file on a download server"),
    ],
)
def test_what_is_no_file_of_authorities_is_a_mistake(name: str, content: Callable[[], Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        _ca_files.read(name, content())


def test_a_private_key_is_refused_whatever_stands_beside_it_and_never_told() -> None:
    # BCRT-11
    with pytest.raises(Refused) as caught:
        _ca_files.read("ca.crt", SITE.pem + SITE.key_pem)
    assert caught.value.rule == "BCRT-11"
    assert not any(line in str(caught.value.as_result()) for line in SITE.key_pem.splitlines()[1:-1])


def test_a_name_given_twice_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="twice"):
        _ca_files.read_all([{"name": "ca.crt", "content": SITE.pem}, {"name": "ca.crt", "content": OTHER.pem}])


def test_the_mark_of_a_list_tells_names_and_contents_but_not_their_order() -> None:
    one, two = _ca_files.read("a.crt", SITE.pem), _ca_files.read("b.crt", OTHER.pem)
    marks = {
        _ca_files.mark_of(files)
        for files in (
            [one],
            [two],
            [one, two],
            [_ca_files.read("a.crt", OTHER.pem)],
            [_ca_files.read("c.crt", SITE.pem)],
        )
    }
    assert len(marks) == 5 and "" not in marks
    assert _ca_files.mark_of([one, two]) == _ca_files.mark_of([two, one])
    assert _ca_files.mark_of([]) == ""


def shown(system: dict[str, Any], *authorities: Authority, planned: bool = False) -> dict[str, Any] | None:
    files = [_ca_files.read("ca.crt", "".join(authority.pem for authority in authorities))]
    (found,) = _ca_files.with_shown([system], files, NOW, planned)
    known: dict[str, Any] | None = found.get("shown")
    return known


def test_each_authority_that_verifies_what_a_system_shows_is_named() -> None:
    assert shown(shows(SITE), OTHER, SITE) == {"verified_by": [SITE.fingerprint], "reasons": []}


def test_why_nothing_verifies_it_is_told() -> None:
    found = shown(shows(SITE), OTHER)
    assert found is not None
    assert found["verified_by"] == []
    assert "Site CA" in found["reasons"][0]


def test_a_self_signed_certificate_is_never_verified() -> None:
    # INV-47
    system = {"name": "pbx1", "sip": {"chain": [{"pem": SITE.pem}]}}
    found = shown(system, SITE)
    assert found is not None
    assert found["verified_by"] == []


def test_dates_count_by_the_clock_of_the_system() -> None:
    short = Authority("Short CA", valid=2)
    late = {"clock": {"offset": timedelta(days=3).total_seconds()}}
    right, wrong = shown(shows(short), short), shown(shows(short, **late), short)
    assert right is not None and wrong is not None
    assert right["verified_by"] and not wrong["verified_by"]


@pytest.mark.parametrize(
    "sip", [None, {}, {"chain": []}, {"chain": [{"subject": "CN=x"}]}, {"chain": [{"pem": "x"}]}, {"chain": "x"}]
)
def test_a_chain_that_is_not_known_is_not_judged(sip: Any) -> None:
    # INV-46: not even by what somebody says about it
    claimed = {"verified_by": [SITE.fingerprint], "faults": []}
    assert shown({"name": "pbx1", "sip": sip, "shown": claimed}, SITE) is None


def test_a_plan_may_say_which_authority_will_sign() -> None:
    planned = {"name": "pbx1", "sip": {"chain": [{"planned": True}]}, "shown": {"verified_by": [SITE.fingerprint]}}
    right, wrong = shown(planned, SITE, planned=True), shown(planned, OTHER, planned=True)
    assert right is not None and wrong is not None
    assert right["verified_by"] == [SITE.fingerprint]
    assert wrong["verified_by"] == [] and wrong["reasons"]


def test_systems_of_two_authorities_are_a_finding_although_each_is_verified() -> None:
    # INV-22
    files = [_ca_files.read("ca.crt", SITE.pem + OTHER.pem)]
    alike = _ca_files.with_shown([shows(SITE), shows(SITE, "pbx2")], files, NOW)
    unlike = _ca_files.with_shown([shows(SITE), shows(OTHER, "pbx2")], files, NOW)
    assert _ca_files.mixed(alike) == []
    (finding,) = _ca_files.mixed(unlike)
    assert (finding["rule"], finding["blocking"]) == ("INV-22", True)
    assert "pbx1" in finding["found"] and "pbx2" in finding["found"]
    unknown = {"name": "pbx3"}
    assert _ca_files.mixed([*alike, unknown]) == [] and _ca_files.mixed([unknown]) == []
