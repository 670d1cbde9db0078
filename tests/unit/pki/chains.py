# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains shown and authorities held, with what is wrong with them: for our own verdict and for that of a peer."""

from __future__ import annotations

from datetime import UTC, datetime

from ansible_collections.voiceops.mivoice5000.tests.unit.pki.issuing import Issued, issue
from cryptography import x509

PAST, FUTURE = (datetime(year, 1, 1, tzinfo=UTC) for year in (2021, 2110))
ROOT = issue("root", ca=True)
ISSUING = issue("issuing", ROOT, ca=True, path_length=0, key_cert_sign=True)
SERVER = issue("10.0.0.1", ISSUING)
ALONE = issue("10.0.0.1", ca=True)
BELOW = issue("below", ISSUING, ca=True)
EXPIRED_TWIN = issue("issuing", ROOT, ca=True, key=ISSUING.key, end=PAST)
NARROW = x509.NameConstraints([x509.DNSName("example.org")], None)
STRANGE = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
NAMES = x509.SubjectAlternativeName([x509.DNSName("pbx.example")])

Case = tuple[list[Issued], list[Issued], str]
"""What is shown (leaf first), the authorities, and part of the reason against it; no reason: it is verified."""


def _through(issuer: Issued, reason: str) -> Case:
    return [issue("10.0.0.1", issuer), issuer], [ROOT], reason


CASES: dict[str, Case] = {
    "root": ([SERVER, ISSUING], [ROOT], ""),
    "root shown too": ([SERVER, ISSUING, ROOT], [ROOT], ""),
    "shown out of order": ([SERVER, ROOT, ISSUING], [ROOT], ""),
    "an intermediate will do (BCRT-1)": ([SERVER], [ISSUING], ""),
    "intermediate in the file": ([SERVER], [ISSUING, ROOT], ""),
    "two authorities (INV-44)": ([SERVER, ISSUING], [issue("old root", ca=True), ROOT], ""),
    "expired twin of an intermediate": ([SERVER, EXPIRED_TWIN, ISSUING], [ROOT], ""),
    "unknown extension": ([issue("a", ROOT, extra=((STRANGE, False),))], [ROOT], ""),
    "critical names": ([issue("a", ROOT, extra=((NAMES, True),))], [ROOT], ""),
    "another authority": ([SERVER, ISSUING, ROOT], [issue("other", ca=True)], "not one of the authorities"),
    "intermediate not shown": ([SERVER], [ROOT], "'CN=10.0.0.1' was issued by 'CN=issuing'"),
    "namesake": ([SERVER], [issue("issuing", ca=True)], "signed by another key"),
    "expired server": ([issue("a", ROOT, end=PAST)], [ROOT], "'CN=a' expired at 2021-01-01"),
    "server of the future": ([issue("a", ROOT, start=FUTURE)], [ROOT], "'CN=a' is not valid before 2110-01-01"),
    "self-signed": ([ALONE], [ROOT], "self-signed"),
    "expired authority": _through(issue("ca", ROOT, ca=True, end=PAST), "expired"),
    "not an authority": _through(issue("ca", ROOT, ca=False), "is no CA (CERT-24)"),
    "no basic constraints": _through(issue("ca", ROOT), "is no CA (CERT-24)"),
    "may not sign": _through(issue("ca", ROOT, ca=True, key_cert_sign=False), "Key Cert Sign usage (CERT-25)"),
    "unknown critical": _through(issue("ca", ROOT, ca=True, extra=((STRANGE, True),)), "1.2.3.4"),
    "path length": ([issue("10.0.0.1", BELOW), BELOW, ISSUING], [ROOT], "allows 0 CAs below it, and there are 1"),
}
STRICTER: dict[str, Case] = {
    "self-signed, by itself (INV-47)": ([ALONE], [ALONE], "self-signed"),
    "names constrained": _through(issue("ca", ROOT, ca=True, extra=((NARROW, False),)), "nameConstraints"),
}
"""Refused here on purpose where other software accepts."""
