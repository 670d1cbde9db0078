# SPDX-License-Identifier: GPL-3.0-or-later
"""The file itself: the pitfalls of PKCS#12 (PKCS12-1 to PKCS12-10, ours) and files for phones (BCRT-1 to BCRT-11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .bundle import Bundle
from .case import Case, listed, shown
from .findings import Problem

MISSING_FILE = "the system would answer CONTROLE ERRONE, Fichier PKCS12 introuvable (ERR-1)"
MAKE_AGAIN = (
    "Have the file made again with `openssl pkcs12 -export`: certificate, private key and chain, with a password"
)
OLD_CIPHERS = ("RC2", "RC4", "DES", "MD2", "MD5")
NAME_LIMIT = 64


def protected_by_old_means(case: Case) -> Iterator[Problem]:  # PKCS12-1
    """It opened here, so it may serve; newer software reads it only when asked to, or no more."""
    used = [name for name in _encryptions(case) if any(part in name for part in OLD_CIPHERS)]
    if used:
        yield Problem(
            "warning",
            f"protected with {listed(used)}: old and weak"
            + ("" if all("3DES" in name for name in used) else ", and newer software no longer reads it by default"),
            "AES-256, or 3DES for the sake of old systems and readable everywhere",
            "Use it all the same where the system takes it; else have it made again with AES-256",
        )


def protected_by_new_means(case: Case) -> Iterator[Problem]:  # PKCS12-2
    used = [name for name in _encryptions(case) if "AES" in name or "Camellia" in name]
    if used:
        yield Problem(
            "warning" if case.known.policy.old_appliance else "info",
            f"protected with {listed(used)}, which a system of an old release may not read",
            "a file that the system which imports it can read; no manual says which",
            "If the import is refused though the password is right, have the file made again with "
            "`openssl pkcs12 -export -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1`",
        )


def _encryptions(case: Case) -> tuple[str, ...]:
    facts = case.bundle.pkcs12
    if facts is None:
        return ()
    return tuple(dict.fromkeys((*facts.certificate_encryption, *(facts.key_encryption or ()))))


def new_mac(case: Case) -> Iterator[Problem]:  # PKCS12-3
    facts = case.bundle.pkcs12
    if facts and facts.mac and "PBMAC1" in facts.mac:
        yield Problem(
            "warning",
            f"a MAC of kind {facts.mac}, which only software since 2024 verifies",
            "the usual MAC of PKCS#12 (HMAC over the password, RFC 7292)",
            "Have the file made again without PBMAC1, for example with `openssl pkcs12 -export -macalg sha256`",
        )


def has_password(case: Case) -> Iterator[Problem]:  # PKCS12-4, CERT-4
    facts = case.bundle.pkcs12
    if facts and facts.password_kind != "given":
        told = "an empty password" if facts.password_kind == "empty" else "no password at all"
        yield Problem(
            "warning",
            f"protected by {told}: the import screens want one, and whoever has the file has the key",
            "a PKCS#12 file protected by a password",
            MAKE_AGAIN,
        )


def in_order(case: Case) -> Iterator[Problem]:  # PKCS12-5
    """Leaf first, then each issuer: what every producer should write and every reader should not rely on.

    Where the chain has a gap, what is left over may be its upper part: CERT-5 tells of that.
    """
    positions = [entry.position for entry in case.chain.path]
    flaws = [
        *(["the certificates are not in order, leaf first"] if positions != sorted(positions) else []),
        *([f"repeated: {_subjects(case.chain.duplicates)}"] if case.chain.duplicates else []),
        *([f"not part of the chain: {_subjects(case.chain.unused)}"] if case.chain.root and case.chain.unused else []),
    ]
    if flaws:
        yield Problem(
            "warning",
            "; ".join(flaws),
            "the server certificate first, then its issuers up to the root, each once and nothing else",
            "A simple reader may take the wrong certificate: " + MAKE_AGAIN[0].lower() + MAKE_AGAIN[1:],
        )


def _subjects(entries: tuple[object, ...]) -> str:
    return listed(shown(getattr(entry, "subject", "")) for entry in entries[:5])


def friendly_names(case: Case) -> Iterator[Problem]:  # PKCS12-6
    """Software that looks certificates up by friendlyName trips over a missing, a repeated or an odd one."""
    if case.bundle.format != "pkcs12" or case.chain.leaf is None:
        return
    if not case.chain.leaf.friendly_name:
        yield Problem(
            "info",
            "no friendlyName on the certificate",
            "a friendlyName, for software that looks it up by that",
            "Nothing, unless the import is refused; then export with `-name`",
        )
    names = Counter(entry.friendly_name for entry in case.bundle.certificates if entry.friendly_name)
    repeated = [name for name, times in names.items() if times > 1]
    odd = [name for name in names if not (name.isascii() and name.isprintable()) or len(name) > NAME_LIMIT]
    flaws = [
        *([f"used more than once: {listed(map(shown, repeated))}"] if repeated else []),
        *([f"odd: {listed(map(shown, odd))}"] if odd else []),
    ]
    if flaws:
        yield Problem(
            "warning",
            f"friendlyName {'; '.join(flaws)}",
            "one short friendlyName in ASCII for each certificate, or none",
            "Export again with a plain `-name` for the certificate",
        )


def has_key(case: Case) -> Iterator[Problem]:  # PKCS12-7, CERT-5
    if not case.bundle.keys:
        yield Problem(
            "error",
            "no private key in the file",
            "server certificate, private key and the CA's chain in one file",
            "Export the certificate with its private key, from where the request was made",
        )


def has_one_leaf(case: Case) -> Iterator[Problem]:  # PKCS12-8, CERT-5
    if case.chain.leaf is not None:
        return
    several = _subjects(case.chain.leaves)
    yield Problem(
        "error",
        f"several certificates of servers: {several}"
        if case.chain.leaves
        else "no certificate of a server in the file",
        "the certificate of one server, with its chain",
        "Export the one certificate of this system with its private key; authorities alone are a CA file",
    )


def is_pkcs12(case: Case) -> Iterator[Problem]:  # PKCS12-9, CERT-4
    if case.bundle.format != "pkcs12":
        count = len(case.bundle.certificates)
        yield Problem(
            "error",
            f"a file in {case.bundle.format.upper()} with {count} certificates and {len(case.bundle.keys)} keys",
            "one PKCS#12 file (.p12, .pfx) protected by a password",
            f"{MAKE_AGAIN}; {MISSING_FILE}",
        )


def one_key(case: Case) -> Iterator[Problem]:  # PKCS12-10
    kinds = {key.public_key for key in case.bundle.keys}
    if len(kinds) > 1:
        yield Problem(
            "warning",
            f"{len(kinds)} different private keys",
            "the one private key of the certificate",
            "A key that is not needed here is a key that can be lost: " + MAKE_AGAIN[0].lower() + MAKE_AGAIN[1:],
        )


def authority_file(case: Case) -> Iterator[Problem]:  # BCRT-1, BCRT-2
    if not case.bundle.certificates:
        yield Problem("error", "no certificate in the file", "the CA's certificate", "Give the CA's certificate file")
    elif case.bundle.format == "pkcs12":
        yield Problem(
            "error", "a PKCS#12 file", "the CA's certificate in PEM (.crt, .pem)", "Export the CA's certificate in PEM"
        )
    elif case.bundle.format != "pem":
        yield Problem(
            "warning",
            f"a file in {case.bundle.format.upper()}",
            "PEM: that is what menu 2.4.1 gives out and phones are known to take (BCRT-10)",
            "Convert it: `openssl x509 -inform der -in ca.der -out ca.crt`",
        )


def no_key_for_phones(case: Case) -> Iterator[Problem]:  # BCRT-11
    if case.bundle.keys:
        yield Problem(
            "error",
            "a private key in a file that every phone and every download server gets",
            "certificates only",
            "Remove the key from the file; if it has been copied anywhere, have the CA replaced",
        )


def terminal_certificate(case: Case) -> Iterator[Problem]:  # BCRT-3
    """Certificate and key may come in one file or in two; only a file with certificates has to name a phone's own."""
    if case.bundle.format == "pkcs12":
        yield Problem(
            "error",
            "a PKCS#12 file: phones take certificate and key as PEM files",
            "the certificate in PEM (.crt, .pem) and its key in PEM (.key)",
            "Convert it with `openssl pkcs12 -in file.p12 -nokeys -clcerts` and `openssl pkcs12 -in file.p12 -nocerts`",
        )
    elif case.bundle.certificates and case.chain.leaf is None:
        found = "several certificates of phones" if case.chain.leaves else "certificates of authorities only"
        yield Problem(
            "error", found, "the certificate of one phone, or of all", "Give one file for each certificate of a phone"
        )


def terminal_key(case: Case) -> Iterator[Problem]:  # BCRT-4, DIS-10
    if any(key.encrypted for key in case.bundle.keys) and case.bundle.format != "pkcs12":
        yield Problem(
            "error",
            "a private key protected by a password, which no phone can type in",
            "a private key in PEM without password, kept in a protected place",
            "Convert it with `openssl pkey -in file.key -out phone.key`, and guard the result (BCRT-11)",
        )


def key_in_the_open(bundle: Bundle, mode: int) -> Iterator[Problem]:  # BCRT-11
    """``mode``: permission bits of the file. Said of keys that no password protects."""
    facts = bundle.pkcs12
    bare = facts.password_kind != "given" if facts else any(not key.encrypted for key in bundle.keys)
    if bundle.keys and bare and mode & 0o077:
        yield Problem(
            "warning",
            f"an unprotected private key in a file with permissions {mode:04o}, open to others than its owner",
            "0600: a private key is for its owner alone",
            "chmod 600, and remove the file from working folders once it is in place",
        )
