# SPDX-License-Identifier: GPL-3.0-or-later
"""``certificate_info`` sees on a real SIP server what is in the files that it serves, BOTHWAY included (VER-35)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import certificate_info

from . import kamailio
from .pki import Pair, issue

ADDRESS = "127.254.5.3"


def look(**options: Any) -> dict[str, Any]:
    checked = ArgumentSpecValidator(certificate_info.ARGUMENT_SPEC).validate({"timeout": 20} | options)
    assert not checked.error_messages
    return certificate_info.run(checked.validated_parameters, Context(clock=lambda: datetime.now(UTC)))


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.2+"])
@pytest.mark.parametrize("clients", kamailio.CLIENTS)
def test_the_certificate_on_the_wire_is_the_one_in_the_file(version: str, clients: str, tmp_path: Path) -> None:
    root = issue("Peers test root", ca=True)
    served: list[Pair] = [issue(ADDRESS, root), root]
    kamailio.write_tls(tmp_path, ADDRESS, served, version, clients, root)
    with kamailio.running(tmp_path, ADDRESS):
        result = look(path=[str(tmp_path / "server.crt")], endpoints=[{"host": ADDRESS, "port": 5061}])
    file, shown = result["certificates"]
    assert file["chain"] == [each | {"friendly_name": None} for each in shown["chain"]]
    assert file["fingerprint_sha256"] == shown["fingerprint_sha256"]
    assert (shown["error"], shown["client_certificate_asked"]) == (None, clients != "not_asked")
    assert [line.split()[0] for line in result["expiry"][2:]] == sorted([file["source"], shown["source"]])
