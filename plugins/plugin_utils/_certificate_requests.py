# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificates a fleet needs from its CA, as requests; and whether the collection that makes them is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any

from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki import request
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._pki.case import Known

from ._certificate_files import known_of
from ._scopes import scopes


def certificate_requests(hostvars: Mapping[str, Any], hosts: Iterable[str]) -> list[dict[str, Any]]:
    """One entry for each file that the inventory has to name for the mode trusted, whatever the mode is now.

    ``{name, file, common_name, subject_alt_name, extended_key_usage, key_usage, basic_constraints}``: a system without
    Manager, the authority that a Manager signs with for a multi-site (CERT-23), or its one system (OPEN-4). ``file`` is
    the name without suffix. Raises ValueError when two of them would have the same file.
    """
    found: dict[str, dict[str, Any]] = {}
    for name, scope in scopes(hostvars, hosts).items():
        variables = hostvars[scope["leader"]]
        given = variables.get("mivoice_manager_pkcs12" if scope["manager"] else "mivoice_pkcs12") or {}
        known = known_of(variables, scope["manager"], given)
        wanted = request.of(Known(**known | {"fqdns": tuple(known.get("fqdns") or ())}), name)
        file = re.sub(r"[^A-Za-z0-9._-]+", "_", name)
        if file in found:
            raise ValueError(f"the files of {found[file]['name']} and {name} would both be called {file}")
        found[file] = {
            "name": name,
            "file": file,
            "common_name": wanted.common_name,
            "subject_alt_name": list(wanted.alternative_names),
            "extended_key_usage": list(wanted.purposes),
            "key_usage": list(wanted.usages),
            "basic_constraints": list(wanted.constraints),
        }
    return list(found.values())


def missing_collections(names: Iterable[str]) -> list[str]:
    """Those of ``names`` that Ansible does not find here."""
    return [name for name in names if not _found(f"ansible_collections.{name}")]


def _found(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ImportError:
        return False
