# SPDX-License-Identifier: GPL-3.0-or-later
"""The two platforms of the mock-up method, as the inventory describes them and as they are heard (MCK-1, MCK-7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

with suppress(ImportError):  # the tasks before need it too, and name the missing package
    from cryptography.hazmat.primitives import hashes

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.x509_loading import certificates_from_pem
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.facts import listed
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._safety.rules_files import PRE_CONFIGURATION, WORKING

Hostvars = Mapping[str, Mapping[str, Any]]
OTHER = {WORKING: PRE_CONFIGURATION, PRE_CONFIGURATION: WORKING}
CALLED = {WORKING: "working platform", PRE_CONFIGURATION: "pre-configuration platform"}
PKI = {"mivoice_ca": "BCRT-1", "mivoice_terminals_ca": "BCRT-2"}


def platform_systems(hostvars: Hostvars, hosts: Iterable[str], platform: str) -> list[str]:
    """Those of ``hosts`` that belong to a platform (``mivoice_mock_up``), in order of their names."""
    return sorted(host for host in hosts if hostvars[host].get("mivoice_mock_up") == platform)


def mock_up_platform(
    hostvars: Hostvars, hosts: Sequence[str], platform: str, texts: Mapping[str, str]
) -> dict[str, Any]:
    """``{faults, head, ears}`` of a platform, before anything is sent on it.

    ``hosts``: every system of the inventory. ``texts``: {path: PEM text} of the files of authorities that it names.
    ``faults``: what the inventory has wrong, in sentences. ``head``: what the record says of a platform; empty while
    there are faults. ``ears``: of :func:`ears`.
    """
    own, faults = platform_systems(hostvars, hosts, platform), mock_up_faults(hostvars, hosts, platform, texts)
    head: dict[str, Any] = {}
    if not faults:
        head["login_address"] = login_addresses(hostvars, own)[0]
        for name, variable in zip(("authorities", "terminals_authorities"), PKI, strict=True):
            head[name] = authorities_of(hostvars[own[0]], variable, texts)
    return {"faults": faults, "head": head, "ears": ears(hostvars, hosts, platform)}


def mock_up_faults(hostvars: Hostvars, hosts: Sequence[str], platform: str, texts: Mapping[str, str]) -> list[str]:
    """What the inventory has wrong, in sentences.

    The other platform has to be described for the pre-configuration one; the working one is held against the record.
    """
    own, others = (platform_systems(hostvars, hosts, each) for each in (platform, OTHER[platform]))
    faults = _mixed_up(hostvars, own, platform)
    if not others and platform == PRE_CONFIGURATION:
        faults.append(
            "[MCK-1] no system has mivoice_mock_up: working, so there is nothing to compare this platform with"
        )
    return faults + _login(hostvars, own, others, platform) + _pki(hostvars, own, others, texts)


def login_addresses(hostvars: Hostvars, systems: Iterable[str]) -> list[str]:
    """Addresses that phones of these systems are given as their login iPBX."""
    return sorted({str(found) for name in systems if (found := hostvars[name].get("mivoice_login_address"))})


def _login(hostvars: Hostvars, own: Sequence[str], others: Sequence[str], platform: str) -> list[str]:
    mine, theirs = login_addresses(hostvars, own), login_addresses(hostvars, others)
    if len(mine) != 1:
        told = f"{len(mine)} ({', '.join(mine)})" if mine else "none"
        return [
            f"[MCK-1] the {CALLED[platform]} has to have one login iPBX, and the inventory names {told}"
            " (mivoice_login_address, on the system that has it)"
        ]
    if others and theirs != mine:
        return [
            f"[MCK-1] the login iPBX of the {CALLED[platform]} is {mine[0]}, that of the {CALLED[OTHER[platform]]}"
            f" {', '.join(theirs) or 'not named (mivoice_login_address)'}: phones keep the address, both need the same"
        ]
    return []


def authorities_of(variables: Mapping[str, Any], name: str, texts: Mapping[str, str]) -> list[str] | None:
    """SHA-256 of each certificate that a variable of PKI gives, sorted; None without it. ValueError: no certificate.

    ``mivoice_terminals_ca`` that is not set is ``mivoice_ca`` (BCRT-6).
    """
    given = variables.get(name) or variables.get("mivoice_ca")
    if not given:
        return None
    content = given["content"] if given.get("content") else texts[given["src"]]
    found = certificates_from_pem(str(content).encode())
    return sorted(certificate.fingerprint(hashes.SHA256()).hex() for certificate in found)


def _pki(hostvars: Hostvars, own: Sequence[str], others: Sequence[str], texts: Mapping[str, str]) -> list[str]:
    faults = []
    for variable, rule in PKI.items():
        having: dict[tuple[str, ...] | None, list[str]] = {}
        for name in (*own, *others):
            try:
                found = authorities_of(hostvars[name], variable, texts)
            except ValueError:
                faults.append(f"[{rule}] {variable} of {name} is no certificate in PEM format")
                continue
            having.setdefault(tuple(found) if found else None, []).append(name)
        if None in having:
            faults.append(f"[{rule}] {listed(having.pop(None))}: mivoice_ca is not set")
        if len(having) > 1:
            told = "; ".join(
                f"{listed(names)}: {listed(one[:16] for one in marks or ())}" for marks, names in having.items()
            )
            faults.append(f"[MCK-1] {variable} is not the same everywhere ({told}): both platforms need the same PKI")
    return faults


def _mixed_up(hostvars: Hostvars, own: Sequence[str], platform: str) -> list[str]:
    """Hosts that systems of a platform lean on and that do not belong to it (MCK-7, MCK-10)."""
    faults = []
    for name in own:
        variables = hostvars[name]
        near = [variables.get(f"mivoice_{kind}") for kind in ("manager", "backup", "cluster_server")]
        for other in dict.fromkeys([*near, *(variables.get("mivoice_download_servers") or [])]):
            if other not in hostvars:
                continue
            its = hostvars[other].get("mivoice_mock_up")
            if its != platform:
                whose = f"belongs to the {CALLED[its]}" if its in CALLED else "does not say where it belongs"
                faults.append(
                    f"[MCK-7] {name} of the {CALLED[platform]} leans on {other}, which {whose} (mivoice_mock_up)"
                )
    return faults


def ears(hostvars: Hostvars, hosts: Sequence[str], platform: str) -> list[dict[str, Any]]:
    """Places to listen at for two platforms on one network: ``{name, tel_address, sip_port, sips_port}``.

    Those are the addresses that systems of both platforms have; of the pre-configuration one's own where the inventory
    does not describe the other.
    """
    own, others = (platform_systems(hostvars, hosts, each) for each in (platform, OTHER[platform]))
    theirs = {hostvars[name].get("mivoice_tel_address") for name in others}
    return [
        {
            "name": name,
            "tel_address": hostvars[name]["mivoice_tel_address"],
            "sip_port": hostvars[name].get("mivoice_sip_port") or 5060,
            "sips_port": hostvars[name].get("mivoice_sips_port") or 5061,
        }
        for name in own
        if hostvars[name].get("mivoice_tel_address")
        and (
            hostvars[name]["mivoice_tel_address"] in theirs
            or (not others and hostvars[name].get("mivoice_login_address"))
        )
    ]


def mock_up_heard(places: Sequence[Mapping[str, Any]], looks: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """``{faults, unseen}`` of several looks at each place: one that shows two certificates is two systems (MCK-7).

    ``places``: of :func:`ears`. ``looks``: results of ``sip_probe``, whose ``item`` is a list with its place first.
    """
    seen: dict[str, set[str]] = {}
    for look in looks:
        shown = ((look.get("sip") or {}).get("chain") or [{}])[0].get("fingerprint_sha256")
        seen.setdefault(str(look["item"][0]["name"]), set()).update([shown] if shown else [])
    faults = []
    for ear in places:
        marks = sorted(seen.get(str(ear["name"]), ()))
        if len(marks) > 1:
            faults.append(
                f"[MCK-7] {ear['tel_address']} port {ear['sips_port']} shows {len(marks)} certificates in turn"
                f" ({listed(mark[:16] for mark in marks)}): both platforms answer on this network. Part them first"
            )
    silent = [str(ear["name"]) for ear in places if not seen.get(str(ear["name"]))]
    return {"faults": faults, "unseen": _unseen(places, silent)}


def _unseen(places: Sequence[Mapping[str, Any]], silent: Sequence[str]) -> list[str]:
    told = ["whether a network of phones reaches both platforms: this controller looks from its own place only (MCK-7)"]
    if not places:
        told.append("whether both platforms answer at one address: from here they have different ones (MCK-7)")
    else:
        told.append("platforms that show the very same certificate: they cannot be told apart on port 5061 (MCK-7)")
    if silent:
        told.append(f"what answers at {listed(silent)}: its TLS port showed no certificate yet (MCK-7)")
    told.append("what DHCP tells phones (MCK-2)")
    return told
