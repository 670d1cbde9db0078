# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, requests and PKCS#12 files by community.crypto, from the inventory to files that pass every rule."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(sys.executable).parent
DAY = timedelta(days=1)
HOSTS: dict[str, Any] = {
    "clinic": {
        "mivoice_tel_address": "198.51.100.31",
        "mivoice_admin_address": "192.0.2.31",
        "mivoice_fqdns": ["clinic.example.org"],
    },
    "pbx1": {"mivoice_tel_address": "198.51.100.21", "mivoice_manager": "mgr", "mivoice_multisite": "Hospital North"},
    "pbx2": {"mivoice_tel_address": "198.51.100.22", "mivoice_manager": "mgr", "mivoice_multisite": "Hospital North"},
}
FILES = {"clinic": "clinic", "mgr/Hospital North": "mgr_Hospital_North"}
SECRETS = {"vaulted_pkcs12_password": "Été 2026 ?"}

pytestmark = pytest.mark.skipif(
    not (ROOT / ".venv/collections/ansible_collections/community/crypto").is_dir(),
    reason="community.crypto is not installed: run tests/peers/community_crypto.py",
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with an inventory, as a site would keep it."""
    requests = {"folder": str(tmp_path / "requests"), "passphrase": "clé des clés"}
    variables = {"ansible_connection": "local", "mivoice_requests": requests} | SECRETS
    tree = {"all": {"children": {"pbx": {"hosts": HOSTS, "vars": variables}}}}
    for name in ("files", "answers", "inventory"):
        (tmp_path / name).mkdir()
    (tmp_path / "inventory" / "hosts.yml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    return tmp_path


def play(site: Path, playbook: str, *arguments: str, **extra: Any) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    done = subprocess.run(
        [BIN / "ansible-playbook", playbook, "-i", site / "inventory", "-e", json.dumps(extra), *arguments],
        cwd=ROOT,
        env=kept | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_NOCOLOR": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def changed(output: str) -> int:
    return sum(int(number) for number in re.findall(r"changed=(\d+)", output))


class Ca:
    """An authority that issues what it is asked for."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hospital CA")])
        builder = self._builder(self.name, self.key.public_key())
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    def answer(self, request: bytes) -> bytes:
        csr = x509.load_pem_x509_csr(request)
        assert csr.is_signature_valid
        builder = self._builder(csr.subject, csr.public_key())
        for extension in csr.extensions:
            builder = builder.add_extension(extension.value, extension.critical)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def _builder(self, subject: x509.Name, key: Any) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(self.name, subject, key, x509.random_serial_number())
        return builder.not_valid_before(now - DAY).not_valid_after(now + 700 * DAY)


def example_of_the_guide() -> list[dict[str, Any]]:
    text = (ROOT / "docs" / "docsite" / "rst" / "guide_certificates.rst").read_text(encoding="utf-8")
    (block,) = re.findall(r"\n((?:   .*\n|\n)*   .*openssl_pkcs12(?:.*\n)(?:   .*\n)*)", text)
    found: list[dict[str, Any]] = yaml.safe_load(re.sub(r"^   ", "", block, flags=re.MULTILINE))
    return found


def test_what_the_inventory_asks_for_passes_every_rule_once_it_is_issued(site: Path) -> None:
    playbook = "voiceops.mivoice5000.certificate_requests"
    assert changed(play(site, playbook, "--check")) == 1
    assert not (site / "requests").exists()
    assert changed(play(site, playbook)) == 5
    assert changed(play(site, playbook)) == 0
    made = {path.name: path.stat().st_mode & 0o777 for path in (site / "requests").iterdir()}
    assert {name: mode for name, mode in made.items() if name.endswith(".key")} == {
        f"{name}.key": 0o600 for name in FILES.values()
    }

    ca = Ca()
    (site / "answers" / "chain.pem").write_bytes(ca.certificate.public_bytes(Encoding.PEM))
    for file in FILES.values():
        answer = ca.answer((site / "requests" / f"{file}.csr").read_bytes())
        (site / "answers" / f"{file}.crt").write_bytes(answer)
    tasks = [
        task | {"loop": list(FILES.values()), "loop_control": {"loop_var": "answered"}}
        for task in example_of_the_guide()
    ]
    packing = [{"hosts": "clinic", "gather_facts": False, "tasks": tasks}]
    (site / "packing.yml").write_text(yaml.safe_dump(packing))
    play(site, str(site / "packing.yml"))

    def given(file: str) -> dict[str, str]:
        return {"src": f"{{{{ inventory_dir }}}}/../files/{file}.p12", "password": SECRETS["vaulted_pkcs12_password"]}

    judged = play(
        site,
        "voiceops.mivoice5000.certificates",
        mivoice_encryption={"state": "enabled", "mode": "trusted"},
        mivoice_ca={"src": "{{ inventory_dir }}/../answers/chain.pem", "name": "ca.crt"},
        mivoice_pkcs12=given("clinic"),
        mivoice_manager_pkcs12=given("mgr_Hospital_North"),
    )
    assert "2 ok" in judged or "3 ok" in judged, judged
    assert not re.findall(r"\] (?:error|warning): ", judged), judged
