# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of phone files, and the module's resource run on them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._context import Context
from ansible_collections.voiceops.mivoice5000.plugins.module_utils._resources import terminal_file_info

MAC = "00085D31C2A7"
OWN = f"{MAC}.cfg"
TIME = "10.0.0.9"
PORTS = ("sip proxy port", "sip registrar port", "sip backup proxy port", "sip backup registrar port")
COMMON = {"time server1": TIME, "time server disabled": "0", "admin password": "40817"}
TLS = dict.fromkeys(PORTS, "5061") | {
    "sip transport protocol": "4",
    "sips persistent tls": "1",
    "sip srtp mode": "1",
    "sips symmetric tls signaling": "0",
    "srtp aes256 key": "1",
}
UDP = dict.fromkeys(PORTS, "5060") | {
    "sip transport protocol": "1",
    "sips persistent tls": "0",
    "sip srtp mode": "0",
}
TRUST = {"sips tls authentication": "1", "sips trusted certificates": "ca.crt"}
OWN_CERTIFICATE = {
    "sips root and intermediate certificates": "ca.crt",
    "sips local certificate": "phone.crt",
    "sips private key": "phone.key",
}
MODES: dict[str, dict[str, str]] = {
    "disabled": UDP,
    "self_signed": TLS | {"sips tls authentication": "0", "sips trusted certificates": ""},
    "trusted": TLS | TRUST,
    "bothway": TLS | TRUST | OWN_CERTIFICATE,
}
Files = Mapping[str, str | bytes]


def text(values: Mapping[str, str], mark: str = "^") -> str:
    """A file of ``values``, each protected from settings made on the phone unless told otherwise."""
    return "".join(f"{mark}{name}: {value}\n" for name, value in values.items())


def good(mode: str) -> dict[str, str | bytes]:
    """A folder with one phone about which nothing is to be said in ``mode``."""
    return {"startup.cfg": text(COMMON), OWN: text(MODES[mode]), "ca.crt": "", "phone.crt": "", "phone.key": ""}


def fill(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def look(folder: Path, mode: str, **options: Any) -> dict[str, Any]:
    """What the module's resource returns for a folder."""
    spec = terminal_file_info.ARGUMENT_SPEC
    checked = ArgumentSpecValidator(spec).validate({"path": str(folder), "mode": mode} | options)
    assert checked.error_messages == []
    result: dict[str, Any] = terminal_file_info.run(checked.validated_parameters, Context())
    return result


def one(folder: Path, files: Files, mode: str, **options: Any) -> dict[str, Any]:
    """The only terminal of a folder."""
    (terminal,) = look(fill(folder, files), mode, **options)["terminals"]
    found: dict[str, Any] = terminal
    return found


def ids(terminal: Mapping[str, Any]) -> set[str]:
    return {finding["id"] for finding in terminal["findings"]}


def the(terminal: Mapping[str, Any], id_: str) -> dict[str, Any]:
    """The only finding of a kind."""
    (finding,) = [finding for finding in terminal["findings"] if finding["id"] == id_]
    found: dict[str, Any] = finding
    return found
