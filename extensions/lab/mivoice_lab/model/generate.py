# SPDX-License-Identifier: GPL-3.0-or-later
"""The `generate:` key of fleet files: many systems from a few numbers."""

from __future__ import annotations

from typing import Any

_MODELS = ("6867i", "5370ip", "6930", "5380ip")


def expand(tree: dict[str, Any]) -> dict[str, Any]:
    """The fleet with generated Managers, systems and download servers added to the written ones.

    `multisites: {count, managers: 1, systems: 2, phones: 4, protocol: http}`: Managers mgr1.. shared round robin, each
    multi-site (ms01..) with a cluster server (ms01-pbx1), a node and then remote sites, its own server (ms01-dl)
    and `phones` phones on each system, alternating families. `standalone: {count, phones: 0}`: systems pbx001.. without
    Manager, sharing one download server when they have phones.
    """
    wanted = tree.get("generate")
    if not wanted:
        return tree
    full = dict(tree)
    for key in ("managers", "systems", "download_servers"):
        full[key] = dict(tree.get(key, {}))
    if "multisites" in wanted:
        _multisites(full, **wanted["multisites"])
    if "standalone" in wanted:
        _standalone(full, **wanted["standalone"])
    return full


def _multisites(
    full: dict[str, Any], count: int, managers: int = 1, systems: int = 2, phones: int = 4, protocol: str = "http"
) -> None:
    for number in range(1, managers + 1):
        full["managers"].setdefault(f"mgr{number}", {})
    for number in range(1, count + 1):
        site = f"ms{number:02d}"
        full["download_servers"][f"{site}-dl"] = {"protocol": protocol}
        for index in range(1, systems + 1):
            full["systems"][f"{site}-pbx{index}"] = {
                "manager": f"mgr{(number - 1) % managers + 1}",
                "region": f"Region {number % 3 + 1}",
                "multisite": site,
                "download_servers": [f"{site}-dl"],
                "phones": _phones(phones, 1000 * index),
                **_part(site, index),
            }


def _part(site: str, index: int) -> dict[str, Any]:
    if index == 1:
        return {"role": "cluster_server", "hardware": "server"}
    if index == 2:
        return {"role": "node", "hardware": "xl", "cluster_server": f"{site}-pbx1"}
    return {"role": "remote_site", "hardware": "xs"}


def _standalone(full: dict[str, Any], count: int, phones: int = 0) -> None:
    if phones:
        full["download_servers"]["standalone-dl"] = {"protocol": "http"}
    for number in range(1, count + 1):
        full["systems"][f"pbx{number:03d}"] = {
            "role": "standalone",
            "hardware": "xl",
            "download_servers": ["standalone-dl"] if phones else [],
            "phones": _phones(phones, 1000),
        }


def _phones(count: int, first: int) -> list[dict[str, Any]]:
    return [{"model": _MODELS[i % len(_MODELS)], "numbers": first + 1 + i} for i in range(count)]
