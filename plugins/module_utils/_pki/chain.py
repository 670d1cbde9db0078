# SPDX-License-Identifier: GPL-3.0-or-later
"""From a heap of certificates to the path from a server's certificate up to its root (CERT-5, CERT-21, CERT-27)."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

with suppress(ImportError):  # the doors name the missing package before anything here runs
    from cryptography import x509

from .bundle import Bundle, Entry
from .facts import is_authority
from .issuers import Issuers
from .verifying import verifies

__all__ = ["Chain", "build", "of_shown", "verifies"]


@dataclass(frozen=True)
class Chain:
    """The path found in a file, leaf first. It says what signed what; whether it is *good* is for the rules to say.

    ``leaf`` is None when the file holds none, or several between which nothing decides: ``leaves`` has them all.
    ``key_matches``: None without a key or a certificate, else whether a key of the file belongs to the leaf or, without
    one, to any certificate. ``root`` is the self-signed end of the path; without one, ``missing_issuer`` names who
    signed the last certificate, ``namesakes`` are certificates of that name that did not. ``unused`` are the
    certificates that are not part of the path, ``duplicates`` the repeated ones. ``exhausted``: the search was given up
    at :data:`issuers.MAX_CHECKS`, so that a missing issuer is not certain.
    """

    leaf: Entry | None
    path: tuple[Entry, ...]
    key_matches: bool | None
    leaves: tuple[Entry, ...] = ()
    unused: tuple[Entry, ...] = ()
    duplicates: tuple[Entry, ...] = ()
    root: Entry | None = None
    missing_issuer: str | None = None
    namesakes: tuple[Entry, ...] = ()
    exhausted: bool = False


def build(bundle: Bundle, *, at: datetime | None = None) -> Chain:
    """The chain in a file, whatever the order in it.

    The leaf is the certificate that a key of the file belongs to, failing that the one that is no CA. Of several
    paths (cross-signed CAs) the one that reaches a self-signed root wins, then, with ``at``, the one with the fewest
    certificates out of date at that time, then the shortest.
    """
    entries, duplicates = _without_repeats(bundle.certificates)
    keys = {key.public_key for key in bundle.keys}
    matching = [entry for entry in entries if entry.public_key in keys]
    leaves = _leaves(matching or entries, by_key=bool(matching))
    key_matches = bool(matching) if keys and entries else None
    return _chain(entries, duplicates, leaves, key_matches, at)


def of_shown(certificates: Sequence[x509.Certificate], *, at: datetime | None = None) -> Chain:
    """The chain that a TLS server shows: its own certificate is the first one (RFC 8446, 4.4.2)."""
    shown = tuple(Entry(certificate, position) for position, certificate in enumerate(certificates, start=1))
    entries, duplicates = _without_repeats(shown)
    return _chain(entries, duplicates, shown[:1], None, at)


def _chain(
    entries: Sequence[Entry],
    duplicates: tuple[Entry, ...],
    leaves: tuple[Entry, ...],
    key_matches: bool | None,
    at: datetime | None,
) -> Chain:
    if len(leaves) != 1:
        return Chain(None, (), key_matches, leaves, tuple(entries), duplicates)
    issuers = Issuers(entries)
    path = _path(leaves[0], issuers, at)
    last = path[-1]
    rooted = last in issuers.of(last)
    on_path = {entry.position for entry in path}
    return Chain(
        leaf=path[0],
        path=path,
        key_matches=key_matches,
        leaves=leaves,
        unused=tuple(entry for entry in entries if entry.position not in on_path),
        duplicates=duplicates,
        root=last if rooted else None,
        missing_issuer=None if rooted else last.issuer,
        namesakes=() if rooted else tuple(issuers.namesakes(last)),
        exhausted=issuers.exhausted,
    )


def _without_repeats(entries: Iterable[Entry]) -> tuple[list[Entry], tuple[Entry, ...]]:
    first: dict[str, Entry] = {}
    repeated = []
    for entry in entries:
        if first.setdefault(entry.fingerprint, entry) is not entry:
            repeated.append(entry)
    return list(first.values()), tuple(repeated)


def _leaves(entries: Sequence[Entry], *, by_key: bool) -> tuple[Entry, ...]:
    """Candidates: end-entity certificates; failing that, those a key belongs to (one key: the longest valid one)."""
    plain = [entry for entry in entries if not is_authority(entry.certificate)]
    if not by_key:
        return tuple(plain)
    candidates = plain or list(entries)
    latest: dict[bytes | None, Entry] = {}
    for entry in sorted(candidates, key=lambda entry: (entry.certificate.not_valid_after_utc, entry.fingerprint)):
        latest[entry.public_key] = entry
    return tuple(entry for entry in candidates if entry in latest.values())


def _path(leaf: Entry, issuers: Issuers, at: datetime | None) -> tuple[Entry, ...]:
    """The best path by Dijkstra's rule: each certificate is visited once, so loops end and no order matters."""
    queue: list[tuple[tuple[int, int, tuple[str, ...]], tuple[Entry, ...]]] = []
    heapq.heappush(queue, ((_cost(leaf, at), 0, (leaf.fingerprint,)), (leaf,)))
    visited: set[str] = set()
    farthest: tuple[Entry, ...] = (leaf,)
    while queue:
        (stale, length, trail), path = heapq.heappop(queue)
        last = path[-1]
        if last.fingerprint in visited:
            continue
        visited.add(last.fingerprint)
        signers = issuers.of(last)
        if last in signers:
            return path
        if len(path) > len(farthest):
            farthest = path
        for signer in signers:
            cost = (stale + _cost(signer, at), length + 1, (*trail, signer.fingerprint))
            heapq.heappush(queue, (cost, (*path, signer)))
    return farthest


def _cost(entry: Entry, at: datetime | None) -> int:
    if at is None:
        return 0
    certificate = entry.certificate
    return int(not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc)
