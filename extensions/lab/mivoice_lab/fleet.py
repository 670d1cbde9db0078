# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleet files: YAML that speaks the vocabulary of the facts -> `World`.

`load_fleet(path)` reads a file; `build_fleet(tree)` takes the same content as a dictionary. `model/fleet_schema.py`
lists every key and its values; all but the names of systems, Managers and download servers have defaults.

* `managers.NAME`: `tma`, `feature_classes`, `multisites.SITE: {encryption, encryption_type}` (default off), log-ins,
  `import_takes`: authority (default) or system, what it has to be given as a certificate file (OPEN-4).
* `systems.NAME`: `role`, `hardware`, `manager` + `region` + `multisite` (absent: without Manager), `cluster_server`
  (nodes only), `backup`, `login_address_of` (its phones find it at the address of that system, of
  another platform: MCK-1), `download_servers` (phones use the first), `licence`, `keycodes`, `mode` (no_tls or
  pbx_cert_self_signed), the switches of W10, `services`, `cards`, `alarms`, `clock_skew`, `phones`.
* `phones`: groups `{model, numbers}`; numbers are `2101`, `"2101-2110"` (a range) or a list of these. Also `family`
  (for models unknown to the lab), `powered`, `mode` (disabled or self_signed: already encrypting), `local_overrides`,
  `line_settings` (settings of one line of a 6000, `sip line1 srtp mode`, that TMA writes into their files), `right`,
  `feature_class`, `provisioned: false` (TMA has no file for it), `software`, `backup`, `download_server`.
* `download_servers.NAME`: `protocol` (ftp, ftps, sftp, tftp, http or https: what phones use; with ftps and sftp they
  use FTP), `files` (the same choice: what administrators use, default `protocol`), `listing` (HTTP tells names),
  `integrated_in` (runs with that system's FTP service), `enabled: false` (it starts switched off).
* `tma`: `credentials`, `packages` (per family, the first is in production), `lists`, `upper_block`, `icon_5300`,
  `spellings`, `config_file_encryption` (TMA then deploys no `*.cfg`), `models` (lines of `<model>.cfg`, by model).
* `timing`: the product's durations (`model/timing.py`); `key_type`: ec or rsa for all systems.
* `omms.NAME`: `system`, `transport` (udp, tcp or tls; default udp) and `numbers` of a SIP DECT OMM, which
  holds no certificate; tls wants a system that starts with one.
* `generate`: many systems from a few numbers (`model/generate.py`).

Phones that use one download server share its global files: give scopes with different global data different servers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from .model.builder import Builder
from .model.clock import Clock
from .model.fleet_schema import FLEET, FleetError, Mapping, check
from .model.generate import expand
from .model.world import World

DEFAULT_NETWORK = "127.1"


class _Loader(yaml.SafeLoader):
    """SafeLoader whose mappings know the line of each key; a key given twice is an error."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Mapping:
    found = Mapping()
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if key in found:
            raise FleetError(node.start_mark.name, line, f"key {key!r} given twice")
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = line
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_fleet(path: str | Path, *, clock: Clock | None = None, seed: int = 0, network: str = DEFAULT_NETWORK) -> World:
    """Read a fleet file. `network`: first two numbers of the lab's addresses ("127.N"). Raises `FleetError` (file,
    line, key) for anything unknown, of the wrong type or that points nowhere; OSError when unreadable."""
    text = Path(path).read_text(encoding="utf-8")
    loader = _Loader(text)
    loader.name = str(path)
    try:
        tree = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise FleetError(str(path), line, str(error.problem)) from error
    finally:
        loader.dispose()
    return build_fleet(tree, source=str(path), clock=clock, seed=seed, network=network)


def build_fleet(
    tree: dict[str, Any],
    *,
    source: str = "fleet",
    clock: Clock | None = None,
    seed: int = 0,
    network: str = DEFAULT_NETWORK,
) -> World:
    """Make a world of the content of a fleet file; as `load_fleet`."""
    check(tree, FLEET, source)
    return Builder(expand(tree), source, clock or Clock(), seed, network).build()


__all__ = ["DEFAULT_NETWORK", "FleetError", "build_fleet", "load_fleet"]
