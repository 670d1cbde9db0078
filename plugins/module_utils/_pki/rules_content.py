# SPDX-License-Identifier: GPL-3.0-or-later
"""Content of a system's own certificate (CERT-12 to CERT-19, CERT-21, INV-19).

A name is reported once, under the rule that says it best: what is nowhere in the certificate under CERT-12 (names) or
CERT-13/14 (address), what is at the wrong place under CERT-15, CERT-16 or CERT-17. CERT-15 is asked on its own, for
INV-43 hangs on it. A DNS name that holds an address is nobody's fault (CERT-30), but proves no address either.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import request
from .case import Case, Known, Subject, address, shown
from .findings import Problem

SERVER, CLIENT = "server_auth", "client_auth"
PURPOSES = {SERVER: "TLS Web Server Authentication", CLIENT: "TLS Web Client Authentication"}
WRONG_ADDRESS = (
    "the system would answer FORMAT FICHIER INVALIDE, Certificat PBX inutilisable, adresse IP incorrecte (ERR-5)"
)
PAIR = "Export certificate and key again from where the request was made: both from the same request"


def asked(known: Known) -> str:
    """What to ask the CA for, in its words (DIS-29: the CN is always the TEL address)."""
    names = ", ".join(request.alternative_names(known))
    return (
        f"Ask the CA for CN={known.tel_address or 'the TEL address'}, alternative names {names or 'its addresses'}, "
        "Extended Key Usage serverAuth and clientAuth, CA:FALSE"
    )


def names_not_known(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-12
    """Nothing was said of the system: a note, so that silence is not taken for a good name (INV-46)."""
    if case.known.tel_address is None and not case.known.fqdns:
        yield Problem(
            "info",
            f"{leaf.told_names()}; the addresses and names of the system were not given, so these were not judged",
            "the system's tel_address, admin_address and fqdns to compare with",
            "Give what is known of the system",
            leaf.where,
        )


def names_reach(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-12
    yield from names_not_known(leaf, case)
    everywhere = {*leaf.alternative_dns, *(name.lower().rstrip(".") for name in leaf.common_names)}
    for name in case.known.fqdns:
        wanted = name.lower().rstrip(".")
        if wanted in everywhere:
            continue
        starred = _star_of(wanted) in everywhere
        yield Problem(
            "warning" if starred else "error",
            f"{leaf.told_names()}: {'only a wildcard stands for' if starred else 'nothing says'} {shown(name)}",
            f"the name {shown(name)}, by which clients reach the system",
            asked(case.known),
            leaf.where,
        )


def _star_of(name: str) -> str:
    return f"*.{name.partition('.')[2]}"


def address_for_sip(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-13
    if not case.known.multisite and not case.known.fqdn_only:
        yield from _address_missing(leaf, case, "error")


def address_in_multisite(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-14
    if case.known.fqdn_only:
        yield from _address_missing(leaf, case, "warning")
    elif case.known.multisite:
        yield from _address_missing(leaf, case, "error")


def _address_missing(leaf: Subject, case: Case, severity: str) -> Iterator[Problem]:
    tel = case.known.tel_address
    if tel and not leaf.cn_is(tel) and not _alternative(leaf, tel):
        yield Problem(
            severity,
            f"{leaf.told_names()}: the TEL address {tel} is missing",
            f"{tel} in the CN and in the alternative names",
            f"{asked(case.known)}; {WRONG_ADDRESS}",
            leaf.where,
        )


def _alternative(leaf: Subject, wanted: str) -> bool:
    return address(wanted) in leaf.alternative_addresses


def address_in_cn(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-15, INV-43
    tel = case.known.tel_address
    if case.known.has_5300 and tel and not leaf.cn_is(tel):
        yield Problem(
            "error",
            f"{leaf.told_names()}: the CN is not {tel}, and 5300 phones are in use",
            f"CN={tel}: a 5300 looks at the CN alone",
            f"{asked(case.known)}; {WRONG_ADDRESS}",
            leaf.where,
        )


def cn_is_address(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-16
    """Without 5300: the address is in the alternative names, only the CN is another (else another rule says so)."""
    tel = case.known.tel_address
    if not tel or case.known.has_5300 or leaf.cn_is(tel) or not _alternative(leaf, tel):
        return
    hint = ". Whether 5300 phones are in use was not said: with any it must not be installed (CERT-15)"
    yield Problem(
        "warning",
        f"{leaf.told_names()}: the CN is not {tel}" + (hint if case.known.has_5300 is None else ""),
        f"CN={tel}, the TEL address, also where names are used",
        asked(case.known),
        leaf.where,
    )


def alternative_names(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-17
    """TEL side missing: error; ADMIN address missing: warning. Of a name nobody says which side it is on: error."""
    known = case.known
    missing = []
    if known.tel_address and leaf.cn_is(known.tel_address) and not _alternative(leaf, known.tel_address):
        missing.append(("error", "TEL address", known.tel_address))
    common = {name.lower().rstrip(".") for name in leaf.common_names}
    for name in known.fqdns:
        wanted = name.lower().rstrip(".")
        if wanted in common and wanted not in leaf.alternative_dns:
            missing.append(("error", "name", name))
    admin = known.admin_address
    separate = admin and (known.tel_address is None or address(admin) != address(known.tel_address))
    if admin and separate and not _alternative(leaf, admin):
        missing.append(("warning", "ADMIN address", admin))
    for severity, what, name in missing:
        yield Problem(
            severity,
            f"{leaf.told_names()}: the {what} {shown(name)} is not among the alternative names",
            "every address and every name of the TEL and ADMIN interfaces among the alternative names",
            asked(known) + (f"; {WRONG_ADDRESS}" if severity == "error" else ""),
            leaf.where,
        )


def purposes(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-18
    present = leaf.facts["extended_key_usage"]
    absent = [role for role in PURPOSES if role not in (present or ())]
    if not absent:
        return
    multisite = case.known.multisite
    error = present is not None and (bool(multisite) or SERVER in absent)
    lacking = " and ".join(PURPOSES[role] for role in absent)
    told = "no Extended Key Usage" if present is None else f"Extended Key Usage {', '.join(present)}: {lacking} missing"
    hint = "; on a multi-site this is an error" if multisite is None and present is not None and not error else ""
    yield Problem(
        "error" if error else "warning",
        told + hint,
        " and ".join(PURPOSES.values()) + ", both: a system is server to its phones and client to other systems",
        asked(case.known),
        leaf.where,
    )


def no_authority(leaf: Subject, case: Case) -> Iterator[Problem]:  # CERT-19
    signs = "key_cert_sign" in (leaf.facts["key_usage"] or ())
    flaws = [*(["CA:TRUE"] if leaf.facts["ca"] else []), *(["Key Cert Sign"] if signs else [])]
    if flaws:
        yield Problem(
            "error",
            f"{' and '.join(flaws)}: the certificate of an authority, not of a server",
            "CA:FALSE and no Key Cert Sign in a system's own certificate, the last of its branch",
            f"{asked(case.known)}. An authority that Manager is to sign with is file_role signing_ca",
            leaf.where,
        )


def key_matches(case: Case) -> Iterator[Problem]:  # CERT-21
    if case.chain.key_matches is False:
        yield Problem(
            "error",
            "a private key that belongs to none of the certificates in the file",
            "the private key of the certificate",
            PAIR,
        )


def not_self_signed(leaf: Subject, case: Case) -> Iterator[Problem]:  # INV-19, CERT-2
    if leaf.self_signed:
        doubt = "" if leaf.facts["self_signed"] else " by name, though its signature cannot be verified"
        yield Problem(
            "error",
            f"a self-signed certificate{doubt}",
            "a certificate issued by the CA that signs for all systems (CERT-7)",
            f"{asked(case.known)}. A self-signed certificate is generated by the system itself and cannot be imported",
            leaf.where,
        )
